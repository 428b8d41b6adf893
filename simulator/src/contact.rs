//! A contact, as `DescribeContact` shows it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Timestamp;

/// The sample that is there from the start: a voice call from +1 202 555 0142.
pub const VOICE_SAMPLE: &str = "11111111-1111-4111-8111-111111111111";
/// The sample that is there from the start: a voice call whose caller withheld the number.
pub const ANONYMOUS_SAMPLE: &str = "22222222-2222-4222-8222-222222222222";
/// The sample that is there from the start: an SMS chat with +1 202 555 0143.
pub const SMS_SAMPLE: &str = "33333333-3333-4333-8333-333333333333";

/// The number that samples were made to: the same as a phone number's ARN would stand for.
const SYSTEM_NUMBER: &str = "+12025550100";

/// A contact of any channel. Members that this crate has no use for are kept in `other` and shown as they came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Contact {
    /// `arn:aws:connect:REGION:ACCOUNT:instance/INSTANCE/contact/ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The contact's id.
    pub id: String,
    /// The first contact of this conversation with the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_contact_id: Option<String>,
    /// The contact that this one was deflected from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related_contact_id: Option<String>,
    /// `INBOUND`, `API`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiation_method: Option<String>,
    /// `VOICE`, `CHAT`, `TASK` or `EMAIL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiation_timestamp: Option<Timestamp>,
    /// When it ended; missing while it is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disconnect_timestamp: Option<Timestamp>,
    /// Why it ended: `CUSTOMER_DISCONNECT`, `CONTACT_FLOW_DISCONNECT`, … AWS doesn't tell it of every contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disconnect_reason: Option<String>,
    /// When it last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_update_timestamp: Option<Timestamp>,
    /// The customer's number; missing when it was withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_endpoint: Option<Endpoint>,
    /// The number on Connect's side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_endpoint: Option<Endpoint>,
    /// System-defined attributes, among them `connect:Subtype`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub segment_attributes: Map<String, Value>,
    /// User-defined attributes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Every other member, as it was put here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One end of a contact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Endpoint {
    /// `TELEPHONE_NUMBER`, `CONNECT_PHONENUMBER_ARN`, …
    #[serde(rename = "Type")]
    pub kind: String,
    /// A number in E.164, an ARN, …
    pub address: String,
    /// A name to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

impl Endpoint {
    /// A telephone number, in E.164.
    pub fn number(address: impl Into<String>) -> Self {
        Self { kind: "TELEPHONE_NUMBER".into(), address: address.into(), display_name: None }
    }
}

impl Contact {
    /// An active inbound voice call from a number.
    pub fn voice(id: impl Into<String>, number: impl Into<String>) -> Self {
        let channel = Some("VOICE".into());
        Self { customer_endpoint: Some(Endpoint::number(number)), channel, ..Self::inbound(id.into()) }
    }

    /// An active inbound voice call whose caller withheld the number.
    pub fn anonymous(id: impl Into<String>) -> Self {
        Self { channel: Some("VOICE".into()), ..Self::inbound(id.into()) }
    }

    /// An active inbound SMS chat with a number.
    pub fn sms(id: impl Into<String>, number: impl Into<String>) -> Self {
        let mut contact = Self::voice(id, number);
        contact.channel = Some("CHAT".into());
        contact.segment_attributes.insert("connect:Subtype".into(), json!({"ValueString": "connect:SMS"}));
        contact
    }

    /// The same with one more user-defined attribute.
    pub fn with_attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// The same, ended for a reason.
    pub fn with_disconnect_reason(mut self, reason: impl Into<String>) -> Self {
        self.disconnect_timestamp = self.disconnect_timestamp.or(self.initiation_timestamp);
        self.disconnect_reason = Some(reason.into());
        self
    }

    /// What exists from the start.
    pub(crate) fn samples() -> [Self; 3] {
        [
            Self::voice(VOICE_SAMPLE, "+12025550142").with_attribute("orderId", "A-1001"),
            Self::anonymous(ANONYMOUS_SAMPLE),
            Self::sms(SMS_SAMPLE, "+12025550143").with_attribute("orderId", "A-1002"),
        ]
    }

    fn inbound(id: String) -> Self {
        Self {
            id,
            initiation_method: Some("INBOUND".into()),
            system_endpoint: Some(Endpoint::number(SYSTEM_NUMBER)),
            ..Self::default()
        }
    }
}

impl Default for Contact {
    /// A contact that nothing is known of, begun on 2026-01-01.
    fn default() -> Self {
        let moment = Some(Timestamp::from_epoch_seconds(1_767_225_600));
        Self {
            arn: None,
            id: String::new(),
            initial_contact_id: None,
            related_contact_id: None,
            initiation_method: None,
            channel: None,
            initiation_timestamp: moment,
            disconnect_timestamp: None,
            disconnect_reason: None,
            last_update_timestamp: moment,
            customer_endpoint: None,
            system_endpoint: None,
            segment_attributes: Map::new(),
            attributes: BTreeMap::new(),
            other: Map::new(),
        }
    }
}
