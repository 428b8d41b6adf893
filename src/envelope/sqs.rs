//! Amazon SQS: a batch of messages, each a request document, an EventBridge event, a contact event or an SNS envelope.
//!
//! Every failure is reported, the hopeless ones too: the redrive policy moves them to the dead-letter queue, and
//! nothing is lost. Odd: a FIFO queue's messages must not overtake one another within their group.
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>

use super::{Desk, age, carried};
use crate::chat::Token;
use crate::dispatch::{Answer, Ask};
use crate::json::{Members, items};
use crate::outcome::Failure;
use crate::reply::Reply;
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use time::OffsetDateTime;

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

impl<'e> Sqs<'e> {
    /// The batch in `Records`.
    pub(super) fn hear(records: &'e RawValue) -> Sqs<'e> {
        Sqs { records: items(records).into_iter().map(|raw| Record::hear(&Members::of(raw))).collect() }
    }

    /// What each message asks for.
    pub(super) fn asks(&self, desk: &Desk<'_>) -> Vec<Ask> {
        self.records.iter().map(|record| record.ask(desk)).collect()
    }

    /// The ids of the messages that failed, and of no other.
    pub(super) fn say(&self, answers: &[Answer]) -> Reply {
        failures(self.records.iter().zip(answers))
    }
}

impl<'e> Record<'e> {
    /// The message in a record of an event, or in a Pipes item.
    pub(super) fn hear(members: &Members<'e>) -> Record<'e> {
        Record {
            message_id: members.text("messageId").unwrap_or_default(),
            body: members.text("body"),
            attributes: members.object("attributes"),
            is_fifo: members.text("eventSourceARN").is_some_and(|arn| arn.ends_with(".fifo")),
        }
    }

    /// What the message asks for.
    pub(super) fn ask(&self, desk: &Desk<'_>) -> Ask {
        let group = self.attributes.text("MessageGroupId").unwrap_or_default();
        let line = self.is_fifo.then(|| group.into_owned());
        let ask = match (age::check(self.sent_at(), desk), &self.body) {
            (Err(failure), _) => Ask::failed(failure),
            (Ok(()), Some(body)) if !self.message_id.is_empty() => carried::ask_text(body, self.token(), desk),
            (Ok(()), _) => Ask::failed(Failure::MalformedRequest("the message has no messageId or body".to_owned())),
        };
        Ask { line, ..ask }
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

/// `{"batchItemFailures": […]}` of the records whose answer is a failure.
pub fn failures<'a, 'e: 'a>(answered: impl Iterator<Item = (&'a Record<'e>, &'a Answer)>) -> Reply {
    let failed: Vec<Reply> = answered
        .filter(|(_, answer)| answer.failure().is_some())
        .map(|(record, _)| json!({"itemIdentifier": record.message_id}))
        .collect();
    json!({"batchItemFailures": failed})
}
