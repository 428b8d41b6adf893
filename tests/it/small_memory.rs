//! Lambda's smallest size, 128 MB: whatever comes is answered, and the next event finds the process whole.
//!
//! What is limited is the private memory that the process may write to, touched or not: more than what Lambda counts, which
//! is what was touched. 16 MB of the 128 are left to what else lives in the sandbox. The processor is not limited: mappings
//! are bounded by the CPU time of their thread, which is the same whatever share of a processor there is.

#![cfg(target_os = "linux")]

use crate::runtime_api::{Invocation, Lambda, Setup};
use crate::sources::Folder;
use crate::support::{connect, event};
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;
use test_support::hostile_mappings::{hostile, payload};
use test_support::process::Process;

const MAX_MEMORY: u64 = 112 << 20;
/// The largest event of a synchronous invocation.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MAX_EVENT_BYTES: usize = 6 << 20;

async fn is_whole(lambda: &Lambda, after: &str) {
    let started = lambda.invoke(&json!({"To": "+14155550123", "ClientToken": format!("after {after}")})).await;
    assert!(started.is_ok_and(|reply| reply["ContactId"].is_string()), "after {after}");
}

fn webhook(name: &str, payload: &str) -> Value {
    let mut event = event("function-url");
    event["rawPath"] = json!(format!("/sources/{name}"));
    event["headers"] = json!({"content-type": "application/json"});
    event["isBase64Encoded"] = json!(false);
    event["body"] = json!(payload);
    event
}

#[tokio::test]
async fn hostile_mappings_are_answered_in_128_mb() {
    let connect = connect().await;
    let names: Vec<String> = (0..hostile().count()).map(|number| format!("hostile-{number}")).collect();
    // JSON's string is TOML's, too.
    let file = |expression: &str| format!("map = {}\n[verify]\ntype = \"none\"\n", Value::from(expression));
    let files: Vec<String> = hostile().map(|(expression, _)| file(expression)).collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&files).map(|(name, file)| (name.as_str(), file.as_str())).collect();
    let folder = Folder::with(&files);
    let setup = Setup::with_defaults(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap());
    let lambda = setup.with_max_memory(MAX_MEMORY).start().await;
    let mut table = String::new();
    for ((expression, name), source) in hostile().zip(&names) {
        let invocation = Invocation::json(&webhook(source, &payload(name)));
        let reply = lambda.send(invocation.with_deadline_in(Duration::from_secs(10))).await.unwrap();
        let status = reply["statusCode"].as_u64().unwrap();
        // Either it ended, with a request, none, or something that is none, or it was stopped.
        assert!(matches!(status, 200 | 204 | 422), "{expression}: {reply}");
        writeln!(table, "{status} {} ms  {expression} on {name}", lambda.took().as_millis()).unwrap();
        is_whole(&lambda, expression).await;
    }
    let peak = Process::from_id(lambda.process_id()).usage().peak_memory_kb;
    println!("{table}{} hostile mappings answered, at most {peak} kB", hostile().count());
}

/// `item` so many times, as JSON lists things.
fn list(count: usize, item: &str) -> String {
    vec![item; count].join(",")
}

/// As many of `item` as one event has room for.
fn fill(item: &str) -> String {
    list(MAX_EVENT_BYTES / (item.len() + 1) - 100, item)
}

/// An object of members that nobody knows.
fn mistakes(count: usize) -> String {
    format!("{{{}}}", (10..10 + count).map(|number| format!("\"w{number}\":1")).collect::<Vec<_>>().join(","))
}

fn message(length: usize) -> String {
    json!({"To": "+14155550123", "Message": "x".repeat(length)}).to_string()
}

