//! An event as a rule's target would get it.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::Timestamp;

/// An event that is on a bus.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The id that EventBridge gave it.
    pub id: String,
    /// The bus's name or ARN, as the request named it.
    pub event_bus_name: String,
    /// Who put it there.
    pub source: String,
    /// `detail-type`.
    pub detail_type: String,
    /// When it happened; when it was put, if the request doesn't say.
    pub time: Timestamp,
    /// The Region that the request was signed for.
    pub region: String,
    /// ARNs that it is about.
    pub resources: Vec<String>,
    /// What happened.
    pub detail: Map<String, Value>,
}

impl Serialize for Event {
    /// EventBridge's own form, and `event-bus-name`, which a target doesn't see.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html>
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": crate::ACCOUNT,
            "time": self.time.rfc3339_seconds(),
            "region": self.region,
            "resources": self.resources,
            "detail": self.detail,
            "event-bus-name": self.event_bus_name,
        })
        .serialize(serializer)
    }
}
