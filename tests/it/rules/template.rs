//! `InitialTemplatedSystemMessage`.

use super::context::{accepted, assert_id, pointers};
use connect_outbound_chat::request::InitialMessage;
use serde_json::{Value, json};

const AT: &str = "/InitialTemplatedSystemMessage";

/// A right template with this member changed; null takes it away.
fn template(name: &str, value: Value) -> Value {
    let mut template = json!({"KnowledgeBaseId": "kb", "MessageTemplateId": "mt", "TemplateAttributes": {}});
    template[name] = value;
    json!({"InitialTemplatedSystemMessage": template})
}

#[test]
fn its_ids_have_1_to_500_characters() {
    for name in ["KnowledgeBaseId", "MessageTemplateId"] {
        assert_id(&format!("{AT}/{name}"), 500, |id| template(name, json!(id)));
    }
}

#[test]
fn its_ids_may_be_arns() {
    let arns = json!({
        "KnowledgeBaseId": "arn:aws:wisdom:us-east-1:111122223333:knowledge-base/kb-1",
        "MessageTemplateId": "arn:aws:wisdom:us-east-1:111122223333:message-template/kb-1/mt-2:$LATEST",
        "TemplateAttributes": {},
    });
    let request = accepted(json!({"InitialTemplatedSystemMessage": arns}));
    let Some(InitialMessage::Template(template)) = request.params.initial_message else { panic!("no template") };
    assert_eq!((template.knowledge_base_id.as_str(), template.message_template_id.as_str()), ("kb-1", "mt-2:$LATEST"));
}

#[test]
fn each_of_its_members_is_required() {
    for name in ["KnowledgeBaseId", "MessageTemplateId", "TemplateAttributes"] {
        assert_eq!(pointers(template(name, json!(null))), [format!("{AT}/{name}")]);
    }
    let all = ["KnowledgeBaseId", "MessageTemplateId", "TemplateAttributes"].map(|name| format!("{AT}/{name}"));
    assert_eq!(pointers(json!({"InitialTemplatedSystemMessage": {}})), all);
}

#[test]
fn custom_attributes_are_the_sender_s_own() {
    let custom = json!({"to": "1", "any key at all": 1.5, "contentType": true, "é": ""});
    let request = accepted(template("TemplateAttributes", json!({"customAttributes": custom})));
    let Some(InitialMessage::Template(template)) = request.params.initial_message else { panic!("no template") };
    let read: Vec<_> = template.custom_attributes.as_ref().unwrap().iter().map(|(k, v)| (&**k, &**v)).collect();
    assert_eq!(read, [("any key at all", "1.5"), ("contentType", "true"), ("to", "1"), ("é", "")]);
}

#[test]
fn custom_attributes_are_bounded_as_the_model_bounds_them() {
    let custom = |key: String, value: String| template("TemplateAttributes", json!({"CustomAttributes": {key: value}}));
    accepted(custom("é".repeat(32_767), String::new()));
    accepted(custom("k".to_owned(), "é".repeat(32_767)));
    let at = format!("{AT}/TemplateAttributes/CustomAttributes");
    assert_eq!(pointers(custom("é".repeat(32_768), String::new())), [format!("{at}/…")]);
    assert_eq!(pointers(custom("k".to_owned(), "é".repeat(32_768))), [format!("{at}/k")]);
    assert_eq!(pointers(custom(String::new(), "v".to_owned())), [format!("{at}/")]);
}

#[test]
fn nulls_and_nested_values_are_no_custom_attributes() {
    let custom = json!({"a": null, "b": [], "c": {}, "d": "fine"});
    let at = format!("{AT}/TemplateAttributes/CustomAttributes");
    let expected = ["a", "b", "c"].map(|key| format!("{at}/{key}"));
    assert_eq!(pointers(template("TemplateAttributes", json!({"CustomAttributes": custom}))), expected);
}

#[test]
fn customer_profile_attributes_are_a_string() {
    let profile = |value: Value| template("TemplateAttributes", json!({"CustomerProfileAttributes": value}));
    accepted(profile(json!("{\"FirstName\": \"Jo\"}")));
    accepted(profile(json!("")));
    let at = format!("{AT}/TemplateAttributes/CustomerProfileAttributes");
    for wrong in [json!({}), json!(1), json!([])] {
        assert_eq!(pointers(profile(wrong)), [at.as_str()]);
    }
}

#[test]
fn a_template_beside_a_system_message_is_refused() {
    let mut members = template("TemplateAttributes", json!({}));
    members["InitialSystemMessage"] = json!({"ContentType": "text/plain", "Content": "Hello"});
    assert_eq!(pointers(members), ["/InitialSystemMessage"]);
    let mut members = template("TemplateAttributes", json!({}));
    members["Message"] = json!("Hello");
    assert_eq!(pointers(members), ["/Message"]);
}

#[test]
fn a_template_s_own_violations_are_told_together() {
    let wrong = json!({"KnowledgeBaseId": "", "MessageTemplateId": 1, "TemplateAttributes": {"Custom": {}}});
    let expected = ["KnowledgeBaseId", "MessageTemplateId", "TemplateAttributes/Custom"].map(|at| format!("{AT}/{at}"));
    assert_eq!(pointers(json!({"InitialTemplatedSystemMessage": wrong})), expected);
}
