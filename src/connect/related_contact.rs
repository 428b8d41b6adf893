//! The related contact: the customer's number and attributes, for a chat that takes over from a call.

use crate::outcome::{Failure, Skip, SkipCode};
use crate::policy::loop_guard::{GuardedContact, Messaging};
use crate::request::segment_attributes::SUBTYPE;
use crate::request::{ChatDefaults, ChatRequest, ContactCondition, OutboundChat, PhoneNumber, Private};
use aws_sdk_connect::types::{Contact, EndpointType};
use std::collections::BTreeMap;

/// What a chat takes over from another contact, and what must be true of that contact.
#[derive(Debug, Clone)]
pub struct RelatedContact {
    channel: Option<String>,
    guarded: GuardedContact,
    attributes: Private<BTreeMap<String, String>>,
    disconnect_reason: Option<String>,
    agent: Agent,
}

/// Whether an agent spoke with the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agent {
    Connected,
    None,
}

/// What a request becomes once its related contact has been looked up.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it lives for a moment, and nearly always is a chat")]
pub enum Completed {
    /// A chat that can be started, and how many attributes that should have been copied were left out.
    Chat(OutboundChat, usize),
    /// Nothing is to be started.
    Skip(Skip),
}

impl From<Contact> for RelatedContact {
    fn from(contact: Contact) -> RelatedContact {
        // An anonymous caller has no endpoint, or one whose address is no number.
        let number = contact
            .customer_endpoint
            .filter(|endpoint| endpoint.r#type.as_ref() == Some(&EndpointType::TelephoneNumber))
            .and_then(|endpoint| PhoneNumber::parse(&endpoint.address?, None).ok());
        let channel = contact.channel.map(|channel| channel.as_str().to_owned());
        let subtype = contact.segment_attributes.as_ref().and_then(|all| all.get(SUBTYPE)?.value_string.as_deref());
        let messaging = Messaging::from_contact(channel.as_deref().unwrap_or_default(), subtype, number.as_ref());
        let was_connected = contact.agent_info.is_some_and(|agent| agent.connected_to_agent_timestamp.is_some());
        RelatedContact {
            channel,
            guarded: GuardedContact { messaging, number },
            disconnect_reason: contact.disconnect_reason,
            agent: if was_connected { Agent::Connected } else { Agent::None },
            attributes: Private::new(contact.attributes.unwrap_or_default().into_iter().collect()),
        }
    }
}

impl RelatedContact {
    /// Why no text is to be sent about this contact, if that is so.
    fn check(&self, request: &ChatRequest) -> Option<Skip> {
        let is_answer = self.guarded.check(request.destination.as_ref(), request.params.channel());
        is_answer.or_else(|| match request.condition {
            ContactCondition::NoChat => None,
            ContactCondition::AbandonedCall => self.check_abandoned(),
        })
    }

    /// A customer who chose a queued callback will be called back, and is not texted: the flow ended that call's first
    /// leg.
    /// <https://docs.aws.amazon.com/connect/latest/adminguide/about-queued-callbacks.html>
    fn check_abandoned(&self) -> Option<Skip> {
        let gave_up = ["CUSTOMER_DISCONNECT", "TELECOM_PROBLEM"];
        let reason = match self.disconnect_reason.as_deref() {
            _ if self.agent == Agent::Connected => "an agent was connected",
            Some(reason) if !gave_up.contains(&reason) => "neither the customer nor the network ended the call",
            _ => return None,
        };
        Some(Skip::new(SkipCode::NotAnAbandonedCall, reason))
    }
}

/// The chat that `request` asks for, with what it takes over from `related`.
///
/// # Errors
/// [`Failure::NoDestination`], or a rule that shows only now: an attribute too many.
pub fn complete(
    request: ChatRequest,
    related: Option<&RelatedContact>,
    defaults: &ChatDefaults,
) -> Result<Completed, Failure> {
    if let Some(skip) = related.and_then(|related| related.check(&request)) {
        return Ok(Completed::Skip(skip));
    }
    let ChatRequest { source, destination, copy_attributes, attributes_left_out, mut params, .. } = request;
    let contact_id = params.related_contact_id.clone().unwrap_or_default();
    let channel = related.and_then(|related| related.channel.clone());
    let destination = destination
        .or_else(|| related.and_then(|related| related.guarded.number.clone()))
        .ok_or(Failure::NoDestination { contact_id, channel })?;
    let mut left_out = attributes_left_out;
    if let Some(related) = related {
        let others = related.attributes.reveal();
        let copied = params.attributes.over(others, &copy_attributes);
        (params.attributes, left_out) = copied.map_err(|rejection| Failure::ValidationFailed(vec![rejection]))?;
    }
    let numbers = defaults.numbers(params.channel());
    let source = source.or_else(|| numbers.from_for(Some(&destination)).map(ToOwned::to_owned));
    let source = source.ok_or_else(|| Failure::NotConfigured(vec![numbers.missing()]))?;
    Ok(Completed::Chat(OutboundChat { source, destination, params }, left_out))
}
