//! `at(2026-01-31T08:00:00)`: the one kind of expression that fires once.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::Timestamp;

/// `yyyy-mm-ddThh:mm:ss`, without a fraction or an offset: AWS refuses both.
const LENGTH: usize = "2026-01-31T08:00:00".len();

/// The moment that an expression stands for in a time zone of the IANA database.
///
/// # Errors
/// In AWS's words, what is wrong with it.
pub(crate) fn parse_at(expression: &str, time_zone: &str) -> Result<Timestamp, String> {
    let invalid = || format!("Invalid Schedule Expression {expression}.");
    let inner = expression.strip_prefix("at(").and_then(|rest| rest.strip_suffix(')')).ok_or_else(invalid)?;
    if inner.len() != LENGTH || !inner.bytes().all(|byte| byte.is_ascii_digit() || b"-T:".contains(&byte)) {
        return Err(invalid());
    }
    let local: DateTime = inner.parse().map_err(|_| invalid())?;
    let zone = TimeZone::get(time_zone).map_err(|_| format!("Invalid ScheduleExpressionTimezone {time_zone}."))?;
    let moment = zone.to_timestamp(local).map_err(|_| invalid())?;
    Ok(Timestamp::from_epoch_seconds(moment.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(expression: &str, time_zone: &str) -> Result<String, String> {
        parse_at(expression, time_zone).map(Timestamp::rfc3339)
    }

    #[test]
    fn a_local_time_is_taken_in_its_zone() {
        assert_eq!(at("at(2026-01-31T08:00:00)", "UTC").as_deref(), Ok("2026-01-31T08:00:00Z"));
        assert_eq!(at("at(2026-01-31T08:00:00)", "Europe/Berlin").as_deref(), Ok("2026-01-31T07:00:00Z"));
        assert_eq!(at("at(2026-07-31T08:00:00)", "America/Los_Angeles").as_deref(), Ok("2026-07-31T15:00:00Z"));
    }

    #[test]
    fn what_aws_refuses_is_refused_in_its_words() {
        // The first two are recorded answers of AWS, in LocalStack's `test_scheduler.snapshot.json`.
        for expression in [
            "at(2021-12-31T23:59:59Z)",
            "at(2021-12-31)",
            "at(2026-01-31T08:00:00.000)",
            "at(2026-02-30T08:00:00)",
            "at(2026-01-31 08:00:00)",
            " at(2026-01-31T08:00:00)",
            "2026-01-31T08:00:00",
            "at()",
        ] {
            assert_eq!(at(expression, "UTC"), Err(format!("Invalid Schedule Expression {expression}.")));
        }
        assert!(at("at(2026-01-31T08:00:00)", "Mars/Olympus").is_err());
    }
}
