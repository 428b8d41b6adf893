//! Amazon SNS: a notification whose message is the request document or an event.
//!
//! Odd: a subscribed queue gets the notification as JSON in its body, with other keys than a subscribed function.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html>

use super::notification::Notification;
use super::{Desk, carried, direct};
use crate::dispatch::{Answer, Ask};
use crate::json::{Members, items};
use crate::outcome::Outcome;
use crate::reply::{Fault, Reply};
use serde_json::json;
use serde_json::value::RawValue;

/// Notifications of a topic.
pub struct Sns<'e> {
    notifications: Vec<Notification<'e>>,
}

impl<'e> Sns<'e> {
    /// The notifications in `Records`.
    pub(super) fn hear(records: &'e RawValue) -> Sns<'e> {
        let notification = |raw: &'e RawValue| Notification::hear(&Members::of(raw).object("Sns"));
        Sns { notifications: items(records).into_iter().map(notification).collect() }
    }

    /// What each notification asks for.
    pub(super) fn asks(&self, desk: &Desk<'_>) -> Vec<Ask> {
        self.notifications.iter().map(|notification| carried::ask_notification(notification, desk)).collect()
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
