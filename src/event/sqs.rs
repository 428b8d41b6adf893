//! Amazon SQS: a batch of messages, each a request document or any event that a message can hold.
//!
//! Every failure is reported, the hopeless ones too: the redrive policy moves them to the dead-letter queue, and
//! nothing is lost. Odd: a FIFO queue's messages must not overtake one another within their group.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use super::nested::{self, Carrier};
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::{Members, items};
use crate::outcome::Failure;
use crate::policy::max_age;
use crate::request::Token;
use crate::response::{Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use time::OffsetDateTime;
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
    is_fifo: bool,
}

impl<'e> EventKind<'e> for Sqs<'e> {
    fn detect(event: &RawEvent<'e>) -> bool {
        let Some(records) = event.members.get("Records") else { return false };
        let first = items(records).first().map(|record| Members::from_raw(record));
        first.and_then(|first| first.text("eventSource")).as_deref() == Some("aws:sqs")
    }

    fn parse(event: &RawEvent<'e>) -> Sqs<'e> {
        let records = event.members.get("Records").map(items).unwrap_or_default();
        Sqs { records: records.into_iter().map(|raw| Record::from(&Members::from_raw(raw))).collect() }
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

    fn nested_job(&self, _: &Carrier, _: Context<'_>) -> Option<Job> {
        None
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by()
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
            is_fifo: members.text("eventSourceARN").is_some_and(|arn| arn.ends_with(".fifo")),
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
        let group = self.attributes.text("MessageGroupId").unwrap_or_default();
        let ordering_key = self.is_fifo.then(|| group.into_owned());
        let job = match (max_age::check(self.sent_at(), context), &self.body) {
            (Err(failure), _) => Job::failed(failure),
            (Ok(()), Some(body)) if !self.message_id.is_empty() => {
                nested::job_from_text(body, &Carrier::new(self.token()), context)
            }
            (Ok(()), _) => Job::failed(Failure::MalformedRequest("the message has no messageId or body".to_owned())),
        };
        Job { ordering_key, ..job }
    }

    /// A FIFO queue's deduplication id is the sender's own word for "the same message".
    fn token(&self) -> Token {
        let deduplication_id =
            self.attributes.text("MessageDeduplicationId").filter(|id| self.is_fifo && !id.is_empty());
        Token::new("sqs", deduplication_id.as_deref().unwrap_or(&self.message_id))
    }

    fn sent_at(&self) -> Option<OffsetDateTime> {
        let milliseconds: i128 = self.attributes.text("SentTimestamp")?.parse().ok()?;
        OffsetDateTime::from_unix_timestamp_nanos(milliseconds.checked_mul(1_000_000)?).ok()
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
