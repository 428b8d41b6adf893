//! Request documents, read by the library itself: the rules without a process around them.

use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::request::document::{self, EventContext};
use connect_outbound_chat::request::{ChatDefaults, ChatRequest, Token};
use connect_outbound_chat::settings::Settings;
use serde_json::Value;
use serde_json::value::RawValue;
use test_support::settings::default_setting;

/// The settings of [`DEFAULT_SETTINGS`](test_support::settings::DEFAULT_SETTINGS).
pub fn settings() -> Settings {
    Settings::read(&default_setting).unwrap()
}

/// What a request may leave out.
pub fn defaults() -> ChatDefaults {
    settings().defaults
}

/// What becomes of a document's text.
pub fn read_text(text: &str, defaults: &ChatDefaults) -> Result<ChatRequest, Failure> {
    let raw: &RawValue = serde_json::from_str(text).unwrap();
    document::read(raw, EventContext::new(Token::new("test", "1"), time::OffsetDateTime::UNIX_EPOCH), defaults)
        .map_err(Failure::from)
}

/// What becomes of a document.
pub fn read(document: &Value) -> Result<ChatRequest, Failure> {
    read_text(&document.to_string(), &defaults())
}

/// The places of all that is wrong with a document, in order.
pub fn violations(document: &Value) -> Vec<String> {
    match read(document) {
        Ok(_) => Vec::new(),
        Err(Failure::ValidationFailed(rejections)) => {
            let mut pointers: Vec<String> = rejections.into_iter().map(|rejection| rejection.pointer).collect();
            pointers.sort();
            pointers
        }
        Err(other) => panic!("{}", other.row().code),
    }
}
