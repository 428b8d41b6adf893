//! Amazon SNS: a notification whose message is the request document or an event.
//!
//! Odd: a subscribed queue gets the notification as JSON in its body, with other keys than a subscribed function.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html>

use super::{Desk, carried, direct};
use crate::chat::Token;
use crate::dispatch::{Answer, Ask};
use crate::json::{Members, items};
use crate::outcome::{Failure, Outcome};
use crate::reply::{Fault, Reply};
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Notifications of a topic.
pub struct Sns<'e> {
    notifications: Vec<Notification<'e>>,
}

/// One notification.
pub struct Notification<'e> {
    message_id: Option<Cow<'e, str>>,
    message: Option<Cow<'e, str>>,
    timestamp: Option<Cow<'e, str>>,
}

impl<'e> Sns<'e> {
    /// The notifications in `Records`.
    pub(super) fn hear(records: &'e RawValue) -> Sns<'e> {
        let notification = |raw: &'e RawValue| Notification::hear(&Members::of(raw).object("Sns"));
        Sns { notifications: items(records).into_iter().map(notification).collect() }
    }

    /// What each notification asks for.
    pub(super) fn asks(&self, desk: &Desk<'_>) -> Vec<Ask> {
        self.notifications.iter().map(|notification| notification.ask(desk, 3)).collect()
    }
}

impl<'e> Notification<'e> {
    /// The notification in the envelope that SNS puts around a message for a queue, if it is one.
    pub(super) fn hear_envelope(members: &Members<'e>) -> Option<Notification<'e>> {
        let is_notification = members.text("Type").as_deref() == Some("Notification")
            && members.get("TopicArn").is_some()
            && members.get("MessageId").is_some();
        is_notification.then(|| Notification::hear(members))
    }

    fn hear(members: &Members<'e>) -> Notification<'e> {
        Notification {
            message_id: members.text("MessageId"),
            message: members.text("Message"),
            timestamp: members.text("Timestamp"),
        }
    }

    /// What its message asks for, where envelopes may lie `depth` deep in it.
    pub(super) fn ask(&self, desk: &Desk<'_>, depth: usize) -> Ask {
        if let Err(failure) = carried::check_age(self.timestamp.as_deref().and_then(carried::rfc3339), desk) {
            return Ask::failed(failure);
        }
        match (&self.message_id, &self.message) {
            (Some(id), Some(message)) => carried::ask_within(message, Token::new("sns", id.as_ref()), desk, depth),
            _ => Ask::failed(Failure::MalformedRequest("the SNS notification has no MessageId or Message".to_owned())),
        }
    }
}

/// The results of all notifications, or the invocation fails.
pub fn say(answers: &[Answer]) -> Result<Reply, Fault> {
    match Fault::of(answers) {
        Some(fault) => Err(fault),
        None => Ok(json!({"results": results(answers)})),
    }
}

/// One result an outcome.
pub fn results(answers: &[Answer]) -> Vec<Reply> {
    answers.iter().flat_map(|answer| &answer.outcomes).map(|outcome: &Outcome| direct::said(outcome)).collect()
}
