//! `MAX_AGE_SECONDS`: how old an event may be.
//!
//! Connect remembers a token for 7 days. An event older than that would be sent again, so a week is the default: a replay
//! from an archive must not text everybody a second time.

use crate::invocation::Invocation;
use crate::json;
use crate::outcome::{Failure, Skip, SkipCode};
use serde_json::value::RawValue;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// When an event was made, and how it was delivered, as far as it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventAge {
    /// When.
    pub time: EventTime,
    /// How it was delivered.
    pub delivery: EventDelivery,
}

/// When an event was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EventTime {
    /// It does not say.
    #[default]
    Unknown,
    /// At this time.
    At(OffsetDateTime),
    /// It says something that is not a time.
    Unreadable,
}

/// How an event was delivered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EventDelivery {
    /// As it happened, as far as is known.
    #[default]
    Live,
    /// Once more, from an archive.
    Replay,
}

/// Why an event is not acted on.
#[derive(Debug, Clone, PartialEq)]
pub enum NotActedOn {
    /// It is a replay: a replay of a year must not fill the dead-letter queue.
    Skip(Skip),
    /// It is refused.
    Fail(Failure),
}

impl EventTime {
    /// The time that `text` writes in RFC 3339.
    pub fn from_rfc3339(text: &str) -> EventTime {
        OffsetDateTime::parse(text, &Rfc3339).map_or(EventTime::Unreadable, EventTime::At)
    }

    /// The time that a member holds in RFC 3339.
    pub fn from_json(raw: &RawValue) -> EventTime {
        json::text(raw).map_or(EventTime::Unreadable, |text| EventTime::from_rfc3339(&text))
    }

    /// The time that `text` writes in milliseconds since 1970.
    pub fn from_unix_milliseconds(text: &str) -> EventTime {
        let nanoseconds = text.parse::<i128>().ok().and_then(|milliseconds| milliseconds.checked_mul(1_000_000));
        let time = nanoseconds.and_then(|nanoseconds| OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok());
        time.map_or(EventTime::Unreadable, EventTime::At)
    }
}

impl EventAge {
    /// The age of an event that this one carries: its own time counts, if it has one, and a replay stays a replay.
    #[must_use]
    pub fn inner(self, inner: EventAge) -> EventAge {
        EventAge {
            time: if inner.time == EventTime::Unknown { self.time } else { inner.time },
            delivery: if self.delivery == EventDelivery::Replay { self.delivery } else { inner.delivery },
        }
    }
}

/// Whether an event is older than `max_age`, and so is not acted on.
///
/// # Errors
/// What to do instead.
pub fn check(age: EventAge, max_age: Option<Duration>, invocation: &Invocation) -> Result<(), NotActedOn> {
    let Some(max) = max_age else { return Ok(()) };
    let made = match age.time {
        EventTime::Unknown => return Ok(()),
        EventTime::At(time) => time,
        EventTime::Unreadable => {
            let detail = "the event's time cannot be read, so its age is not known; give it in RFC 3339 \
                          (2026-01-31T12:00:00Z), leave it out, or set MAX_AGE_SECONDS=0 to allow events of any age";
            return Err(NotActedOn::Fail(Failure::MalformedRequest(detail.to_owned())));
        }
    };
    let old = invocation.now - made;
    if old <= max {
        return Ok(());
    }
    let seconds = old.whole_seconds();
    Err(match age.delivery {
        EventDelivery::Live => NotActedOn::Fail(Failure::EventTooOld { seconds }),
        EventDelivery::Replay => {
            let reason = format!("a replay of an event that is {seconds} s old, more than MAX_AGE_SECONDS");
            NotActedOn::Skip(Skip::new(SkipCode::EventTooOld, reason))
        }
    })
}
