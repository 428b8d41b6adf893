//! `MAX_AGE_SECONDS`: nobody wants yesterday's "your driver is here".

use crate::context::Context;
use crate::outcome::Failure;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Refuses what was made at `time` and is older than `MAX_AGE_SECONDS`.
///
/// # Errors
/// [`Failure::EventTooOld`].
pub fn check(time: Option<OffsetDateTime>, context: Context<'_>) -> Result<(), Failure> {
    let (Some(max), Some(time)) = (context.app.settings.max_age, time) else { return Ok(()) };
    let age = context.invocation.now - time;
    if age > max { Err(Failure::EventTooOld { seconds: age.whole_seconds() }) } else { Ok(()) }
}

/// The time that `text` writes in RFC 3339.
pub fn parse_rfc3339(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}
