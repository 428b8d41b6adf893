//! Amazon EventBridge Pipes: an array of items, each read as its own event.
//!
//! Odd: what an item looks like depends on the pipe's source and transformer; items of an SQS source are its messages,
//! and only those are answered one by one.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html>

use super::{Desk, carried, direct, sns, sqs};
use crate::dispatch::{Answer, Ask};
use crate::json::{Kind, Members, items};
use crate::outcome::Failure;
use crate::reply::{Fault, Reply};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A batch from a pipe.
pub struct Pipes<'e> {
    items: Vec<Item<'e>>,
}

enum Item<'e> {
    Message(sqs::Record<'e>),
    Event(&'e RawValue),
}

impl<'e> Pipes<'e> {
    /// The batch that is the whole event.
    pub(super) fn hear(raw: &'e RawValue) -> Pipes<'e> {
        let item = |raw: &'e RawValue| {
            let members = Members::of(raw);
            let is_message =
                members.text("eventSource").as_deref() == Some("aws:sqs") && members.get("messageId").is_some();
            if is_message { Item::Message(sqs::Record::hear(&members)) } else { Item::Event(raw) }
        };
        Pipes { items: items(raw).into_iter().map(item).collect() }
    }

    /// What each item asks for.
    pub(super) fn asks(&self, desk: &Desk<'_>) -> Vec<Ask> {
        self.items.iter().enumerate().map(|(index, item)| item.ask(index, desk)).collect()
    }

    /// The failed messages of a queue; else the results of all items, or the invocation fails after all were tried.
    pub(super) fn say(&self, answers: &[Answer]) -> Result<Reply, Fault> {
        let mut messages = Vec::new();
        for (item, answer) in self.items.iter().zip(answers) {
            match item {
                Item::Message(record) => messages.push((record, answer)),
                Item::Event(_) => {
                    return Fault::of(answers).map_or_else(|| Ok(Value::Array(sns::results(answers))), Err);
                }
            }
        }
        match messages.is_empty() {
            true => Ok(json!([])),
            false => Ok(sqs::failures(messages.into_iter())),
        }
    }
}

impl Item<'_> {
    fn ask(&self, index: usize, desk: &Desk<'_>) -> Ask {
        match self {
            Item::Message(record) => record.ask(desk),
            Item::Event(raw) if Kind::of(raw) != Kind::Object => {
                let kind = Kind::of(raw).name();
                Ask::failed(Failure::MalformedRequest(format!("item {index} must be an object, and is {kind}")))
            }
            Item::Event(raw) => carried::ask(raw, direct::token(desk).item(index), desk),
        }
    }
}
