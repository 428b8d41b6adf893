//! `MAX_AGE_SECONDS`: nobody wants yesterday's "your driver is here".

use super::Desk;
use crate::outcome::Failure;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Refuses what was made at `time` and is older than `MAX_AGE_SECONDS`.
pub fn check(time: Option<OffsetDateTime>, desk: &Desk<'_>) -> Result<(), Failure> {
    let (Some(max), Some(time)) = (desk.house.settings.max_age, time) else { return Ok(()) };
    let age = desk.invocation.now - time;
    match age > max {
        true => Err(Failure::EventTooOld { seconds: age.whole_seconds() }),
        false => Ok(()),
    }
}

/// The time that `text` writes in RFC 3339.
pub fn rfc3339(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}
