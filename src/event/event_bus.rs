//! A record of a custom event bus of Amazon EventBridge, delivered with metadata: what was published is in `Data`.
//!
//! Odd: the bus delivers to a function as an array, even one record. Without metadata it delivers what was published,
//! unchanged. Any publisher can write `"source": "aws.connect"` into its data; only `aws:Source` proves where an event
//! comes from.

use super::nested::{self, Carrier};
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::text;
use crate::policy::max_age::{EventAge, EventDelivery, EventTime};
use crate::request::Token;
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::value::RawValue;
use std::borrow::Cow;
use tokio::time::Instant;

/// One record of a custom event bus.
pub struct EventBus<'e> {
    data: &'e RawValue,
    metadata: Option<&'e RawValue>,
    event_id: Option<Cow<'e, str>>,
    source: Option<Cow<'e, str>>,
    age: EventAge,
}

impl<'e> EventKind<'e> for EventBus<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<EventBus<'e>> {
        let data = event.members.get("Data")?;
        let system = event.members.object("SystemMetadata");
        let is_replay = text(system.get("aws:DeliveryType")?).as_deref() == Some("REPLAY");
        let age = EventAge {
            time: system.get("aws:IngestionTime").map_or(EventTime::Unknown, EventTime::from_json),
            delivery: if is_replay { EventDelivery::Replay } else { EventDelivery::Live },
        };
        Some(EventBus {
            data,
            metadata: event.members.get("Metadata"),
            event_id: system.text("aws:EventId").filter(|id| !id.is_empty()),
            source: system.text("aws:Source"),
            age,
        })
    }

    fn sender(&self) -> &'static str {
        "EventBus"
    }

    fn correlation_id(&self) -> Option<&str> {
        self.event_id.as_deref()
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        let carrier = Carrier::new(super::direct::token(context), EventAge::default());
        ready(vec![self.job(&carrier, context)]).boxed()
    }

    fn nested_job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Option<Job> {
        Some(self.job(carrier, context))
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by(1)
    }

    fn respond(&self, results: &[JobResult], _: Context<'_>) -> Result<Response, Fault> {
        response::first_or_fault(results)
    }
}

impl<'e> EventBus<'e> {
    fn job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Job {
        let token = self.event_id.as_deref().map_or_else(|| carrier.token.clone(), |id| Token::new("eventbridge", id));
        let carrier = match carrier.inner(token, self.age) {
            Ok(carrier) => carrier.with_metadata(self.metadata).with_publisher(self.source.as_deref()),
            Err(failure) => return Job::failed(failure),
        };
        match text(self.data) {
            Some(text) => nested::job_from_text(&text, &carrier, context),
            None => nested::job(self.data, &carrier, context),
        }
    }
}
