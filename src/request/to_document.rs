//! A finished request written down again, for the queue: what the worker reads back is the same request.

use super::message::{InitialMessage, MessageTemplate, SystemMessage};
use super::segment_attributes::{SUBTYPE, SegmentAttributeValue};
use super::send_at::rfc3339;
use super::timing::SendWindowRule;
use super::{Attributes, ChatRequest, ContactParams, CopyAttributes, SegmentAttributes};
use serde_json::{Map, Value, json};

/// The request document of `request`: the API's long forms, defaults filled in, its token given.
pub fn to_document(request: &ChatRequest) -> Value {
    let ChatRequest { source, destination, copy_attributes, timing, params, .. } = request;
    let mut document = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            document.insert(name.to_owned(), value);
        }
    };
    let endpoint = |r#type: &str, address: &str| json!({"Type": r#type, "Address": address});
    put("SourceEndpoint", source.as_ref().map(|arn| endpoint("CONNECT_PHONENUMBER_ARN", arn)));
    put("DestinationEndpoint", destination.as_ref().map(|number| endpoint("TELEPHONE_NUMBER", number.as_str())));
    put("CopyAttributes", copied(copy_attributes));
    put("SendAt", timing.send_at.map(|send_at| json!(send_at.to_text())));
    put("TimeZone", timing.time_zone.as_ref().map(|zone| json!(zone.name())));
    put("ExpiresAt", timing.expires_at.map(|expires_at| json!(rfc3339(expires_at))));
    put("IgnoreSendWindow", (timing.send_window == SendWindowRule::Ignored).then_some(Value::Bool(true)));
    let ContactParams {
        instance_id,
        contact_flow_id,
        segment_attributes,
        attributes,
        chat_duration_in_minutes,
        display_name,
        initial_message,
        related_contact_id,
        supported_messaging_content_types,
        client_token,
    } = params;
    put("InstanceId", Some(json!(instance_id)));
    put("ContactFlowId", Some(json!(contact_flow_id)));
    put("SegmentAttributes", Some(segments(segment_attributes)));
    put("Attributes", Some(attributes).filter(|all| !all.is_empty()).map(Attributes::to_json));
    put("ChatDurationInMinutes", chat_duration_in_minutes.map(Value::from));
    put("ParticipantDetails", display_name.as_ref().map(|name| json!({"DisplayName": name.reveal()})));
    put("RelatedContactId", related_contact_id.as_ref().map(|id| json!(id)));
    put("SupportedMessagingContentTypes", supported_messaging_content_types.as_ref().map(|types| json!(types)));
    put("ClientToken", Some(json!(client_token)));
    match initial_message {
        Some(InitialMessage::System(message)) => put("InitialSystemMessage", Some(system(message))),
        Some(InitialMessage::Template(template)) => put("InitialTemplatedSystemMessage", Some(templated(template))),
        None => {}
    }
    Value::Object(document)
}

fn copied(copy: &CopyAttributes) -> Option<Value> {
    match copy {
        CopyAttributes::None => None,
        CopyAttributes::All => Some(Value::Bool(true)),
        CopyAttributes::Named(names) => Some(json!(names)),
    }
}

fn system(SystemMessage { content_type, content }: &SystemMessage) -> Value {
    json!({"ContentType": content_type.name(), "Content": content.reveal()})
}

fn templated(template: &MessageTemplate) -> Value {
    let MessageTemplate { knowledge_base_id, message_template_id, custom_attributes, customer_profile_attributes } =
        template;
    let mut attributes = Map::new();
    if let Some(custom) = custom_attributes {
        attributes.insert("CustomAttributes".to_owned(), custom.to_json());
    }
    if let Some(profile) = customer_profile_attributes {
        attributes.insert("CustomerProfileAttributes".to_owned(), json!(profile.reveal()));
    }
    json!({
        "KnowledgeBaseId": knowledge_base_id,
        "MessageTemplateId": message_template_id,
        "TemplateAttributes": attributes,
    })
}

fn segments(SegmentAttributes { channel, others }: &SegmentAttributes) -> Value {
    let mut all: Map<String, Value> = others.iter().map(|(key, value)| (key.clone(), segment(value))).collect();
    all.insert(SUBTYPE.to_owned(), json!({"ValueString": channel.subtype()}));
    Value::Object(all)
}

fn segment(value: &SegmentAttributeValue) -> Value {
    let SegmentAttributeValue { value_string, value_integer, value_map, value_list, value_arn } = value;
    let mut members = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(name.to_owned(), value);
        }
    };
    put("ValueString", value_string.as_ref().map(|text| json!(text)));
    put("ValueInteger", value_integer.map(Value::from));
    put("ValueArn", value_arn.as_ref().map(|arn| json!(arn)));
    put("ValueList", value_list.as_ref().map(|list| list.iter().map(segment).collect()));
    let map = |map: &std::collections::BTreeMap<String, SegmentAttributeValue>| {
        Value::Object(map.iter().map(|(key, value)| (key.clone(), segment(value))).collect())
    };
    put("ValueMap", value_map.as_ref().map(map));
    Value::Object(members)
}
