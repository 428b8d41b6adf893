//! A log line: flat JSON with an RFC 3339 `timestamp` and a `level`, as Lambda's own level filter wants them, or words
//! for the eye.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>

use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The value of `service` in every line.
const SERVICE: &str = "connect-outbound-chat";

/// How much a line weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    /// As it should be.
    Info,
    /// A chat or an invocation failed.
    Warn,
    /// Only the function's owner can mend it.
    Error,
}

impl Severity {
    /// Lambda's name of it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Severity::Info => "INFO",
            Severity::Warn => "WARN",
            Severity::Error => "ERROR",
        }
    }
}

/// The value of one key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    /// The key isn't written.
    Absent,
    /// An id, a code, our own words.
    Text(&'a str),
    /// Milliseconds.
    Number(f64),
    /// So many.
    Count(usize),
    /// Yes or no.
    Flag(bool),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(text)
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Absent, Value::Text)
    }
}

/// A line in the making.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// When.
    pub(super) at: OffsetDateTime,
    /// How much it weighs.
    pub(super) level: Severity,
    /// What it is about.
    pub(super) message: &'a str,
    /// Everything else, in order.
    pub(super) members: &'a [(&'static str, Value<'a>)],
}

impl Line<'_> {
    /// The line as a JSON object.
    pub(super) fn json(&self) -> String {
        // Nothing in it can fail to be JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("timestamp", &rfc3339(self.at))?;
        map.serialize_entry("level", self.level.name())?;
        map.serialize_entry("message", self.message)?;
        map.serialize_entry("service", SERVICE)?;
        for (key, value) in self.members {
            match value {
                Value::Absent => {}
                Value::Text(text) => map.serialize_entry(key, text)?,
                Value::Number(number) => map.serialize_entry(key, number)?,
                Value::Count(count) => map.serialize_entry(key, count)?,
                Value::Flag(flag) => map.serialize_entry(key, flag)?,
            }
        }
        map.end()
    }
}

/// The line as words.
impl fmt::Display for Line<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, level) = (rfc3339(self.at), self.level.name());
        write!(formatter, "{at} {level:>5} {} service={SERVICE:?}", self.message)?;
        for (key, value) in self.members {
            match value {
                Value::Absent => {}
                Value::Text(text) => write!(formatter, " {key}={text:?}")?,
                Value::Number(number) => write!(formatter, " {key}={number}")?,
                Value::Count(count) => write!(formatter, " {key}={count}")?,
                Value::Flag(flag) => write!(formatter, " {key}={flag}")?,
            }
        }
        Ok(())
    }
}

/// A time as Lambda reads it.
pub(super) fn rfc3339(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
