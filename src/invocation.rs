//! One invocation, as Lambda gives it: who asks, and until when. The library's only clock.

use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::Instant;

/// Time kept back to answer in, so that no invocation ends by Lambda's timeout.
const RESERVE: Duration = Duration::from_millis(350);
/// The same for each thing that has to be answered, on a full core.
const RESERVE_PER_ITEM: Duration = Duration::from_micros(30);
/// The memory in MB at which a function has one full core.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>
const FULL_CORE_MEMORY: f64 = 1_769.0;
/// Less than this, and a call isn't begun.
const MIN_CALL_TIME: Duration = Duration::from_millis(150);
/// How long a Connect flow waits for a function.
/// <https://docs.aws.amazon.com/connect/latest/adminguide/invoke-lambda-function-block.html>
const FLOW_TIMEOUT: Duration = Duration::from_secs(8);

/// The context of one invocation.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Lambda's request id, the same in every asynchronous retry.
    pub request_id: String,
    /// When it began.
    pub began: Instant,
    /// When Lambda ends it.
    pub deadline: Instant,
    /// The wall clock's time when it began.
    pub now: OffsetDateTime,
    /// The memory that the function has, in MB: it gets CPU in proportion.
    pub memory_mb: u32,
    /// The X-Ray trace header.
    pub xray_trace_id: Option<String>,
    /// Whether it is the first of its process.
    pub cold_start: bool,
}

impl Invocation {
    /// By when the last call has to be answered, so that `items` things can be answered in time: the more there are, the
    /// longer that takes, and the less memory a function has, the less CPU it gets for it.
    pub fn answers_by(&self, items: usize) -> Instant {
        let slowness = FULL_CORE_MEMORY / f64::from(self.memory_mb.clamp(128, 1_769));
        let reserve = RESERVE + RESERVE_PER_ITEM.mul_f64(items as f64 * slowness);
        // Whatever there is to answer, half of the time is for the work.
        let half = self.deadline.saturating_duration_since(self.began) / 2;
        self.deadline.checked_sub(reserve.min(half.max(RESERVE))).unwrap_or(self.began)
    }

    /// By when result events have to be told, if the last call has to be answered by `answers_by`: what is left of the
    /// reserve is for the answer itself. A flow's answer is due long before Lambda's deadline.
    pub fn results_by(&self, answers_by: Instant) -> Instant {
        let latest = self.deadline.checked_sub(RESERVE / 3).unwrap_or(self.began);
        latest.min(answers_by + RESERVE * 2 / 3)
    }

    /// The wall clock's time: that of the invocation's begin, and what has passed since.
    pub fn wall_clock(&self) -> OffsetDateTime {
        self.now + self.began.elapsed()
    }

    /// By when the last call in a flow has to be answered: Connect gives up after 8 seconds whatever Lambda allows.
    pub fn answers_flow_by(&self) -> Instant {
        self.answers_by(1).min(self.began + FLOW_TIMEOUT - RESERVE)
    }

    /// The X-Ray trace's root id alone, as Powertools logs it.
    pub fn xray_root(&self) -> Option<&str> {
        trace_root(self.xray_trace_id.as_deref()?)
    }
}

/// The root id in a trace header (`Root=1-…;Parent=…;Sampled=1`).
/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
pub fn trace_root(header: &str) -> Option<&str> {
    header.split(';').find_map(|part| part.trim().strip_prefix("Root="))
}

/// Whether there is time to begin a call that must be answered by `deadline`.
pub fn leaves_time(deadline: Instant) -> bool {
    deadline.saturating_duration_since(Instant::now()) >= MIN_CALL_TIME
}
