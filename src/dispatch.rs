//! From jobs to outcomes: side by side, at the set rate, in order where order matters, in time.

mod batch;
mod completed_chat;
mod job;
mod scheduling;

pub use batch::Batch;
pub use completed_chat::{ChatSummary, CompletedChat};
pub use job::{Delivery, Job, JobOrigin, JobResult, Work};

use crate::connect::Connect;
use crate::policy::rate;
use crate::queue::Queue;
use crate::schedule::Scheduler;
use crate::settings::Settings;
use leaky_bucket::RateLimiter;
use time::OffsetDateTime;
use tokio::time::Instant;

/// Starts chats, or puts them on the queue.
pub struct Dispatch {
    connect: Connect,
    queue: Option<Queue>,
    scheduler: Option<Scheduler>,
    rate: RateLimiter,
}

impl Dispatch {
    /// A dispatch of `rate_per_second` starts.
    pub fn new(connect: Connect, queue: Option<Queue>, scheduler: Option<Scheduler>, rate_per_second: f64) -> Dispatch {
        Dispatch { connect, queue, scheduler, rate: rate::limiter(rate_per_second) }
    }

    /// Whether there is a queue.
    pub fn has_queue(&self) -> bool {
        self.queue.is_some()
    }

    /// A batch of chats that leave by `delivery`, all finished by `deadline`, begun `now`; `completed` is called with each
    /// as soon as its outcome is final.
    pub fn batch<'a>(
        &'a self,
        settings: &'a Settings,
        delivery: Delivery,
        (deadline, now): (Instant, OffsetDateTime),
        completed: &'a (dyn Fn(&CompletedChat<'_>) + Sync),
    ) -> Batch<'a> {
        Batch::new(self, settings, delivery, (deadline, now), completed)
    }
}
