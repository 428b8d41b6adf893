//! An Amazon EventBridge event: its `detail` is the request document, or a source maps the whole of it.
//!
//! Odd: EventBridge Scheduler sends its `detail` as a string.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use super::nested::Carrier;
use super::{EventKind, RawEvent, direct, mapped};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::{Invocation, leaves_time};
use crate::json::{parse, text};
use crate::outcome::Failure;
use crate::policy::max_age;
use crate::request::Token;
use crate::request::document::{self, EventContext};
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::value::RawValue;
use std::borrow::Cow;
use tokio::time::Instant;

/// An EventBridge event.
pub struct EventBridge<'e> {
    raw: &'e RawValue,
    pub(super) source: Cow<'e, str>,
    pub(super) detail_type: Cow<'e, str>,
    pub(super) detail: Option<&'e RawValue>,
    /// The event's id, the same in every try.
    pub(super) id: Option<Cow<'e, str>>,
    time: Option<Cow<'e, str>>,
}

impl<'e> EventKind<'e> for EventBridge<'e> {
    /// It has the two members that every EventBridge event has.
    fn detect(event: &RawEvent<'e>) -> bool {
        event.members.text("source").is_some() && event.members.text("detail-type").is_some()
    }

    fn parse(RawEvent { raw, members }: &RawEvent<'e>) -> EventBridge<'e> {
        EventBridge {
            raw,
            source: members.text("source").unwrap_or_default(),
            detail_type: members.text("detail-type").unwrap_or_default(),
            detail: members.get("detail"),
            id: members.text("id").filter(|id| !id.is_empty()),
            time: members.text("time"),
        }
    }

    fn sender(&self) -> &'static str {
        "EventBridge"
    }

    fn correlation_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        ready(vec![self.job(direct::token(context), context)]).boxed()
    }

    fn nested_job(&self, carrier: &Carrier, context: Context<'_>) -> Option<Job> {
        Some(self.job(carrier.token.clone(), context))
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by()
    }

    fn respond(&self, results: &[JobResult], _: Context<'_>) -> Result<Response, Fault> {
        response::first_or_fault(results)
    }
}

impl EventBridge<'_> {
    /// What it asks for; `carrier` is the token of what brought it, for an event that has no id: not all that looks
    /// like an event of EventBridge comes from there.
    fn job(&self, carrier: Token, context: Context<'_>) -> Job {
        if let Err(failure) = self.check_age(context) {
            return Job::failed(failure);
        }
        let token = self.id.as_deref().map_or(carrier, |id| Token::new("eventbridge", id));
        self.mapped_job(context, &EventContext::from_token(token.clone())).unwrap_or_else(|| {
            let Some(detail) = self.detail else {
                let detail = "the EventBridge event has no detail; its detail must be a request document".to_owned();
                return Job::failed(Failure::MalformedRequest(detail));
            };
            let inner = text(detail);
            let document = inner.as_deref().map_or(Some(detail), parse).unwrap_or(detail);
            let event_context = EventContext::from_token(token);
            Job::one(document::read(document, event_context, &context.app.settings.defaults))
        })
    }

    /// What the sources that match the event make of it; `None` if none does. Mappings take time: with none left they
    /// are not run, and the event is reported as not begun.
    pub(super) fn mapped_job(&self, context: Context<'_>, event_context: &EventContext) -> Option<Job> {
        let sources = context.app.sources.matching(&self.source, &self.detail_type);
        let jobs = sources.map(|source| {
            if !leaves_time(context.invocation.answers_by()) {
                return Job::failed(Failure::Timeout);
            }
            let token = event_context.token.through(source.name());
            let event_context = EventContext { token, ..event_context.clone() };
            mapped::job(source, source.map_event(self.raw), &event_context, context)
        });
        mapped::merge(jobs.collect())
    }

    /// Refuses an event older than `MAX_AGE_SECONDS`.
    pub(super) fn check_age(&self, context: Context<'_>) -> Result<(), Failure> {
        max_age::check(self.time.as_deref().and_then(max_age::parse_rfc3339), context)
    }
}
