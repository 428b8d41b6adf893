//! The API model's constraints on `StartOutboundChatContact`, as a table, and the walk that holds a request against it.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>

use serde_json::Value;

/// What a value must be.
pub(crate) enum Shape {
    /// A string, by its length in characters.
    Text { min: usize, max: usize },
    /// A whole number.
    Whole { min: i64, max: i64 },
    /// Any keys of one shape to values of one shape.
    Map { key: &'static Shape, value: &'static Shape },
    /// Any number of values of one shape.
    List(&'static Shape),
    /// Named members; others are ignored, as AWS does.
    Structure(&'static [Member]),
}

/// One member of a structure.
pub(crate) struct Member {
    name: &'static str,
    required: bool,
    shape: &'static Shape,
}

const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: true, shape }
}

const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: false, shape }
}

const fn text(min: usize, max: usize) -> Shape {
    Shape::Text { min, max }
}

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
    optional("SupportedMessagingContentTypes", &Shape::List(&text(1, 100))),
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
    optional("ValueList", &Shape::List(&SEGMENT_ATTRIBUTE)),
    optional("ValueArn", &text(0, 1024)),
]);

/// What is wrong with a value: a wrong type stops AWS's parser, everything else is reported together.
#[derive(Default)]
pub(crate) struct Findings {
    /// The first value of a wrong type.
    pub(crate) mistyped: Option<String>,
    /// Every broken constraint, with its path.
    pub(crate) violations: Vec<String>,
}

impl Findings {
    /// Adds a broken constraint, in AWS's words.
    pub(crate) fn add(&mut self, path: &str, constraint: &str) {
        self.violations.push(format!("Value at '{path}' failed to satisfy constraint: {constraint}"));
    }

    fn mistyped(&mut self, message: &str) {
        self.mistyped.get_or_insert_with(|| message.to_owned());
    }
}

impl Shape {
    /// Holds a value against this shape; `path` names the value.
    pub(crate) fn check(&self, path: &str, value: &Value, findings: &mut Findings) {
        match (self, value) {
            (Self::Text { min, max }, Value::String(text)) => check_length(*min, *max, path, text, findings),
            (Self::Whole { min, max }, Value::Number(number)) => match number.as_i64() {
                Some(whole) => check_range(*min, *max, path, whole, findings),
                None => findings.mistyped("NUMBER_VALUE can not be converted to an Integer"),
            },
            (Self::Map { key, value: each }, Value::Object(entries)) => {
                for (name, entry) in entries {
                    key.check(path, &Value::String(name.clone()), findings);
                    if entry.is_null() {
                        findings.add(&format!("{path}.{name}"), "Member must not be null");
                    } else {
                        each.check(&format!("{path}.{name}"), entry, findings);
                    }
                }
            }
            (Self::List(each), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    each.check(&format!("{path}.{}", index + 1), item, findings);
                }
            }
            (Self::Structure(members), Value::Object(entries)) => {
                for member in *members {
                    let path = if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
                    match entries.get(member.name) {
                        None | Some(Value::Null) if member.required => findings.add(&path, "Member must not be null"),
                        None | Some(Value::Null) => {}
                        Some(value) => member.shape.check(&path, value, findings),
                    }
                }
            }
            _ => findings.mistyped(&self.mismatch(value)),
        }
    }

    /// What AWS's parser says to a value of a wrong type; it never quotes the value.
    fn mismatch(&self, value: &Value) -> String {
        let found = match value {
            Value::Object(_) => {
                return "Start of structure or map found where not expected.".to_owned();
            }
            Value::Array(_) => return "Start of list found where not expected".to_owned(),
            Value::String(_) => "STRING_VALUE",
            Value::Number(_) => "NUMBER_VALUE",
            Value::Bool(true) => "TRUE_VALUE",
            Value::Bool(false) => "FALSE_VALUE",
            Value::Null => "NULL_VALUE",
        };
        match self {
            Self::Text { .. } => format!("{found} can not be converted to a String"),
            Self::Whole { .. } => format!("{found} can not be converted to an Integer"),
            Self::Map { .. } | Self::Structure(_) => "Expected map or structure, found scalar".to_owned(),
            Self::List(_) => "Expected list or null".to_owned(),
        }
    }
}

fn check_length(min: usize, max: usize, path: &str, text: &str, findings: &mut Findings) {
    let length = text.chars().count();
    if length < min {
        findings.add(path, &format!("Member must have length greater than or equal to {min}"));
    }
    if length > max {
        findings.add(path, &format!("Member must have length less than or equal to {max}"));
    }
}

fn check_range(min: i64, max: i64, path: &str, whole: i64, findings: &mut Findings) {
    if whole < min {
        findings.add(path, &format!("Member must have value greater than or equal to {min}"));
    }
    if whole > max {
        findings.add(path, &format!("Member must have value less than or equal to {max}"));
    }
}