/// An SQS event of messages with this body.
fn sqs(count: usize, body: &str) -> String {
    let message = json!({"messageId": "m", "eventSource": "aws:sqs", "body": body, "attributes": {}});
    format!(r#"{{"Records":[{}]}}"#, list(count, &message.to_string()))
}

/// Lists and texts as large as Lambda passes them, and what is nested, repeated or wrong as often as fits in; each with how
/// it ends: by a list, an HTTP status or an error.
fn large_events() -> Vec<(&'static str, String, &'static str)> {
    let mut signatures = webhook("standard-webhooks", &message(400_000));
    let signature = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=";
    signatures["headers"]["webhook-id"] = json!("msg_1");
    signatures["headers"]["webhook-timestamp"] = json!("1772000000");
    signatures["headers"]["webhook-signature"] = json!(vec![signature; 1_250].join(" "));
    let mut encoded = event("function-url");
    encoded["body"] = json!(BASE64.encode(message(1_000_000).as_bytes()));
    let attributes: Vec<String> = (0..200_000).map(|number| format!("\"{number}\":{number}")).collect();
    let attributes = format!(r#"{{"To":"+14155550123","Attributes":{{{}}}}}"#, attributes.join(","));
    let nested = (0..12).fold(message(10), |inner, _| sqs(1, &inner));
    vec![
        ("10,001 messages", sqs(10_001, "{}"), "MalformedRequest"),
        ("10,000 messages", sqs(10_000, &message(420)), "a list"),
        ("10,000 messages with many mistakes", sqs(10_000, &mistakes(45)), "a list"),
        ("a message with an array of numbers", sqs(1, &format!("[{}]", list(2_900_000, "1"))), "a list"),
        ("a message of 6 MB", sqs(1, &message(5_800_000)), "a list"),
        ("10,000 documents with many mistakes", format!("[{}]", list(10_000, &mistakes(65))), "a list"),
        ("10,000 arrays of numbers", format!("[{}]", list(10_000, &format!("[{}]", list(290, "1")))), "a list"),
        ("an array of numbers", format!("[{}]", fill("1")), "MalformedRequest"),
        ("an array of small documents", format!("[{}]", fill(r#"{"To":1}"#)), "MalformedRequest"),
        ("members that nobody knows", mistakes(500_000), "MalformedRequest"),
        ("a document with such members", mistakes(500_000).replacen('{', r#"{"To":"1","#, 1), "ValidationFailed"),
        ("attributes", attributes, "ValidationFailed"),
        ("arrays in arrays", "[".repeat(MAX_EVENT_BYTES), "MalformedRequest"),
        ("events in events", nested, "a list"),
        (
            "escapes",
            format!(r#"{{"To":"+14155550123","Message":"{}"}}"#, "\\u00e4".repeat(1_000_000)),
            "ValidationFailed",
        ),
        ("a Base64 body of 1 MB", encoded.to_string(), "400"),
        ("1,250 signatures", signatures.to_string(), "401"),
        ("no JSON", "\u{7f}".repeat(MAX_EVENT_BYTES), "MalformedRequest"),
    ]
}

#[tokio::test]
async fn the_largest_events_are_answered_in_128_mb() {
    let connect = connect().await;
    let setup =
        Setup::with_defaults(&connect.url()).set("STANDARD_WEBHOOKS_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let lambda = setup.with_max_memory(MAX_MEMORY).start().await;
    for (name, event, right) in large_events() {
        assert!(event.len() <= MAX_EVENT_BYTES, "{name}: {}", event.len());
        let invocation = Invocation::from_bytes(event).with_deadline_in(Duration::from_secs(10));
        let ending = match lambda.send(invocation).await {
            Ok(reply) => reply["statusCode"].as_u64().map_or_else(|| "a list".to_owned(), |status| status.to_string()),
            Err(fault) => fault.error_type,
        };
        assert_eq!(ending, right, "{name}");
        let peak = Process::from_id(lambda.process_id()).usage().peak_memory_kb;
        println!("{ending:16} {:5} ms, {peak:6} kB until now: {name}", lambda.took().as_millis());
        is_whole(&lambda, name).await;
    }
}
