//! Sources: checked from the command line, tried in the page.

use crate::playground::{Playground, program};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn check(folder: &Path) -> (Option<i32>, String, String) {
    let output = program().arg("check").arg(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A folder with one source, and its example.
fn folder(name: &str, source: &str, example: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(folder.join("examples")).unwrap();
    std::fs::write(folder.join("mine.toml"), source).unwrap();
    std::fs::write(folder.join("examples/mine.json"), example).unwrap();
    folder
}

fn examples(playground: &Playground) -> Vec<Value> {
    let examples = playground.ask("GET", "/_playground/examples", &[], b"").json();
    examples["sources"].as_array().unwrap().clone()
}

fn send(playground: &Playground, source: &Value, map: &str) -> Value {
    let name = source["name"].as_str().unwrap();
    let mut sent = json!({"title": name, "source": name, "map": map, "event": source["example"], "how": "lambda"});
    if source["isEvent"] == false {
        sent["how"] = json!("http");
        sent["path"] = json!(format!("/sources/{name}"));
        sent["headers"] = json!([["Content-Type", source["contentType"]]]);
    }
    playground.post("/_playground/send", &sent.to_string()).json()["trial"].clone()
}

#[test]
fn the_repositorys_own_sources_are_right() {
    let (code, said, _) = check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sources"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\"clientToken\":\"zendesk:35436:Solved\"") && said.ends_with(" 0 wrong\n"), "{said}");
}

#[test]
fn a_mistake_is_told_with_its_file_and_line() {
    let wrong = folder("wrong_key", "map = '{}'\n[verify]\npreset = \"zendsk\"\nsecrets = [\"env:X\"]\n", "{}");
    let (code, said, _) = check(&wrong);
    assert_eq!(code, Some(1));
    assert!(said.contains("mine.toml:3: "), "{said}");
}

#[test]
fn a_mapping_that_fails_is_told_with_its_file_line_and_column() {
    let source = "map = '''\n{\n  \"to\": phone,\n  \"message\": name + 1,\n  \"clientToken\": id\n}\n'''\n[verify]\ntype = \"none\"\n";
    let example = r#"{"phone": "+14155550123", "id": "1", "name": "Maria"}"#;
    let (code, printed, _) = check(&folder("fails", source, example));
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("mine.toml:4:19: the mapping failed"), "{printed}");
    let (code, printed, _) = check(&folder("no_jsonata", &source.replace("phone,", "phone"), example));
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("mine.toml:4:4: map is not JSONata"), "{printed}");
}

