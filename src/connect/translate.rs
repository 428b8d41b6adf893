//! The request to Connect: an [`OutboundChat`] in the SDK's types.

use crate::request::message::{InitialMessage, MessageTemplate, SystemMessage};
use crate::request::segment_attributes::{SUBTYPE, SegmentAttributeValue};
use crate::request::{Attributes, ContactParams, OutboundChat, SegmentAttributes};
use aws_sdk_connect::Client;
use aws_sdk_connect::operation::start_outbound_chat_contact::builders::StartOutboundChatContactFluentBuilder;
use aws_sdk_connect::types;
use std::collections::HashMap;

/// The call that starts `chat`. Taken apart in full, so that a new member breaks the build here.
pub fn request(client: &Client, chat: OutboundChat) -> StartOutboundChatContactFluentBuilder {
    let OutboundChat { source, destination, params } = chat;
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
    let (message, template) = match initial_message {
        Some(InitialMessage::System(message)) => (Some(chat_message(message)), None),
        Some(InitialMessage::Template(template)) => (None, Some(templated(template))),
        None => (None, None),
    };
    let content_types = supported_messaging_content_types
        .map(|content_types| content_types.into_iter().map(ToOwned::to_owned).collect());
    client
        .start_outbound_chat_contact()
        .source_endpoint(endpoint(types::EndpointType::ConnectPhonenumberArn, source))
        .destination_endpoint(endpoint(types::EndpointType::TelephoneNumber, destination.as_str().to_owned()))
        .instance_id(instance_id)
        .contact_flow_id(contact_flow_id)
        .set_segment_attributes(Some(segments(segment_attributes)))
        .set_attributes(Some(pairs(&attributes)).filter(|pairs| !pairs.is_empty()))
        .set_chat_duration_in_minutes(chat_duration_in_minutes)
        .set_participant_details(display_name.map(|name| participant(name.into_inner())))
        .set_initial_system_message(message)
        .set_initial_templated_system_message(template)
        .set_related_contact_id(related_contact_id)
        .set_supported_messaging_content_types(content_types)
        .client_token(client_token)
}

fn endpoint(r#type: types::EndpointType, address: String) -> types::Endpoint {
    types::Endpoint::builder().r#type(r#type).address(address).build()
}

fn participant(display_name: String) -> types::ParticipantDetails {
    let built = types::ParticipantDetails::builder().display_name(display_name).build();
    built.expect("the only required member is given")
}

fn chat_message(message: SystemMessage) -> types::ChatMessage {
    let SystemMessage { content_type, content } = message;
    let built = types::ChatMessage::builder().content_type(content_type.name()).content(content.into_inner()).build();
    built.expect("both required members are given")
}

fn templated(template: MessageTemplate) -> types::TemplatedMessageConfig {
    let MessageTemplate { knowledge_base_id, message_template_id, custom_attributes, customer_profile_attributes } =
        template;
    let attributes = types::TemplateAttributes::builder()
        .set_custom_attributes(custom_attributes.as_ref().map(pairs))
        .set_customer_profile_attributes(customer_profile_attributes.map(|profile| profile.into_inner()))
        .build();
    let built = types::TemplatedMessageConfig::builder()
        .knowledge_base_id(knowledge_base_id)
        .message_template_id(message_template_id)
        .template_attributes(attributes)
        .build();
    built.expect("all three required members are given")
}

fn pairs(attributes: &Attributes) -> HashMap<String, String> {
    attributes.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn segments(attributes: SegmentAttributes) -> HashMap<String, types::SegmentAttributeValue> {
    let SegmentAttributes { channel, others } = attributes;
    let subtype = types::SegmentAttributeValue::builder().value_string(channel.subtype()).build();
    let others = others.into_iter().map(|(key, value)| (key, segment(value)));
    others.chain([(SUBTYPE.to_owned(), subtype)]).collect()
}

fn segment(value: SegmentAttributeValue) -> types::SegmentAttributeValue {
    let SegmentAttributeValue { value_string, value_integer, value_map, value_list, value_arn } = value;
    let map = value_map.map(|map| map.into_iter().map(|(key, value)| (key, segment(value))).collect());
    types::SegmentAttributeValue::builder()
        .set_value_string(value_string)
        .set_value_integer(value_integer)
        .set_value_map(map)
        .set_value_list(value_list.map(|list| list.into_iter().map(segment).collect()))
        .set_value_arn(value_arn)
        .build()
}
