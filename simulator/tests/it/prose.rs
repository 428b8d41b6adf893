//! What the API reference says in words: endpoints, subtypes, content types, attributes.

use serde_json::{Value, json};
use simulator::Options;

use crate::client::{chat, simulator, start, with};

const PLAIN: &str = "text/plain";
const RESPONSE: &str = "application/vnd.amazonaws.connect.message.interactive.response";

/// Requests that break one rule, and the member that the message names.
fn refused() -> Vec<(&'static str, Value, &'static str)> {
    let message = |kind: &str, content: String| json!({"ContentType": kind, "Content": content});
    let euros = |count: usize| format!("\"{}\"", "€".repeat(count));
    vec![
        ("/SourceEndpoint/Type", json!("TELEPHONE_NUMBER"), "SourceEndpoint.Type"),
        ("/SourceEndpoint/Address", json!("+12025550100"), "SourceEndpoint.Address"),
        ("/DestinationEndpoint/Type", json!("VOIP"), "DestinationEndpoint.Type"),
        ("/DestinationEndpoint/Address", json!("12025550150"), "DestinationEndpoint.Address"),
        ("/DestinationEndpoint/Address", json!("+02025550150"), "DestinationEndpoint.Address"),
        ("/DestinationEndpoint/Address", json!("+1202555015012345"), "DestinationEndpoint.Address"),
        ("/DestinationEndpoint/Address", json!("+1 202 555 0150"), "DestinationEndpoint.Address"),
        ("/SegmentAttributes", json!({}), "SegmentAttributes"),
        ("/SegmentAttributes/connect:Subtype", json!({"ValueString": "connect:Chat"}), "SegmentAttributes"),
        ("/Attributes", json!({"order id": "1"}), "Attributes"),
        ("/Attributes", json!({"a": "x".repeat(20_000), "b": "x".repeat(12_767)}), "Attributes"),
        ("/InitialSystemMessage", message("text/html", "x".into()), "InitialSystemMessage.ContentType"),
        ("/InitialSystemMessage", message(PLAIN, "x".repeat(1025)), "InitialSystemMessage.Content"),
        ("/InitialSystemMessage", message("text/markdown", "x".repeat(1025)), "InitialSystemMessage.Content"),
        // 6,002 euro signs and their quotes are 18,008 bytes, yet only 6,004 characters.
        ("/InitialSystemMessage", message("application/json", euros(6_002)), "InitialSystemMessage.Content"),
        ("/InitialSystemMessage", message("application/json", "{".into()), "InitialSystemMessage.Content"),
        ("/InitialSystemMessage", message(RESPONSE, "x".repeat(16_385)), "InitialSystemMessage.Content"),
        ("/SupportedMessagingContentTypes", json!([PLAIN, "text/html"]), "SupportedMessagingContentTypes"),
        ("/SupportedMessagingContentTypes", json!(["text/markdown"]), "SupportedMessagingContentTypes"),
    ]
}

#[tokio::test]
async fn what_the_reference_forbids_is_an_invalid_request_that_names_the_member() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    for (pointer, value, member) in refused() {
        let reply = start(&simulator, &with(chat(), pointer, value)).await;
        assert_eq!((reply.status, reply.error()), (400, "InvalidRequestException"), "{pointer}");
        let message = reply.json()["Message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(&format!("'{member}")), "{pointer}: {message}");
    }
}

#[tokio::test]
async fn what_the_reference_allows_is_started() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    let message = |kind: &str, content: String| json!({"ContentType": kind, "Content": content});
    let json_of = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    let all_types = json!([
        PLAIN,
        "text/markdown",
        "application/json",
        "application/vnd.amazonaws.connect.message.interactive",
        RESPONSE
    ]);
    for (pointer, value) in [
        ("/SegmentAttributes/connect:Subtype/ValueString", json!("connect:WhatsApp")),
        ("/SegmentAttributes/connect:Direction", json!({"ValueMap": {"a": {"ValueList": [{"ValueInteger": 1}]}}})),
        ("/SourceEndpoint/Address", json!("arn:aws-us-gov:connect:us-gov-west-1:111122223333:phone-number/1")),
        ("/DestinationEndpoint/Address", json!("+290123")),
        ("/Attributes", json!({"a-B_9": "", "b": "x".repeat(32_762)})),
        ("/InitialSystemMessage", message(PLAIN, "\u{1f600}".repeat(1024))),
        ("/InitialSystemMessage", message("application/json", json_of(16_384))),
        ("/InitialSystemMessage", message(RESPONSE, "x".repeat(16_384))),
        ("/SupportedMessagingContentTypes", all_types),
        ("/RelatedContactId", Value::Null),
        ("/Unknown", json!({"members": ["are", "ignored"]})),
    ] {
        let reply = start(&simulator, &with(chat(), pointer, value)).await;
        assert_eq!(reply.status, 200, "{pointer}: {}", reply.text);
    }
}

/// <https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html#chat-message-size-limits>
#[tokio::test]
async fn a_text_may_be_four_times_as_long_over_whatsapp() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    for (channel, kind, characters, status) in [
        ("connect:SMS", PLAIN, "€".repeat(1_024), 200),
        ("connect:SMS", "text/markdown", "€".repeat(1_025), 400),
        ("connect:WhatsApp", PLAIN, "€".repeat(4_096), 200),
        ("connect:WhatsApp", "text/markdown", "x".repeat(4_097), 400),
        // 4,096 characters of four bytes are exactly 16,384 bytes.
        ("connect:WhatsApp", PLAIN, "\u{1f600}".repeat(4_096), 200),
    ] {
        let chat = with(chat(), "/SegmentAttributes/connect:Subtype/ValueString", json!(channel));
        let chat = with(chat, "/InitialSystemMessage", json!({"ContentType": kind, "Content": characters}));
        let reply = start(&simulator, &chat).await;
        assert_eq!(reply.status, status, "{channel} {kind}: {}", reply.text);
    }
}

#[tokio::test]
async fn both_initial_messages_at_once_are_refused() {
    let (simulator, _) = simulator(Options::default()).await;
    let template = json!({"KnowledgeBaseId": "k", "MessageTemplateId": "m", "TemplateAttributes": {}});
    let templated = with(chat(), "/InitialTemplatedSystemMessage", template);
    assert_eq!(start(&simulator, &templated).await.status, 200);
    let both = with(templated, "/InitialSystemMessage", json!({"ContentType": PLAIN, "Content": "Hello"}));
    assert_eq!(start(&simulator, &both).await.error(), "InvalidRequestException");
}

#[tokio::test]
async fn all_violations_are_reported_together() {
    let (simulator, _) = simulator(Options::default()).await;
    let wrong = with(with(chat(), "/ChatDurationInMinutes", json!(59)), "/InstanceId", json!(""));
    assert_eq!(
        start(&simulator, &wrong).await.json()["Message"],
        "2 validation errors detected: Value at 'InstanceId' failed to satisfy constraint: Member must have length \
         greater than or equal to 1; Value at 'ChatDurationInMinutes' failed to satisfy constraint: Member must have \
         value greater than or equal to 60"
    );
}
