//! Every event of `events/` has a test and a snapshot of its name: the calls it makes, and how its invocation ends.

use crate::runtime_api::Setup;
use crate::support::{connect, event, transcript};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use test_support::repository;

/// A test for each event: of a file of `events/`, or of a value that stands here. Their names are those of the files and
/// of the snapshots, with `_` for `-`.
macro_rules! events {
    (files: $($file:ident)*; values: $($value:ident: $event:expr;)*) => {
        const FILES: &[&str] = &[$(stringify!($file)),*];
        const VALUES: &[&str] = &[$(stringify!($value)),*];
        $(
            #[tokio::test]
            async fn $file() {
                let name = hyphenated(stringify!($file));
                play(&name, &event(&name)).await;
            }
        )*
        $(
            #[tokio::test]
            async fn $value() {
                play(&hyphenated(stringify!($value)), &$event).await;
            }
        )*
    };
}

events! {
    files:
        alb
        alb_multi_value
        connect_flow
        connect_flow_anonymous
        connect_flow_dotted_keys
        connect_flow_nested_json
        contact_event
        contact_event_chat
        contact_event_mixed_casing
        contact_event_related
        direct
        event_bus
        event_bus_array
        eventbridge
        function_url
        http_api
        not_understood_lambda_destination
        not_understood_s3
        not_understood_websocket
        pipes_items
        pipes_sqs
        rest_api
        scheduler
        sns
        sqs
        sqs_carrying
        sqs_fifo;
    values:
        not_understood_empty_object: json!({});
        not_understood_number: json!(42);
        not_understood_null: json!(null);
        not_understood_string: json!("+12025550164");
        not_understood_kinesis: json!({"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": "e30="}}]});
        not_understood_step_functions_result: json!({"Payload": {"To": "+12025550164"}, "StatusCode": 200});
        not_understood_other_object: json!({"name": "Jane Doe"});
}

async fn play(name: &str, event: &Value) {
    let connect = connect().await;
    let lambda = Setup::with_defaults(&connect.url()).start().await;
    let result = lambda.invoke(event).await;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/events");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_json_snapshot!(name, transcript(&result, &connect)));
}

#[test]
fn every_file_of_events_has_a_test() {
    let tests: BTreeSet<String> = FILES.iter().map(|name| hyphenated(name)).collect();
    assert_eq!(stems(&repository("events"), ".json"), tests);
}

#[test]
fn every_snapshot_of_an_event_is_that_of_a_test() {
    let tests: BTreeSet<String> = FILES.iter().chain(VALUES).map(|name| hyphenated(name)).collect();
    assert_eq!(stems(&repository("tests/it/snapshots/events"), ".snap"), tests);
}

/// The names of a folder's files, without their extension; others (`.snap.new`) don't count.
fn stems(folder: &Path, extension: &str) -> BTreeSet<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(extension).map(ToOwned::to_owned)).collect()
}

fn hyphenated(name: &str) -> String {
    name.replace('_', "-")
}
