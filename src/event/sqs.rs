//! Amazon SQS: a batch of messages, each a request document or any event that a message can hold.
//!
//! Every failure is reported, the hopeless ones too: the redrive policy moves them to the dead-letter queue, and
//! nothing is lost. Odd: a FIFO queue's messages must not overtake one another within their group.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use super::nested::{self, Carrier};
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobOrigin, JobResult};
use crate::invocation::{Invocation, leaves_time};
use crate::json::{Members, items, text};
use crate::outcome::Failure;
use crate::policy::max_age::{EventAge, EventDelivery, EventTime};
use crate::queue;
use crate::request::Token;
use crate::request::token::sha256_hex;
use crate::response::{Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use tokio::time::Instant;

/// A batch from a queue.
pub struct Sqs<'e> {
    records: Vec<Record<'e>>,
}

/// One message of a queue.
pub struct Record<'e> {
    message_id: Cow<'e, str>,
    body: Option<Cow<'e, str>>,
    attributes: Members<'e>,
    message_attributes: Members<'e>,
    /// The queue's account and name: `111122223333/texts.fifo`.
    queue: Option<String>,
}

impl<'e> EventKind<'e> for Sqs<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<Sqs<'e>> {
        let records = items(event.members.get("Records")?);
        let is_sqs = Members::from_raw(records.first()?).text("eventSource").as_deref() == Some("aws:sqs");
        is_sqs.then(|| Sqs { records: records.into_iter().map(|raw| Record::from(&Members::from_raw(raw))).collect() })
    }

    fn sender(&self) -> &'static str {
        "SQS"
    }

    fn correlation_id(&self) -> Option<&str> {
        None
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        ready(self.records.iter().map(|record| record.job(context)).collect()).boxed()
    }

    fn nested_job(&self, _: &Carrier<'e>, _: Context<'_>) -> Option<Job> {
        None
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by(self.records.len())
    }

    /// The ids of the messages that failed, and of no other.
    fn respond(&self, results: &[JobResult], _: Context<'_>) -> Result<Response, Fault> {
        Ok(batch_item_failures(self.records.iter().zip(results)))
    }
}

impl<'e> From<&Members<'e>> for Record<'e> {
    fn from(members: &Members<'e>) -> Record<'e> {
        Record {
            message_id: members.text("messageId").unwrap_or_default(),
            body: members.text("body"),
            attributes: members.object("attributes"),
            message_attributes: members.object("messageAttributes"),
            queue: members.text("eventSourceARN").map(|arn| account_and_name(&arn)),
        }
    }
}

impl<'e> Record<'e> {
    /// The message that an item of a pipe is, if its source is a queue.
    pub(super) fn from_item(raw: &'e RawValue) -> Option<Record<'e>> {
        let members = Members::from_raw(raw);
        let is_message =
            members.text("eventSource").as_deref() == Some("aws:sqs") && members.get("messageId").is_some();
        is_message.then(|| Record::from(&members))
    }

    /// What the message asks for.
    pub(super) fn job(&self, context: Context<'_>) -> Job {
        let ordering_key = self.is_fifo().then(|| self.group().into_owned());
        let job = match &self.body {
            // Reading takes time, too: what cannot be begun is reported at once.
            _ if !leaves_time(context.deadline) => Job::failed(Failure::Timeout),
            Some(body) if !self.message_id.is_empty() => {
                nested::job_from_text(body, &Carrier::new(self.token(body), self.age()), context)
            }
            _ => Job::failed(Failure::MalformedRequest("the message has no messageId or body".to_owned())),
        };
        let source = job.origin.source.or_else(|| self.attribute(queue::SOURCE));
        let correlation_id = self.attribute(queue::CORRELATION_ID);
        let receive_count = self.attributes.text("ApproximateReceiveCount").and_then(|count| count.parse().ok());
        Job { ordering_key, origin: JobOrigin { source, correlation_id, receive_count }, work: job.work }
    }

    /// A FIFO queue's deduplication id is the sender's own word for "the same message", within its queue and group.
    ///
    /// Odd: with content-based deduplication, which EventBridge and Scheduler need, the id is the SHA-256 of the body: the
    /// same body on another day is another message, though its id is the same.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html>
    fn token(&self, body: &str) -> Token {
        let queue = self.queue.as_deref().unwrap_or_default();
        let id = self.attributes.text("MessageDeduplicationId").filter(|id| self.is_fifo() && !id.is_empty());
        match id.filter(|id| !id.eq_ignore_ascii_case(&sha256_hex(body.as_bytes()))) {
            Some(id) => Token::from_ids("sqs", [queue, &self.group(), &id]),
            None => Token::new("sqs", &self.message_id),
        }
    }

    /// A message attribute that this function gave the message when it put it on the queue.
    fn attribute(&self, name: &str) -> Option<String> {
        let attribute = self.message_attributes.object(name);
        // A pipe spells them as the API does, a function's event in camelCase.
        attribute.text_any_case("stringValue").map(Cow::into_owned)
    }

    fn group(&self) -> Cow<'e, str> {
        self.attributes.text("MessageGroupId").unwrap_or_default()
    }

    fn is_fifo(&self) -> bool {
        self.queue.as_ref().is_some_and(|queue| queue.ends_with(".fifo"))
    }

    fn age(&self) -> EventAge {
        let time = self.attributes.get("SentTimestamp").map_or(EventTime::Unknown, |raw| {
            text(raw).map_or(EventTime::Unreadable, |text| EventTime::from_unix_milliseconds(&text))
        });
        EventAge { time, delivery: EventDelivery::Live }
    }
}

/// `111122223333/texts.fifo` of `arn:aws:sqs:us-east-1:111122223333:texts.fifo`.
fn account_and_name(arn: &str) -> String {
    let parts: Vec<&str> = arn.rsplitn(3, ':').collect();
    match parts.as_slice() {
        [name, account, _] => format!("{account}/{name}"),
        _ => arn.to_owned(),
    }
}

/// `{"batchItemFailures": […]}` of the records whose result is a failure.
pub fn batch_item_failures<'a, 'e: 'a>(results: impl Iterator<Item = (&'a Record<'e>, &'a JobResult)>) -> Response {
    let failed: Vec<Response> = results
        .filter(|(_, result)| result.failure().is_some())
        .map(|(record, _)| json!({"itemIdentifier": record.message_id}))
        .collect();
    json!({"batchItemFailures": failed})
}
