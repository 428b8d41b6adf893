//! Failures on cue: by a magic destination number, or for the next requests by the control API.
//!
//! One table names each, gives it its number, and says what it does. The numbers are of the range kept for fiction.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

mod effect;

/// One way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described once, in the table below")]
pub enum Fault {
    InvalidRequest,
    AccessDenied,
    ResourceNotFound,
    Conflict,
    LimitExceeded,
    Throttling,
    ThrottlingWithStatus400,
    TooManyRequests,
    InternalService,
    ServiceUnavailable,
    ExpiredToken,
    UnrecognizedClient,
    Unknown,
    Redirect,
    NoContactId,
    Nonsense,
    Slow,
    VerySlow,
    Dropped,
    HalfAnswer,
    AnswerLost,
    InvalidParameter,
    Validation,
    InvalidSignature,
    BadGateway,
    AnsweredTooLate,
    PartialFailure,
}

/// A fault's name, the last two digits of its number, and what it does.
type Row = (Fault, &'static str, u8, &'static str);

const TABLE: [Row; 27] = [
    (Fault::InvalidRequest, "InvalidRequestException", 1, "400"),
    (Fault::AccessDenied, "AccessDeniedException", 2, "403"),
    (Fault::ResourceNotFound, "ResourceNotFoundException", 3, "404"),
    (Fault::Conflict, "ConflictException", 4, "409"),
    (Fault::LimitExceeded, "LimitExceededException", 5, "429"),
    (Fault::Throttling, "ThrottlingException", 6, "429"),
    (Fault::ThrottlingWithStatus400, "ThrottlingExceptionWithStatus400", 7, "a ThrottlingException with status 400"),
    (Fault::TooManyRequests, "TooManyRequestsException", 8, "429"),
    (Fault::InternalService, "InternalServiceException", 9, "500"),
    (Fault::ServiceUnavailable, "ServiceUnavailableException", 10, "503"),
    (Fault::ExpiredToken, "ExpiredTokenException", 11, "403"),
    (Fault::UnrecognizedClient, "UnrecognizedClientException", 12, "403"),
    (Fault::Unknown, "UnknownError", 13, "418 TeapotException, an error that no client knows"),
    (Fault::Redirect, "Redirect", 14, "302 to a host that doesn't exist"),
    (Fault::NoContactId, "NoContactId", 15, "200 with `{}`; nothing is carried out"),
    (Fault::Nonsense, "Nonsense", 16, "200 with HTML; nothing is carried out"),
    (Fault::Slow, "Slow", 17, "the call is carried out, the answer comes after 2 s"),
    (Fault::VerySlow, "VerySlow", 18, "no answer; the connection closes after 65 s, nothing is carried out"),
    (Fault::Dropped, "DroppedConnection", 19, "the connection closes without an answer, nothing is carried out"),
    (Fault::HalfAnswer, "HalfAnswer", 20, "the call is carried out, the connection closes amid the answer's body"),
    (Fault::AnswerLost, "AnswerLost", 21, "the call is carried out, the connection closes without an answer"),
    (Fault::InvalidParameter, "InvalidParameterException", 22, "400"),
    (Fault::Validation, "ValidationException", 23, "400"),
    (Fault::InvalidSignature, "InvalidSignatureException", 24, "403"),
    (Fault::BadGateway, "BadGateway", 25, "502 with HTML and no `x-amzn-errortype`, as a proxy answers"),
    (Fault::AnsweredTooLate, "AnsweredTooLate", 26, "the call is carried out, the answer comes after 65 s"),
    (Fault::PartialFailure, "PartialFailure", 27, "every second entry of PutEvents fails; any other call works"),
];

/// What other services call the same failure.
const OTHER_NAMES: [(&str, Fault); 3] = [
    ("InternalServerException", Fault::InternalService),
    ("InternalException", Fault::InternalService),
    ("ServiceQuotaExceededException", Fault::LimitExceeded),
];

impl Fault {
    /// Every fault, in the order of its numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// Its name: the error's, for an error of AWS's.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The destination that provokes it: `+12025550101` and so on.
    pub fn number(self) -> String {
        format!("+120255501{:02}", self.row().2)
    }

    /// What it does, in a few words.
    pub fn description(self) -> &'static str {
        self.row().3
    }

    /// The fault that a destination provokes.
    pub fn from_number(number: &str) -> Option<Self> {
        Self::all().find(|fault| fault.number() == number)
    }

    /// The fault of this name, or of the name that Scheduler or EventBridge has for it.
    pub fn from_name(name: &str) -> Option<Self> {
        let other = || OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, fault)| *fault);
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0).or_else(other)
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.0 == self).unwrap_or(&TABLE[0])
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| {
            let known: Vec<_> = Self::all().map(Self::name).collect();
            de::Error::custom(format!("no fault is called {name:?}; there are {}", known.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_found_again_by_its_name_and_its_number() {
        for fault in Fault::all() {
            assert_eq!(Fault::from_name(fault.name()), Some(fault));
            assert_eq!(Fault::from_number(&fault.number()), Some(fault));
        }
    }
}
