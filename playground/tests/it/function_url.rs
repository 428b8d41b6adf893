//! The function's own routes, over HTTP.

use crate::playground::{NUMBER, Playground};
use serde_json::json;

#[test]
fn a_text_is_posted_and_its_contact_started() {
    let playground = Playground::start();
    for path in ["/outbound-chats", "/", "/texts/v1/outbound-chats"] {
        let answer = playground.post(path, &json!({"To": NUMBER, "Message": "Hello"}).to_string());
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.header("Content-Type"), Some("application/json"));
        assert!(answer.json()["ContactId"].is_string());
    }
}

#[test]
fn the_same_idempotency_key_gives_the_same_contact() {
    let playground = Playground::start();
    let post = || {
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "order-1")];
        playground.ask("POST", "/outbound-chats", &headers, json!({"To": NUMBER}).to_string().as_bytes()).json()
    };
    assert_eq!(post(), post());
}

#[test]
fn what_the_function_refuses_comes_back_as_its_problem() {
    let playground = Playground::start();
    let answer = playground.post("/outbound-chats", r#"{"To": "12", "Mesage": "x"}"#);
    assert_eq!((answer.status, answer.header("Content-Type")), (400, Some("application/problem+json")));
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 2);
    assert_eq!(playground.post("/nowhere", "{}").status, 404);
    assert_eq!(playground.post("/sources/unknown", "{}").status, 404);
    let wrong = playground.ask("GET", "/outbound-chats", &[], b"");
    assert_eq!((wrong.status, wrong.header("Allow")), (405, Some("POST")));
    assert_eq!(playground.ask("POST", "/", &[("Content-Type", "text/plain")], b"{}").status, 415);
    assert_eq!(playground.ask("POST", "/", &[("Content-Type", "application/json")], &[0xff]).status, 400);
    assert_eq!(playground.post("/", &format!("\"{}\"", "x".repeat(1 << 20))).status, 413);
    assert_eq!(playground.post("/", &format!("\"{}\"", "x".repeat(7 << 20))).status, 413);
}

#[test]
fn connects_failures_keep_their_status_and_their_time_to_wait() {
    let playground = Playground::start();
    let answer = playground.post("/", r#"{"To": "+12025550105"}"#);
    assert_eq!((answer.status, answer.header("Retry-After")), (429, Some("60")));
    assert_eq!(answer.json()["code"], "LimitExceededException");
}

#[test]
fn the_description_is_served() {
    let playground = Playground::start();
    let answer = playground.ask("GET", "/openapi.json", &[], b"");
    assert_eq!((answer.status, answer.json()["openapi"].as_str().map(|version| &version[..3])), (200, Some("3.1")));
}
