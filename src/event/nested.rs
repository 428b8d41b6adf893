//! An event inside another one: in an SQS body, an SNS message or an item of a batch.

use super::{RawEvent, not_understood};
use crate::context::Context;
use crate::dispatch::Job;
use crate::json::{self, Kind};
use crate::outcome::Failure;
use crate::policy::max_age::{self, EventAge, EventTime, NotActedOn};
use crate::request::document::{self, EventContext};
use crate::request::{Token, members};
use serde_json::value::RawValue;

/// How deep events may be nested: each level is unwrapped by one more recursive call.
const MAX_DEPTH: usize = 4;

/// What brought an event that lies in another one.
#[derive(Clone)]
pub struct Carrier<'e> {
    /// The token of what has no id of its own.
    pub token: Token,
    /// The age of what has no time of its own.
    pub age: EventAge,
    /// The metadata that a custom event bus delivered beside the event.
    pub metadata: Option<&'e RawValue>,
    /// Whom a custom event bus names as the publisher, an empty text if it names nobody; `None` of what did not come
    /// over one. Any publisher can write any event, however deep.
    pub published_by: Option<String>,
    depth: usize,
}

impl<'e> Carrier<'e> {
    /// A carrier that lies in no other one.
    pub fn new(token: Token, age: EventAge) -> Carrier<'e> {
        Carrier { token, age, metadata: None, published_by: None, depth: MAX_DEPTH }
    }

    /// A carrier of what has `token` and `age`, in this one.
    ///
    /// # Errors
    /// [`Failure::MalformedRequest`] if that is too deep.
    pub fn inner(&self, token: Token, age: EventAge) -> Result<Carrier<'e>, Failure> {
        let Some(depth) = self.depth.checked_sub(1) else {
            let detail = format!("events are nested more than {MAX_DEPTH} deep");
            return Err(Failure::MalformedRequest(detail));
        };
        Ok(Carrier { token, age: self.age.inner(age), depth, ..self.clone() })
    }

    /// The same with the metadata of what it carries.
    #[must_use]
    pub fn with_metadata(self, metadata: Option<&'e RawValue>) -> Carrier<'e> {
        Carrier { metadata, ..self }
    }

    /// The same with who published what it carries, if that isn't known from further out.
    #[must_use]
    pub fn with_publisher(self, name: Option<&str>) -> Carrier<'e> {
        let published_by = self.published_by.or_else(|| Some(name.unwrap_or_default().to_owned()));
        Carrier { published_by, ..self }
    }

    /// What it says beside a document that it carries.
    pub fn event_context(&self, context: Context<'_>) -> EventContext {
        let made_at = match self.age.time {
            EventTime::At(time) => time,
            EventTime::Unknown | EventTime::Unreadable => context.invocation.now,
        };
        EventContext::new(self.token.clone(), made_at)
    }

    /// The job of a request document that it carries.
    pub fn document_job(&self, document: &RawValue, context: Context<'_>) -> Job {
        if let Err(too_old) = check_age(self.age, context) {
            return Job::from(too_old);
        }
        let event_context = self.event_context(context);
        Job::one(document::read(document, event_context, &context.app.settings.defaults))
    }
}

/// Whether something of this age is acted on.
///
/// # Errors
/// What is done instead.
pub fn check_age(age: EventAge, context: Context<'_>) -> Result<(), NotActedOn> {
    max_age::check(age, context.app.settings.max_age, context.invocation)
}

/// The job of the event that is written in `text`.
pub fn job_from_text(text: &str, carrier: &Carrier<'_>, context: Context<'_>) -> Job {
    match json::parse_document(text) {
        Ok(raw) => job(raw, &Carrier { metadata: None, ..carrier.clone() }, context),
        Err(problem) => Job::failed(Failure::MalformedRequest(format!("the message's body {problem}"))),
    }
}

/// The job of the event `raw`.
pub fn job<'e>(raw: &'e RawValue, carrier: &Carrier<'e>, context: Context<'_>) -> Job {
    let event = RawEvent::from(raw);
    if let Some(failure) = event.too_many_items() {
        return Job::failed(failure);
    }
    if let Some(job) = event.recognize().and_then(|kind| kind.nested_job(carrier, context)) {
        return job;
    }
    let has_a_member = event.members.iter().any(|(name, _)| members::suggests_a_request(name));
    if has_a_member || Kind::from_raw(raw) != Kind::Object || event.members.is_empty() {
        return carrier.document_job(raw, context);
    }
    Job::failed(not_understood::failure(&event))
}
