//! An Amazon Connect contact event: the contact in it is the related one, and Connect knows its number.
//!
//! Odd: AWS's own samples mix the casing of keys, and their ARNs have a doubled colon. Several events come for one
//! call, and each chat that is started makes events of its own.
//! <https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html>

use super::Desk;
use super::event_bridge::EventBridge;
use crate::chat::wire::{self, Origin};
use crate::chat::{Token, Typing, ids};
use crate::dispatch::Ask;
use crate::json::{Members, empty_object};
use crate::outcome::Failure;

/// A contact event.
pub struct ContactEvent<'e> {
    /// The EventBridge event that carries it.
    pub event: EventBridge<'e>,
}

impl ContactEvent<'_> {
    /// Whether `event` is one.
    pub(super) fn is_told_by(event: &EventBridge<'_>) -> bool {
        event.source == "aws.connect" && event.detail_type == "Amazon Connect Contact Event"
    }

    /// What it asks for: a text to the customer of the call, unless it tells of a chat.
    pub(super) fn ask(&self, desk: &Desk<'_>) -> Ask {
        let detail = self.event.detail.map(Members::of).unwrap_or_default();
        if let Some(reason) = loop_guard(&detail) {
            return Ask::skip(reason);
        }
        if let Err(failure) = self.event.check_age(desk) {
            return Ask::failed(failure);
        }
        let origin = match origin(&detail) {
            Ok(origin) => origin,
            Err(failure) => return Ask::failed(failure),
        };
        self.event
            .claimed(desk, &origin)
            .unwrap_or_else(|| Ask::one(wire::read(empty_object(), origin, &desk.house.settings.defaults)))
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

fn origin(detail: &Members<'_>) -> Result<Origin, Failure> {
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
    Ok(Origin {
        typing: Typing::Strict,
        // DISCONNECTED and COMPLETED both come for one call, and one text is enough.
        token: Token::new("deflect", contact_id.as_str()),
        related_contact_id: Some(contact_id),
        destination: None,
        instance_id: id("instanceArn", &ids::INSTANCE)?,
    })
}
