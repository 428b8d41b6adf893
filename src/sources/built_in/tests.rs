//! What every built-in source does with events that aren't as its example is. Sources are found by their files: a new one
//! is tested without a word here.

use super::BUILT_IN;
use crate::request::document::{self, EventContext, Refused};
use crate::request::{ChatDefaults, Token};
use crate::sources::map::{Bindings, Mapped};
use crate::sources::{Source, file, payload};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

const NO_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// A source and its example, as its mapping sees it.
struct Tried {
    source: Source,
    example: Value,
}

/// What became of an event.
#[derive(Debug)]
enum Became {
    Skipped,
    /// The mapping failed on it.
    Failed,
    Requests(Vec<Request>),
}

/// What became of one of its requests.
#[derive(Debug)]
enum Request {
    /// A chat: its key, if the mapping made one; its message, if it has one.
    Chat { key: Option<String>, message: Option<String> },
    /// Its key lacks an id: what was told.
    NoId(String),
    /// It breaks rules: where.
    Invalid(Vec<String>),
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sources")
}

/// Every file of `sources/examples`.
fn all() -> Vec<Tried> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| Tried::read(path)).collect()
}

impl Tried {
    fn read(path: &Path) -> Tried {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let file_name = format!("{name}.toml");
        let text = std::fs::read_to_string(folder().join(&file_name)).unwrap();
        let source = file::parse(name, &file_name, &text).unwrap();
        let content_type = if path.extension().unwrap() == "xml" { "text/xml" } else { "application/json" };
        let json = payload::as_json(&std::fs::read(path).unwrap(), Some(content_type)).unwrap();
        Tried { source, example: serde_json::from_str(&json).unwrap() }
    }

    fn name(&self) -> &str {
        self.source.name()
    }

    fn send(&self, event: &Value, delivery: &str) -> Became {
        let headers = [("webhook-id".to_owned(), delivery.to_owned())];
        let bindings = Bindings::from_webhook(&headers, &[], self.name(), &[]);
        let documents = match self.source.mapping.run(&event.to_string(), &bindings, None) {
            Ok(Mapped::Skipped) => return Became::Skipped,
            Ok(Mapped::One(document)) => vec![document],
            Ok(Mapped::Many(documents)) => documents,
            Err(_) => return Became::Failed,
        };
        let request = |document: &serde_json::value::RawValue| {
            let members: Value = serde_json::from_str(document.get()).unwrap();
            let text = |name: &str| members[name].as_str().map(ToOwned::to_owned);
            let key = text("clientToken").filter(|key| !key.is_empty());
            if let Some(problem) = key.as_deref().and_then(|key| self.source.check_key(key).err()) {
                return Request::NoId(problem);
            }
            match document::read(
                document,
                EventContext::new(Token::new("a", "token"), OffsetDateTime::UNIX_EPOCH),
                &defaults(),
            ) {
                Ok(_) => Request::Chat { key, message: text("message") },
                Err(refused) => match *Box::new(refused) {
                    Refused::Invalid(rejections) => {
                        Request::Invalid(rejections.into_iter().map(|rejection| rejection.pointer).collect())
                    }
                    other => panic!("{}: {other:?}", self.name()),
                },
            }
        };
        Became::Requests(documents.iter().map(|document| request(document)).collect())
    }
}

fn defaults() -> ChatDefaults {
    let number = "arn:aws:connect:us-east-1:111122223333:phone-number/p";
    ChatDefaults {
        instance_id: Some("i".to_owned()),
        contact_flow_id: Some("f".to_owned()),
        sms_numbers: crate::request::defaults::Numbers::parse(crate::request::Channel::Sms, number).unwrap(),
        ..ChatDefaults::default()
    }
}

