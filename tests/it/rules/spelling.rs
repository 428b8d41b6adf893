//! Names of members: both casings, unknown ones, short forms beside long ones, and all violations in one answer.

use super::context::{FLOW, FROM, INSTANCE, SHORT_AND_LONG, TO, plain, pointers, read, read_text, rejections, with};
use connect_outbound_chat::request::document::Refused;
use connect_outbound_chat::request::members::NAMES;
use connect_outbound_chat::request::{ChatDefaults, is_spelling_of};
use serde_json::{Value, json};

/// The keys inside these are the sender's own.
const OWN_KEYS: [&str; 4] = ["Attributes", "SegmentAttributes", "ValueMap", "CustomAttributes"];

fn camel_case(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}

/// The document with every member in camelCase, nested ones too.
fn in_camel_case(value: &Value, are_own: bool) -> Value {
    match value {
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let written = if are_own { name.clone() } else { camel_case(name) };
                (written, in_camel_case(value, !are_own && OWN_KEYS.contains(&name.as_str())))
            };
            members.iter().map(member).collect()
        }
        Value::Array(items) => items.iter().map(|item| in_camel_case(item, false)).collect(),
        other => other.clone(),
    }
}

/// A long form of each member.
fn long_members() -> Value {
    json!({
        "SourceEndpoint": {"Type": "CONNECT_PHONENUMBER_ARN", "Address": FROM},
        "DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": TO},
        "InstanceId": INSTANCE,
        "ContactFlowId": FLOW,
        "SegmentAttributes": {
            "connect:Subtype": {"ValueString": "connect:WhatsApp"},
            "ValueString": {"ValueMap": {"ValueArn": {"ValueList": [{"ValueInteger": 1}, {"ValueArn": "arn:x"}]}}},
        },
        "Attributes": {"To": "1", "ContactFlowId": "2"},
        "ChatDurationInMinutes": 60,
        "ParticipantDetails": {"DisplayName": "Jo"},
        "InitialSystemMessage": {"ContentType": "text/plain", "Content": "Hello"},
        "RelatedContactId": "c-1",
        "CopyAttributes": ["A"],
        "SupportedMessagingContentTypes": ["text/plain"],
        "ClientToken": "mine",
    })
}

fn template() -> Value {
    json!({
        "KnowledgeBaseId": "kb",
        "MessageTemplateId": "mt",
        "TemplateAttributes": {"CustomAttributes": {"To": "1"}, "CustomerProfileAttributes": "{}"},
    })
}

fn short_members() -> Value {
    json!({
        "To": TO, "From": FROM, "Channel": "WhatsApp", "Message": "Hello", "DisplayName": "Jo",
        "InstanceId": INSTANCE, "ContactFlowId": FLOW,
        "SendAt": "2099-01-01T09:00:00Z", "TimeZone": "Europe/Berlin", "ExpiresAt": "2099-01-02T09:00:00Z",
        "IgnoreSendWindow": true,
    })
}

#[test]
fn every_member_is_taken_in_camel_case_too() {
    let templated = with(&json!({"InitialTemplatedSystemMessage": template()}));
    let documents = [long_members(), short_members(), templated];
    for document in &documents {
        let request = read(document).unwrap();
        assert_eq!(read(&in_camel_case(document, false)), Ok(request));
    }
    for name in NAMES {
        assert!(documents.iter().any(|document| document.get(name).is_some()), "{name} is not tried");
    }
}

#[test]
fn no_other_casing_is_a_member() {
    for name in NAMES {
        for other in [name.to_uppercase(), name.to_lowercase()].iter().filter(|other| !is_spelling_of(other, name)) {
            let told = rejections(json!({other.as_str(): "x"}));
            assert_eq!(told[0].pointer, format!("/{other}"));
            assert!(told[0].detail.contains(&format!("did you mean {name}?")), "{}", told[0]);
        }
    }
}

#[test]
fn an_unknown_member_is_refused_with_the_nearest_known_name() {
    for (name, nearest) in [
        ("RelatedContactID", "RelatedContactId"),
        ("relatedContactID", "RelatedContactId"),
        ("InstanceID", "InstanceId"),
        ("ContactFlowARN", "ContactFlowId"),
        ("Attribute", "Attributes"),
        ("Mesage", "Message"),
        ("client_token", "ClientToken"),
    ] {
        let told = rejections(json!({name: "x"}));
        assert_eq!(told.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), [format!("/{name}")]);
        assert!(told[0].detail.contains(&format!("did you mean {nearest}?")), "{}", told[0]);
    }
}

