//! A request to start an outbound chat: first held against the model, then against what the API's prose says.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>

mod message;
mod model;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::shape::Findings;
use crate::{Contact, Endpoint, Timestamp};
use message::Message;
use model::START_OUTBOUND_CHAT_CONTACT;
pub(crate) use model::{CONTACT_ID, INSTANCE_ID};

/// `ChatDurationInMinutes` when none is given: 25 hours.
const DEFAULT_MINUTES: u32 = 25 * 60;

/// Bytes of UTF-8 that a contact's attributes may have, keys and values together.
const BYTES_OF_ATTRIBUTES: usize = 32_768;

const SUPPORTED_TYPES: [&str; 5] = [
    "text/plain",
    "text/markdown",
    "application/json",
    "application/vnd.amazonaws.connect.message.interactive",
    "application/vnd.amazonaws.connect.message.interactive.response",
];

/// What is to be started. Members that nothing depends on are checked, then left out.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OutboundChat {
    source_endpoint: Endpoint,
    pub(crate) destination_endpoint: Endpoint,
    instance_id: String,
    segment_attributes: Map<String, Value>,
    attributes: Option<BTreeMap<String, String>>,
    chat_duration_in_minutes: Option<u32>,
    initial_system_message: Option<Message>,
    initial_templated_system_message: Option<Value>,
    related_contact_id: Option<String>,
    supported_messaging_content_types: Option<Vec<String>>,
    client_token: Option<String>,
}

impl OutboundChat {
    /// Reads a request's body, or answers it.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::unreadable("Unexpected token in JSON"))?;
        let mut findings = Findings::default();
        START_OUTBOUND_CHAT_CONTACT.check("", &value, &mut findings);
        if let Some(message) = &findings.mistyped {
            return Err(Refusal::unreadable(message));
        }
        if let Some(message) = findings.message() {
            return Err(Refusal::invalid_request(message));
        }
        let chat = Self::deserialize(value).map_err(|error| Refusal::unreadable(error.to_string()))?;
        chat.check_prose(&mut findings);
        findings.message().map_or(Ok(chat), |message| Err(Refusal::invalid_request(message)))
    }

    /// The token that makes it unique; an empty one is none.
    pub(crate) fn token(&self) -> Option<&str> {
        self.client_token.as_deref().filter(|token| !token.is_empty())
    }

    /// How long the chat stays active when nobody ends it.
    pub(crate) fn duration(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.chat_duration_in_minutes.unwrap_or(DEFAULT_MINUTES)))
    }

    /// The contact that this chat becomes.
    pub(crate) fn contact(&self, id: &str, region: &str, now: Timestamp) -> Contact {
        Contact {
            arn: Some(format!("arn:aws:connect:{region}:111122223333:instance/{}/contact/{id}", self.instance_id)),
            id: id.to_owned(),
            related_contact_id: self.related_contact_id.clone(),
            initiation_method: Some("API".into()),
            channel: Some("CHAT".into()),
            initiation_timestamp: Some(now),
            last_update_timestamp: Some(now),
            customer_endpoint: Some(self.destination_endpoint.clone()),
            system_endpoint: Some(self.source_endpoint.clone()),
            segment_attributes: self.segment_attributes.clone(),
            attributes: self.attributes.clone().unwrap_or_default(),
            ..Contact::default()
        }
    }

    fn check_prose(&self, findings: &mut Findings) {
        self.check_endpoints(findings);
        self.check_subtype(findings);
        self.check_attributes(findings);
        if let Some(message) = &self.initial_system_message {
            message.check(self.is_whatsapp(), findings);
        }
        if self.initial_system_message.is_some() && self.initial_templated_system_message.is_some() {
            findings.add("InitialTemplatedSystemMessage", "Only one of both initial system messages may be given");
        }
        if let Some(types) = &self.supported_messaging_content_types {
            check_supported_types(types, findings);
        }
    }

    fn is_whatsapp(&self) -> bool {
        self.subtype() == Some("connect:WhatsApp")
    }

    fn subtype(&self) -> Option<&str> {
        self.segment_attributes.get("connect:Subtype")?.get("ValueString")?.as_str()
    }

    fn check_endpoints(&self, findings: &mut Findings) {
        if self.source_endpoint.kind != "CONNECT_PHONENUMBER_ARN" {
            findings.add("SourceEndpoint.Type", "Member must satisfy enum value set: [CONNECT_PHONENUMBER_ARN]");
        }
        if !is_number_arn(&self.source_endpoint.address) {
            findings.add("SourceEndpoint.Address", "Member must be the ARN of a phone number");
        }
        if self.destination_endpoint.kind != "TELEPHONE_NUMBER" {
            findings.add("DestinationEndpoint.Type", "Member must satisfy enum value set: [TELEPHONE_NUMBER]");
        }
        if !is_e164(&self.destination_endpoint.address) {
            findings.add("DestinationEndpoint.Address", "Member must be a phone number in E.164 format");
        }
    }

    /// The prose allows no colon in keys, yet the one key that the API needs has one.
    fn check_subtype(&self, findings: &mut Findings) {
        if !matches!(self.subtype(), Some("connect:SMS" | "connect:WhatsApp")) {
            let constraint = "Member must satisfy enum value set: [connect:SMS, connect:WhatsApp]";
            findings.add("SegmentAttributes.connect:Subtype", constraint);
        }
    }

    fn check_attributes(&self, findings: &mut Findings) {
        let Some(attributes) = &self.attributes else {
            return;
        };
        if attributes.keys().any(|key| !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')) {
            findings.add("Attributes", "Map keys can include only alphanumeric, dash, and underscore characters");
        }
        if attributes.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > BYTES_OF_ATTRIBUTES {
            findings.add("Attributes", "Member must have at most 32768 bytes across all key-value pairs");
        }
    }
}

fn check_supported_types(types: &[String], findings: &mut Findings) {
    if types.iter().any(|kind| !SUPPORTED_TYPES.contains(&kind.as_str())) {
        let constraint = format!("Member must satisfy enum value set: [{}]", SUPPORTED_TYPES.join(", "));
        findings.add("SupportedMessagingContentTypes", &constraint);
    }
    if !types.iter().any(|kind| kind == "text/plain") {
        findings.add("SupportedMessagingContentTypes", "Content types must always contain text/plain");
    }
}

/// `arn:aws:connect:us-east-1:111122223333:phone-number/…`, in any partition.
fn is_number_arn(address: &str) -> bool {
    let mut parts = address.splitn(6, ':');
    parts.next() == Some("arn") && parts.nth(4).is_some_and(|resource| resource.contains("phone-number/"))
}

/// A plus and up to 15 digits, the first of which isn't 0.
fn is_e164(address: &str) -> bool {
    let Some(digits) = address.strip_prefix('+') else {
        return false;
    };
    (2..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}
