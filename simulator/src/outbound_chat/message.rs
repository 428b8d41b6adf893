//! `InitialSystemMessage`: its content type, and how long it may be on its channel.

use serde::Deserialize;
use serde_json::Value;

use crate::shape::Findings;

/// Bytes of UTF-8 of a message, whatever its content type.
///
/// <https://docs.aws.amazon.com/connect/latest/APIReference/API_ChatMessage.html>
const MAX_BYTES: usize = 16_384;
/// Characters of a text that goes out by SMS, and by WhatsApp.
///
/// <https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html#chat-message-size-limits>
const MAX_SMS_CHARACTERS: usize = 1_024;
const MAX_WHATSAPP_CHARACTERS: usize = 4_096;

/// The first message of a chat.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Message {
    content_type: String,
    content: String,
}

impl Message {
    pub(super) fn check(&self, is_whatsapp: bool, findings: &mut Findings) {
        let mut refuse = |constraint: &str| findings.add("InitialSystemMessage.Content", constraint);
        if self.content.len() > MAX_BYTES {
            refuse(&format!("Member must have at most {MAX_BYTES} bytes"));
        }
        match self.content_type.as_str() {
            "text/plain" | "text/markdown" => {
                let max = if is_whatsapp { MAX_WHATSAPP_CHARACTERS } else { MAX_SMS_CHARACTERS };
                if self.content.chars().count() > max {
                    refuse(&format!("Member must have length less than or equal to {max}"));
                }
            }
            "application/json" if serde_json::from_str::<Value>(&self.content).is_err() => {
                refuse("Member must be valid JSON");
            }
            "application/json" | "application/vnd.amazonaws.connect.message.interactive.response" => {}
            _ => findings.add(
                "InitialSystemMessage.ContentType",
                "Member must satisfy enum value set: [text/plain, text/markdown, application/json, \
                 application/vnd.amazonaws.connect.message.interactive.response]",
            ),
        }
    }
}
