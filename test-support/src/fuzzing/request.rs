//! Any text as a request document, as programs write it and as flows do.
//!
//! Held to what the queue needs: a request written down again is read as the same request.

use connect_outbound_chat::request::document::{self, EventContext, Refused};
use connect_outbound_chat::request::to_document::to_document;
use connect_outbound_chat::request::{Token, Typing};
use serde_json::value::RawValue;

/// Holds the function to it with one input.
pub fn check(bytes: &[u8]) {
    let Ok(document) = serde_json::from_slice::<&RawValue>(bytes) else { return };
    for typing in [Typing::Strict, Typing::FromText] {
        match document::read(document, EventContext { typing, ..context() }, super::defaults()) {
            Ok(request) => {
                let written = to_document(&request).to_string();
                let written: &RawValue = serde_json::from_str(&written).expect("it was JSON a moment ago");
                let mut again =
                    document::read(written, context(), super::defaults()).expect("it was right a moment ago");
                // By which of its names the destination is told of when it is refused is no part of the request.
                again.destination_pointer = request.destination_pointer;
                assert_eq!(again, request);
            }
            Err(Refused::Invalid(all) | Refused::NotConfigured(all)) => {
                assert!(!all.is_empty(), "what is refused is told why");
                assert!(all.iter().all(|one| one.pointer.is_empty() || one.pointer.starts_with('/')));
            }
            Err(Refused::NoObject(_)) => {}
        }
    }
}

fn context() -> EventContext {
    EventContext::new(Token::new("fuzz", "request"), time::OffsetDateTime::UNIX_EPOCH)
}
