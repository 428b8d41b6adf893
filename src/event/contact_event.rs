//! An Amazon Connect contact event: the contact in it is the related one, and Connect knows its number.
//!
//! Odd: AWS's own samples mix the casing of keys, and their ARNs have a doubled colon. Several events come for one
//! call, and each chat that is started makes events of its own.
//! <https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html>

use super::event_bridge::EventBridge;
use super::nested::Carrier;
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::{Members, empty_object};
use crate::outcome::Failure;
use crate::request::document::{self, EventContext};
use crate::request::{Token, Typing, ids};
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use tokio::time::Instant;

/// A contact event.
pub struct ContactEvent<'e> {
    event: EventBridge<'e>,
}

impl<'e> EventKind<'e> for ContactEvent<'e> {
    fn detect(event: &RawEvent<'e>) -> bool {
        event.members.text("source").as_deref() == Some("aws.connect")
            && event.members.text("detail-type").as_deref() == Some("Amazon Connect Contact Event")
    }

    fn parse(event: &RawEvent<'e>) -> ContactEvent<'e> {
        ContactEvent { event: EventBridge::parse(event) }
    }

    fn sender(&self) -> &'static str {
        "ContactEvent"
    }

    fn correlation_id(&self) -> Option<&str> {
        self.event.correlation_id()
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        ready(vec![self.job(context)]).boxed()
    }

    fn nested_job(&self, _: &Carrier, context: Context<'_>) -> Option<Job> {
        Some(self.job(context))
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

impl ContactEvent<'_> {
    /// What it asks for: a text to the customer of the call, unless it tells of a chat.
    fn job(&self, context: Context<'_>) -> Job {
        let detail = self.event.detail.map(Members::from_raw).unwrap_or_default();
        if let Some(reason) = loop_guard(&detail) {
            return Job::skip(reason);
        }
        if let Err(failure) = self.event.check_age(context) {
            return Job::failed(failure);
        }
        let event_context = match event_context(&detail) {
            Ok(event_context) => event_context,
            Err(failure) => return Job::failed(failure),
        };
        self.event
            .mapped_job(context, &event_context)
            .unwrap_or_else(|| Job::one(document::read(empty_object(), event_context, &context.app.settings.defaults)))
    }
}

/// Why an event must not be answered with a chat: the chat would make an event, and that one a chat.
fn loop_guard(detail: &Members<'_>) -> Option<&'static str> {
    if detail.text_any_case("channel").is_some_and(|channel| channel.eq_ignore_ascii_case("CHAT")) {
        return Some("the contact is a chat itself");
    }
    let related = detail.text_any_case("relatedContactId").filter(|id| !id.is_empty());
    related.map(|_| "the contact has a related contact itself")
}

fn event_context(detail: &Members<'_>) -> Result<EventContext, Failure> {
    let id = |name, kind: &ids::IdKind| match detail.text_any_case(name).filter(|id| !id.is_empty()) {
        Some(text) => kind
            .parse(&text)
            .map(Some)
            .map_err(|problem| Failure::MalformedRequest(format!("the contact event's {name} {problem}"))),
        None => Ok(None),
    };
    let Some(contact_id) = id("contactId", &ids::CONTACT)? else {
        return Err(Failure::MalformedRequest("the contact event names no contactId".to_owned()));
    };
    Ok(EventContext {
        typing: Typing::Strict,
        // DISCONNECTED and COMPLETED both come for one call, and one text is enough.
        token: Token::new("deflect", contact_id.as_str()),
        related_contact_id: Some(contact_id),
        destination: None,
        instance_id: id("instanceArn", &ids::INSTANCE)?,
    })
}
