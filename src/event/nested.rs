//! An event inside another one: what an SQS body, an SNS message or an item of a batch holds.

use super::RawEvent;
use crate::context::Context;
use crate::dispatch::Job;
use crate::json::parse;
use crate::outcome::Failure;
use crate::request::Token;
use crate::request::document::{self, EventContext};
use serde_json::value::RawValue;

/// How many events may lie in one another: each is unwrapped by one more call.
const MAX_DEPTH: usize = 4;

/// What brought an event that lies in another one.
pub struct Carrier {
    /// The token of what has no id of its own.
    pub token: Token,
    depth: usize,
}

impl Carrier {
    /// A carrier that lies in no other one.
    pub fn new(token: Token) -> Carrier {
        Carrier { token, depth: MAX_DEPTH }
    }

    /// The same as a carrier of what has `token`, one level deeper.
    ///
    /// # Errors
    /// [`Failure::MalformedRequest`] if that is too deep.
    pub fn inner(&self, token: Token) -> Result<Carrier, Failure> {
        let Some(depth) = self.depth.checked_sub(1) else {
            let detail = format!("events lie in one another more than {MAX_DEPTH} deep");
            return Err(Failure::MalformedRequest(detail));
        };
        Ok(Carrier { token, depth })
    }
}

/// The job of the event that is written in `text`.
pub fn job_from_text(text: &str, carrier: &Carrier, context: Context<'_>) -> Job {
    match parse(text) {
        Some(raw) => job(raw, carrier, context),
        None => Job::failed(Failure::MalformedRequest("the message's body is not JSON".to_owned())),
    }
}

/// The job of the event `raw`; what no other kind is like is a request document.
pub fn job(raw: &RawValue, carrier: &Carrier, context: Context<'_>) -> Job {
    let event = RawEvent::from(raw);
    let nested = event.recognize().and_then(|kind| kind.nested_job(carrier, context));
    nested.unwrap_or_else(|| {
        let event_context = EventContext::from_token(carrier.token.clone());
        Job::one(document::read(raw, event_context, &context.app.settings.defaults))
    })
}
