//! One entry of `PutEvents`, and why it fails.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::Event;
use crate::Timestamp;

/// Bytes that EventBridge counts for a `Time`, however it is written.
const BYTES_OF_TIME: usize = 14;
/// Characters of a `DetailType`.
const MAX_DETAIL_TYPE: usize = 128;

/// An entry whose members have the right types.
pub(super) struct Entry {
    time: Option<Timestamp>,
    source: String,
    detail_type: String,
    detail: String,
    resources: Vec<String>,
    event_bus_name: Option<String>,
}

/// An entry's `ErrorCode` and `ErrorMessage`.
type EntryError = (&'static str, String);

impl Entry {
    pub(super) fn from_valid(entry: &Value) -> Self {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let resources = entry["Resources"].as_array().into_iter().flatten();
        Self {
            time: serde_json::from_value(entry["Time"].clone()).ok(),
            source: text("Source"),
            detail_type: text("DetailType"),
            detail: text("Detail"),
            resources: resources.filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
            event_bus_name: entry["EventBusName"].as_str().map(ToOwned::to_owned),
        }
    }

    /// The size that counts towards the request's limit.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size>
    pub(super) fn bytes(&self) -> usize {
        let time = self.time.map_or(0, |_| BYTES_OF_TIME);
        let texts = self.source.len() + self.detail_type.len() + self.detail.len();
        time + texts + self.resources.iter().map(String::len).sum::<usize>()
    }

    /// The event that it becomes. The codes and messages are recorded answers of AWS, in LocalStack's
    /// `test_events.snapshot.json`, but for the length of `DetailType`.
    pub(super) fn into_event(self, region: &str, now: Timestamp) -> Result<Event, EntryError> {
        for (name, value) in [("Source", &self.source), ("DetailType", &self.detail_type), ("Detail", &self.detail)] {
            if value.is_empty() {
                return Err(invalid(name, &format!("{name} is a required argument")));
            }
        }
        if self.source.starts_with("aws.") {
            return Err(("NotAuthorizedForSourceException", "Not authorized for the source.".to_owned()));
        }
        if self.detail_type.chars().count() > MAX_DETAIL_TYPE {
            return Err(invalid("DetailType", "DetailType must have at most 128 characters"));
        }
        let detail: Map<String, Value> =
            serde_json::from_str(&self.detail).map_err(|_| ("MalformedDetail", "Detail is malformed.".to_owned()))?;
        Ok(Event {
            id: Uuid::new_v4().to_string(),
            event_bus_name: self.event_bus_name.unwrap_or_else(|| "default".to_owned()),
            source: self.source,
            detail_type: self.detail_type,
            time: self.time.unwrap_or(now),
            region: region.to_owned(),
            resources: self.resources,
            detail,
        })
    }
}

fn invalid(name: &str, reason: &str) -> EntryError {
    ("InvalidArgument", format!("Parameter {name} is not valid. Reason: {reason}."))
}
