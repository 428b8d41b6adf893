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
    let sent = json!({
        "title": name, "source": name, "map": map, "event": source["example"],
        "how": "http", "path": format!("/sources/{name}"), "headers": [["Content-Type", source["contentType"]]],
    });
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
    // Ten sources are more than Connect's burst: some wait for their turn.
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
    assert!(map("{\"to\": ", "{}")["problem"].is_string());
    assert!(map("$error(\"x\")", "{}")["problem"].is_string());
    assert!(map("null", "{")["problem"].is_string());
    assert_eq!(map("null", "{}")["requests"], json!([]));
    assert!(map("{\"to\": \"12\"}", "{}")["warnings"].as_array().unwrap().len() >= 2);
    let unknown = json!({"source": "unknown", "map": "", "body": "", "contentType": ""});
    assert_eq!(playground.post("/_playground/map", &unknown.to_string()).status, 404);
}
