//! `ExpiresAt`: until when a text is worth sending.

use super::send_at::parse_rfc3339;
use time::{Duration, OffsetDateTime};

/// A longer duration is a mistake: a Unix time, or milliseconds.
const MAX_DAYS: i64 = 366;

/// Reads `2026-12-24T18:00:00-05:00`, or how long after `event`, the time of the event, as ISO 8601 writes durations:
/// `PT2H`, `P1DT12H`; or as a number of seconds.
///
/// # Errors
/// Says what would be right.
pub fn parse(text: &str, event: OffsetDateTime) -> Result<OffsetDateTime, String> {
    let text = text.trim();
    let Some(seconds) = duration_seconds(text) else {
        return parse_rfc3339(text).ok_or_else(|| not_a_time(text));
    };
    let after = seconds.filter(|seconds| *seconds <= MAX_DAYS * 24 * 3600).map(Duration::seconds);
    let expires = after.and_then(|after| event.checked_add(after));
    expires.ok_or_else(|| format!("is more than {MAX_DAYS} days; write hours as PT2H, or a time"))
}

/// A duration in seconds, `None` inside if it has too many; `None` if it is none. Years and months have no fixed length.
fn duration_seconds(text: &str) -> Option<Option<i64>> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        return Some(text.parse().ok());
    }
    let (date, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((text.strip_prefix('P')?, ""));
    let is_empty = date.is_empty() && time.is_empty() || text.ends_with('T');
    let date = sum(date, &[('W', 7 * 24 * 3600), ('D', 24 * 3600)])?;
    let time = sum(time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    (!is_empty).then(|| date?.checked_add(time?))
}

/// Numbers and their units, each unit once and in order.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<Option<i64>> {
    let mut sum = Some(0_i64);
    for (unit, seconds) in units {
        if let Some((number, rest)) = text.split_once(*unit) {
            if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let part = number.parse::<i64>().ok().and_then(|number| number.checked_mul(*seconds));
            sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}

fn not_a_time(text: &str) -> String {
    let problem = match text.as_bytes() {
        [b'P', rest @ ..] if rest.iter().any(|byte| matches!(byte, b'Y' | b'M')) => {
            "is a duration of years or months, which have no fixed length, or not one of ISO 8601"
        }
        _ => "is neither a time with an offset nor a duration",
    };
    format!("{problem}; write 2026-12-24T18:00:00-05:00, or PT2H for two hours after the event")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> OffsetDateTime {
        parse_rfc3339(text).expect(text)
    }

    #[test]
    fn a_time_or_a_duration_from_the_event_is_read() {
        let event = instant("2026-12-24T12:00:00Z");
        for (text, right) in [
            ("2026-12-24T18:00:00-05:00", "2026-12-24T23:00:00Z"),
            ("PT2H", "2026-12-24T14:00:00Z"),
            (" PT90M ", "2026-12-24T13:30:00Z"),
            ("PT1H30M5S", "2026-12-24T13:30:05Z"),
            ("P1D", "2026-12-25T12:00:00Z"),
            ("P1DT12H", "2026-12-26T00:00:00Z"),
            ("P2W", "2027-01-07T12:00:00Z"),
            ("PT0S", "2026-12-24T12:00:00Z"),
            ("7200", "2026-12-24T14:00:00Z"),
        ] {
            assert_eq!(parse(text, event), Ok(instant(right)), "{text}");
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        let event = instant("2026-12-24T12:00:00Z");
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "2H",
            "PT2",
            "PT-2H",
            "PT1.5H",
            "PTH",
            "P1H",
            "PT1D",
            "PT1M1H",
            "1 hour",
            "2026-12-24",
            "2026-12-24T18:00",
            "-7200",
            "P1Y",
            "P1M",
            "p1d",
        ] {
            let error = parse(text, event).expect_err(text);
            assert!(error.contains("PT2H"), "{text}: {error}");
        }
        // A Unix time; milliseconds.
        for text in ["1798102800", "PT99999999999999999999S", "P99999999999999W", "P367D"] {
            let error = parse(text, event).expect_err(text);
            assert!(error.contains("366 days"), "{text}: {error}");
        }
    }
}
