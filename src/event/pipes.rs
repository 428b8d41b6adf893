//! An array of items, each read as its own event: Amazon EventBridge Pipes.
//!
//! Odd: what an item looks like depends on the pipe's source and transformer; items of an SQS source are its messages,
//! and only those are answered one by one.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html>

use super::nested::{self, Carrier};
use super::sqs::{self, Record};
use super::{EventKind, RawEvent, direct};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult, Work};
use crate::invocation::Invocation;
use crate::json::{Kind, items};
use crate::outcome::Failure;
use crate::policy::max_age::EventAge;
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::time::Instant;

/// A batch from a pipe.
pub struct Pipes<'e> {
    items: Vec<Item<'e>>,
}

enum Item<'e> {
    Message(Record<'e>),
    Event(&'e RawValue),
}

impl<'e> EventKind<'e> for Pipes<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<Pipes<'e>> {
        if Kind::from_raw(event.raw) != Kind::Array {
            return None;
        }
        let item = |raw: &'e RawValue| Record::from_item(raw).map_or(Item::Event(raw), Item::Message);
        Some(Pipes { items: items(event.raw).into_iter().map(item).collect() })
    }

    fn sender(&self) -> &'static str {
        "Pipes"
    }

    fn correlation_id(&self) -> Option<&str> {
        None
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        let carrier = Carrier::new(direct::token(context), EventAge::default());
        let items = self.items.iter().enumerate();
        ready(items.map(|(index, item)| item.job(index, &carrier, context)).collect()).boxed()
    }

    fn nested_job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Option<Job> {
        if self.items.is_empty() {
            return Some(Job::failed(Failure::MalformedRequest("the array of events is empty".to_owned())));
        }
        let items = self.items.iter().enumerate();
        let jobs = items.map(|(index, item)| item.job(index, carrier, context));
        // An array is answered as a list, also one with a single item.
        Some(jobs.fold(Job::from(Work::Many(Vec::new())), Job::merge))
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by(self.items.len())
    }

    /// The failed messages of a queue; else the results of all items. The invocation fails only if one of them may
    /// succeed later, after all were tried: the others would only be tried again and again.
    fn respond(&self, results: &[JobResult], _: Context<'_>) -> Result<Response, Fault> {
        let mut messages = Vec::new();
        for (item, result) in self.items.iter().zip(results) {
            match item {
                Item::Message(record) => messages.push((record, result)),
                Item::Event(_) => {
                    let fault = Fault::from_retryable_results(results);
                    return fault.map_or_else(|| Ok(Value::Array(response::list(results))), Err);
                }
            }
        }
        if messages.is_empty() { Ok(json!([])) } else { Ok(sqs::batch_item_failures(messages.into_iter())) }
    }
}

impl<'e> Item<'e> {
    fn job(&self, index: usize, carrier: &Carrier<'e>, context: Context<'_>) -> Job {
        match self {
            Item::Message(record) => record.job(context),
            Item::Event(raw) if Kind::from_raw(raw) != Kind::Object => {
                let kind = Kind::from_raw(raw).name();
                Job::failed(Failure::MalformedRequest(format!("item {index} must be an object, and is {kind}")))
            }
            Item::Event(raw) => match carrier.inner(carrier.token.item(index), EventAge::default()) {
                Ok(carrier) => nested::job(raw, &carrier, context),
                Err(failure) => Job::failed(failure),
            },
        }
    }
}
