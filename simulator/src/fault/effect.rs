//! What a fault does to an answer.

use axum::http::StatusCode;

use super::Fault;
use crate::Options;
use crate::line::Cut;
use crate::refusal::Refusal;
use crate::response::Response;

impl Fault {
    /// Fails: in place of the operation, or after it.
    pub(crate) fn spoil(self, options: &Options, operation: impl FnOnce() -> Response) -> Response {
        let foreign = |status, kind, body| Response::foreign(status, self.name(), kind, body);
        match self {
            Self::Redirect => foreign(StatusCode::FOUND, "text/html", "").elsewhere("http://elsewhere.invalid/"),
            Self::NoContactId => foreign(StatusCode::OK, "application/json", "{}"),
            Self::Nonsense => foreign(StatusCode::OK, "text/html", "<html>It works!</html>"),
            Self::BadGateway => foreign(StatusCode::BAD_GATEWAY, "text/html", "<html>502 Bad Gateway</html>"),
            Self::Slow => operation().late(options.slow),
            Self::VerySlow => nothing().lost(Cut::BeforeAnswer, self.name()).late(options.very_slow),
            Self::Dropped => nothing().lost(Cut::BeforeAnswer, self.name()),
            Self::HalfAnswer => operation().lost(Cut::InBody, self.name()),
            Self::AnswerLost => operation().lost(Cut::BeforeAnswer, self.name()),
            error => error.refusal().into(),
        }
    }

    /// The error that AWS answers; [`Fault::spoil`] takes care of the others.
    fn refusal(self) -> Refusal {
        let connect = |status| Refusal::connect(status, self.name(), "The simulator was asked to fail.");
        let framework = |status, message| Refusal::framework(status, self.name(), message);
        match self {
            Self::InvalidRequest | Self::InvalidParameter | Self::Validation => connect(StatusCode::BAD_REQUEST),
            Self::AccessDenied => connect(StatusCode::FORBIDDEN),
            Self::ResourceNotFound => connect(StatusCode::NOT_FOUND),
            Self::Conflict => connect(StatusCode::CONFLICT),
            Self::LimitExceeded | Self::Throttling | Self::TooManyRequests => connect(StatusCode::TOO_MANY_REQUESTS),
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
            Self::Unknown => Refusal::connect(StatusCode::IM_A_TEAPOT, "TeapotException", "Short and stout."),
            Self::InternalService
            | Self::Redirect
            | Self::NoContactId
            | Self::Nonsense
            | Self::BadGateway
            | Self::Slow
            | Self::VerySlow
            | Self::Dropped
            | Self::HalfAnswer
            | Self::AnswerLost => connect(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// What is never sent, because the connection is cut first.
fn nothing() -> Response {
    Response::ok(&())
}
