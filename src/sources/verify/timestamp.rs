//! The time that a signature covers: an old delivery that somebody recorded must not be accepted again.

use super::Webhook;
use super::parts::parts;
use crate::sources::scheme::{Timestamp, TimestampFormat};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The timestamp of `webhook` as it was written, if it is fresh.
///
/// # Errors
/// It is missing, appears twice, can't be read, or is too far from `now`.
pub fn fresh(
    timestamp: &Timestamp,
    delimiter: Option<&str>,
    webhook: &Webhook<'_>,
    now: OffsetDateTime,
) -> Result<String, String> {
    let named = timestamp.headers.join(" or ");
    let missing = || format!("the timestamp in {named} is missing");
    let header = webhook.only_header(&timestamp.headers)?.ok_or_else(missing)?;
    let text = match &timestamp.part {
        None => Some(header.trim()),
        Some(start) => {
            let mut found = parts(header, delimiter).filter_map(|part| part.strip_prefix(start.as_str()));
            let first = found.next();
            if found.next().is_some() {
                return Err(format!("the timestamp in {named} appears twice"));
            }
            first
        }
    };
    let text = text.filter(|text| !text.is_empty()).ok_or_else(missing)?;
    let unix = |divisor: i128| {
        let count: i128 = text.parse().ok()?;
        OffsetDateTime::from_unix_timestamp_nanos(count.checked_mul(1_000_000_000 / divisor)?).ok()
    };
    let moment = match timestamp.format {
        TimestampFormat::Unix => unix(1),
        TimestampFormat::UnixMs => unix(1_000),
        TimestampFormat::Rfc3339 => OffsetDateTime::parse(text, &Rfc3339).ok(),
    };
    let moment = moment.ok_or_else(|| format!("the timestamp in {named} can't be read"))?;
    let (seconds, tolerance) = ((now - moment).whole_seconds(), timestamp.tolerance_s);
    match seconds.unsigned_abs() > u64::from(tolerance) {
        true => Err(format!("the timestamp is {seconds} s old; {tolerance} s are tolerated, both ways")),
        false => Ok(text.to_owned()),
    }
}
