//! The text that a call to Connect puts on the customer's phone, and how long it is.

use connect_outbound_chat::request::sms::{Encoding, SmsLength};
use serde::Serialize;
use serde_json::{Value, json};
use simulator::Call;

/// The first message of a chat, as the customer sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Text {
    /// `SMS` or `WhatsApp`.
    pub(crate) channel: &'static str,
    /// The customer's number.
    pub(crate) to: String,
    /// Its text; `None` if the flow or a template sends the first message.
    pub(crate) content: Option<String>,
    /// `text/plain` for example.
    pub(crate) content_type: Option<String>,
    /// How long it is as SMS.
    pub(crate) length: Option<Value>,
    /// Whether a chat was started with it.
    pub(crate) started: bool,
}

impl Text {
    /// The texts of `calls`; one that was tried again stands there once.
    pub(crate) fn from_calls(calls: &[Call]) -> Vec<Text> {
        let starts = || calls.iter().filter(|call| call.operation.as_deref() == Some("StartOutboundChatContact"));
        let token = |call: &Call| call.body["ClientToken"].as_str().map(ToOwned::to_owned);
        let is_last =
            |(index, call): &(usize, &Call)| !starts().skip(index + 1).any(|later| token(later) == token(call));
        starts().enumerate().filter(is_last).map(|(_, call)| Text::from_call(call)).collect()
    }

    fn from_call(call: &Call) -> Text {
        let body = &call.body;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let message = &body["InitialSystemMessage"];
        let content = text(&message["Content"]);
        let is_whatsapp = body["SegmentAttributes"]["connect:Subtype"]["ValueString"] == "connect:WhatsApp";
        Text {
            channel: if is_whatsapp { "WhatsApp" } else { "SMS" },
            to: text(&body["DestinationEndpoint"]["Address"]).unwrap_or_default(),
            content_type: text(&message["ContentType"]),
            length: content.as_deref().map(length),
            content,
            started: call.status == 200 && call.contact_id.is_some(),
        }
    }
}

/// Characters, alphabet, units and parts of a text as SMS.
pub(crate) fn length(text: &str) -> Value {
    let length = SmsLength::measure(text);
    json!({
        "characters": text.chars().count(),
        "alphabet": match length.alphabet { Encoding::Gsm7 => "GSM-7", Encoding::Ucs2 => "UCS-2" },
        "units": length.units,
        "limit": length.limit(),
        "parts": length.parts,
        "fits": length.fits(),
        "outsideGsm7": length.wide.map(|wide| json!({"position": wide.position + 1, "character": wide.code_point})),
    })
}
