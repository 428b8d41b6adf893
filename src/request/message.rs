//! The first message of a chat: a system message, or a message template of Amazon Q in Connect.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html>,
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_TemplatedMessageConfig.html>

use super::attributes::{self, Attributes};
use super::ids;
use super::private::Private;
use super::reader::{Node, Reader};
use super::segment_attributes::Channel;
use super::sms::SmsLength;
use crate::json;

/// Bytes of UTF-8 that any content may have.
/// <https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html>
const MAX_BYTES: usize = 16_384;

/// What the customer reads first.
#[derive(Debug, Clone, PartialEq)]
pub enum InitialMessage {
    /// `InitialSystemMessage`
    System(SystemMessage),
    /// `InitialTemplatedSystemMessage`
    Template(MessageTemplate),
}

/// `InitialSystemMessage`: a message as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct SystemMessage {
    /// How the content is to be read.
    pub content_type: ContentType,
    /// The text itself.
    pub content: Private<String>,
}

/// A message's `ContentType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentType {
    /// `text/plain`
    Plain,
    /// `text/markdown`
    Markdown,
    /// `application/json`
    Json,
    /// `application/vnd.amazonaws.connect.message.interactive.response`
    InteractiveResponse,
}

impl ContentType {
    /// All that a first message may have.
    pub const ALL: [ContentType; 4] =
        [ContentType::Plain, ContentType::Markdown, ContentType::Json, ContentType::InteractiveResponse];

    /// The MIME type.
    pub fn name(self) -> &'static str {
        match self {
            ContentType::Plain => "text/plain",
            ContentType::Markdown => "text/markdown",
            ContentType::Json => "application/json",
            ContentType::InteractiveResponse => "application/vnd.amazonaws.connect.message.interactive.response",
        }
    }

    /// How many characters the content may have on `channel`; `None` where only `MAX_BYTES` binds.
    /// <https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html>
    pub fn max_characters(self, channel: Channel) -> Option<usize> {
        match (self, channel) {
            (ContentType::Plain | ContentType::Markdown, Channel::Sms) => Some(1_024),
            (ContentType::Plain | ContentType::Markdown, Channel::WhatsApp) => Some(4_096),
            (ContentType::Json | ContentType::InteractiveResponse, _) => None,
        }
    }

    /// Whether the content is read by people as it stands, and goes out as an SMS.
    fn is_text(self) -> bool {
        matches!(self, ContentType::Plain | ContentType::Markdown)
    }

    fn read(reader: &mut Reader, node: &Node<'_>) -> Option<ContentType> {
        let named = reader.text(node)?;
        let known = ContentType::ALL.into_iter().find(|known| known.name() == named);
        if known.is_none() {
            let all = ContentType::ALL.map(ContentType::name).join(", ");
            reader.reject(&node.pointer, format!("must be one of {all}"));
        }
        known
    }
}

impl SystemMessage {
    /// Reads the short form `Message`: a plain text.
    pub fn read_short(reader: &mut Reader, node: &Node<'_>, channel: Option<Channel>) -> Option<SystemMessage> {
        SystemMessage::with_content(reader, ContentType::Plain, node, channel)
    }

    /// Reads `InitialSystemMessage`; where the channel is known, its carriers' limits count too.
    pub fn read(reader: &mut Reader, node: &Node<'_>, channel: Option<Channel>) -> Option<SystemMessage> {
        let fields = reader.fields(node, &["ContentType", "Content"])?;
        let (content_type, content) = (fields.get("ContentType"), fields.get("Content"));
        for (member, missing) in [("ContentType", content_type.is_none()), ("Content", content.is_none())] {
            if missing {
                reader.reject(fields.pointer_to(member), "is missing");
            }
        }
        let content_type = content_type.and_then(|node| ContentType::read(reader, node));
        match (content_type, content) {
            (Some(content_type), Some(content)) => SystemMessage::with_content(reader, content_type, content, channel),
            (None, Some(content)) => {
                // Of whatever type it was meant to be, it is no longer than the longest.
                let text = reader.text(content)?;
                check_bytes(reader, content, &text);
                None
            }
            (_, None) => None,
        }
    }

