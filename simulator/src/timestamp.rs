//! A point in time as AWS's rest-json writes it: seconds since 1970, a number with milliseconds.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A point in time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    milliseconds: i64,
}

impl Timestamp {
    /// This many seconds after 1970.
    pub const fn from_epoch_seconds(seconds: i64) -> Self {
        Self { milliseconds: seconds.saturating_mul(1000) }
    }

    /// As AWS writes it: seconds since 1970.
    pub fn epoch_seconds(self) -> f64 {
        self.milliseconds as f64 / 1000.0
    }

    /// As SQS writes it: milliseconds since 1970.
    pub const fn epoch_milliseconds(self) -> i64 {
        self.milliseconds
    }

    /// As people read it: `2026-01-31T12:00:00Z`.
    pub fn rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.milliseconds) * 1_000_000)
            .ok()
            .and_then(|time| time.format(&Rfc3339).ok())
            .unwrap_or_else(|| self.epoch_seconds().to_string())
    }

    /// The same in whole seconds, as EventBridge writes an event's `time`.
    pub fn rfc3339_seconds(self) -> String {
        Self { milliseconds: self.milliseconds.div_euclid(1000).saturating_mul(1000) }.rfc3339()
    }

    /// Reads `2026-01-31T12:00:00Z`, or a time with another offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let nanoseconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
        Some(Self { milliseconds: i64::try_from(nanoseconds / 1_000_000).ok()? })
    }

    /// From the other to this one; nothing when the other is the later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.milliseconds_since(earlier)).unwrap_or(0))
    }

    pub(crate) fn milliseconds_since(self, other: Self) -> i64 {
        self.milliseconds.saturating_sub(other.milliseconds)
    }

    pub(crate) fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self { milliseconds: self.milliseconds.saturating_add(milliseconds) }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { milliseconds: i64::try_from(since.as_millis()).unwrap_or(i64::MAX) }
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let milliseconds = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self { milliseconds: self.milliseconds.saturating_add(milliseconds) }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.epoch_seconds())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A cast of a float saturates: no number is too large.
        f64::deserialize(deserializer).map(|seconds| Self { milliseconds: (seconds * 1000.0).round() as i64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_a_number_of_seconds_with_milliseconds() {
        let moment = Timestamp::from_epoch_seconds(1_767_225_600) + Duration::from_millis(250);
        assert_eq!(serde_json::to_string(&moment).ok().as_deref(), Some("1767225600.25"));
        assert_eq!(moment.rfc3339(), "2026-01-01T00:00:00.25Z");
    }

    #[test]
    fn a_time_is_read_with_its_offset_and_written_in_whole_seconds() {
        let moment = Timestamp::parse_rfc3339("2026-01-01T01:00:00.250+01:00");
        assert_eq!(moment.map(Timestamp::rfc3339).as_deref(), Some("2026-01-01T00:00:00.25Z"));
        assert_eq!(moment.map(Timestamp::rfc3339_seconds).as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(Timestamp::parse_rfc3339("2026-01-01"), None);
    }

    #[test]
    fn no_number_is_too_large() {
        for text in ["1e300", "-1e300", "0"] {
            let moment: Timestamp = serde_json::from_str(text).expect("a number");
            assert!(!moment.rfc3339().is_empty());
        }
    }
}
