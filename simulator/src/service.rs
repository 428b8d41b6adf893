//! The AWS services that the simulator plays, and how each is spoken to.

use axum::http::HeaderMap;

/// A service with its own signing name and protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    /// Amazon Connect, rest-json.
    Connect,
    /// EventBridge Scheduler, rest-json.
    Scheduler,
    /// EventBridge, JSON 1.1: every request is a `POST /`.
    EventBridge,
}

impl Service {
    /// The service that a request without a known operation is for.
    pub(crate) fn from_request(path: &str, headers: &HeaderMap) -> Self {
        match path {
            "/" if target(headers).is_some_and(|target| target.starts_with("AWSEvents.")) => Self::EventBridge,
            path if path.starts_with("/schedule") => Self::Scheduler,
            _ => Self::Connect,
        }
    }

    /// The name that its requests are signed for.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Scheduler => "scheduler",
            Self::EventBridge => "events",
        }
    }

    /// The `Content-Type` of its answers.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Connect | Self::Scheduler => "application/json",
            Self::EventBridge => "application/x-amz-json-1.1",
        }
    }
}

/// The operation of a JSON 1.1 request: `AWSEvents.PutEvents`.
pub(crate) fn target(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-amz-target")?.to_str().ok()
}
