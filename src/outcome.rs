//! What became of what was asked: one outcome per chat, and the one table of failures.

use crate::request::Rejection;
use crate::request::document::Refused;
use crate::request::rejection;
use std::borrow::Cow;
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// Characters that an error's text may have: the attribute of a dead-letter queue's message, in which Lambda writes it,
/// holds 1 KB. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>
pub const MAX_DETAIL: usize = 1_000;

/// What became of one chat.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Connect started it, now or when the same token came first.
    Started(Started),
    /// It is on the queue, and a worker will start it.
    Queued {
        /// The token that makes its start unique.
        client_token: String,
    },
    /// It will be started later: EventBridge Scheduler puts it on the queue then.
    Scheduled {
        /// The token that makes its start unique.
        client_token: String,
        /// When, in UTC.
        send_at: OffsetDateTime,
    },
    /// Nothing was to be done, on purpose.
    Skipped(Skip),
    /// It was not started, as far as is known.
    Failed(FailedChat),
}

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

impl FailedChat {
    /// What happened and what to do, the token included: who tries again without an id of its own has to send it.
    pub fn detail(&self) -> String {
        let suffix = match &self.client_token {
            Some(token) if self.failure.row().retryable => {
                format!("; try again with ClientToken {token}, so that nothing is sent twice")
            }
            Some(token) => format!(" (ClientToken {token})"),
            None => String::new(),
        };
        shorten_to(self.failure.full_detail(), MAX_DETAIL - suffix.chars().count()) + &suffix
    }
}

/// A contact that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The contact's id.
    pub contact_id: String,
    /// The token that made it unique.
    pub client_token: String,
}

impl Outcome {
    /// The failed chat, if it is one.
    pub fn failed(&self) -> Option<&FailedChat> {
        match self {
            Outcome::Failed(failed) => Some(failed),
            Outcome::Started(_) | Outcome::Queued { .. } | Outcome::Scheduled { .. } | Outcome::Skipped(_) => None,
        }
    }

    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<&Failure> {
        self.failed().map(|chat| &chat.failure)
    }
}

/// Why one chat did not start.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// What came is no JSON, or no object; or an event nobody understands.
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
    /// Its `ExpiresAt` is past, or will be when it may be sent.
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

/// An error that AWS answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// Its name, `ThrottlingException` for example.
    pub name: String,
    /// What it means to a sender.
    pub kind: ServiceErrorKind,
    /// AWS's id of the request, to look up in CloudTrail.
    pub request_id: Option<String>,
}

/// What an error of AWS means to a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceErrorKind {
    /// The request is wrong.
    Invalid,
    /// The function may not do this.
    Denied,
    /// An instance, flow, number or contact does not exist.
    NotFound,
    /// Another request is in its way.
    Conflict,
    /// As many chats as the quota allows are open.
    TooManyChats,
    /// Too many requests per second.
    Throttled,
    /// A fault at AWS.
    Internal,
    /// AWS is not available.
    Unavailable,
    /// The function's own credentials are not accepted.
    Credentials,
    /// Anything else.
    Other,
}

