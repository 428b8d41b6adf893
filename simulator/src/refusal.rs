//! An error of the API's: its name, its status, and who says it.

use axum::http::StatusCode;

/// Why a request is refused.
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) name: &'static str,
    pub(crate) voice: Voice,
    pub(crate) message: String,
}

/// Who says that a request failed: they spell the message differently.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A shape of Connect's model: `Message`.
    Connect,
    /// AWS's framework before Connect is reached: `message`.
    Framework,
}

impl Refusal {
    /// One of Connect's errors.
    pub(crate) fn connect(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, voice: Voice::Connect, message: message.into() }
    }

    /// One of the framework's errors.
    pub(crate) fn framework(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, voice: Voice::Framework, message: message.into() }
    }

    /// 400 `InvalidRequestException` that lists broken constraints, in AWS's words.
    pub(crate) fn violations(violations: &[String]) -> Self {
        let errors = if violations.len() == 1 { "error" } else { "errors" };
        let message = format!("{} validation {errors} detected: {}", violations.len(), violations.join("; "));
        Self::connect(StatusCode::BAD_REQUEST, "InvalidRequestException", message)
    }

    /// 400 `SerializationException`: the body isn't what the parser expects.
    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        Self::connect(StatusCode::BAD_REQUEST, "SerializationException", message)
    }

    /// 404 `ResourceNotFoundException`.
    pub(crate) fn not_found(message: &str) -> Self {
        Self::connect(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
    }
}
