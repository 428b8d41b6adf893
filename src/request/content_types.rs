//! `SupportedMessagingContentTypes`: what the chat may carry later on.

use super::reader::{Node, Reader};

/// Those that the API knows.
pub const KNOWN: [&str; 5] = [
    "text/plain",
    "text/markdown",
    "application/json",
    "application/vnd.amazonaws.connect.message.interactive",
    "application/vnd.amazonaws.connect.message.interactive.response",
];

/// Reads the list; `text/plain` must be in it.
pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<Vec<&'static str>> {
    let items = reader.items(node)?;
    let mut types = Vec::new();
    for item in &items {
        let Some(text) = reader.text(item) else { continue };
        match KNOWN.into_iter().find(|known| *known == text) {
            Some(known) => types.push(known),
            None => reader.reject(&item.pointer, format!("must be one of {}", KNOWN.join(", "))),
        }
    }
    if !types.contains(&"text/plain") {
        reader.reject(&node.pointer, "must contain text/plain");
    }
    Some(types)
}
