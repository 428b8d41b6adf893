//! The timestamp of a delivery, and how old it is.

use super::Delivery;
use super::steps::Steps;
use connect_outbound_chat::sources::{Signature, Timestamp, TimestampFormat};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The delivery's own time, if it can be read.
pub(super) fn look_at_age(
    timestamp: &Timestamp,
    signature: &Signature,
    delivery: &Delivery,
    now: OffsetDateTime,
    steps: &mut Steps,
) -> Option<OffsetDateTime> {
    let name = timestamp.headers.iter().find(|name| delivery.header(name).is_some());
    let Some(name) = name else {
        steps.problem(format!("The timestamp in {} is missing.", timestamp.headers.join(" or ")), "");
        return None;
    };
    let value = delivery.header(name).unwrap_or_default().trim();
    let text = match &timestamp.part {
        None => Some(value),
        Some(part) => {
            let delimiter = signature.delimiter.as_deref().unwrap_or(",");
            value.split(delimiter).find_map(|piece| piece.trim().strip_prefix(part.as_str()))
        }
    };
    let Some(moment) = text.and_then(|text| moment(timestamp.format, text)) else {
        let form = match timestamp.format {
            TimestampFormat::Unix => "seconds since 1970",
            TimestampFormat::UnixMs => "milliseconds since 1970",
            TimestampFormat::Rfc3339 => "RFC 3339, 2026-01-31T08:00:00Z",
        };
        steps.problem(format!("The timestamp in {name} can’t be read."), format!("It should be {form}."));
        return None;
    };
    let (age, tolerance) = ((now - moment).whole_seconds(), i64::from(timestamp.tolerance_s));
    if age < -tolerance {
        let title = format!("The timestamp is {} in the future.", duration(-age));
        steps.problem(title, "The CRM’s clock is wrong, or the timestamp is in another unit.");
    } else if age > tolerance {
        steps.note(
            format!("The timestamp is {} old.", duration(age)),
            format!(
                "That is the age of this copy. The function takes a delivery within {tolerance} s of its timestamp; a CRM that \
                 repeats an old delivery with its old timestamp is refused."
            ),
        );
    } else {
        steps.ok(format!("The timestamp is fresh: {} old.", duration(age)));
    }
    Some(moment)
}

fn moment(format: TimestampFormat, text: &str) -> Option<OffsetDateTime> {
    let unix = |unit: i128| {
        let count: i128 = text.parse().ok()?;
        OffsetDateTime::from_unix_timestamp_nanos(count.checked_mul(unit)?).ok()
    };
    match format {
        TimestampFormat::Unix => unix(1_000_000_000),
        TimestampFormat::UnixMs => unix(1_000_000),
        TimestampFormat::Rfc3339 => OffsetDateTime::parse(text, &Rfc3339).ok(),
    }
}

fn duration(seconds: i64) -> String {
    match seconds.abs() {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}
