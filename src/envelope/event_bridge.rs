//! An Amazon EventBridge event: its `detail` is the request document, or a source maps the whole of it.
//!
//! Odd: EventBridge Scheduler sends its `detail` as a string.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use super::{Desk, age, mapped};
use crate::chat::Token;
use crate::chat::wire::{self, Origin};
use crate::dispatch::Ask;
use crate::invocation::leaves_time;
use crate::json::{Members, parse, text};
use crate::outcome::Failure;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An EventBridge event.
pub struct EventBridge<'e> {
    pub(super) raw: &'e RawValue,
    pub(super) source: Cow<'e, str>,
    pub(super) detail_type: Cow<'e, str>,
    pub(super) detail: Option<&'e RawValue>,
    /// The event's id, the same in every try.
    pub id: Option<Cow<'e, str>>,
    time: Option<Cow<'e, str>>,
}

impl<'e> EventBridge<'e> {
    /// The event, if it has the two members that every EventBridge event has.
    pub(super) fn hear(raw: &'e RawValue, members: &Members<'e>) -> Option<EventBridge<'e>> {
        Some(EventBridge {
            raw,
            source: members.text("source")?,
            detail_type: members.text("detail-type")?,
            detail: members.get("detail"),
            id: members.text("id").filter(|id| !id.is_empty()),
            time: members.text("time"),
        })
    }

    /// What it asks for; `carrier` is the token of what brought it, for an event that has no id: not all that looks
    /// like an event of EventBridge comes from there.
    pub(super) fn ask(&self, carrier: Token, desk: &Desk<'_>) -> Ask {
        if let Err(failure) = self.check_age(desk) {
            return Ask::failed(failure);
        }
        let token = self.id.as_deref().map_or(carrier, |id| Token::new("eventbridge", id));
        self.claimed(desk, &Origin::of(token.clone())).unwrap_or_else(|| {
            let Some(detail) = self.detail else {
                let detail = "the EventBridge event has no detail; its detail must be a request document".to_owned();
                return Ask::failed(Failure::MalformedRequest(detail));
            };
            let inner = text(detail);
            let document = inner.as_deref().map_or(Some(detail), parse).unwrap_or(detail);
            Ask::one(wire::read(document, Origin::of(token), &desk.house.settings.defaults))
        })
    }

    /// What the sources that claim it make of it; `None` if none does. Mappings take time: with none left they aren't
    /// run, and the event is reported as not begun.
    pub(super) fn claimed(&self, desk: &Desk<'_>, origin: &Origin) -> Option<Ask> {
        let asks: Vec<Ask> = desk
            .house
            .sources
            .claiming(&self.source, &self.detail_type)
            .map(|source| {
                if !leaves_time(desk.invocation.answers_by()) {
                    return Ask::failed(Failure::Timeout);
                }
                let origin = Origin { token: origin.token.through(source.name()), ..origin.clone() };
                mapped::ask(source, source.map_event(self.raw), &origin, desk)
            })
            .collect();
        mapped::together(asks)
    }

    /// Refuses an event older than `MAX_AGE_SECONDS`.
    pub(super) fn check_age(&self, desk: &Desk<'_>) -> Result<(), Failure> {
        age::check(self.time.as_deref().and_then(age::rfc3339), desk)
    }
}
