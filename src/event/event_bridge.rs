//! An Amazon EventBridge event: its `detail` is the request document, or a source maps the whole of it.
//!
//! Odd: EventBridge Scheduler sends its `detail` as a string.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use super::nested::{Carrier, check_age};
use super::not_understood::is_name;
use super::{EventKind, RawEvent, direct, mapped, not_understood, warm_up};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::{Invocation, leaves_time};
use crate::json::{Members, parse, text};
use crate::outcome::{Failure, Skip, SkipCode, shorten};
use crate::policy::max_age::{EventAge, EventDelivery, EventTime, NotActedOn};
use crate::request::Token;
use crate::request::document::EventContext;
use crate::response::{self, Fault, Response};
use crate::results;
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
    age: EventAge,
}

impl<'e> EventKind<'e> for EventBridge<'e> {
    /// It has the two members that every EventBridge event has.
    fn parse(RawEvent { raw, members }: &RawEvent<'e>) -> Option<EventBridge<'e>> {
        Some(EventBridge {
            raw,
            source: members.text("source")?,
            detail_type: members.text("detail-type")?,
            detail: members.get("detail"),
            id: members.text("id").filter(|id| !id.is_empty()),
            age: EventAge {
                time: members.get("time").map_or(EventTime::Unknown, EventTime::from_json),
                // A classic archive marks what it replays.
                // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
                delivery: match members.get("replay-name") {
                    Some(_) => EventDelivery::Replay,
                    None => EventDelivery::Live,
                },
            },
        })
    }

    fn sender(&self) -> &'static str {
        "EventBridge"
    }

    fn correlation_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        let carrier = Carrier::new(direct::token(context), EventAge::default());
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

impl<'e> EventBridge<'e> {
    /// What it asks for. `carrier` has the token and the age of what brought it, for an event without id or time: not
    /// everything that looks like an EventBridge event comes from EventBridge.
    fn job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Job {
        if self.source == results::SOURCE {
            return Job::skip(Skip::new(SkipCode::OwnEvent, "an event of this function itself"));
        }
        let token = self.id.as_deref().map_or_else(|| carrier.token.clone(), |id| Token::new("eventbridge", id));
        let carrier = match self.carrier(carrier, token, context) {
            Ok(carrier) => carrier,
            Err(too_old) => return Job::from(too_old),
        };
        let event_context = carrier.event_context(context);
        if let Some(job) = self.mapped_job(&event_context, &carrier, context) {
            return job;
        }
        if self.is_empty_schedule() {
            return warm_up::job();
        }
        let Some(detail) = self.detail else {
            return Job::failed(Failure::MalformedRequest(format!(
                "{} arrived without a detail; its detail must be a request document",
                self.described()
            )));
        };
        let inner = text(detail);
        let document = inner.as_deref().map_or(Some(detail), parse).unwrap_or(detail);
        if not_understood::is_foreign(document) {
            return Job::failed(self.foreign_detail());
        }
        carrier.document_job(document, context)
    }

    /// Whether it is what a rule on a schedule sends without an input: a warm-up ping.
    fn is_empty_schedule(&self) -> bool {
        let is_empty = self.detail.is_none_or(|detail| detail.get() == "{}" || Members::from_raw(detail).is_empty());
        self.source == "aws.events" && self.detail_type == "Scheduled Event" && is_empty
    }

    /// Its detail is neither a request document nor mapped by a source.
    fn foreign_detail(&self) -> Failure {
        Failure::MalformedRequest(shorten(format!(
            "{} arrived, and its detail is not a request document (To, Message, …); give the rule an input transformer that \
             makes one, or map the event by a source with [event_pattern]",
            self.described()
        )))
    }

    /// The event, described by its source and detail-type.
    fn described(&self) -> String {
        let shown = |text: &str| if is_name(text) { text.to_owned() } else { "***".to_owned() };
        let (source, detail_type) = (shown(&self.source), shown(&self.detail_type));
        format!("an EventBridge event (source {source}, detail-type {detail_type})")
    }

    /// The event as a carrier of its detail, if it is not too old, and not forged: a custom event bus carries what any
    /// publisher wrote, and alone proves who that was.
    pub(super) fn carrier(
        &self,
        carrier: &Carrier<'e>,
        token: Token,
        context: Context<'_>,
    ) -> Result<Carrier<'e>, NotActedOn> {
        let is_forged = |publisher: &String| self.source.starts_with("aws.") && *publisher != self.source;
        if carrier.published_by.as_ref().is_some_and(is_forged) {
            let detail = "the event says that it comes from AWS (its source begins with aws.), but the bus names another \
                          publisher in SystemMetadata.aws:Source: refused";
            return Err(NotActedOn::Fail(Failure::MalformedRequest(detail.to_owned())));
        }
        let carrier = carrier.inner(token, self.age).map_err(NotActedOn::Fail)?;
        check_age(carrier.age, context).map(|()| carrier)
    }

    /// What the sources that match the event make of it; `None` if none does. Mappings take time: with none left they
    /// are not run, and the event is reported as not begun.
    pub(super) fn mapped_job(
        &self,
        event_context: &EventContext,
        carrier: &Carrier<'e>,
        context: Context<'_>,
    ) -> Option<Job> {
        let sources = context.app.sources.matching(&self.source, &self.detail_type);
        let jobs = sources.map(|source| {
            if !leaves_time(context.deadline) {
                return Job::failed(Failure::Timeout);
            }
            let token = event_context.token.through(source.name());
            let event_context = EventContext { token, ..event_context.clone() };
            let mapped = source.map_event(self.raw, carrier.metadata, context.deadline);
            let missing = || source.missing_in_event(self.raw);
            mapped::job(source, mapped, missing, &event_context, context)
        });
        mapped::merge(jobs.collect())
    }
}
