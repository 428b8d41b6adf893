//! The outcome of each chat that was asked for.

mod detail;
mod failure;
mod row;
mod service_error;
mod skip;

pub use detail::{MAX_DETAIL, shorten};
pub use failure::{FailedChat, Failure};
pub use row::Row;
pub use service_error::{AwsService, ServiceError, ServiceErrorKind};
pub use skip::{Skip, SkipCode};

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// What became of one chat.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Connect started it, now or when the same token came first.
    Started(Started),
    /// It is on the queue, and a worker will start it.
    Queued {
        /// The token that makes its start unique.
        client_token: String,
    },
    /// It will be started later: EventBridge Scheduler puts it on the queue then.
    Scheduled {
        /// The token that makes its start unique.
        client_token: String,
        /// When, in UTC.
        send_at: OffsetDateTime,
    },
    /// Nothing was to be done, on purpose.
    Skipped(Skip),
    /// It was not started, as far as is known.
    Failed(FailedChat),
}

/// A contact that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The contact's id.
    pub contact_id: String,
    /// The token that made it unique.
    pub client_token: String,
}

impl Outcome {
    /// The failed chat, if it is one.
    pub fn failed(&self) -> Option<&FailedChat> {
        match self {
            Outcome::Failed(failed) => Some(failed),
            Outcome::Started(_) | Outcome::Queued { .. } | Outcome::Scheduled { .. } | Outcome::Skipped(_) => None,
        }
    }

    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<&Failure> {
        self.failed().map(|chat| &chat.failure)
    }
}

/// A time as senders get it: RFC 3339, in UTC, in whole seconds.
pub fn rfc3339(time: OffsetDateTime) -> String {
    let whole = time.to_offset(UtcOffset::UTC).replace_nanosecond(0).unwrap_or(time);
    whole.format(&Rfc3339).unwrap_or_default()
}
