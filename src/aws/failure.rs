//! What an answer of AWS means: the SDK's errors, told apart by name and not by status, since AWS sends throttling with
//! 400 as well as with 429.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/CommonErrors.html>

use crate::outcome::{AwsService, Failure, ServiceError, ServiceErrorKind};
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use std::error::Error;
use std::iter::successors;

/// What `error`, with which `service` was called, means to a sender.
pub fn from_sdk_error<E>(error: &SdkError<E, HttpResponse>, service: AwsService) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
    SdkError<E, HttpResponse>: RequestId,
{
    match error {
        SdkError::TimeoutError(_) => Failure::Timeout,
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            let name = answer.err().code().filter(|name| is_name(name));
            let request_id = error.request_id().filter(|id| is_request_id(id)).map(ToOwned::to_owned);
            Failure::Service(service_error(service, name, status, request_id))
        }
        // Signing needs credentials, and so can fail before anything is sent.
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) if lacks_credentials(error) => {
            no_credentials(service)
        }
        // Refused, reset, no name, no handshake, or an answer that broke off: nobody knows whether it arrived.
        _ => Failure::Unreachable,
    }
}

/// There is nothing to sign with.
fn no_credentials(service: AwsService) -> Failure {
    let kind = ServiceErrorKind::Credentials;
    Failure::Service(ServiceError { service, name: "CredentialsNotFound".to_owned(), kind, request_id: None })
}

/// An answer of Connect that reports success and names no contact.
pub fn not_understood(request_id: Option<&str>) -> Failure {
    let request_id = request_id.filter(|id| is_request_id(id)).map(ToOwned::to_owned);
    let (service, name, kind) = (AwsService::Connect, "InvalidResponse".to_owned(), ServiceErrorKind::Other);
    Failure::Service(ServiceError { service, name, kind, request_id })
}

fn service_error(service: AwsService, name: Option<&str>, status: u16, request_id: Option<String>) -> ServiceError {
    let kind = kind(name.unwrap_or_default(), status);
    let name = name.map_or_else(|| unnamed(status), ToOwned::to_owned);
    ServiceError { service, name, kind, request_id }
}

fn kind(name: &str, status: u16) -> ServiceErrorKind {
    match name {
        "InvalidRequestException" | "ValidationException" => ServiceErrorKind::Invalid,
        "AccessDeniedException" | "AccessDenied" => ServiceErrorKind::Denied,
        "ResourceNotFoundException" => ServiceErrorKind::NotFound,
        "ConflictException" => ServiceErrorKind::Conflict,
        "LimitExceededException" => ServiceErrorKind::TooManyChats,
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestThrottled"
        | "RequestLimitExceeded"
        | "RequestThrottledException"
        | "SlowDown" => ServiceErrorKind::Throttled,
        "ExpiredTokenException"
        | "ExpiredToken"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "MissingAuthenticationTokenException"
        | "MissingAuthenticationToken"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "RequestExpired"
        | "InvalidAccessKeyId"
        | "OptInRequired" => ServiceErrorKind::Credentials,
        name if name.starts_with("ServiceUnavailable") => ServiceErrorKind::Unavailable,
        "" if status == 429 => ServiceErrorKind::Throttled,
        "" if status == 503 => ServiceErrorKind::Unavailable,
        "InternalServiceException" | "InternalServerError" | "InternalFailure" => ServiceErrorKind::Internal,
        _ if status >= 500 => ServiceErrorKind::Internal,
        _ => ServiceErrorKind::Other,
    }
}

/// A name for an answer that has none, as the API names similar errors.
fn unnamed(status: u16) -> String {
    match status {
        200..=299 => "InvalidResponse".to_owned(),
        429 => "TooManyRequestsException".to_owned(),
        503 => "ServiceUnavailable".to_owned(),
        500..=599 => "InternalServiceException".to_owned(),
        _ => format!("HttpStatus{status}"),
    }
}

/// Names reach logs and replies: nothing but a name may be taken for one.
fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '.' | '_'))
}

fn is_request_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn lacks_credentials(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|error| error.is::<CredentialsError>())
}

/// An error, what it was caused by, what that was caused by, and so on.
pub(super) fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}
