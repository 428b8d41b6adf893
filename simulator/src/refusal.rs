//! An error of an API: its name, its status, and who says it.

use axum::http::StatusCode;

/// Why a request is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) name: &'static str,
    pub(crate) origin: Origin,
    pub(crate) message: String,
}

/// Who says that a request failed: they spell the message's member differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A shape of the service's model: `Message`.
    Model,
    /// AWS's framework before the service is reached: `message`.
    Framework,
}

impl Refusal {
    /// One of the errors of the service's model.
    pub(crate) fn modelled(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, origin: Origin::Model, message: message.into() }
    }

    /// One of the framework's errors.
    pub(crate) fn framework(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, origin: Origin::Framework, message: message.into() }
    }

    /// 400 `InvalidRequestException`, as Connect has it.
    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::modelled(StatusCode::BAD_REQUEST, "InvalidRequestException", message)
    }

    /// 400 `ValidationException`, as Scheduler and EventBridge have it.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::modelled(StatusCode::BAD_REQUEST, "ValidationException", message)
    }

    /// 400 `SerializationException`: the body isn't what the parser expects.
    pub(crate) fn unreadable(message: impl Into<String>) -> Self {
        Self::modelled(StatusCode::BAD_REQUEST, "SerializationException", message)
    }

    /// 404 `ResourceNotFoundException`.
    pub(crate) fn not_found(message: &str) -> Self {
        Self::modelled(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
    }
}
