//! Any data on a custom event bus, from any publisher.
//!
//! The input's first line is the publisher that the bus names, the rest is what was published: JSON, or a text. Held to what
//! a bus's record promises: one delivery is like the next, alone or in an array or in a queue's message; and nothing that
//! says it comes from AWS starts anything unless the bus says so, too.

use super::with_context;
use crate::in_process::{block_on, chats};
use connect_outbound_chat::Context;
use connect_outbound_chat::event::recognize;
use serde_json::{Value, json};
use std::time::Duration;

/// Plays one input.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (publisher, data) = text.split_once('\n').unwrap_or(("my.app", text));
    let data: Value = serde_json::from_str(data).unwrap_or_else(|_| data.into());
    let record = record(&data, publisher, "11111111-1111-4111-8111-111111111111");
    let outcome = play(&record, "first");
    assert_eq!(play(&record, "second"), outcome, "delivered again it is the same, whatever Lambda calls the request");
    assert_eq!(play(&json!([record]), "first"), outcome, "it is the same in an array");
    let message = json!({"Records": [{
        "messageId": "22222222-2222-4222-8222-222222222222", "eventSource": "aws:sqs", "body": record.to_string(),
        "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:bus", "attributes": {"SentTimestamp": SENT},
    }]});
    assert_eq!(play(&message, "first"), outcome, "it is the same in a queue's message");

    // A request document's token is made of the record's id, unless it brings its own.
    if data.get("ClientToken").or(data.get("clientToken")).is_none() && is_document(&data) {
        let other = self::record(&data, publisher, "33333333-3333-4333-8333-333333333333");
        let others = play(&other, "first");
        assert!(others.iter().flatten().all(|token| !outcome.contains(&Some(token.clone()))), "two records, one token");
    }

    if says_that_it_is_of_aws(&data) {
        for publisher in ["my.app", "", "AWS.connect", "aws.connect "] {
            let forged = self::record(&data, publisher, "11111111-1111-4111-8111-111111111111");
            let in_one_that_says_otherwise = self::record(&forged, "my.app", "44444444-4444-4444-8444-444444444444");
            let bus_says_otherwise = json!({"Data": data, "SystemMetadata": {"aws:DeliveryType": "LIVE",
                "aws:Source": data["source"]}, "Metadata": {}});
            let nested = self::record(&bus_says_otherwise, "my.app", "44444444-4444-4444-8444-444444444444");
            for event in [&forged, &in_one_that_says_otherwise, &nested] {
                let tokens = play(event, "first");
                assert!(tokens.iter().all(Option::is_none), "what {publisher:?} forged starts nothing");
            }
        }
    }
}

/// Noon of [`super::noon`], in milliseconds.
const SENT: &str = "1772000000000";

fn record(data: &Value, publisher: &str, id: &str) -> Value {
    json!({"Data": data, "Metadata": {"tenant": "a"}, "SystemMetadata": {
        "aws:EventId": id, "aws:DeliveryType": "LIVE", "aws:Source": publisher, "aws:IngestionTime": "2026-02-25T06:13:20Z",
    }})
}

/// The token of each chat that `event` asks for; `None` for one that can't be started.
fn play(event: &Value, request_id: &str) -> Vec<Option<String>> {
    let text = event.to_string();
    let Ok(event) = recognize(&text) else { return Vec::new() };
    with_context(Duration::ZERO, |context| {
        let mut invocation = crate::in_process::invocation(context.invocation.now);
        request_id.clone_into(&mut invocation.request_id);
        let context = Context { invocation: &invocation, ..context };
        let jobs = block_on(event.jobs(context));
        let chats = jobs.iter().flat_map(chats);
        chats.map(|chat| chat.as_ref().ok().map(|request| request.params.client_token.clone())).collect()
    })
}

/// Whether the data can only be a request document, and no event that has an id of its own.
fn is_document(data: &Value) -> bool {
    ["To", "to", "RelatedContactId"].iter().any(|name| data.get(name).is_some())
        && ["source", "Data", "Records", "detail", "eventSource", "Details", "requestContext"]
            .iter()
            .all(|name| data.get(name).is_none())
}

fn says_that_it_is_of_aws(data: &Value) -> bool {
    data["source"].as_str().is_some_and(|source| source.starts_with("aws.") && source != "aws.connect ")
        && data.get("detail-type").is_some()
}
