//! What was asked of the simulator, and what it answered.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::Timestamp;

/// One request to the API, whatever came of it. Requests to `/_simulator/…` aren't recorded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// When it arrived.
    #[serde(serialize_with = "as_rfc3339")]
    pub at: Timestamp,
    /// `StartOutboundChatContact`, `CreateSchedule`, `PutEvents`, …, if it is one that the simulator knows.
    pub operation: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path, as it was sent: percent-encoded.
    pub path: String,
    /// Every header but those that carry credentials, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body: JSON, a string when it isn't JSON, null when there is none.
    pub body: Value,
    /// The HTTP status of the answer; 0 when the connection closes without a whole answer.
    pub status: u16,
    /// The error's name, or the fault's.
    pub error: Option<String>,
    /// The contact that was started, found again by its token, or described.
    pub contact_id: Option<String>,
}

impl Call {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn as_rfc3339<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.rfc3339())
}