#[test]
fn an_unknown_member_near_nothing_is_refused_with_all_that_are_known() {
    let told = rejections(json!({"Zzzzzzzzzzzz": null}));
    assert_eq!(told[0].pointer, "/Zzzzzzzzzzzz");
    assert!(!told[0].detail.contains("did you mean"), "{}", told[0]);
    assert!(NAMES.iter().all(|name| told[0].detail.contains(name)), "{}", told[0]);
}

#[test]
fn unknown_members_are_refused_inside_others() {
    let mut document = long_members();
    document["InitialTemplatedSystemMessage"] = template();
    document.as_object_mut().unwrap().remove("InitialSystemMessage");
    for (place, name, nearest) in [
        ("/SourceEndpoint", "Adress", "Address"),
        ("/DestinationEndpoint", "Typ", "Type"),
        ("/ParticipantDetails", "displayname", "DisplayName"),
        ("/InitialTemplatedSystemMessage", "KnowledgebaseId", "KnowledgeBaseId"),
        ("/InitialTemplatedSystemMessage/TemplateAttributes", "CustomAttribute", "CustomAttributes"),
        ("/SegmentAttributes/connect:Subtype", "ValueStrings", "ValueString"),
        ("/SegmentAttributes/ValueString/ValueMap/ValueArn/ValueList/1", "ValueARN", "ValueArn"),
    ] {
        let mut wrong = document.clone();
        wrong.pointer_mut(place).unwrap()[name] = json!("x");
        let Err(Refused::Invalid(told)) = read(&wrong) else { panic!("{place}/{name} is taken") };
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].pointer, format!("{place}/{name}"));
        assert!(told[0].detail.contains(&format!("did you mean {nearest}?")), "{}", told[0]);
    }
    let told = rejections(json!({"InitialSystemMessage": {"ContentType": "text/plain", "Content": "x", "Kontent": 1}}));
    assert_eq!(told[0].pointer, "/InitialSystemMessage/Kontent");
}

#[test]
fn a_short_form_beside_its_long_form_is_refused() {
    for (short, long) in SHORT_AND_LONG {
        let both = |short: &str, long: &str| {
            let name = |short: &str| format!("{}{}", short[..1].to_uppercase(), &short[1..]);
            json!({short: short_members()[name(short)], long: long_members()[name(long)]})
        };
        // `with` takes the plain request's short form away, where the other casing stands for it.
        for (short, long) in [(short.to_owned(), long.to_owned()), (camel_case(short), camel_case(long))] {
            let mut document = plain();
            let all = document.as_object_mut().unwrap();
            all.retain(|name, _| !is_spelling_of(&short, name));
            all.extend(both(&short, &long).as_object().unwrap().clone());
            let Err(Refused::Invalid(told)) = read(&document) else { panic!("{short} beside {long} is taken") };
            assert_eq!(told.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), [format!("/{short}")]);
        }
    }
}

#[test]
fn both_casings_of_one_member_are_refused() {
    let documents = [long_members(), short_members(), with(&json!({"InitialTemplatedSystemMessage": template()}))];
    for document in documents {
        for (name, value) in document.as_object().unwrap() {
            let mut both = document.clone();
            both[camel_case(name)] = value.clone();
            let Err(Refused::Invalid(told)) = read(&both) else { panic!("{name} is taken twice") };
            // Which of the two came second is a matter of serde_json's order of members: capitals first.
            assert_eq!(
                told.iter().map(|one| one.pointer.clone()).collect::<Vec<_>>(),
                [format!("/{}", camel_case(name))]
            );
        }
    }
    let both = json!({"ContentType": "text/plain", "contentType": "text/plain", "Content": "x"});
    assert_eq!(pointers(json!({"InitialSystemMessage": both})), ["/InitialSystemMessage/contentType"]);
}

