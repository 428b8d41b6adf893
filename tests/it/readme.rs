//! What README.md and docs/settings.md say, done as they say.

use crate::support::{body, event, function, starts};
use connect_outbound_chat::request::members::NAMES;
use connect_outbound_chat::settings::Settings;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

fn readme() -> String {
    page("README.md")
}

fn page(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// The first cells of the table in a section: what stands there as code.
fn first_cells(text: &str, section: &str) -> BTreeSet<String> {
    let section = text.split(&format!("\n## {section}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2)).map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn its_requests_and_its_curl_start_a_chat_each() {
    let readme = readme();
    let mut documents = blocks(&readme, "json");
    let curl = blocks(&readme, "sh").into_iter().find(|block| block.starts_with("curl ")).unwrap();
    assert!(curl.contains("/outbound-chats") && curl.contains("'content-type: application/json'"), "{curl}");
    documents.push(curl.split("-d '").nth(1).unwrap().split('\'').next().unwrap().to_owned());
    assert!(documents.len() >= 3, "{documents:?}");
    let (connect, lambda) = function().await;
    for (number, document) in documents.iter().enumerate() {
        let mut request = event("http-api");
        request["body"] = json!(document);
        request["isBase64Encoded"] = json!(false);
        request["headers"]["idempotency-key"] = json!(format!("readme-{number}"));
        let reply = lambda.invoke(&request).await.unwrap();
        assert_eq!(reply["statusCode"], 201, "{document}: {reply}");
        assert!(body(&reply)["ContactId"].is_string(), "{document}: {reply}");
    }
    assert_eq!(starts(&connect).len(), documents.len());
}

#[tokio::test]
async fn every_member_of_a_request_is_in_it_and_in_the_description_of_the_routes() {
    let (_connect, lambda) = function().await;
    let mut request = event("http-api");
    request["requestContext"]["http"]["method"] = json!("GET");
    request["rawPath"] = json!("/openapi.json");
    request["routeKey"] = json!("$default");
    let description = body(&lambda.invoke(&request).await.unwrap());
    let described = description["components"]["schemas"]["OutboundChat"]["properties"].as_object().unwrap();
    let described: BTreeSet<&str> = described.keys().map(String::as_str).collect();
    assert_eq!(described, NAMES.into_iter().collect());
    let readme = readme();
    for name in NAMES {
        assert!(readme.contains(&format!("`{name}`")) || readme.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn it_can_be_read_in_one_sitting() {
    assert!(readme().lines().count() <= 150);
}

#[test]
fn the_settings_of_their_page_are_all_that_are_read() {
    let asked = Mutex::new(BTreeSet::new());
    let environment = |name: &str| {
        asked.lock().unwrap().insert(name.to_owned());
        None
    };
    Settings::read(&environment).unwrap();
    assert_eq!(first_cells(&page("docs/settings.md"), "Settings"), *asked.lock().unwrap());
}
