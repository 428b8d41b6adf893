//! Amazon SNS: a notification whose message is a request document or an event.
//!
//! Odd: a subscribed queue gets the notification as JSON in its body, with other keys than a subscribed function.
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html>

use super::nested::{self, Carrier};
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::{Members, items};
use crate::outcome::Failure;
use crate::policy::max_age::{EventAge, EventDelivery, EventTime};
use crate::request::Token;
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use tokio::time::Instant;

/// Notifications of a topic: those that a subscribed function gets, or the one in a message of a subscribed queue.
pub struct Sns<'e> {
    notifications: Vec<Notification<'e>>,
}

/// One notification of a topic.
struct Notification<'e> {
    message_id: Option<Cow<'e, str>>,
    message: Option<Cow<'e, str>>,
    timestamp: Option<&'e RawValue>,
}

impl<'e> EventKind<'e> for Sns<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<Sns<'e>> {
        let Some(records) = event.members.get("Records") else {
            let notification = is_notification(&event.members).then(|| Notification::from(&event.members))?;
            return Some(Sns { notifications: vec![notification] });
        };
        let records = items(records);
        let is_sns = Members::from_raw(records.first()?).text("EventSource").as_deref() == Some("aws:sns");
        let notification = |raw: &'e RawValue| Notification::from(&Members::from_raw(raw).object("Sns"));
        is_sns.then(|| Sns { notifications: records.into_iter().map(notification).collect() })
    }

    fn sender(&self) -> &'static str {
        "SNS"
    }

    fn correlation_id(&self) -> Option<&str> {
        None
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        let job = |notification: &Notification<'_>| match notification.token() {
            Ok(token) => notification.job(&Carrier::new(token, notification.age()), context),
            Err(failure) => Job::failed(failure),
        };
        ready(self.notifications.iter().map(job).collect()).boxed()
    }

    fn nested_job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Option<Job> {
        let [notification] = self.notifications.as_slice() else { return None };
        let carrier = notification.token().and_then(|token| carrier.inner(token, notification.age()));
        Some(carrier.map_or_else(Job::failed, |carrier| notification.job(&carrier, context)))
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by(self.notifications.len())
    }

    /// The results of all notifications, or the invocation fails.
    fn respond(&self, results: &[JobResult], _: Context<'_>) -> Result<Response, Fault> {
        match Fault::from_results(results) {
            Some(fault) => Err(fault),
            None => Ok(json!({"results": response::list(results)})),
        }
    }
}

/// Whether these are the members that SNS puts around a message for a queue.
fn is_notification(members: &Members<'_>) -> bool {
    members.text("Type").as_deref() == Some("Notification")
        && members.get("TopicArn").is_some()
        && members.get("MessageId").is_some()
}

impl<'e> From<&Members<'e>> for Notification<'e> {
    fn from(members: &Members<'e>) -> Notification<'e> {
        Notification {
            message_id: members.text("MessageId").filter(|id| !id.is_empty()),
            message: members.text("Message"),
            timestamp: members.get("Timestamp"),
        }
    }
}

impl Notification<'_> {
    fn token(&self) -> Result<Token, Failure> {
        self.message_id.as_ref().map(|id| Token::new("sns", id.as_ref())).ok_or_else(incomplete)
    }

    fn age(&self) -> EventAge {
        let time = self.timestamp.map_or(EventTime::Unknown, EventTime::from_json);
        EventAge { time, delivery: EventDelivery::Live }
    }

    /// What its message asks for; `carrier` is the notification itself.
    fn job(&self, carrier: &Carrier<'_>, context: Context<'_>) -> Job {
        match &self.message {
            Some(message) => nested::job_from_text(message, carrier, context),
            None => Job::failed(incomplete()),
        }
    }
}

fn incomplete() -> Failure {
    Failure::MalformedRequest("the SNS notification has no MessageId or Message".to_owned())
}
