//! The simulator's table of constraints, held against the API model itself: each member of the request is sent at its
//! bounds and beyond.

use serde_json::{Value, json};
use simulator::{Fault, Options};

use crate::client::{chat, chat_to, simulator, start, with};

fn model() -> Value {
    serde_json::from_str(include_str!("../data/connect-api.json")).expect("the model")
}

/// A request that names every structure, so that every member has a place.
fn full_chat() -> Value {
    let template = json!({"KnowledgeBaseId": "k", "MessageTemplateId": "m", "TemplateAttributes": {}});
    let chat = with(chat(), "/InitialTemplatedSystemMessage", template);
    let chat = with(chat, "/Attributes", json!({}));
    with(chat, "/ParticipantDetails", json!({"DisplayName": "n"}))
}

/// What the prose rules beyond the model, and so is no matter of length: `Type`, `Address` and content types.
fn ruled_by_prose(pointer: &str) -> bool {
    pointer.ends_with("/Type")
        || pointer.ends_with("/Address")
        || pointer.ends_with("/ContentType")
        || pointer == "/InitialSystemMessage/Content"
}

/// Each scalar member of a structure: its JSON Pointer and its shape.
fn scalars(model: &Value, structure: &str, path: &str, found: &mut Vec<(String, Value)>) {
    let members = model["shapes"][structure]["members"].as_object().expect("members");
    for (name, member) in members {
        let shape_name = member["shape"].as_str().expect("a shape");
        let shape = &model["shapes"][shape_name];
        let pointer = format!("{path}/{name}");
        match shape["type"].as_str() {
            Some("structure") => scalars(model, shape_name, &pointer, found),
            Some("string" | "integer") => found.push((pointer, shape.clone())),
            _ => {}
        }
    }
}

/// Values around a shape's bounds, and whether each is allowed.
fn around(shape: &Value) -> Vec<(Value, bool)> {
    let text = shape["type"] == "string";
    let value = |bound: i64| {
        if text { json!("x".repeat(bound as usize)) } else { json!(bound) }
    };
    let mut values = Vec::new();
    if let Some(max) = shape["max"].as_i64() {
        values.extend([(value(max), true), (value(max + 1), false)]);
    }
    if let Some(min) = shape["min"].as_i64().filter(|min| *min > 0) {
        values.extend([(value(min), true), (value(min - 1), false)]);
    }
    values
}

#[tokio::test]
async fn every_bound_of_the_model_is_kept() {
    let (simulator, model) = (simulator(Options::unlimited()).await.0, model());
    let mut members = Vec::new();
    scalars(&model, "StartOutboundChatContactRequest", "", &mut members);
    let mut tried = 0;
    for (pointer, shape) in members.iter().filter(|(pointer, _)| !ruled_by_prose(pointer)) {
        for (value, allowed) in around(shape) {
            let base = if pointer.starts_with("/InitialSystemMessage") { chat() } else { full_chat() };
            let reply = start(&simulator, &with(base, pointer, value)).await;
            let (status, error) = if allowed { (200, "") } else { (400, "InvalidRequestException") };
            assert_eq!((reply.status, reply.error()), (status, error), "{pointer}: {}", reply.text);
            tried += 1;
        }
    }
    assert!(tried >= 25, "only {tried} bounds were found");
}

#[tokio::test]
async fn every_wrong_type_is_a_serialization_exception() {
    let (simulator, model) = (simulator(Options::unlimited()).await.0, model());
    let mut members = Vec::new();
    scalars(&model, "StartOutboundChatContactRequest", "", &mut members);
    let base = with(full_chat(), "/InitialSystemMessage", json!({}));
    for (pointer, shape) in &members {
        for wrong in [json!([]), json!({}), json!(true), if shape["type"] == "string" { json!(1) } else { json!("60") }]
        {
            let reply = start(&simulator, &with(base.clone(), pointer, wrong)).await;
            assert_eq!((reply.status, reply.error()), (400, "SerializationException"), "{pointer}");
        }
    }
}

#[tokio::test]
async fn every_required_member_is_required_and_null_counts_as_missing() {
    let (simulator, model) = (simulator(Options::unlimited()).await.0, model());
    let message = with(chat(), "/InitialSystemMessage", json!({"ContentType": "text/plain", "Content": "x"}));
    for (structure, base, path) in [
        ("StartOutboundChatContactRequest", full_chat(), ""),
        ("ParticipantDetails", full_chat(), "/ParticipantDetails"),
        ("ChatMessage", message, "/InitialSystemMessage"),
        ("TemplatedMessageConfig", full_chat(), "/InitialTemplatedSystemMessage"),
    ] {
        let required = model["shapes"][structure]["required"].as_array().expect("required members");
        for name in required.iter().filter_map(Value::as_str) {
            let mut without = base.clone();
            without.pointer_mut(path).and_then(Value::as_object_mut).and_then(|object| object.remove(name));
            for chat in [without, with(base.clone(), &format!("{path}/{name}"), Value::Null)] {
                let reply = start(&simulator, &chat).await;
                assert_eq!((reply.status, reply.error()), (400, "InvalidRequestException"), "{path}/{name}");
            }
        }
    }
}

#[tokio::test]
async fn map_keys_and_values_keep_to_the_models_lengths() {
    let (simulator, model) = (simulator(Options::unlimited()).await.0, model());
    let max = |shape: &str| model["shapes"][shape]["max"].as_u64().expect("a maximum") as usize;
    let segment = |key: String, value: String| {
        let subtype = json!({"connect:Subtype": {"ValueString": "connect:SMS"}});
        with(subtype, &format!("/{key}"), json!({"ValueString": value}))
    };
    let (key, value) = (max("SegmentAttributeName"), max("SegmentAttributeValueString"));
    for (pointer, map, allowed) in [
        ("/SegmentAttributes", segment("k".repeat(key), "v".repeat(value)), true),
        ("/SegmentAttributes", segment("k".repeat(key + 1), "v".into()), false),
        ("/SegmentAttributes", segment("k".into(), "v".repeat(value + 1)), false),
        ("/Attributes", json!({"k": "v".repeat(max("AttributeValue"))}), true),
        ("/Attributes", json!({"k": "v".repeat(max("AttributeValue") + 1)}), false),
        ("/Attributes", json!({"k".repeat(max("AttributeName")): "v"}), true),
        ("/Attributes", json!({"k".repeat(max("AttributeName") + 1): ""}), false),
        ("/Attributes", json!({"": "v"}), false),
    ] {
        let reply = start(&simulator, &with(chat(), pointer, map)).await;
        assert_eq!(reply.status, if allowed { 200 } else { 400 }, "{}", reply.text);
    }
}

#[tokio::test]
async fn every_error_of_the_model_has_a_fault_with_its_status() {
    let (simulator, model) = (simulator(Options::unlimited()).await.0, model());
    for operation in ["StartOutboundChatContact", "DescribeContact", "GetContactAttributes"] {
        let errors = model["operations"][operation]["errors"].as_array().expect("errors");
        for name in errors.iter().filter_map(|error| error["shape"].as_str()) {
            let fault = Fault::from_name(name).expect("a fault");
            let reply = start(&simulator, &chat_to(&fault.number())).await;
            assert_eq!(model["shapes"][name]["error"]["httpStatusCode"], reply.status, "{name}");
            assert_eq!(reply.error(), name);
        }
    }
}
