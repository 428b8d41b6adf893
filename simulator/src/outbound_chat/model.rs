//! The API model's constraints on `StartOutboundChatContact`, as a table.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>

use crate::shape::{Shape, optional, required, text};

/// `StartOutboundChatContactRequest`.
pub(crate) static START_OUTBOUND_CHAT_CONTACT: Shape = Shape::Structure(&[
    required("SourceEndpoint", &ENDPOINT),
    required("DestinationEndpoint", &ENDPOINT),
    required("InstanceId", &INSTANCE_ID),
    required("SegmentAttributes", &SEGMENT_ATTRIBUTES),
    optional("Attributes", &ATTRIBUTES),
    // The model sets no minimum, but nothing names a flow.
    required("ContactFlowId", &text(1, 500)),
    optional("ChatDurationInMinutes", &Shape::Whole { min: 60, max: 10080 }),
    optional("ParticipantDetails", &Shape::Structure(&[required("DisplayName", &text(1, 256))])),
    optional("InitialSystemMessage", &CHAT_MESSAGE),
    optional("InitialTemplatedSystemMessage", &TEMPLATED_MESSAGE),
    optional("RelatedContactId", &CONTACT_ID),
    optional("SupportedMessagingContentTypes", &Shape::List { min: 0, max: usize::MAX, each: &text(1, 100) }),
    optional("ClientToken", &text(0, 500)),
]);

/// `InstanceId`, in paths too.
pub(crate) static INSTANCE_ID: Shape = text(1, 100);
/// `ContactId`, in paths too.
pub(crate) static CONTACT_ID: Shape = text(1, 256);

static ENDPOINT: Shape = Shape::Structure(&[optional("Type", &text(1, 256)), optional("Address", &text(0, 256))]);

static CHAT_MESSAGE: Shape =
    Shape::Structure(&[required("ContentType", &text(1, 100)), required("Content", &text(1, 16384))]);

static TEMPLATED_MESSAGE: Shape = Shape::Structure(&[
    required("KnowledgeBaseId", &text(1, 500)),
    required("MessageTemplateId", &text(1, 500)),
    required(
        "TemplateAttributes",
        &Shape::Structure(&[
            optional("CustomAttributes", &ATTRIBUTES),
            optional("CustomerProfileAttributes", &text(0, usize::MAX)),
        ]),
    ),
]);

static ATTRIBUTES: Shape = Shape::Map { key: &text(1, 32767), value: &text(0, 32767) };

static SEGMENT_ATTRIBUTES: Shape = Shape::Map { key: &text(1, 128), value: &SEGMENT_ATTRIBUTE };

static SEGMENT_ATTRIBUTE: Shape = Shape::Structure(&[
    optional("ValueString", &text(0, 1024)),
    optional("ValueMap", &SEGMENT_ATTRIBUTES),
    optional("ValueInteger", &Shape::Whole { min: i32::MIN as i64, max: i32::MAX as i64 }),
    optional("ValueList", &Shape::List { min: 0, max: usize::MAX, each: &SEGMENT_ATTRIBUTE }),
    optional("ValueArn", &text(0, 1024)),
]);
