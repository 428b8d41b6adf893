//! Why one chat did not start.

use super::ServiceError;
use crate::request::Rejection;
use crate::request::document::Refused;
use crate::request::rejection;

/// Why one chat did not start.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// What arrived is not JSON, or not an object; or it is an event that no kind recognizes.
    MalformedRequest(String),
    /// The request document breaks these rules.
    ValidationFailed(Vec<Rejection>),
    /// The related contact has no telephone number.
    NoDestination {
        /// That contact's id.
        contact_id: String,
        /// Its channel, if Connect names one.
        channel: Option<String>,
    },
    /// The event is older than `MAX_AGE_SECONDS`.
    EventTooOld {
        /// Its age in seconds.
        seconds: i64,
    },
    /// Its `ExpiresAt` is past, or will be when it may be sent: told as `EventTooOld`, too, since it came too late.
    Expired,
    /// The recipient's send window is shut, and there is nothing to schedule with.
    OutsideSendWindow {
        /// How many seconds it stays shut.
        opens_in: u32,
    },
    /// The number at this place lies outside `ALLOWED_DESTINATIONS`.
    DestinationNotAllowed(Rejection),
    /// A webhook's signature is wrong, missing or too old.
    SignatureInvalid(String),
    /// No source has the name that was called.
    UnknownSource,
    /// A source's mapping failed, or made no request document.
    MappingFailed(String),
    /// Settings that the request needs and nobody set.
    NotConfigured(Vec<Rejection>),
    /// A source's secret can't be had, or can't be used: why, for the owner alone. It names the secret, perhaps with an
    /// account, and whoever calls a source is a stranger until its secret has been compared.
    SecretUnusable(String),
    /// No route of this function.
    NotFound,
    /// A route of this function, by another method.
    MethodNotAllowed {
        /// The methods it has.
        allow: &'static str,
    },
    /// A body of a type that isn't read here.
    UnsupportedMediaType(&'static str),
    /// A body of more than this route reads.
    PayloadTooLarge {
        /// How many bytes it reads.
        max_bytes: usize,
    },
    /// AWS answered with an error.
    Service(ServiceError),
    /// AWS could not be reached, or the connection broke.
    Unreachable,
    /// No answer in time, or no time left to begin.
    Timeout,
    /// Not tried, because an earlier message of its group failed and their order matters.
    GroupBlocked,
}

/// A chat that was not started, as far as is known.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedChat {
    /// Why.
    pub failure: Failure,
    /// The token that makes another try harmless; `None` if it came to none.
    pub client_token: Option<String>,
}

impl From<Failure> for FailedChat {
    /// Of what never became a request.
    fn from(failure: Failure) -> FailedChat {
        FailedChat { failure, client_token: None }
    }
}

impl Failure {
    /// The single violations, for those who can point at them.
    pub fn rejections(&self) -> &[Rejection] {
        match self {
            Failure::ValidationFailed(rejections) | Failure::NotConfigured(rejections) => rejections,
            Failure::DestinationNotAllowed(rejection) => std::slice::from_ref(rejection),
            Failure::MalformedRequest(_)
            | Failure::NoDestination { .. }
            | Failure::EventTooOld { .. }
            | Failure::Expired
            | Failure::OutsideSendWindow { .. }
            | Failure::SignatureInvalid(_)
            | Failure::UnknownSource
            | Failure::MappingFailed(_)
            | Failure::NotFound
            | Failure::MethodNotAllowed { .. }
            | Failure::UnsupportedMediaType(_)
            | Failure::PayloadTooLarge { .. }
            | Failure::SecretUnusable(_)
            | Failure::Service(_)
            | Failure::Unreachable
            | Failure::Timeout
            | Failure::GroupBlocked => &[],
        }
    }

    /// Whether the sender could not be verified: then there is no result event.
    pub fn is_from_a_stranger(&self) -> bool {
        match self {
            Failure::SignatureInvalid(_)
            | Failure::SecretUnusable(_)
            | Failure::UnknownSource
            | Failure::NotFound
            | Failure::MethodNotAllowed { .. }
            | Failure::PayloadTooLarge { .. } => true,
            Failure::MalformedRequest(_)
            | Failure::ValidationFailed(_)
            | Failure::NoDestination { .. }
            | Failure::EventTooOld { .. }
            | Failure::Expired
            | Failure::OutsideSendWindow { .. }
            | Failure::DestinationNotAllowed(_)
            | Failure::MappingFailed(_)
            | Failure::NotConfigured(_)
            | Failure::UnsupportedMediaType(_)
            | Failure::Service(_)
            | Failure::Unreachable
            | Failure::Timeout
            | Failure::GroupBlocked => false,
        }
    }

    /// The same failure, of what the source `name` made: of the document at `index` if it made several.
    #[must_use]
    pub fn from_source(self, name: &str, index: Option<usize>) -> Failure {
        let placed = match index {
            Some(index) => self.at_index(index),
            None => self,
        };
        match placed {
            // A mapping that made something else than an object made no request document.
            Failure::MalformedRequest(detail) => Failure::MappingFailed(format!("source {name}: {detail}")),
            other => other.map_rejections(|rejection| Rejection {
                detail: format!("{} (in what source {name} made)", rejection.detail),
                ..rejection
            }),
        }
    }

    /// The same failure, of the document at `index` of a list.
    #[must_use]
    pub fn at_index(self, index: usize) -> Failure {
        let parent = rejection::below("", &index.to_string());
        self.map_rejections(|rejection| Rejection { pointer: format!("{parent}{}", rejection.pointer), ..rejection })
    }

    fn map_rejections(self, change: impl Fn(Rejection) -> Rejection) -> Failure {
        match self {
            Failure::ValidationFailed(all) => Failure::ValidationFailed(all.into_iter().map(change).collect()),
            Failure::NotConfigured(all) => Failure::NotConfigured(all.into_iter().map(change).collect()),
            Failure::DestinationNotAllowed(one) => Failure::DestinationNotAllowed(change(one)),
            other => other,
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        match refused {
            Refused::NoObject(kind) => {
                Failure::MalformedRequest(format!("the request document must be a JSON object, and is {kind}"))
            }
            Refused::Invalid(rejections) => Failure::ValidationFailed(rejections),
            Refused::NotConfigured(missing) => Failure::NotConfigured(missing),
        }
    }
}
