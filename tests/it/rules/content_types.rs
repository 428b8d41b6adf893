//! `SupportedMessagingContentTypes`.

use super::context::{accepted, pointers, rejections};
use serde_json::{Value, json};

const ALL: [&str; 5] = [
    "text/plain",
    "text/markdown",
    "application/json",
    "application/vnd.amazonaws.connect.message.interactive",
    "application/vnd.amazonaws.connect.message.interactive.response",
];

fn supporting(types: Value) -> Value {
    json!({"SupportedMessagingContentTypes": types})
}

#[test]
fn every_type_of_the_api_is_taken_beside_plain_text() {
    for other in ALL {
        let request = accepted(supporting(json!(["text/plain", other])));
        assert_eq!(request.params.supported_messaging_content_types.as_deref(), Some(&["text/plain", other][..]));
    }
    let request = accepted(supporting(json!(ALL)));
    assert_eq!(request.params.supported_messaging_content_types.as_deref(), Some(&ALL[..]));
}

#[test]
fn a_list_without_plain_text_is_refused() {
    assert_eq!(pointers(supporting(json!([]))), ["/SupportedMessagingContentTypes"]);
    assert_eq!(pointers(supporting(json!(&ALL[1..]))), ["/SupportedMessagingContentTypes"]);
}

#[test]
fn each_unknown_type_is_pointed_at() {
    let types = json!(["text/plain", "TEXT/PLAIN", "text/html", "", "text/plain; charset=utf-8", "*/*", 1, null]);
    let expected: Vec<_> = (1..8).map(|index| format!("/SupportedMessagingContentTypes/{index}")).collect();
    assert_eq!(pointers(supporting(types)), expected);
}

#[test]
fn an_unknown_type_and_the_lack_of_plain_text_are_told_together() {
    let expected = ["/SupportedMessagingContentTypes", "/SupportedMessagingContentTypes/0"];
    assert_eq!(pointers(supporting(json!(["text/html"]))), expected);
}

#[test]
fn it_is_a_list() {
    for wrong in [json!("text/plain"), json!({}), json!(true)] {
        assert_eq!(pointers(supporting(wrong)), ["/SupportedMessagingContentTypes"]);
    }
    let told = &rejections(supporting(json!("text/plain")))[0];
    assert!(told.detail.contains("array"), "{told}");
}
