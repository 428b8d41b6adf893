//! What an event says beside the request document that it carries.

use super::reader::Typing;
use super::timing::SendWindowRule;
use super::{ContactCondition, PhoneNumber, Private, Token};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// What an event says beside its document.
#[derive(Clone)]
pub struct EventContext {
    /// How the document's values are typed.
    pub typing: Typing,
    /// The token, if the document gives none.
    pub token: Token,
    /// What a `ClientToken` in the document is.
    pub client_token: ClientTokenRule,
    /// The contact that the event is about.
    pub related_contact: Option<EventContact>,
    /// That contact's instance.
    pub instance_id: Option<String>,
    /// When the event was made: what a duration in `ExpiresAt` counts from.
    pub made_at: OffsetDateTime,
    /// Whether the event may have to wait for its hour.
    pub send_window: SendWindowRule,
}

/// What a `ClientToken` in a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientTokenRule {
    /// The sender's own: Connect is given it as it stands.
    Verbatim,
    /// The key of the event, made by a source's mapping: the person's digits are added to it.
    EventKey,
}

/// The contact that an event is about, and what the event says about it.
#[derive(Clone)]
pub struct EventContact {
    /// The contact's id.
    pub id: String,
    /// The id that tokens are about where the number has yet to be looked up: that of the first leg of a call, if the event
    /// tells it.
    pub initial_id: String,
    /// The customer's number.
    pub destination: Option<PhoneNumber>,
    /// The contact's attributes; `None` if the event does not tell them.
    pub attributes: Option<Private<BTreeMap<String, String>>>,
    /// What else must hold of the contact once it was looked up.
    pub condition: ContactCondition,
}

impl EventContext {
    /// Of an event that knows no contact.
    pub fn new(token: Token, made_at: OffsetDateTime) -> EventContext {
        EventContext {
            typing: Typing::Strict,
            token,
            client_token: ClientTokenRule::Verbatim,
            related_contact: None,
            instance_id: None,
            made_at,
            send_window: SendWindowRule::Binds,
        }
    }
}
