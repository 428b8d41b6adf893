//! An event inside another one: what an SQS body, an SNS message or a Pipes item carries.

use super::contact_event::ContactEvent;
use super::event_bridge::EventBridge;
use super::{Desk, sns};
use crate::chat::Token;
use crate::chat::wire::{self, Origin};
use crate::dispatch::Ask;
use crate::json::{Members, parse};
use crate::outcome::Failure;
use serde_json::value::RawValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How many envelopes may lie in one another: a queue's body, a topic's envelope, a bus's event.
const MAX_DEPTH: usize = 4;

/// What the event written in `text` asks for; `token` is for a request document that has no id of its own.
pub fn ask_text(text: &str, token: Token, desk: &Desk<'_>) -> Ask {
    ask_within(text, token, desk, MAX_DEPTH)
}

/// What the event `raw` asks for.
pub fn ask(raw: &RawValue, token: Token, desk: &Desk<'_>) -> Ask {
    ask_raw(raw, token, desk, MAX_DEPTH)
}

/// The same inside another envelope.
pub fn ask_within(text: &str, token: Token, desk: &Desk<'_>, depth: usize) -> Ask {
    match parse(text) {
        Some(raw) => ask_raw(raw, token, desk, depth),
        None => Ask::failed(Failure::MalformedRequest("the message's body is no JSON".to_owned())),
    }
}

fn ask_raw(raw: &RawValue, token: Token, desk: &Desk<'_>, depth: usize) -> Ask {
    let Some(depth) = depth.checked_sub(1) else {
        let detail = format!("envelopes lie in one another more than {MAX_DEPTH} deep");
        return Ask::failed(Failure::MalformedRequest(detail));
    };
    let members = Members::of(raw);
    if let Some(event) = EventBridge::hear(raw, &members) {
        return match ContactEvent::hear(event) {
            Ok(event) => event.ask(desk),
            Err(event) => event.ask(desk),
        };
    }
    if let Some(notification) = sns::Notification::hear_envelope(&members) {
        return notification.ask(desk, depth);
    }
    Ask::one(wire::read(raw, Origin::of(token), &desk.house.settings.defaults))
}

/// Refuses what was made at `time` and is older than `MAX_AGE_SECONDS`.
pub fn check_age(time: Option<OffsetDateTime>, desk: &Desk<'_>) -> Result<(), Failure> {
    let (Some(max), Some(time)) = (desk.house.settings.max_age, time) else { return Ok(()) };
    let age = desk.invocation.now - time;
    match age > max {
        true => Err(Failure::EventTooOld { seconds: age.whole_seconds() }),
        false => Ok(()),
    }
}

/// The time that `text` writes in RFC 3339.
pub fn rfc3339(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}
