//! An SNS notification: its message, and what makes it unique.

use super::{Desk, age};
use crate::chat::Token;
use crate::json::Members;
use crate::outcome::Failure;
use std::borrow::Cow;

/// One notification of a topic.
pub struct Notification<'e> {
    message_id: Option<Cow<'e, str>>,
    message: Option<Cow<'e, str>>,
    timestamp: Option<Cow<'e, str>>,
}

impl<'e> Notification<'e> {
    /// The notification in a record's `Sns`.
    pub(super) fn hear(members: &Members<'e>) -> Notification<'e> {
        Notification {
            message_id: members.text("MessageId").filter(|id| !id.is_empty()),
            message: members.text("Message"),
            timestamp: members.text("Timestamp"),
        }
    }

    /// The notification in the envelope that SNS puts around a message for a queue, if `members` are one's.
    pub(super) fn hear_envelope(members: &Members<'e>) -> Option<Notification<'e>> {
        let is_notification = members.text("Type").as_deref() == Some("Notification")
            && members.get("TopicArn").is_some()
            && members.get("MessageId").is_some();
        is_notification.then(|| Notification::hear(members))
    }

    /// Its message, and the token of a request document in it.
    pub(super) fn message(&self, desk: &Desk<'_>) -> Result<(&str, Token), Failure> {
        age::check(self.timestamp.as_deref().and_then(age::rfc3339), desk)?;
        match (&self.message_id, &self.message) {
            (Some(id), Some(message)) => Ok((message, Token::new("sns", id.as_ref()))),
            _ => Err(Failure::MalformedRequest("the SNS notification has no MessageId or Message".to_owned())),
        }
    }
}
