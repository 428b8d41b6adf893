//! The page, and what it asks.

use crate::playground::{NUMBER, Playground};
use serde_json::{Value, json};

fn send(playground: &Playground, how: Value, event: &Value) -> Value {
    let mut sent = json!({"title": "test", "event": event.to_string()});
    sent.as_object_mut().unwrap().extend(how.as_object().unwrap().clone());
    playground.post("/_playground/send", &sent.to_string()).json()["trial"].clone()
}

#[test]
fn the_page_is_whole_and_asks_no_other_address() {
    let playground = Playground::start();
    let answer = playground.ask("GET", "/", &[], b"");
    assert_eq!((answer.status, answer.header("Content-Type")), (200, Some("text/html; charset=utf-8")));
    assert!(answer.header("Content-Security-Policy").unwrap().starts_with("default-src 'none'"));
    for outside in ["https://", "src=\"http", "href=\"http"] {
        assert!(!answer.body.contains(outside), "{outside}");
    }
    for file in ["main.js", "style.css"] {
        let path = format!("/_playground/page/{file}");
        assert!(answer.body.contains(&path), "{file}");
        let file = playground.ask("GET", &path, &[], b"");
        assert!(file.status == 200 && !file.body.contains("https://"), "{path}");
    }
    assert_eq!(playground.ask("GET", "/_playground/page/other.js", &[], b"").status, 404);
}

#[test]
fn a_trial_holds_reply_call_and_text() {
    let playground = Playground::start();
    let trial =
        send(&playground, json!({"how": "lambda"}), &json!({"To": NUMBER, "Message": "Hi", "Channel": "WhatsApp"}));
    assert_eq!((&trial["outcome"], &trial["reply"]["kind"]), (&json!("started"), &json!("result")));
    assert_eq!(trial["calls"][0]["path"], "/contact/outbound-chat");
    assert_eq!((&trial["texts"][0]["channel"], &trial["texts"][0]["content"]), (&json!("WhatsApp"), &json!("Hi")));
}

#[test]
fn a_body_is_sent_as_its_http_sender_would_and_answered_so() {
    let playground = Playground::start();
    let how = json!({"how": "http", "path": "/x/outbound-chats", "headers": [["Content-Type", "application/json"]]});
    let trial = send(&playground, how, &json!({"To": NUMBER}));
    assert_eq!((&trial["reply"]["kind"], &trial["reply"]["status"]), (&json!("http"), &json!(201)));
    let how = json!({"how": "http", "path": "no path", "headers": []});
    let sent = json!({"title": "", "event": "", "how": "http", "path": "a b", "headers": how["headers"]});
    assert_eq!(playground.post("/_playground/send", &sent.to_string()).status, 400);
}

#[test]
fn why_connect_was_not_called_is_told() {
    let playground = Playground::start();
    let trial = send(&playground, json!({"how": "lambda"}), &json!({"To": "12"}));
    assert_eq!((&trial["outcome"], &trial["calls"]), (&json!("failed"), &json!([])));
    assert!(trial["reason"].as_str().unwrap().contains("/To"));
}

#[test]
fn every_trial_is_listed_whoever_made_it() {
    let playground = Playground::start();
    playground.post("/outbound-chats", &json!({"To": NUMBER}).to_string());
    send(&playground, json!({"how": "lambda"}), &json!({}));
    let news = playground.ask("GET", "/_playground/news", &[], b"").json();
    let listed: Vec<(&Value, &Value)> =
        news["trials"].as_array().unwrap().iter().map(|trial| (&trial["via"], &trial["outcome"])).collect();
    assert_eq!(listed, [(&json!("HTTP"), &json!("started")), (&json!("page"), &json!("failed"))]);
    assert_eq!(playground.ask("GET", "/_playground/news?after=2", &[], b"").json()["trials"], json!([]));
}

#[test]
fn a_text_is_measured_by_the_functions_own_rule() {
    let playground = Playground::start();
    let answer = playground.post("/_playground/length", &json!({"text": "a".repeat(161)}).to_string()).json();
    assert_eq!((&answer["length"]["parts"], &answer["length"]["alphabet"]), (&json!(2), &json!("GSM-7")));
    let answer = playground.post("/_playground/length", r#"{"text": "Hi “you”"}"#).json();
    assert_eq!(answer["length"]["outsideGsm7"], json!({"position": 4, "character": "“"}));
}

#[test]
fn a_foreign_page_gets_nothing() {
    let playground = Playground::start();
    let foreign = [("Host", "rebound.example.com"), ("Content-Type", "application/json")];
    assert_eq!(playground.ask("GET", "/_playground/news", &foreign, b"").status, 403);
    assert_eq!(playground.ask("POST", "/_playground/length", &[("Content-Type", "text/plain")], b"{}").status, 415);
}