/// A row of the table: what every sender is told of a failure, each in its own form.
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

    /// What happened and what to do, in words a person can act on. Never holds personal data, a credential or an
    /// internal address, and at most [`MAX_DETAIL`] characters.
    pub fn detail(&self) -> String {
        shorten(self.full_detail())
    }

    /// The same for the function's owner, in the log: it may name what a stranger must not hear.
    pub fn owner_detail(&self) -> String {
        match self {
            Failure::SecretUnusable(detail) => shorten(detail.clone()),
            told_to_everybody => told_to_everybody.detail(),
        }
    }

    fn full_detail(&self) -> String {
        match self {
            Failure::SecretUnusable(_) => {
                "the secret that this is checked with can't be read or used; the function's log says which and why"
                    .to_owned()
            }
            Failure::MalformedRequest(detail) | Failure::SignatureInvalid(detail) | Failure::MappingFailed(detail) => {
                detail.clone()
            }
            Failure::ValidationFailed(rejections) => list("the request breaks a rule", rejections),
            Failure::NotConfigured(missing) => list("a setting is missing", missing),
            Failure::DestinationNotAllowed(rejection) => rejection.to_string(),
            Failure::NoDestination { contact_id, channel } => {
                let channel = channel.as_deref().unwrap_or("unknown");
                format!(
                    "contact {contact_id} (channel {channel}) has no telephone number to text; \
                     give To, or start only from contacts that have one"
                )
            }
            Failure::EventTooOld { seconds } => {
                format!("the event is {seconds} s old, which is more than MAX_AGE_SECONDS allows; it was not sent")
            }
            Failure::Expired => {
                "its ExpiresAt is past, or will be before it may be sent; it was not sent, and never will be".to_owned()
            }
            Failure::OutsideSendWindow { opens_in } => format!(
                "SEND_WINDOW is closed where the recipient is, for {opens_in} s more, and nothing is set to schedule \
                 the text with: try again then, or set SCHEDULE_TARGET_ARN and SCHEDULE_ROLE_ARN"
            ),
            Failure::UnknownSource => {
                "there is no source of this name: its file is missing, its secret isn't set, or it has no [verify]"
                    .to_owned()
            }
            Failure::NotFound => {
                "this is not a route; the routes are POST /outbound-chats, POST /sources/{name} and GET /openapi.json"
                    .to_owned()
            }
            Failure::MethodNotAllowed { allow } => format!("this route takes {allow}"),
            Failure::UnsupportedMediaType(wanted) => format!("send the body as {wanted}, and say so in Content-Type"),
            Failure::PayloadTooLarge { max_bytes } => {
                format!("the body is larger than {} KiB ({max_bytes} bytes)", max_bytes / 1_024)
            }
            Failure::Service(error) => error.detail(),
            Failure::Unreachable => "AWS could not be reached, or the connection broke before its answer; \
                 whether a text went out is not known"
                .to_owned(),
            Failure::Timeout => {
                "there was no answer in the time that was left; whether a text went out is not known".to_owned()
            }
            Failure::GroupBlocked => {
                "an earlier message of the same group failed, and their order is kept; it will be tried after that one"
                    .to_owned()
            }
        }
    }

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

    /// Our own words: what AWS writes can quote the request, and so the customer.
    fn detail(&self) -> String {
        let advice = match self.kind {
            ServiceErrorKind::Invalid => {
                "Amazon Connect refused the request: often a flow that isn't published or of another type, a number \
                 without SMS or WhatsApp, or a number and an instance of different Regions"
            }
            ServiceErrorKind::Denied => {
                "the function's role may not do this: check connect:StartOutboundChatContact (and \
                 connect:DescribeContact) for this instance, flow and number, sqs:SendMessage where there is a queue, \
                 and scheduler:CreateSchedule and iam:PassRole for a text that waits; Connect answers the same for a \
                 chat that has ended"
            }
            ServiceErrorKind::NotFound => {
                "in this Region Amazon Connect knows no such instance, flow, phone number or related contact; or, for a text \
                 that waits, EventBridge Scheduler no such schedule group"
            }
            ServiceErrorKind::Conflict => "another request for the same contact was under way; try again",
            ServiceErrorKind::TooManyChats => {
                "as many chats as the instance's quota allows are open at once; try again in a minute, or ask AWS \
                 to raise it"
            }
            ServiceErrorKind::Throttled => {
                "more requests per second than the account's quota allows; try again in a second"
            }
            ServiceErrorKind::Internal => "AWS had a fault; whether a text went out is not known",
            ServiceErrorKind::Unavailable => "AWS is not available at the moment; try again",
            ServiceErrorKind::Credentials => {
                "the function's own AWS credentials are missing or were not accepted; check its role and, locally, AWS_PROFILE"
            }
            ServiceErrorKind::Other => "AWS gave an answer that is not understood here",
        };
        let mut detail = format!("{}: {advice}", self.name);
        if let Some(request_id) = &self.request_id {
            let _ = write!(detail, " (AWS request id {request_id})");
        }
        detail
    }
}

/// A time as senders are told it: RFC 3339, in UTC, in whole seconds.
pub fn rfc3339(time: OffsetDateTime) -> String {
    let whole = time.to_offset(UtcOffset::UTC).replace_nanosecond(0).unwrap_or(time);
    whole.format(&Rfc3339).unwrap_or_default()
}

/// `text`, or its beginning if it has more than [`MAX_DETAIL`] characters.
pub fn shorten(text: String) -> String {
    shorten_to(text, MAX_DETAIL)
}

fn shorten_to(text: String, max: usize) -> String {
    match text.char_indices().nth(max - 1) {
        Some((end, last)) if end + last.len_utf8() < text.len() => format!("{}…", &text[..end]),
        _ => text,
    }
}

fn list(what: &str, rejections: &[Rejection]) -> String {
    let all: Vec<String> = rejections.iter().map(ToString::to_string).collect();
    format!("{what}: {}", all.join("; "))
}
