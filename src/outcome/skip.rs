//! Why nothing was to be done, on purpose.

use std::borrow::Cow;

/// Why nothing was to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// What kind of reason it is.
    pub code: SkipCode,
    /// The reason, in words.
    pub reason: Cow<'static, str>,
}

/// What kind of reason there is to do nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipCode {
    /// The event is about a chat by SMS or WhatsApp with the same customer: a text would answer a text.
    AlreadyAChat,
    /// The contact event is not that of a call which the customer gave up before an agent answered.
    NotAnAbandonedCall,
    /// The source's mapping made no request of the event.
    NothingMapped,
    /// A webhook's sender asked whether the URL is ours, and had its challenge back.
    UrlVerification,
    /// A replay of an event that is older than `MAX_AGE_SECONDS`.
    EventTooOld,
    /// A ping that keeps functions warm.
    WarmUp,
    /// An event that this function put on a bus itself.
    OwnEvent,
}

impl SkipCode {
    /// The code as senders and logs are told it.
    pub fn as_str(self) -> &'static str {
        match self {
            SkipCode::AlreadyAChat => "AlreadyAChat",
            SkipCode::NotAnAbandonedCall => "NotAnAbandonedCall",
            SkipCode::NothingMapped => "NothingMapped",
            SkipCode::UrlVerification => "UrlVerification",
            SkipCode::EventTooOld => "EventTooOld",
            SkipCode::WarmUp => "WarmUp",
            SkipCode::OwnEvent => "OwnEvent",
        }
    }
}

impl Skip {
    /// A reason of a kind, in words.
    pub fn new(code: SkipCode, reason: impl Into<Cow<'static, str>>) -> Skip {
        Skip { code, reason: reason.into() }
    }
}
