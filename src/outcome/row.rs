//! The one table of failures, from which every sender is answered in its own form. `docs/errors.md` explains it to
//! users.

use super::{Failure, ServiceError, ServiceErrorKind};

/// A row of the table: what every sender gets for a failure, each in its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The code, which is also Lambda's `errorType`.
    pub code: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

impl<'a> Row<'a> {
    const fn refused(code: &'a str, status: u16) -> Row<'a> {
        Row { code, status, retryable: false, retry_after: None }
    }

    const fn retryable(code: &'a str, status: u16) -> Row<'a> {
        Row { code, status, retryable: true, retry_after: None }
    }

    const fn after(self, seconds: u32) -> Row<'a> {
        Row { retry_after: Some(seconds), ..self }
    }
}

impl Failure {
    /// The table.
    pub fn row(&self) -> Row<'_> {
        match self {
            Failure::MalformedRequest(_) => Row::refused("MalformedRequest", 400),
            Failure::ValidationFailed(_) => Row::refused("ValidationFailed", 400),
            Failure::NoDestination { .. } => Row::refused("NoDestination", 400),
            Failure::EventTooOld { .. } => Row::refused("EventTooOld", 410),
            Failure::DestinationNotAllowed(_) => Row::refused("DestinationNotAllowed", 403),
            Failure::Expired => Row::refused("EventTooOld", 410),
            Failure::OutsideSendWindow { opens_in } => Row::retryable("OutsideSendWindow", 409).after(*opens_in),
            Failure::SignatureInvalid(_) => Row::refused("SignatureInvalid", 401),
            Failure::UnknownSource => Row::refused("UnknownSource", 404),
            Failure::MappingFailed(_) => Row::refused("MappingFailed", 422),
            Failure::NotConfigured(_) | Failure::SecretUnusable(_) => Row::refused("NotConfigured", 500),
            Failure::NotFound => Row::refused("NotFound", 404),
            Failure::MethodNotAllowed { .. } => Row::refused("MethodNotAllowed", 405),
            Failure::UnsupportedMediaType(_) => Row::refused("UnsupportedMediaType", 415),
            Failure::PayloadTooLarge { .. } => Row::refused("PayloadTooLarge", 413),
            Failure::Service(error) => error.row(),
            Failure::Unreachable => Row::retryable("Unreachable", 503).after(1),
            Failure::Timeout => Row::retryable("Timeout", 504),
            Failure::GroupBlocked => Row::retryable("GroupBlocked", 503).after(1),
        }
    }
}

impl ServiceError {
    fn row(&self) -> Row<'_> {
        let code = self.name.as_str();
        match self.kind {
            ServiceErrorKind::Invalid => Row::refused(code, 400),
            ServiceErrorKind::Denied => Row::refused(code, 403),
            ServiceErrorKind::NotFound => Row::refused(code, 404),
            ServiceErrorKind::Conflict => Row::retryable(code, 409),
            ServiceErrorKind::TooManyChats => Row::retryable(code, 429).after(60),
            ServiceErrorKind::Throttled => Row::retryable(code, 429).after(1),
            ServiceErrorKind::Internal => Row::retryable(code, 502),
            ServiceErrorKind::Unavailable => Row::retryable(code, 503).after(1),
            ServiceErrorKind::Credentials => Row::refused(code, 500),
            ServiceErrorKind::Other => Row::refused(code, 502),
        }
    }
}
