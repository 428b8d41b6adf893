//! Every sender's event file: the call it makes and the reply it gets, started and failed.

use crate::runtime_api::Setup;
use crate::support::{connect, event, transcript};
use serde_json::{Value, json};

/// Every event file that asks for something, and the settings that it is played with.
const FILES: [&str; 22] = [
    "alb",
    "alb-multi-value",
    "connect-flow",
    "connect-flow-anonymous",
    "connect-flow-dotted-keys",
    "connect-flow-nested-json",
    "contact-event",
    "contact-event-chat",
    "contact-event-mixed-casing",
    "contact-event-related",
    "direct",
    "eventbridge",
    "function-url",
    "http-api",
    "pipes-items",
    "pipes-sqs",
    "rest-api",
    "scheduler",
    "sns",
    "sqs",
    "sqs-carrying",
    "sqs-fifo",
];

const NOT_UNDERSTOOD: [&str; 3] =
    ["not-understood-lambda-destination", "not-understood-s3", "not-understood-websocket"];

async fn played(name: &str, event: &Value) {
    let connect = connect().await;
    let lambda = Setup::with_defaults(&connect.url()).start().await;
    let ending = lambda.invoke(event).await;
    insta::assert_json_snapshot!(name, transcript(&ending, &connect));
}

#[test]
fn every_event_file_has_its_snapshot() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/events")).unwrap();
    let mut names: Vec<String> = folder
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(ToOwned::to_owned))
        .collect();
    names.sort();
    let mut known: Vec<&str> = FILES.into_iter().chain(NOT_UNDERSTOOD).collect();
    known.sort_unstable();
    assert_eq!(names, known);
}

#[tokio::test]
async fn an_event_file_makes_its_call_and_gets_its_reply() {
    for name in FILES {
        played(name, &event(name)).await;
    }
}

#[tokio::test]
async fn an_event_that_nobody_understands_is_told_what_arrived_and_what_is_understood() {
    for name in NOT_UNDERSTOOD {
        played(name, &event(name)).await;
    }
    for (name, event) in [
        ("not-understood-empty-object", json!({})),
        ("not-understood-number", json!(42)),
        ("not-understood-null", json!(null)),
        ("not-understood-string", json!("+12025550164")),
        ("not-understood-kinesis", json!({"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": "e30="}}]})),
        ("not-understood-other-object", json!({"name": "Jane Doe"})),
    ] {
        played(name, &event).await;
    }
}