    fn with_content(
        reader: &mut Reader,
        content_type: ContentType,
        node: &Node<'_>,
        channel: Option<Channel>,
    ) -> Option<SystemMessage> {
        let content = reader.text(node)?;
        // A channel that could not be read was already reported; the longer limit tells nothing wrong.
        match content_type.max_characters(channel.unwrap_or(Channel::WhatsApp)) {
            Some(max) if !reader.check_length(node, &content, 1, max) => {}
            _ => check_bytes(reader, node, &content),
        }
        if content_type == ContentType::Json && !content.is_empty() && json::parse(&content).is_none() {
            reader.reject(&node.pointer, "has the content type application/json and is not JSON");
        }
        if content_type.is_text() && !content.is_empty() {
            check_text(reader, node, &content);
        }
        if content_type.is_text() && channel == Some(Channel::Sms) {
            // The carriers would not take it as one SMS.
            if let Some(problem) = SmsLength::measure(&content).problem() {
                reader.reject(&node.pointer, problem);
            }
        }
        Some(SystemMessage { content_type, content: Private::new(content) })
    }
}

/// Any content has at least a byte and at most [`MAX_BYTES`].
fn check_bytes(reader: &mut Reader, node: &Node<'_>, content: &str) {
    match content.len() {
        0 => reader.reject(&node.pointer, "is empty"),
        1..=MAX_BYTES => {}
        bytes => reader.reject(&node.pointer, format!("has {bytes} bytes; {MAX_BYTES} are allowed")),
    }
}

/// What a person can read: something visible, no control characters and, from a flow, no reference that was typed instead of
/// chosen, which the flow passes on as it stands.
fn check_text(reader: &mut Reader, node: &Node<'_>, content: &str) {
    let is_control = |character: &char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    if let Some(control) = content.chars().find(is_control) {
        let code_point = u32::from(control);
        let detail = format!("has the control character U+{code_point:04X}; only line breaks and tabs are allowed");
        reader.reject(&node.pointer, detail);
    } else if !content.chars().any(is_visible) {
        reader.reject(&node.pointer, "has no visible character");
    }
    let references = ["$.Attributes.", "$.External.", "$.CustomerEndpoint"];
    let reference = references.into_iter().find(|reference| content.contains(reference));
    if let Some(reference) = reference.filter(|_| reader.reads_text()) {
        let detail = format!(
            "holds {reference}: the flow passes typed references on as they stand; choose \"Set dynamically\" in the \
             block, or set the text as an attribute before it"
        );
        reader.reject(&node.pointer, detail);
    }
}

/// Whether a character shows: neither white space nor one of the marks that only steer others.
pub fn is_visible(character: char) -> bool {
    let is_invisible_mark = matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    );
    !character.is_whitespace() && !character.is_control() && !is_invisible_mark
}

/// `InitialTemplatedSystemMessage`: a message that Connect writes from a template.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageTemplate {
    /// The knowledge base that holds the template.
    pub knowledge_base_id: String,
    /// The template, with its qualifier if there is one.
    pub message_template_id: String,
    /// `TemplateAttributes.CustomAttributes`
    pub custom_attributes: Option<Attributes>,
    /// `TemplateAttributes.CustomerProfileAttributes`: JSON in a string.
    pub customer_profile_attributes: Option<Private<String>>,
}

impl MessageTemplate {
    /// Reads `InitialTemplatedSystemMessage`.
    pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<MessageTemplate> {
        let known = &["KnowledgeBaseId", "MessageTemplateId", "TemplateAttributes"];
        let fields = reader.fields(node, known)?;
        for member in known {
            if fields.get(member).is_none() {
                reader.reject(fields.pointer_to(member), "is missing");
            }
        }
        let knowledge_base_id = fields.get("KnowledgeBaseId").and_then(|node| ids::KNOWLEDGE_BASE.read(reader, node));
        let message_template_id =
            fields.get("MessageTemplateId").and_then(|node| ids::MESSAGE_TEMPLATE.read(reader, node));
        let values =
            reader.fields(fields.get("TemplateAttributes")?, &["CustomAttributes", "CustomerProfileAttributes"])?;
        Some(MessageTemplate {
            custom_attributes: values.get("CustomAttributes").and_then(|node| attributes::custom(reader, node)),
            customer_profile_attributes: values
                .get("CustomerProfileAttributes")
                .and_then(|node| reader.text(node))
                .map(Private::new),
            knowledge_base_id: knowledge_base_id?,
            message_template_id: message_template_id?,
        })
    }
}