#[test]
fn one_member_given_twice_is_refused() {
    let document = plain().to_string().replacen('{', "{\"Message\": \"a\", \"Message\": \"a\", ", 1);
    let Err(Refused::Invalid(told)) = read_text(&document, &ChatDefaults::default()) else { panic!("it is taken") };
    assert_eq!((told.len(), told[0].pointer.as_str()), (1, "/Message"));
}

#[test]
fn pointers_spell_members_as_the_sender_did() {
    let told = pointers(json!({"message": "", "participantDetails": {"displayName": ""}, "chatDurationInMinutes": 1}));
    assert_eq!(told, ["/chatDurationInMinutes", "/message", "/participantDetails/displayName"]);
}

#[test]
fn all_violations_are_told_in_one_answer() {
    let document = json!({
        "SourceEndpoint": {"Type": "VOIP", "Address": "x"},
        "destinationEndpoint": {"Type": "TELEPHONE_NUMBER", "address": "555-0123", "Name": "Jo"},
        "InstanceId": "i".repeat(101),
        "ContactFlowId": "",
        "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}, "k": {"ValueString": 1}},
        "Attributes": {"a b": "v", "n": null},
        "ChatDurationInMinutes": 59,
        "ParticipantDetails": {"DisplayName": ""},
        "InitialSystemMessage": {"ContentType": "text/html", "Content": "x"},
        "InitialTemplatedSystemMessage": {"KnowledgeBaseId": "kb", "TemplateAttributes": {}},
        "RelatedContactId": "",
        "SupportedMessagingContentTypes": ["text/html"],
        "ClientToken": "t".repeat(501),
        "CopyAttributes": 1,
        "Sender": "x",
    });
    let Err(Refused::Invalid(told)) = read(&document) else { panic!("it is taken") };
    let mut told: Vec<_> = told.into_iter().map(|one| one.pointer).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "/Attributes/a b",
            "/ChatDurationInMinutes",
            "/ClientToken",
            "/ContactFlowId",
            "/CopyAttributes",
            "/InitialSystemMessage",
            "/InitialSystemMessage/ContentType",
            "/InitialTemplatedSystemMessage/MessageTemplateId",
            "/InstanceId",
            "/ParticipantDetails/DisplayName",
            "/RelatedContactId",
            "/SegmentAttributes/k/ValueString",
            "/Sender",
            "/SourceEndpoint/Address",
            "/SourceEndpoint/Type",
            "/SupportedMessagingContentTypes",
            "/SupportedMessagingContentTypes/0",
            "/destinationEndpoint/Name",
            "/destinationEndpoint/address",
        ]
    );
}

#[test]
fn a_null_member_counts_as_none() {
    for name in NAMES.into_iter().filter(|name| plain().get(name).is_none()) {
        let mut document = plain();
        document[name] = json!(null);
        assert_eq!(read(&document), read(&plain()), "{name}");
    }
}

#[test]
fn a_document_is_an_object() {
    for (text, kind) in [
        ("[]", "an array"),
        ("null", "null"),
        ("1", "a number"),
        ("true", "a boolean"),
        ("\"{}\"", "a string"),
        (" [{}] ", "an array"),
    ] {
        assert_eq!(read_text(text, &ChatDefaults::default()), Err(Refused::NoObject(kind)));
    }
}

#[test]
fn a_name_without_end_is_refused_in_a_moment() {
    let started = std::time::Instant::now();
    assert_eq!(pointers(json!({"a".repeat(1_000_000): 1})), ["/***"]);
    // Measured against every known name, it takes tens of seconds in this build.
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[test]
fn what_is_wrong_in_either_of_two_that_exclude_each_other_is_told_too() {
    let both = json!({
        "To": "x", "DestinationEndpoint": {"Type": "VOIP", "Address": TO},
        "From": "x", "SourceEndpoint": {"Type": "VOIP", "Address": FROM},
        "DisplayName": "", "ParticipantDetails": {"Name": "Jo", "DisplayName": "Jo"},
    });
    assert_eq!(
        pointers(both),
        [
            "/DestinationEndpoint/Type",
            "/DisplayName",
            "/DisplayName",
            "/From",
            "/From",
            "/ParticipantDetails/Name",
            "/SourceEndpoint/Type",
            "/To",
            "/To"
        ]
    );
}
