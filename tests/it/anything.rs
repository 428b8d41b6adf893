//! Any bytes as an event: an answer, and the next event is taken as if nothing had been.

use crate::runtime_api::{Invocation, Lambda};
use crate::support::{event, function, started};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// That the process still is who it was.
async fn still_works(lambda: &Lambda) {
    lambda.invoke(&event("direct")).await.unwrap();
}

#[tokio::test]
async fn whatever_comes_is_answered_and_the_next_event_is_taken() {
    let (_connect, lambda) = function().await;
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000)).into_bytes();
    let inside =
        |text: &str| text.replace("HERE", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).into_bytes();
    let large = || "x".repeat(6 * 1024 * 1024 - 100);
    let events: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", b"".to_vec()),
        ("no JSON", b"hello".to_vec()),
        ("half JSON", b"{\"To\": \"+1202".to_vec()),
        ("no UTF-8", b"{\"To\": \"\xff\xfe\"}".to_vec()),
        ("no UTF-8 at all", vec![0xff; 1000]),
        ("zeroes", vec![0; 1000]),
        ("two values", b"{} {}".to_vec()),
        ("a byte order mark", b"\xef\xbb\xbf{\"To\": \"+12025550150\"}".to_vec()),
        ("a number", b"42".to_vec()),
        ("a large number", b"1e999999".to_vec()),
        ("an empty object", b"{}".to_vec()),
        ("lone surrogates", br#"{"To": "\ud800", "\udfff": 1}"#.to_vec()),
        ("deep arrays", deep("[", "]")),
        ("deep objects", inside(r#"{"To": "+12025550150", "Attributes": {"a": HERE}}"#)),
        ("deep parameters", inside(r#"{"Details": {"ContactData": {"ContactId": "c"}, "Parameters": {"a": HERE}}}"#)),
        ("deep segments", inside(r#"{"To": "+12025550150", "SegmentAttributes": {"a": {"ValueList": HERE}}}"#)),
        ("a deep detail", inside(r#"{"source": "s", "detail-type": "d", "detail": HERE}"#)),
        ("a context that is an array", br#"{"requestContext": [1, 2, 3, 4, 5, 6, 7, 8]}"#.to_vec()),
        ("deep records", inside(r#"{"Records": HERE}"#)),
        ("a deep context", inside(r#"{"requestContext": HERE}"#)),
        ("6 MB of text", json!({"To": "+12025550150", "Message": large()}).to_string().into_bytes()),
        ("6 MB of something", json!(large()).to_string().into_bytes()),
        ("6 MB of members", format!("{{{}\"a\": 1}}", "\"a\": 1, ".repeat(700_000)).into_bytes()),
    ];
    for (what, bytes) in events {
        let (code, message) = match lambda.send(Invocation::from_bytes(bytes)).await {
            Err(fault) => (fault.error_type, fault.error_message),
            // An array's items that can never succeed are told one by one.
            Ok(results) => {
                let text = |name: &str| results[0][name].as_str().expect(what).to_owned();
                (text("Code"), text("Message"))
            }
        };
        assert!(["MalformedRequest", "ValidationFailed"].contains(&code.as_str()), "{what}: {code}");
        assert!((21..=1_000).contains(&message.chars().count()), "{what}: {message}");
        still_works(&lambda).await;
    }
}

#[tokio::test]
async fn a_message_that_is_no_request_costs_no_other_its_turn() {
    let (connect, lambda) = function().await;
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let bodies = ["", "null", "42", "[]", "{}", "\u{0}", deep.as_str(), "{\"To\": \"+12025550150\"}"];
    let mut queue = event("sqs");
    let record = queue["Records"][0].clone();
    let records = bodies.iter().enumerate().map(|(number, body)| {
        let mut record = record.clone();
        record["messageId"] = json!(number.to_string());
        record["body"] = json!(body);
        record
    });
    queue["Records"] = records.collect();
    let reply = lambda.invoke(&queue).await.unwrap();
    let failed: Vec<&str> = reply["batchItemFailures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["itemIdentifier"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["0", "1", "2", "3", "4", "5", "6"]);
    assert_eq!(started(&connect), 1);
}

/// Any JSON, with a liking for the names that events have.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "Records",
            "eventSource",
            "EventSource",
            "body",
            "messageId",
            "Sns",
            "Message",
            "MessageId",
            "requestContext",
            "elb",
            "http",
            "httpMethod",
            "method",
            "path",
            "rawPath",
            "headers",
            "Details",
            "ContactData",
            "Parameters",
            "ContactId",
            "source",
            "detail-type",
            "detail",
            "id",
            "time",
            "To",
            "Attributes",
            "SegmentAttributes",
            "CopyAttributes",
            "RelatedContactId",
            "attributes",
            "CustomerEndpoint",
            "Attributes.x",
            "isBase64Encoded",
        ])
        .prop_map(ToOwned::to_owned),
        ".{0,8}",
    ];
    let text = prop_oneof![
        prop::sample::select(vec![
            "aws:sqs",
            "aws:sns",
            "aws.connect",
            "Amazon Connect Contact Event",
            "POST",
            "{}",
            "[1]"
        ])
        .prop_map(ToOwned::to_owned),
        ".{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[tokio::test]
async fn any_json_is_answered_by_the_same_process() {
    let (_connect, lambda) = function().await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..400 {
        let event = any_json().new_tree(&mut runner).unwrap().current();
        if let Err(fault) = lambda.invoke(&event).await {
            assert_ne!(fault.error_type, "InternalError", "{event}");
        }
    }
    still_works(&lambda).await;
}
