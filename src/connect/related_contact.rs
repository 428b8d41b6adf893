//! The related contact: the customer's number and attributes, for a chat that takes over from a call.

use crate::outcome::Failure;
use crate::request::{ChatDefaults, ChatRequest, OutboundChat, PhoneNumber, Private};
use aws_sdk_connect::types::{Contact, EndpointType};
use std::collections::BTreeMap;

/// What a chat takes over from another contact.
#[derive(Debug, Clone)]
pub struct RelatedContact {
    channel: Option<String>,
    number: Option<PhoneNumber>,
    attributes: Private<BTreeMap<String, String>>,
}

impl From<Contact> for RelatedContact {
    fn from(contact: Contact) -> RelatedContact {
        // An anonymous caller has no endpoint, or one whose address is no number.
        let number = contact
            .customer_endpoint
            .filter(|endpoint| endpoint.r#type.as_ref() == Some(&EndpointType::TelephoneNumber))
            .and_then(|endpoint| PhoneNumber::parse(&endpoint.address?, None).ok());
        RelatedContact {
            channel: contact.channel.map(|channel| channel.as_str().to_owned()),
            number,
            attributes: Private::new(contact.attributes.unwrap_or_default().into_iter().collect()),
        }
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
) -> Result<OutboundChat, Failure> {
    let ChatRequest { source, destination, destination_pointer: _, copy_attributes, mut params } = request;
    let contact_id = params.related_contact_id.clone().unwrap_or_default();
    let channel = related.and_then(|related| related.channel.clone());
    let destination = destination
        .or_else(|| related.and_then(|related| related.number.clone()))
        .ok_or(Failure::NoDestination { contact_id, channel })?;
    if let Some(related) = related {
        let others = related.attributes.reveal();
        params.attributes = params
            .attributes
            .over(others, &copy_attributes)
            .map_err(|rejection| Failure::ValidationFailed(vec![rejection]))?;
    }
    let numbers = defaults.numbers(params.channel());
    let source = source.or_else(|| numbers.from_for(Some(&destination)).map(ToOwned::to_owned));
    let source = source.ok_or_else(|| Failure::NotConfigured(vec![numbers.missing()]))?;
    Ok(OutboundChat { source, destination, params })
}
