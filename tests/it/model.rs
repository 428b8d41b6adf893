//! The rules against the API's model: every bound, list and requirement of the request's shapes, both sides of it.

use crate::request::{read_text, violations};
use crate::support::event;
use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::request::ChatDefaults;
use serde_json::{Value, json};

const MODEL: &str = include_str!("../data/connect-api.json");

/// Where the API's prose, or a carrier, is stricter than its model: there the model's bound is no boundary of ours, and
/// `rules.rs` tests the one that is.
const STRICTER: [(&str, Fact); 9] = [
    // Of the five types, one at each end.
    ("/SourceEndpoint/Type", Fact::OneOf),
    ("/DestinationEndpoint/Type", Fact::OneOf),
    // A phone number's ARN has no 0 characters, and E.164 has 15 digits.
    ("/SourceEndpoint/Address", Fact::AtLeast),
    ("/DestinationEndpoint/Address", Fact::AtLeast),
    ("/DestinationEndpoint/Address", Fact::AtMost),
    // Content types are a list of names, and content has a bound for each.
    ("/InitialSystemMessage/ContentType", Fact::AtLeast),
    ("/InitialSystemMessage/ContentType", Fact::AtMost),
    ("/InitialSystemMessage/Content", Fact::AtMost),
    ("/SupportedMessagingContentTypes/0", Fact::AtMost),
];

/// Where the function gives what the API requires.
const GIVEN: [&str; 1] = ["/SegmentAttributes"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    Required,
    AtLeast,
    AtMost,
    OneOf,
}

/// A fact of the model: where, what, and the bound.
struct Bound {
    pointer: String,
    fact: Fact,
    value: i64,
    is_text: bool,
}

fn shape<'a>(model: &'a Value, name: &str) -> &'a Value {
    &model["shapes"][name]
}

fn facts(model: &Value, name: &str, pointer: &str, above: &[&str], found: &mut Vec<Bound>) {
    // `ValueMap` and `ValueList` hold values again: once is enough.
    if above.iter().filter(|known| **known == name).count() > 1 {
        return;
    }
    let shape = shape(model, name);
    let above = [above, &[name]].concat();
    let next = |member: &Value| member["shape"].as_str().unwrap().to_owned();
    match shape["type"].as_str().unwrap() {
        "structure" => {
            for member in shape["required"].as_array().into_iter().flatten() {
                let pointer = format!("{pointer}/{}", member.as_str().unwrap());
                found.push(Bound { pointer, fact: Fact::Required, value: 0, is_text: false });
            }
            for (member, of) in shape["members"].as_object().unwrap() {
                facts(model, &next(of), &format!("{pointer}/{member}"), &above, found);
            }
        }
        "map" => {
            facts(model, &next(&shape["key"]), &format!("{pointer}/{{key}}"), &above, found);
            facts(model, &next(&shape["value"]), &format!("{pointer}/k"), &above, found);
        }
        "list" => facts(model, &next(&shape["member"]), &format!("{pointer}/0"), &above, found),
        kind => {
            let is_text = kind == "string";
            let mut bound = |fact, value| found.push(Bound { pointer: pointer.to_owned(), fact, value, is_text });
            if let Some(min) = shape["min"].as_i64() {
                bound(Fact::AtLeast, min);
            }
            if let Some(max) = shape["max"].as_i64() {
                bound(Fact::AtMost, max);
            }
            if shape["enum"].is_array() {
                bound(Fact::OneOf, 0);
            }
        }
    }
}

/// A document that has something at every place of the model; of the two first messages, the one that `pointer` is in.
fn document(pointer: &str) -> Value {
    let mut document = event("direct");
    document["ClientToken"] = json!("t");
    document["Attributes"] = json!({"k": "x"});
    document["SegmentAttributes"]["k"] = json!({
        "ValueString": "x",
        "ValueInteger": 1,
        "ValueArn": "x",
        "ValueMap": {"k": {"ValueString": "x", "ValueArn": "x", "ValueMap": {"k": {}}, "ValueList": [{}]}},
        "ValueList": [{"ValueString": "x", "ValueArn": "x", "ValueMap": {"k": {}}, "ValueList": [{}]}],
    });
    // Without a destination it would be looked up, which is another matter.
    document.as_object_mut().unwrap().remove("RelatedContactId");
    if pointer.starts_with("/RelatedContactId") {
        document["RelatedContactId"] = json!("c");
    }
    if pointer.starts_with("/InitialTemplatedSystemMessage") {
        document.as_object_mut().unwrap().remove("InitialSystemMessage");
        document["InitialTemplatedSystemMessage"] = json!({
            "KnowledgeBaseId": "k",
            "MessageTemplateId": "t",
            "TemplateAttributes": {"CustomAttributes": {"k": "x"}, "CustomerProfileAttributes": "{}"},
        });
    }
    document
}

