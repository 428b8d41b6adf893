//! What a fault does to a response.

use axum::http::StatusCode;

use super::Fault;
use crate::Options;
use crate::connection::Cut;
use crate::refusal::Refusal;
use crate::response::Response;
use crate::service::Service;

impl Fault {
    /// Fails: in place of the operation, or after it.
    pub(crate) fn apply(self, service: Service, options: &Options, operation: impl FnOnce() -> Response) -> Response {
        let foreign = |status, kind, body| Response::foreign(status, self.name(), kind, body);
        match self {
            Self::Redirect => foreign(StatusCode::FOUND, "text/html", "").redirected_to("http://elsewhere.invalid/"),
            Self::NoContactId => foreign(StatusCode::OK, "application/json", "{}"),
            Self::Nonsense => foreign(StatusCode::OK, "text/html", "<html>It works!</html>"),
            Self::BadGateway => foreign(StatusCode::BAD_GATEWAY, "text/html", "<html>502 Bad Gateway</html>"),
            Self::Slow => operation().delayed_by(options.slow),
            Self::VerySlow => nothing().lost(Cut::BeforeResponse, self.name()).delayed_by(options.very_slow),
            Self::AnsweredTooLate => operation().delayed_by(options.very_slow),
            Self::Dropped => nothing().lost(Cut::BeforeResponse, self.name()),
            Self::HalfAnswer => operation().lost(Cut::InBody, self.name()),
            Self::AnswerLost => operation().lost(Cut::BeforeResponse, self.name()),
            // The entries fail, not the request.
            Self::PartialFailure => operation(),
            error => Response::error(service, error.refusal(service)),
        }
    }

    /// The error's name in the service's model: services name the same failure differently.
    fn error_name(self, service: Service) -> &'static str {
        match (self, service) {
            (Self::InternalService, Service::Scheduler) => "InternalServerException",
            (Self::InternalService, Service::EventBridge) => "InternalException",
            (Self::LimitExceeded, Service::Scheduler) => "ServiceQuotaExceededException",
            (Self::InvalidRequest, Service::Scheduler | Service::EventBridge) => "ValidationException",
            _ => self.name(),
        }
    }

    /// The error that AWS answers; [`Fault::apply`] takes care of the others.
    fn refusal(self, service: Service) -> Refusal {
        let name = self.error_name(service);
        let modelled = |status| Refusal::modelled(status, name, "The simulator was asked to fail.");
        let framework = |status, message| Refusal::framework(status, name, message);
        match self {
            Self::InvalidRequest | Self::InvalidParameter | Self::Validation => modelled(StatusCode::BAD_REQUEST),
            Self::AccessDenied => modelled(StatusCode::FORBIDDEN),
            Self::ResourceNotFound => modelled(StatusCode::NOT_FOUND),
            Self::Conflict => modelled(StatusCode::CONFLICT),
            Self::LimitExceeded if service == Service::Scheduler => modelled(StatusCode::PAYMENT_REQUIRED),
            Self::LimitExceeded | Self::Throttling | Self::TooManyRequests => modelled(StatusCode::TOO_MANY_REQUESTS),
            Self::ThrottlingWithStatus400 => {
                Refusal::framework(StatusCode::BAD_REQUEST, "ThrottlingException", "Rate exceeded")
            }
            Self::ServiceUnavailable => framework(StatusCode::SERVICE_UNAVAILABLE, "Service is unavailable."),
            Self::ExpiredToken => {
                framework(StatusCode::FORBIDDEN, "The security token included in the request is expired")
            }
            Self::UnrecognizedClient => {
                framework(StatusCode::FORBIDDEN, "The security token included in the request is invalid.")
            }
            Self::InvalidSignature => {
                let message = "The request signature we calculated does not match the signature you provided.";
                framework(StatusCode::FORBIDDEN, message)
            }
            Self::Unknown => Refusal::modelled(StatusCode::IM_A_TEAPOT, "TeapotException", "Short and stout."),
            Self::InternalService
            | Self::Redirect
            | Self::NoContactId
            | Self::PartialFailure
            | Self::Nonsense
            | Self::BadGateway
            | Self::Slow
            | Self::VerySlow
            | Self::AnsweredTooLate
            | Self::Dropped
            | Self::HalfAnswer
            | Self::AnswerLost => modelled(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// What is never sent, because the connection is cut first.
fn nothing() -> Response {
    Response::ok(Service::Connect, &())
}
