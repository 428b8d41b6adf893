//! What can be changed about the simulator: quotas, the clock, how slow is slow.

use std::time::Duration;

use crate::Clock;

/// Quotas and time. The default is what a new Amazon Connect instance has.
#[derive(Clone, Debug)]
pub struct Options {
    /// Requests for `StartOutboundChatContact` a second; `None` for any number.
    pub rate_per_second: Option<f64>,
    /// Requests that may come at once before the rate holds.
    pub burst: u32,
    /// Chats that may be active at once; `None` for any number.
    pub chats_at_once: Option<u32>,
    /// The time that quotas, tokens, schedules and timestamps go by.
    pub clock: Clock,
    /// How late [`Fault::Slow`](crate::Fault::Slow) answers.
    pub slow: Duration,
    /// How long [`Fault::VerySlow`](crate::Fault::VerySlow) and
    /// [`Fault::AnsweredTooLate`](crate::Fault::AnsweredTooLate) hold a connection.
    pub very_slow: Duration,
}

impl Options {
    /// No quotas: for tests that start many chats.
    pub fn unlimited() -> Self {
        Self { rate_per_second: None, chats_at_once: None, ..Self::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rate_per_second: Some(2.0),
            burst: 5,
            chats_at_once: Some(500),
            clock: Clock::real(),
            slow: Duration::from_secs(2),
            very_slow: Duration::from_secs(65),
        }
    }
}
