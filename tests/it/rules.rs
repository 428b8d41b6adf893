//! The rules of the request document, both sides of each boundary.

use crate::request::{defaults, read, read_text, violations, with};
use crate::stage::{event, house, only_start};
use connect_outbound_chat::outcome::Failure;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/";
const INTERACTIVE: &str = "application/vnd.amazonaws.connect.message.interactive.response";

fn long(length: usize) -> String {
    "x".repeat(length)
}

fn arn_of(length: usize) -> String {
    format!("{ARN}{}", long(length - ARN.len()))
}

fn message(content_type: &str, content: &str) -> Value {
    json!({"InitialSystemMessage": {"ContentType": content_type, "Content": content}, "Channel": "WhatsApp"})
}

/// JSON of so many characters.
fn json_of(length: usize) -> String {
    format!("\"{}\"", long(length - 2))
}

fn template(knowledge_base: &str, template: &str) -> Value {
    json!({"InitialTemplatedSystemMessage": {
        "KnowledgeBaseId": knowledge_base,
        "MessageTemplateId": template,
        "TemplateAttributes": {"CustomAttributes": {"name": "Jane"}, "CustomerProfileAttributes": "{}"},
    }})
}

fn segment(key: &str, value: Value) -> Value {
    let mut segments = json!({"connect:Subtype": {"ValueString": "connect:SMS"}});
    segments[key] = value;
    json!({"SegmentAttributes": segments})
}

#[test]
fn what_lies_within_every_boundary_is_taken() {
    let within = [
        json!({}),
        json!({"To": "+123456789012345"}),
        json!({"From": arn_of(256)}),
        json!({"SourceEndpoint": {"Type": "CONNECT_PHONENUMBER_ARN", "Address": arn_of(256)}}),
        json!({"InstanceId": "i"}),
        json!({"InstanceId": long(100)}),
        json!({"ContactFlowId": "f"}),
        json!({"ContactFlowId": long(500)}),
        json!({"RelatedContactId": "c"}),
        json!({"RelatedContactId": long(256)}),
        json!({"ClientToken": ""}),
        json!({"ClientToken": long(500)}),
        json!({"DisplayName": "n"}),
        json!({"DisplayName": "ä".repeat(256)}),
        json!({"ParticipantDetails": {"DisplayName": long(256)}}),
        json!({"ChatDurationInMinutes": 60}),
        json!({"ChatDurationInMinutes": 10_080}),
        json!({"Attributes": {}}),
        json!({"Attributes": {"Az09_-": ""}}),
        json!({"Attributes": {"k": long(32_767)}}),
        json!({"Attributes": {"kk": "ä".repeat(16_383)}}),
        json!({"Attributes": {"whole": 1, "part": 1.50, "yes": true, "no": false}}),
        segment(&long(128), json!({"ValueString": "x"})),
        segment("k", json!({"ValueString": long(1_024)})),
        segment("k", json!({"ValueArn": long(1_024)})),
        segment("k", json!({"ValueInteger": i32::MAX})),
        segment("k", json!({"ValueList": [{"ValueString": "x"}, {"ValueInteger": -1}]})),
        segment("k", json!({"ValueMap": {"a:b": {"ValueMap": {"c": {"ValueString": "x"}}}}})),
        json!({"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:WhatsApp"}}}),
        json!({"Message": "x"}),
        json!({"Message": long(1_024)}),
        json!({"Message": "€".repeat(765)}),
        json!({"Message": format!("{}{}", "€".repeat(506), long(518))}),
        json!({"Message": "ж".repeat(630)}),
        json!({"Message": "😀".repeat(315)}),
        json!({"Message": "😀".repeat(1_024), "Channel": "WhatsApp"}),
        message("text/plain", &long(1_024)),
        message("text/markdown", &long(1_024)),
        message("application/json", &json_of(12_000)),
        message("application/json", "1"),
        message(INTERACTIVE, &json_of(12_288)),
        json!({"InitialSystemMessage": {"ContentType": "application/json", "Content": json_of(12_000)}}),
        template("k", "t"),
        template(&long(500), &long(500)),
        json!({"InitialTemplatedSystemMessage": {"KnowledgeBaseId": "k", "MessageTemplateId": "t", "TemplateAttributes": {}}}),
        json!({"SupportedMessagingContentTypes": ["text/plain"]}),
        json!({"SupportedMessagingContentTypes": [
            "text/plain",
            "text/markdown",
            "application/json",
            "application/vnd.amazonaws.connect.message.interactive",
            INTERACTIVE,
        ]}),
        json!({"Channel": "SMS"}),
        json!({"Channel": "WhatsApp"}),
        json!({"RelatedContactId": "c", "CopyAttributes": true}),
        json!({"RelatedContactId": "c", "CopyAttributes": ["a", "b"]}),
        json!({"CopyAttributes": false}),
    ];
    for members in within {
        let document = with(members);
        assert_eq!(violations(&document), [""; 0], "{}", shown(&document));
    }
}

