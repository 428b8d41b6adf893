//! An Amazon Connect contact event: the contact in it is the related one, and Connect knows its number.
//!
//! Odd: AWS's own samples mix the casing of keys, and their ARNs have a doubled colon. Several events come for one
//! call, and each chat that is started makes events of its own.
//! <https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html>

use super::event_bridge::EventBridge;
use super::nested::Carrier;
use super::{EventKind, RawEvent, direct};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::{Members, empty_object};
use crate::outcome::{Failure, Skip, SkipCode};
use crate::policy::max_age::EventAge;
use crate::request::document::{self, EventContact, EventContext};
use crate::request::{Channel, ContactCondition, Token, ids};
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use tokio::time::Instant;

/// A contact event.
pub struct ContactEvent<'e> {
    event: EventBridge<'e>,
}

impl<'e> EventKind<'e> for ContactEvent<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<ContactEvent<'e>> {
        let event = EventBridge::parse(event)?;
        let is_contact_event = event.source == "aws.connect" && event.detail_type == "Amazon Connect Contact Event";
        is_contact_event.then_some(ContactEvent { event })
    }

    fn sender(&self) -> &'static str {
        "ContactEvent"
    }

    fn correlation_id(&self) -> Option<&str> {
        self.event.correlation_id()
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

impl<'e> ContactEvent<'e> {
    /// What it asks for: what the sources that match it make of it; else a text to the customer of an abandoned call.
    fn job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Job {
        let detail = self.event.detail.map(Members::from_raw).unwrap_or_default();
        if let Some(skip) = messaging_chat(&detail) {
            return Job::skip(skip);
        }
        let contact = match contact(&detail) {
            Ok(contact) => contact,
            Err(failure) => return Job::failed(failure),
        };
        let token = Token::new("deflect", &contact.initial_id);
        let carrier = match self.event.carrier(carrier, token, context) {
            Ok(carrier) => carrier,
            Err(too_old) => return Job::from(too_old),
        };
        let instance_id = match id(&detail, "instanceArn", &ids::INSTANCE) {
            Ok(instance_id) => instance_id,
            Err(failure) => return Job::failed(failure),
        };
        let event_context =
            EventContext { related_contact: Some(contact.clone()), instance_id, ..carrier.event_context(context) };
        if let Some(job) = self.event.mapped_job(&event_context, &carrier, context) {
            return job;
        }
        if let Some(skip) = not_an_abandoned_call(&detail) {
            return Job::skip(skip);
        }
        let contact = EventContact { condition: ContactCondition::AbandonedCall, ..contact };
        let event_context = EventContext { related_contact: Some(contact), ..event_context };
        Job::one(document::read(empty_object(), event_context, &context.app.settings.defaults))
    }
}

/// The loop guard: a text about a chat would start the next chat, whose end makes the next event. Unless the event says
/// otherwise, a chat is assumed to be by SMS or WhatsApp.
fn messaging_chat(detail: &Members<'_>) -> Option<Skip> {
    let channel = detail.text_any_case("channel")?;
    let attributes = detail.get_any_case("segmentAttributes").map(Members::from_raw).unwrap_or_default();
    let subtype = attributes.get("connect:Subtype").map(Members::from_raw);
    let subtype = subtype.and_then(|subtype| subtype.text_any_case("valueString"));
    let is_other = subtype.is_some_and(|subtype| Channel::ALL.iter().all(|channel| channel.subtype() != subtype));
    let is_messaging = channel.eq_ignore_ascii_case("CHAT") && !is_other;
    is_messaging.then(|| Skip::new(SkipCode::AlreadyAChat, "the contact is a chat itself"))
}

/// Why the event is not about a call that the customer abandoned, as far as the event shows.
fn not_an_abandoned_call(detail: &Members<'_>) -> Option<Skip> {
    let is = |name: &str, expected: &[&str]| {
        let text = detail.text_any_case(name).unwrap_or_default();
        expected.iter().any(|expected| text.eq_ignore_ascii_case(expected))
    };
    let has = |name: &str| detail.get_any_case(name).is_some_and(|raw| !matches!(raw.get(), "{}" | "[]" | "\"\""));
    let conditions = [
        (is("eventType", &["DISCONNECTED", "COMPLETED"]), "the event does not report the end of a contact"),
        (is("channel", &["VOICE"]), "the contact is not a call"),
        (
            is("initiationMethod", &["INBOUND", "TRANSFER", "QUEUE_TRANSFER"]),
            "the customer did not call: the contact was begun in another way",
        ),
        (!has("agentInfo") && !has("connectedToAgentTimestamp"), "an agent was connected"),
        (!has("relatedContactId"), "the contact has a related contact itself"),
    ];
    let reason = conditions.into_iter().find(|(holds, _)| !holds).map(|(_, reason)| reason)?;
    Some(Skip::new(SkipCode::NotAnAbandonedCall, reason))
}

fn contact(detail: &Members<'_>) -> Result<EventContact, Failure> {
    let Some(contact_id) = id(detail, "contactId", &ids::CONTACT)? else {
        return Err(Failure::MalformedRequest("the contact event names no contactId".to_owned()));
    };
    // A call has several contacts, one for each leg, and each of them makes events: one text is enough.
    let initial_id = id(detail, "initialContactId", &ids::CONTACT)?.unwrap_or_else(|| contact_id.clone());
    Ok(EventContact {
        id: contact_id,
        initial_id,
        destination: None,
        attributes: None,
        condition: ContactCondition::NoChat,
    })
}

fn id(detail: &Members<'_>, name: &str, kind: &ids::IdKind) -> Result<Option<String>, Failure> {
    let Some(text) = detail.text_any_case(name).filter(|id| !id.is_empty()) else { return Ok(None) };
    let parsed = kind.parse(&text).map(Some);
    parsed.map_err(|problem| Failure::MalformedRequest(format!("the contact event's {name} {problem}")))
}
