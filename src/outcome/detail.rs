//! What failures say: what happened, and what to do.

use super::{FailedChat, Failure};
use crate::request::Rejection;

/// Characters that an error's text may have: the attribute of a dead-letter queue's message, in which Lambda writes it,
/// holds 1 KB. <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>
pub const MAX_DETAIL: usize = 1_000;

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

impl Failure {
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