#[test]
fn what_lies_beyond_a_boundary_is_refused_at_its_place() {
    let endpoint = |kind: &str, address: &str| json!({"Type": kind, "Address": address});
    let beyond = [
        (json!({"To": "+1234567890123456"}), "/To"),
        (json!({"To": "+1"}), "/To"),
        (json!({"To": "+02025550150"}), "/To"),
        (json!({"To": "12025550150"}), "/To"),
        (json!({"To": "(202) 555-0150"}), "/To"),
        (json!({"To": ""}), "/To"),
        (json!({"To": 12_025_550_150_i64}), "/To"),
        (json!({"From": arn_of(257)}), "/From"),
        (json!({"From": "+12025550100"}), "/From"),
        (json!({"From": "arn:aws:connect:us-east-1:111122223333:instance/x"}), "/From"),
        (json!({"SourceEndpoint": endpoint("CONNECT_PHONENUMBER_ARN", &arn_of(257))}), "/SourceEndpoint/Address"),
        (json!({"SourceEndpoint": endpoint("TELEPHONE_NUMBER", &arn_of(100))}), "/SourceEndpoint/Type"),
        (json!({"SourceEndpoint": {"Address": arn_of(100)}}), "/SourceEndpoint/Type"),
        (json!({"SourceEndpoint": {"Type": "CONNECT_PHONENUMBER_ARN"}}), "/SourceEndpoint/Address"),
        (json!({"SourceEndpoint": "+12025550100"}), "/SourceEndpoint"),
        (json!({"InstanceId": ""}), "/InstanceId"),
        (json!({"InstanceId": long(101)}), "/InstanceId"),
        (json!({"ContactFlowId": ""}), "/ContactFlowId"),
        (json!({"ContactFlowId": long(501)}), "/ContactFlowId"),
        (json!({"ContactFlowId": "arn:aws:s3:::bucket"}), "/ContactFlowId"),
        (json!({"RelatedContactId": ""}), "/RelatedContactId"),
        (json!({"RelatedContactId": long(257)}), "/RelatedContactId"),
        (json!({"ClientToken": long(501)}), "/ClientToken"),
        (json!({"DisplayName": ""}), "/DisplayName"),
        (json!({"DisplayName": long(257)}), "/DisplayName"),
        (json!({"ParticipantDetails": {}}), "/ParticipantDetails/DisplayName"),
        (json!({"ParticipantDetails": {"DisplayName": ""}}), "/ParticipantDetails/DisplayName"),
        (json!({"ParticipantDetails": {"DisplayName": long(257)}}), "/ParticipantDetails/DisplayName"),
        (json!({"ChatDurationInMinutes": 59}), "/ChatDurationInMinutes"),
        (json!({"ChatDurationInMinutes": 10_081}), "/ChatDurationInMinutes"),
        (json!({"ChatDurationInMinutes": 60.5}), "/ChatDurationInMinutes"),
        (json!({"ChatDurationInMinutes": "120"}), "/ChatDurationInMinutes"),
        (json!({"ChatDurationInMinutes": 99_999_999_999_i64}), "/ChatDurationInMinutes"),
        (json!({"Attributes": {"k": long(32_768)}}), "/Attributes"),
        (json!({"Attributes": {"kk": "ä".repeat(16_384)}}), "/Attributes"),
        (json!({"Attributes": {"a.b": "x"}}), "/Attributes/a.b"),
        (json!({"Attributes": {"ä": "x"}}), "/Attributes/ä"),
        (json!({"Attributes": {"": "x"}}), "/Attributes/"),
        (json!({"Attributes": {"k": null}}), "/Attributes/k"),
        (json!({"Attributes": {"k": {"a": "b"}}}), "/Attributes/k"),
        (json!({"Attributes": {"k": ["a"]}}), "/Attributes/k"),
        (json!({"Attributes": "a=b"}), "/Attributes"),
        (segment("k", json!({"ValueString": long(1_025)})), "/SegmentAttributes/k/ValueString"),
        (segment("k", json!({"ValueArn": long(1_025)})), "/SegmentAttributes/k/ValueArn"),
        (segment("k", json!({"ValueInteger": 2_147_483_648_i64})), "/SegmentAttributes/k/ValueInteger"),
        (segment("k", json!({"ValueInteger": "1"})), "/SegmentAttributes/k/ValueInteger"),
        (segment("k", json!({"ValueList": [{"ValueString": 1}]})), "/SegmentAttributes/k/ValueList/0/ValueString"),
        (segment("k", json!({"ValueMap": {"": {"ValueString": "x"}}})), "/SegmentAttributes/k/ValueMap/"),
        (segment("k", json!({"ValueText": "x"})), "/SegmentAttributes/k/ValueText"),
        (segment("k", json!("x")), "/SegmentAttributes/k"),
        (segment("", json!({"ValueString": "x"})), "/SegmentAttributes/"),
        (json!({"SegmentAttributes": {}}), "/SegmentAttributes/connect:Subtype"),
        (
            json!({"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Telephony"}}}),
            "/SegmentAttributes/connect:Subtype",
        ),
        (json!({"Channel": "sms"}), "/Channel"),
        (json!({"Channel": "VOICE"}), "/Channel"),
        (json!({"Message": ""}), "/Message"),
        (json!({"Message": long(1_025)}), "/Message"),
        (json!({"Message": long(1_025), "Channel": "WhatsApp"}), "/Message"),
        (json!({"Message": "€".repeat(766)}), "/Message"),
        (json!({"Message": format!("{}{}", "€".repeat(507), long(517))}), "/Message"),
        (json!({"Message": "ж".repeat(631)}), "/Message"),
        (json!({"Message": format!("{}{}", "ж", long(630))}), "/Message"),
        (json!({"Message": "😀".repeat(316)}), "/Message"),
        (
            json!({"InitialSystemMessage": {"ContentType": "text/plain", "content": "ж".repeat(631)}}),
            "/InitialSystemMessage/content",
        ),
        (message("text/plain", ""), "/InitialSystemMessage/Content"),
        (message("text/plain", &long(1_025)), "/InitialSystemMessage/Content"),
        (message("text/markdown", &long(1_025)), "/InitialSystemMessage/Content"),
        (message("application/json", &json_of(12_001)), "/InitialSystemMessage/Content"),
        (message("application/json", "{"), "/InitialSystemMessage/Content"),
        (message(INTERACTIVE, &json_of(12_289)), "/InitialSystemMessage/Content"),
        (message(INTERACTIVE, ""), "/InitialSystemMessage/Content"),
        (message("text/html", "x"), "/InitialSystemMessage/ContentType"),
        (message("application/vnd.amazonaws.connect.message.interactive", "{}"), "/InitialSystemMessage/ContentType"),
        (json!({"InitialSystemMessage": {"Content": "x"}}), "/InitialSystemMessage/ContentType"),
        (json!({"InitialSystemMessage": {"ContentType": "text/plain"}}), "/InitialSystemMessage/Content"),
        (template("", "t"), "/InitialTemplatedSystemMessage/KnowledgeBaseId"),
        (template(&long(501), "t"), "/InitialTemplatedSystemMessage/KnowledgeBaseId"),
        (template("k", ""), "/InitialTemplatedSystemMessage/MessageTemplateId"),
        (template("k", &long(501)), "/InitialTemplatedSystemMessage/MessageTemplateId"),
        (
            json!({"InitialTemplatedSystemMessage": {"KnowledgeBaseId": "k", "MessageTemplateId": "t"}}),
            "/InitialTemplatedSystemMessage/TemplateAttributes",
        ),
        (json!({"SupportedMessagingContentTypes": []}), "/SupportedMessagingContentTypes"),
        (json!({"SupportedMessagingContentTypes": ["text/markdown"]}), "/SupportedMessagingContentTypes"),
        (json!({"SupportedMessagingContentTypes": ["text/plain", "text/html"]}), "/SupportedMessagingContentTypes/1"),
        (json!({"SupportedMessagingContentTypes": "text/plain"}), "/SupportedMessagingContentTypes"),
        (json!({"CopyAttributes": true}), "/CopyAttributes"),
        (json!({"RelatedContactId": "c", "CopyAttributes": "true"}), "/CopyAttributes"),
        (json!({"RelatedContactId": "c", "CopyAttributes": [1]}), "/CopyAttributes/0"),
    ];
    for (members, pointer) in beyond {
        let document = with(members);
        assert_eq!(violations(&document), [pointer], "{}", shown(&document));
    }
    let destination = json!({"DestinationEndpoint": {"Type": "VOIP", "Address": "+12025550150"}});
    assert_eq!(violations(&destination), ["/DestinationEndpoint/Type"]);
    let destination = json!({"DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "202"}});
    assert_eq!(violations(&destination), ["/DestinationEndpoint/Address"]);
    assert_eq!(violations(&json!({"Message": "Hello"})), ["/To"]);
    // A key of 129 characters is shortened where it is pointed at.
    assert_eq!(violations(&with(segment(&long(129), json!({"ValueString": "x"})))).len(), 1);
}

#[test]
fn all_violations_are_told_together() {
    let document = json!({
        "to": "x",
        "From": "y",
        "InstanceId": "",
        "contactFlowId": "",
        "Attributes": {"a b": 1, "c": null},
        "ChatDurationInMinutes": 1,
        "DisplayName": "",
        "Message": "",
        "RelatedContactId": "",
        "SupportedMessagingContentTypes": [],
        "Channel": "Voice",
        "CopyAttributes": 7,
        "ClientToken": long(501),
        "Unknown": 1,
    });
    let places = [
        "/Attributes/a b",
        "/Attributes/c",
        "/Channel",
        "/ChatDurationInMinutes",
        "/ClientToken",
        "/CopyAttributes",
        "/DisplayName",
        "/From",
        "/InstanceId",
        "/Message",
        "/RelatedContactId",
        "/SupportedMessagingContentTypes",
        "/Unknown",
        "/contactFlowId",
        "/to",
    ];
    assert_eq!(violations(&document), places);
}

#[test]
fn a_short_form_beside_its_long_form_is_refused() {
    let number = json!({"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"});
    let source = json!({"Type": "CONNECT_PHONENUMBER_ARN", "Address": arn_of(100)});
    let sms = json!({"connect:Subtype": {"ValueString": "connect:SMS"}});
    let words = json!({"ContentType": "text/plain", "Content": "Hello"});
    let template = template("k", "t")["InitialTemplatedSystemMessage"].take();
    for (members, pointer) in [
        (json!({"DestinationEndpoint": number}), "/To"),
        (json!({"destinationEndpoint": number}), "/To"),
        (json!({"From": arn_of(100), "SourceEndpoint": source}), "/From"),
        (json!({"Channel": "SMS", "SegmentAttributes": sms}), "/Channel"),
        (json!({"Message": "Hello", "InitialSystemMessage": words}), "/Message"),
        (json!({"message": "Hello", "InitialTemplatedSystemMessage": template}), "/message"),
        (json!({"InitialSystemMessage": words, "InitialTemplatedSystemMessage": template}), "/InitialSystemMessage"),
        (json!({"DisplayName": "Jane", "ParticipantDetails": {"DisplayName": "Jane"}}), "/DisplayName"),
    ] {
        let document = with(members);
        assert_eq!(violations(&document), [pointer], "{document}");
    }
}

#[test]
fn both_casings_of_a_member_or_the_same_twice_are_refused() {
    for (text, pointer) in [
        (r#"{"To": "+12025550150", "to": "+12025550150"}"#, "/to"),
        (r#"{"To": "+12025550150", "To": "+12025550151"}"#, "/To"),
        (r#"{"To": "+12025550150", "Attributes": {"a": "1", "a": "2"}}"#, "/Attributes/a"),
        (
            r#"{"To": "+12025550150", "ParticipantDetails": {"DisplayName": "a", "displayName": "b"}}"#,
            "/ParticipantDetails/displayName",
        ),
    ] {
        let Err(Failure::ValidationFailed(rejections)) = read_text(text, &defaults()) else { panic!("{text}") };
        assert_eq!(rejections.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), [pointer], "{text}");
    }
}

#[test]
fn every_member_is_also_taken_in_camel_case_and_the_sender_s_own_keys_stay() {
    let documents = [
        event("direct"),
        with(template("k", "t")),
        with(segment("own:Key", json!({"ValueMap": {"OwnKey": {"ValueList": [{"ValueArn": "a"}]}}}))),
        json!({"To": "+12025550150", "From": arn_of(100), "Channel": "WhatsApp", "Message": "x", "DisplayName": "n",
            "RelatedContactId": "c", "CopyAttributes": ["OwnKey"], "ClientToken": "t", "Attributes": {"OwnKey": "x"}}),
    ];
    for document in documents {
        let camel = in_camel_case(&document);
        assert_ne!(camel, document);
        assert_eq!(read(&camel), read(&document), "{camel}");
        assert!(read(&document).is_ok(), "{document}");
    }
}

/// The document with every member of the API's in camelCase, but no key of the sender's own.
fn in_camel_case(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let camel = |name: &str| format!("{}{}", name[..1].to_ascii_lowercase(), &name[1..]);
    let member = |(name, value): (&String, &Value)| {
        let value = match name.as_str() {
            "Attributes" | "CustomAttributes" => value.clone(),
            "SegmentAttributes" | "ValueMap" => {
                value.as_object().unwrap().iter().map(|(key, value)| (key.clone(), in_camel_case(value))).collect()
            }
            "ValueList" => value.as_array().unwrap().iter().map(in_camel_case).collect(),
            _ => in_camel_case(value),
        };
        (camel(name), value)
    };
    members.iter().map(member).collect()
}

#[test]
fn an_unknown_member_is_refused_with_the_nearest_known_name() {
    for (document, place, known) in [
        (json!({"RelatedContactID": "c"}), "/RelatedContactID", "RelatedContactId"),
        (json!({"Mesage": "x"}), "/Mesage", "Message"),
        (json!({"instance_id": "x"}), "/instance_id", "InstanceId"),
        (json!({"TO": "x"}), "/TO", "To"),
        (json!({"attributs": {}}), "/attributs", "Attributes"),
        (json!({"ChatDurationMinutes": 60}), "/ChatDurationMinutes", "ChatDurationInMinutes"),
        (
            json!({"ParticipantDetails": {"DisplayName": "n", "Displayname": "n"}}),
            "/ParticipantDetails/Displayname",
            "DisplayName",
        ),
        (
            json!({"InitialSystemMessage": {"ContentType": "text/plain", "Content": "x", "ContentTyp": "x"}}),
            "/InitialSystemMessage/ContentTyp",
            "ContentType",
        ),
    ] {
        let Err(Failure::ValidationFailed(rejections)) = read(&with(document)) else { panic!("{place}") };
        let rejection = rejections.iter().find(|rejection| rejection.pointer == place).expect(place);
        assert!(rejection.detail.contains(&format!("did you mean {known}?")), "{rejection}");
    }
}

#[test]
fn an_sms_that_is_too_long_is_told_its_parts_and_the_character_that_made_it_wide() {
    let detail = |text: &str| match read(&with(json!({"Message": text}))) {
        Err(Failure::ValidationFailed(rejections)) => rejections[0].detail.clone(),
        other => panic!("{other:?}"),
    };
    // 631 units in parts of 67.
    let wide = detail(&format!("{}ж", long(630)));
    assert!(wide.contains("10 SMS parts") && wide.contains("U+0436"), "{wide}");
    // 1532 septets in parts of 153, and no € is cut in two.
    let narrow = detail(&"€".repeat(766));
    assert!(narrow.contains("11 SMS parts"), "{narrow}");
}

#[tokio::test]
async fn ids_given_as_arns_reach_connect_as_ids() {
    let (connect, lambda) = house().await;
    let instance = "arn:aws:connect:us-east-1:111122223333:instance/aaaa-bbbb";
    let mut document = template(
        "arn:aws:wisdom:us-east-1:111122223333:knowledge-base/kb-1",
        "arn:aws:wisdom:us-east-1:111122223333:message-template/kb-1/t-1:3",
    );
    document["To"] = json!("+12025550150");
    document["InstanceId"] = json!(instance);
    document["ContactFlowId"] = json!(format!("{instance}/contact-flow/cccc-dddd"));
    document["RelatedContactId"] = json!(format!("{instance}/contact/eeee-ffff"));
    lambda.invoke(&document).await.unwrap();
    let call = only_start(&connect);
    assert_eq!(call["InstanceId"], "aaaa-bbbb");
    assert_eq!(call["ContactFlowId"], "cccc-dddd");
    assert_eq!(call["RelatedContactId"], "eeee-ffff");
    assert_eq!(call["InitialTemplatedSystemMessage"]["KnowledgeBaseId"], "kb-1");
    assert_eq!(call["InitialTemplatedSystemMessage"]["MessageTemplateId"], "t-1:3");
}

#[tokio::test]
async fn every_member_reaches_connect_as_the_api_spells_it() {
    let (connect, lambda) = house().await;
    let mut document = with(segment("own", json!({"ValueMap": {"k": {"ValueList": [{"ValueInteger": 7}]}}})));
    document["attributes"] = json!({"whole": 7, "part": 1.50, "yes": true, "Text": "x"});
    document["message"] = json!("Hello");
    document["clientToken"] = json!("mine");
    document["supportedMessagingContentTypes"] = json!(["text/plain", "application/json"]);
    lambda.invoke(&document).await.unwrap();
    let mut call = only_start(&connect);
    for settled in ["SourceEndpoint", "InstanceId", "ContactFlowId"] {
        call.as_object_mut().unwrap().remove(settled);
    }
    let told = json!({
        "DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"},
        "SegmentAttributes": {
            "connect:Subtype": {"ValueString": "connect:SMS"},
            "own": {"ValueMap": {"k": {"ValueList": [{"ValueInteger": 7}]}}},
        },
        "Attributes": {"whole": "7", "part": "1.5", "yes": "true", "Text": "x"},
        "InitialSystemMessage": {"ContentType": "text/plain", "Content": "Hello"},
        "ClientToken": "mine",
        "SupportedMessagingContentTypes": ["text/plain", "application/json"],
    });
    assert_eq!(call, told);
}

/// A document short enough to read.
fn shown(document: &Value) -> String {
    document.to_string().chars().take(200).collect()
}
