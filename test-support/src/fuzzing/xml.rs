//! Any bytes as the XML body of a webhook, as JSON through a mapping that keeps all of it.
//!
//! Held to what its reader promises: Salesforce's session id, which lets its bearer act as the user, never gets in.

use connect_outbound_chat::sources::{self, Checked, Mapped};
use serde_json::Value;
use std::sync::LazyLock;

static ALL: LazyLock<Checked> = LazyLock::new(|| {
    sources::check("fuzz", "fuzz.toml", "map = '$'\n[verify]\ntype = \"none\"\n").expect("a source without mistakes")
});

/// Holds the function to it with one input.
pub fn check(bytes: &[u8]) {
    if let Ok(Mapped::One(document)) = ALL.map(bytes, Some("text/xml")) {
        let document: Value = serde_json::from_str(document.get()).expect("a mapping makes JSON");
        assert!(!holds_session_id(&document));
    }
}

fn holds_session_id(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.contains_key("SessionId") || members.values().any(holds_session_id),
        Value::Array(items) => items.iter().any(holds_session_id),
        _ => false,
    }
}