/// JSON pointers to everything in `value`.
fn pointers(value: &Value) -> Vec<String> {
    let below = |name: &str, value: &Value| {
        let own = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        let deeper: Vec<String> = pointers(value).into_iter().map(|pointer| own.clone() + &pointer).collect();
        std::iter::once(own).chain(deeper).collect::<Vec<_>>()
    };
    match value {
        Value::Object(members) => members.iter().flat_map(|(name, value)| below(name, value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, value)| below(&index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

fn without(event: &Value, pointer: &str) -> Value {
    let mut event = event.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match event.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => panic!("{pointer}"),
    }
    event
}

fn with(event: &Value, pointer: &str, value: &Value) -> Value {
    let mut event = event.clone();
    *event.pointer_mut(pointer).unwrap() = value.clone();
    event
}

/// Another event of the same kind: every digit in it is another one. Words, as a status or a kind, stay.
fn another(event: &Value) -> Value {
    match event {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), another(value))).collect(),
        Value::Array(items) => items.iter().map(another).collect(),
        Value::Number(number) => json!(number.as_u64().map_or(0, |number| number + 1)),
        Value::String(text) => {
            let other = |c: char| c.to_digit(10).map_or(c, |digit| char::from_digit((digit + 1) % 10, 10).unwrap());
            Value::String(text.chars().map(other).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn every_source_is_built_in_and_has_an_example_of_which_it_makes_requests() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let files: BTreeSet<String> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let built_in: BTreeSet<String> = BUILT_IN.iter().map(|built_in| built_in.name.to_owned()).collect();
    let tried = all();
    let examples: BTreeSet<String> = tried.iter().map(|tried| tried.name().to_owned()).collect();
    assert_eq!((&files, &files), (&built_in, &examples));
    for tried in &tried {
        let Became::Requests(requests) = tried.send(&tried.example, "msg_1") else { panic!("{}", tried.name()) };
        let all_well = requests.iter().all(|request| matches!(request, Request::Chat { key: Some(_), .. }));
        assert!(all_well && !requests.is_empty(), "{}: {requests:?}", tried.name());
    }
}

#[test]
fn every_source_says_what_its_sender_repeats_and_where_that_is_written() {
    for built_in in BUILT_IN {
        let comment: Vec<&str> = built_in.text.lines().take_while(|line| line.starts_with('#')).collect();
        let rule = comment.iter().position(|line| line.contains("What it repeats: "));
        let rule = rule.unwrap_or_else(|| panic!("{}", built_in.name));
        assert!(comment[rule..].iter().any(|line| line.contains("# https://")), "{}", built_in.name);
    }
}

/// An id that is taken away, or stands for none, must not make two events one: the second text would be lost.
#[test]
fn no_event_that_lacks_an_id_shares_its_key_with_another_event_that_does() {
    for tried in all() {
        let (one, other) = (&tried.example, another(&tried.example));
        let (mut refused, mut mutations) = (BTreeSet::new(), 0);
        for pointer in pointers(one) {
            let mutated = |event: &Value| {
                let values = [json!(null), json!(0), json!("0"), json!(""), json!(NO_GUID)];
                let values = values.iter().map(|value| with(event, &pointer, value)).collect::<Vec<_>>();
                values.into_iter().chain([without(event, &pointer)]).collect::<Vec<_>>()
            };
            for (one, other) in mutated(one).iter().zip(mutated(&other)) {
                mutations += 1;
                let keys: Vec<Vec<String>> = [(one, "msg_1"), (&other, "msg_2")]
                    .into_iter()
                    .map(|(event, delivery)| match tried.send(event, delivery) {
                        Became::Requests(requests) => requests
                            .into_iter()
                            .filter_map(|request| match request {
                                Request::Chat { key, .. } => key,
                                Request::NoId(problem) => {
                                    refused.insert(problem);
                                    None
                                }
                                Request::Invalid(_) => None,
                            })
                            .collect(),
                        Became::Skipped | Became::Failed => Vec::new(),
                    })
                    .collect();
                let shared = keys[0].iter().find(|key| keys[1].contains(key));
                assert!(shared.is_none(), "{}: {pointer}: {shared:?} of {one} and {other}", tried.name());
                let distinct: BTreeSet<&String> = keys[0].iter().collect();
                assert_eq!(distinct.len(), keys[0].len(), "{}: {pointer}: two of one event", tried.name());
            }
        }
        println!("{}: {mutations} events less an id or with an empty one; refused: {refused:#?}", tried.name());
    }
}

/// ServiceNow's `number`, Salesforce's `recordId` and Shopify's `name` were null in true deliveries.
#[test]
fn a_null_in_any_place_breaks_no_rule_and_is_nobody_s_name() {
    for tried in all() {
        for pointer in pointers(&tried.example) {
            let became = tried.send(&with(&tried.example, &pointer, &Value::Null), "msg_1");
            let Became::Requests(requests) = became else { continue };
            for request in requests {
                match request {
                    Request::Chat { message, .. } => {
                        let message = message.unwrap_or_default();
                        assert!(!message.contains("null"), "{}: {pointer}: {message}", tried.name());
                    }
                    Request::NoId(_) => {}
                    Request::Invalid(places) => panic!("{}: {pointer}: {places:?}", tried.name()),
                }
            }
        }
    }
}

#[test]
fn a_number_that_cannot_be_right_is_refused_at_its_place_or_skipped() {
    for tried in all() {
        let numbers = pointers(&tried.example);
        let is_number = |pointer: &&String| {
            tried.example.pointer(pointer).and_then(Value::as_str).is_some_and(|text| text.starts_with("+1"))
        };
        let numbers: Vec<String> = numbers.iter().filter(is_number).cloned().collect();
        for wrong in ["\"ask wife\"", "\"555-555-SHIP\"", "\" \"", "7", "true", "{}", "[]", "[\"x\", \"y\"]", "\"+1\""]
        {
            let wrong: Value = serde_json::from_str(wrong).unwrap();
            let event = numbers.iter().fold(tried.example.clone(), |event, pointer| with(&event, pointer, &wrong));
            match tried.send(&event, "msg_1") {
                Became::Requests(requests) => {
                    for request in requests {
                        let refused = matches!(&request, Request::Invalid(places) if places.iter().all(|place| place.starts_with("/to")));
                        // Whose number is looked up, has none in the event.
                        assert!(refused || numbers.is_empty(), "{}: {wrong}: {request:?}", tried.name());
                    }
                }
                Became::Skipped | Became::Failed => {}
            }
        }
    }
}