/// The same with a value of so many characters, or of so much, at `pointer`.
fn with_measure(bound: &Bound, measure: i64) -> Value {
    let mut document = document(&bound.pointer);
    let text = "x".repeat(usize::try_from(measure).unwrap_or_default());
    if let Some(map) = bound.pointer.strip_suffix("/{key}") {
        let map = document.pointer_mut(map).unwrap().as_object_mut().unwrap();
        let value = map.remove("k").unwrap();
        map.insert(text, value);
        return document;
    }
    let arn = "arn:aws:connect:us-east-1:111122223333:phone-number/";
    let text = match bound.pointer.as_str() {
        "/SourceEndpoint/Address" => format!("{arn}{}", &text[..text.len().saturating_sub(arn.len())]),
        _ => text,
    };
    let place = document.pointer_mut(&bound.pointer).unwrap_or_else(|| panic!("nothing at {}", bound.pointer));
    *place = if bound.is_text { json!(text) } else { json!(measure) };
    document
}

fn bounds() -> Vec<Bound> {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    let mut found = Vec::new();
    facts(&model, "StartOutboundChatContactRequest", "", &[], &mut found);
    found
}

#[test]
fn every_bound_of_the_model_is_kept_on_both_sides() {
    let mut held = 0;
    for bound in bounds() {
        let (within, beyond) = match bound.fact {
            Fact::AtLeast => (bound.value, bound.value - 1),
            Fact::AtMost => (bound.value, bound.value + 1),
            Fact::Required | Fact::OneOf => continue,
        };
        if STRICTER.contains(&(bound.pointer.as_str(), bound.fact)) {
            continue;
        }
        let place = bound.pointer.as_str();
        // The prose bounds all attributes together; a key of the model's length leaves no room for a value.
        if bound.fact == Fact::AtMost && place.starts_with("/Attributes/") {
            assert!(!violations(&with_measure(&bound, 32_769)).is_empty(), "{place}");
            held += 1;
            continue;
        }
        // One content type of one character is no content type.
        if place != "/SupportedMessagingContentTypes/0" {
            assert_eq!(violations(&with_measure(&bound, within)), [""; 0], "{place} {:?} {within}", bound.fact);
        }
        if beyond >= 0 {
            let told = violations(&with_measure(&bound, beyond));
            let above = place.rsplit_once('/').unwrap().0;
            let at = |told: &String| told == place || place.ends_with("{key}") && told.starts_with(above);
            assert!(told.iter().any(at), "{place} {:?} {beyond}: {told:?}", bound.fact);
        }
        held += 1;
    }
    assert!(held > 30, "only {held}");
}

#[test]
fn everything_that_the_model_requires_is_required() {
    for bound in bounds().into_iter().filter(|bound| bound.fact == Fact::Required) {
        let mut document = document(&bound.pointer);
        let (above, member) = bound.pointer.rsplit_once('/').unwrap();
        let there = document.pointer_mut(above).and_then(Value::as_object_mut).unwrap().remove(member);
        assert!(there.is_some(), "{}", bound.pointer);
        let outcome = read_text(&document.to_string(), &ChatDefaults::default());
        let told = match &outcome {
            Ok(_) if GIVEN.contains(&bound.pointer.as_str()) => continue,
            Err(Failure::ValidationFailed(told) | Failure::NotConfigured(told)) => told,
            other => panic!("without {}: {other:?}", bound.pointer),
        };
        // The two ends are pointed at by their short forms.
        let place = match bound.pointer.as_str() {
            "/SourceEndpoint" => "/From",
            "/DestinationEndpoint" => "/To",
            other => other,
        };
        assert_eq!(told.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), [place]);
    }
}

#[test]
fn of_the_model_s_lists_only_what_the_prose_takes_is_taken() {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    for (pointer, taken) in
        [("/SourceEndpoint/Type", "CONNECT_PHONENUMBER_ARN"), ("/DestinationEndpoint/Type", "TELEPHONE_NUMBER")]
    {
        for kind in shape(&model, "EndpointType")["enum"].as_array().unwrap() {
            let mut document = document(pointer);
            *document.pointer_mut(pointer).unwrap() = kind.clone();
            assert_eq!(violations(&document).is_empty(), kind == taken, "{pointer} {kind}");
        }
    }
    let lists = bounds().into_iter().filter(|bound| bound.fact == Fact::OneOf).count();
    assert_eq!(lists, 2, "the model has a list that no test knows");
}

#[test]
fn the_request_document_has_every_member_of_the_model() {
    let model: Value = serde_json::from_str(MODEL).unwrap();
    for member in shape(&model, "StartOutboundChatContactRequest")["members"].as_object().unwrap().keys() {
        assert!(connect_outbound_chat::request::members::find(member).is_some(), "{member}");
    }
}

#[test]
fn a_place_where_the_prose_is_stricter_is_a_place_of_the_model() {
    let bounds = bounds();
    for (pointer, fact) in STRICTER {
        assert!(bounds.iter().any(|bound| bound.pointer == pointer && bound.fact == fact), "{pointer} {fact:?}");
    }
}
