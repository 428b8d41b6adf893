//! One HTTP request, read whole.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use serde_json::Value;

/// A request to one of the APIs.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// As it was sent: percent-encoded.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// Headers worth looking at; never credentials.
    pub(crate) fn headers_without_credentials(&self) -> Vec<(String, String)> {
        let secret = ["authorization", "x-amz-security-token"];
        let shown = self.headers.iter().filter(|(name, _)| !secret.contains(&name.as_str()));
        shown.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
    }

    /// The body as JSON, a string when it isn't JSON, null when there is none.
    pub(crate) fn body_as_json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|_| String::from_utf8_lossy(&self.body).into())
    }

    /// The value of a query parameter; the last one wins.
    pub(crate) fn query_parameter(&self, name: &str) -> Option<String> {
        let parameters = form_urlencoded::parse(self.query.as_bytes());
        parameters.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).last()
    }
}