#[test]
fn a_request_that_the_function_would_refuse_is_wrong() {
    let source = "# A note.\nmap = '{\"to\": phone, \"clientToken\": id, \"mesage\": 1}'\n[verify]\ntype = \"none\"\n";
    let (code, said, _) = check(&folder("refused", source, r#"{"phone": "12", "id": "1"}"#));
    assert_eq!(code, Some(1));
    assert!(said.contains("mine.toml:2: ") && said.contains("/mesage") && said.contains("/to"), "{said}");
}

#[test]
fn a_mapping_without_a_client_token_is_warned_of() {
    let source = "map = '{\"to\": phone}'\n[verify]\ntype = \"none\"\n";
    let (code, said, _) = check(&folder("warned", source, r#"{"phone": "+14155550123"}"#));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("mine.toml:1: warning: map makes no clientToken"), "{said}");
}

#[test]
fn a_folder_that_cannot_be_read_or_has_no_source_ends_with_two() {
    let (code, _, said) = check(Path::new("no/such/folder"));
    assert_eq!(code, Some(2));
    assert!(said.starts_with("playground: cannot read no/such/folder: "), "{said}");
    assert_eq!(check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).0, Some(2));
}

#[test]
fn every_sources_example_is_sent_as_its_sender_signs_it() {
    // More sources than Connect's burst: some wait for their turn.
    let playground = Playground::start();
    for source in examples(&playground) {
        let trial = send(&playground, &source, source["map"].as_str().unwrap());
        assert_eq!(trial["outcome"], "started", "{}: {} {}", source["name"], trial["reply"], trial["reason"]);
        assert!(trial["texts"][0]["content"].is_string(), "{}", source["name"]);
    }
}

#[test]
fn an_edited_mapping_is_shown_and_sent_as_it_is() {
    let playground = Playground::start();
    let sources = examples(&playground);
    let zendesk = sources.iter().find(|source| source["name"] == "zendesk").unwrap();
    let map = "{\"to\": requester.phone, \"message\": \"Ticket '''\" & ticket_id, \"clientToken\": ticket_id}";
    let typed = json!({"source": "zendesk", "map": map, "body": zendesk["example"], "contentType": "application/json"});
    let made = playground.post("/_playground/map", &typed.to_string()).json();
    assert_eq!(made["requests"][0]["message"], "Ticket '''35436", "{made}");
    let trial = send(&playground, zendesk, map);
    assert_eq!(trial["texts"][0]["content"], "Ticket '''35436", "{trial}");
}

#[test]
fn what_is_wrong_with_a_mapping_is_told_as_it_is_typed() {
    let playground = Playground::start();
    let map = |map: &str, body: &str| {
        let typed = json!({"source": "zendesk", "map": map, "body": body, "contentType": "application/json"});
        playground.post("/_playground/map", &typed.to_string()).json()
    };
    let wrong = map("{\n  \"to\": phone\n  \"message\": 1}", "{}");
    assert!(wrong["problem"].as_str().unwrap().starts_with("Line 3, column 4: map is not JSONata"), "{wrong}");
    assert_eq!(wrong["line"], 3);
    let fails = map("{\n  \"to\": ticket_id + 1}", r#"{"ticket_id": "x"}"#);
    assert!(fails["problem"].as_str().unwrap().starts_with("Line 2, column 19: the mapping failed"), "{fails}");
    assert!(map("{\"to\": ", "{}")["problem"].is_string());
    assert!(map("$error(\"x\")", "{}")["problem"].is_string());
    assert!(map("null", "{")["problem"].is_string());
    assert_eq!(map("null", "{}")["requests"], json!([]));
    assert!(map("{\"to\": \"12\"}", "{}")["warnings"].as_array().unwrap().len() >= 2);
    let unknown = json!({"source": "unknown", "map": "", "body": "", "contentType": ""});
    assert_eq!(playground.post("/_playground/map", &unknown.to_string()).status, 404);
}

/// A source of EventBridge events, whose example is a whole event.
#[test]
fn a_source_of_events_is_tried_with_an_eventbridge_event() {
    let source = "map = '{\"to\": detail.phone, \"clientToken\": id}'\n[event_pattern]\nsource = [\"com.example.*\"]\n\
                  detail-type = [\"Order Shipped\"]\n";
    let event = |detail_type: &str| {
        let detail = json!({"phone": "+14155550123"});
        json!({"id": "e1", "source": "com.example.shop", "detail-type": detail_type, "detail": detail}).to_string()
    };
    let (code, printed, _) = check(&folder("events", source, &event("Order Shipped")));
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("1 request from") && printed.contains("\"clientToken\":\"e1\""), "{printed}");
    let (code, printed, _) = check(&folder("other_events", source, &event("Order Cancelled")));
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("mine.toml:1: [event_pattern] doesn't take this event"), "{printed}");
    let (code, printed, _) = check(&folder("no_event", source, r#"{"phone": "+14155550123"}"#));
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("not an EventBridge event"), "{printed}");
}

#[test]
fn a_source_of_events_is_sent_as_an_event_in_the_page() {
    let source = "map = '{\"to\": detail.phone, \"clientToken\": id}'\n[event_pattern]\nsource = [\"com.example.*\"]\n";
    let event =
        json!({"id": "e1", "source": "com.example.shop", "detail-type": "x", "detail": {"phone": "+14155550123"}});
    let folder = folder("sent_event", source, &event.to_string());
    let playground = Playground::start_with(&[("SOURCES_DIR", folder.to_str().unwrap())]);
    let mine = examples(&playground).into_iter().find(|source| source["name"] == "mine").unwrap();
    assert_eq!((&mine["isEvent"], &mine["verification"]), (&json!(true), &json!(false)));
    let sent = json!({
        "title": "mine", "source": "mine", "map": mine["map"], "event": mine["example"], "how": "lambda",
    });
    let trial = playground.post("/_playground/send", &sent.to_string()).json()["trial"].clone();
    assert_eq!((&trial["outcome"], &trial["sender"]), (&json!("started"), &json!("EventBridge")), "{trial:#}");
}

#[test]
fn what_the_crm_hears_is_explained() {
    let playground = Playground::start();
    let sources = examples(&playground);
    let zendesk = sources.iter().find(|source| source["name"] == "zendesk").unwrap();
    let trial = send(&playground, zendesk, zendesk["map"].as_str().unwrap());
    assert_eq!(trial["crm"], "The CRM is answered 201: delivered; the text was started.");
    let trial = send(&playground, zendesk, "null");
    assert_eq!(trial["crm"], "The CRM is answered 204: delivered; the mapping asked for no text.");
    let to = |number: &str| format!("{{\"to\": \"{number}\", \"message\": \"Hi\", \"clientToken\": \"{number}\"}}");
    for (map, status, explained) in [
        (to("12"), 200, "delivered, though a text was refused for good"),
        (to("+12025550106"), 503, "send it again, after 1 s"),
        ("$error('x')".to_owned(), 422, "the mapping failed"),
    ] {
        let trial = send(&playground, zendesk, &map);
        assert_eq!(trial["reply"]["status"], status, "{trial:#}");
        assert!(trial["crm"].as_str().unwrap().contains(explained), "{}", trial["crm"]);
    }
    let sent = json!({"title": "t", "event": "{}", "how": "http", "path": "/outbound-chats", "headers": []});
    assert_eq!(playground.post("/_playground/send", &sent.to_string()).json()["trial"]["crm"], Value::Null);
}
