//! An event inside another one: what an SQS body, an SNS message or a Pipes item carries.

use super::Desk;
use super::contact_event::ContactEvent;
use super::event_bridge::EventBridge;
use super::notification::Notification;
use crate::chat::Token;
use crate::chat::wire::{self, Origin};
use crate::dispatch::Ask;
use crate::json::{Members, parse};
use crate::outcome::Failure;
use serde_json::value::RawValue;

/// How many notifications may lie in one another: each is unwrapped by one more call.
const MAX_DEPTH: usize = 4;

/// What the event written in `text` asks for; `token` is for what has no id of its own.
pub fn ask_text(text: &str, token: Token, desk: &Desk<'_>) -> Ask {
    text_within(text, token, desk, MAX_DEPTH)
}

/// What the event `raw` asks for.
pub fn ask(raw: &RawValue, token: Token, desk: &Desk<'_>) -> Ask {
    event_within(raw, token, desk, MAX_DEPTH)
}

/// What the message of a notification asks for.
pub fn ask_notification(notification: &Notification<'_>, desk: &Desk<'_>) -> Ask {
    notification_within(notification, desk, MAX_DEPTH)
}

fn text_within(text: &str, token: Token, desk: &Desk<'_>, depth: usize) -> Ask {
    match parse(text) {
        Some(raw) => event_within(raw, token, desk, depth),
        None => Ask::failed(Failure::MalformedRequest("the message's body is no JSON".to_owned())),
    }
}

fn event_within(raw: &RawValue, token: Token, desk: &Desk<'_>, depth: usize) -> Ask {
    let members = Members::of(raw);
    if let Some(event) = EventBridge::hear(raw, &members) {
        return match ContactEvent::is_told_by(&event) {
            true => ContactEvent { event }.ask(desk),
            false => event.ask(token, desk),
        };
    }
    match Notification::hear_envelope(&members) {
        Some(notification) => notification_within(&notification, desk, depth),
        None => Ask::one(wire::read(raw, Origin::of(token), &desk.house.settings.defaults)),
    }
}

fn notification_within(notification: &Notification<'_>, desk: &Desk<'_>, depth: usize) -> Ask {
    let Some(depth) = depth.checked_sub(1) else {
        let detail = format!("notifications lie in one another more than {MAX_DEPTH} deep");
        return Ask::failed(Failure::MalformedRequest(detail));
    };
    match notification.message(desk) {
        Ok((message, token)) => text_within(message, token, desk, depth),
        Err(failure) => Ask::failed(failure),
    }
}
