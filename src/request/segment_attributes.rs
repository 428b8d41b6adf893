//! `SegmentAttributes`: system-defined pairs of a contact, among them the channel, `connect:Subtype`.
//!
//! The API's prose forbids the colon that its own `connect:Subtype` needs; the model allows it, and so do we.
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_SegmentAttributeValue.html>

use super::reader::{Node, Reader};
use super::rejection::below;
use crate::json::Kind;
use std::collections::BTreeMap;

/// The key that names the channel.
pub const SUBTYPE: &str = "connect:Subtype";

/// How deep `ValueMap` and `ValueList` may nest: the API gives no bound, a stack has one.
const MAX_DEPTH: usize = 16;

/// The messaging channel of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// `connect:SMS`
    Sms,
    /// `connect:WhatsApp`
    WhatsApp,
}

impl Channel {
    /// Both.
    pub const ALL: [Channel; 2] = [Channel::Sms, Channel::WhatsApp];

    /// As `Channel` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Sms => "SMS",
            Channel::WhatsApp => "WhatsApp",
        }
    }

    /// As `connect:Subtype` spells it.
    pub fn subtype(self) -> &'static str {
        match self {
            Channel::Sms => "connect:SMS",
            Channel::WhatsApp => "connect:WhatsApp",
        }
    }

    /// Reads the short form, `SMS` or `WhatsApp`.
    pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<Channel> {
        let text = reader.text(node)?;
        let channel = Channel::ALL.into_iter().find(|channel| channel.name() == text);
        if channel.is_none() {
            reader.reject(&node.pointer, "must be SMS or WhatsApp");
        }
        channel
    }
}

/// The segment attributes of a chat, its channel read out of them.
#[derive(Clone, PartialEq)]
pub struct SegmentAttributes {
    /// What `connect:Subtype` says.
    pub channel: Channel,
    /// All pairs but `connect:Subtype`.
    pub others: BTreeMap<String, SegmentAttributeValue>,
}

impl From<Channel> for SegmentAttributes {
    fn from(channel: Channel) -> SegmentAttributes {
        SegmentAttributes { channel, others: BTreeMap::new() }
    }
}

/// One value, in the shape of the API's structure of the same name.
#[derive(Clone, Default, PartialEq)]
pub struct SegmentAttributeValue {
    /// Up to 1024 characters.
    pub value_string: Option<String>,
    /// A whole number.
    pub value_integer: Option<i32>,
    /// Values by key.
    pub value_map: Option<BTreeMap<String, SegmentAttributeValue>>,
    /// Values in order.
    pub value_list: Option<Vec<SegmentAttributeValue>>,
    /// An ARN.
    pub value_arn: Option<String>,
}

/// The others' keys are the sender's own, too.
impl std::fmt::Debug for SegmentAttributes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SegmentAttributes").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// Segment attributes can hold anything, so they are treated as personal data.
impl std::fmt::Debug for SegmentAttributeValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

impl SegmentAttributes {
    /// Reads `SegmentAttributes` in the API's long form.
    pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<SegmentAttributes> {
        let entries = reader.entries(node)?;
        let is_named = entries.iter().any(|(key, _)| key == SUBTYPE);
        let mut values = map(reader, entries, MAX_DEPTH);
        let pointer = below(&node.pointer, SUBTYPE);
        if !is_named {
            reader.reject(pointer, "is missing; it must be {\"ValueString\": \"connect:SMS\"} or \"connect:WhatsApp\"");
            return None;
        }
        // One that is there and no value was already reported as that.
        let subtype = values.remove(SUBTYPE)?;
        let named = subtype.value_string.as_deref();
        let Some(channel) = Channel::ALL.into_iter().find(|channel| Some(channel.subtype()) == named) else {
            reader.reject(pointer, "must have a ValueString of connect:SMS or connect:WhatsApp");
            return None;
        };
        Some(SegmentAttributes { channel, others: values })
    }
}

fn map(reader: &mut Reader, entries: Vec<(String, Node<'_>)>, depth: usize) -> BTreeMap<String, SegmentAttributeValue> {
    let mut values = BTreeMap::new();
    for (key, value) in entries {
        if !(1..=128).contains(&key.chars().count()) {
            reader.reject(&value.pointer, "has a key that isn't of 1 to 128 characters");
            continue;
        }
        if let Some(value) = read_value(reader, &value, depth) {
            values.insert(key, value);
        }
    }
    values
}

fn read_value(reader: &mut Reader, node: &Node<'_>, depth: usize) -> Option<SegmentAttributeValue> {
    let Some(depth) = depth.checked_sub(1) else {
        reader.reject(&node.pointer, format!("nests deeper than {MAX_DEPTH} levels"));
        return None;
    };
    // A flow passes flat text: a plain string there can only mean ValueString.
    let node = &reader.parse_embedded_json(node, &[Kind::Object]);
    if reader.reads_text() && Kind::from_raw(&node.raw) == Kind::String {
        let text = reader.text_within(node, 0, 1024)?;
        return Some(SegmentAttributeValue { value_string: Some(text), ..SegmentAttributeValue::default() });
    }
    let fields = reader.fields(node, &["ValueString", "ValueInteger", "ValueMap", "ValueList", "ValueArn"])?;
    Some(SegmentAttributeValue {
        value_string: fields.get("ValueString").and_then(|node| reader.text_within(node, 0, 1024)),
        value_integer: fields.get("ValueInteger").and_then(|node| reader.integer(node)),
        value_map: fields
            .get("ValueMap")
            .and_then(|node| reader.entries(node).map(|entries| map(reader, entries, depth))),
        value_list: fields.get("ValueList").and_then(|node| list(reader, node, depth)),
        value_arn: fields.get("ValueArn").and_then(|node| reader.text_within(node, 0, 1024)),
    })
}

fn list(reader: &mut Reader, node: &Node<'_>, depth: usize) -> Option<Vec<SegmentAttributeValue>> {
    let items = reader.items(node)?;
    Some(items.iter().filter_map(|item| read_value(reader, item, depth)).collect())
}
