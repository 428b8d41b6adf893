//! One invocation, as Lambda gives it: who asks, and until when. The library's only clock.

use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::Instant;

/// Time kept back to answer in, so that no invocation ends by Lambda's timeout.
const RESERVE: Duration = Duration::from_millis(350);
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
    /// The X-Ray trace header.
    pub xray_trace_id: Option<String>,
    /// Whether it is the first of its process.
    pub cold_start: bool,
}

impl Invocation {
    /// By when the last call has to be answered.
    pub fn answers_by(&self) -> Instant {
        self.deadline.checked_sub(RESERVE).unwrap_or(self.began)
    }

    /// The same in a flow, which gives up after 8 seconds whatever Lambda allows.
    pub fn answers_flow_by(&self) -> Instant {
        self.answers_by().min(self.began + FLOW_TIMEOUT - RESERVE)
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
