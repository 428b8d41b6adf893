//! The request document, the same from every sender, and all its rules.
//!
//! Members are spelt as the API spells them or in camelCase, and there are short forms. All violations are reported
//! together, each with its place; of very many, the first.

use super::attributes::{Attributes, CopyAttributes};
use super::defaults::ChatDefaults;
pub use super::event_context::{ClientTokenRule, EventContact, EventContext};
use super::message::{InitialMessage, MessageTemplate, SystemMessage};
use super::reader::{Fields, Node, Reader};
use super::segment_attributes::{Channel, SegmentAttributes};
use super::timing::Timing;
use super::{ChatRequest, ContactParams, Private, Rejection, Token, content_types, endpoint, ids, members};
use crate::json::Kind;
use serde_json::value::RawValue;

/// Whether a document names a destination, whatever it is.
pub fn names_destination(document: &RawValue) -> bool {
    let members = crate::json::Members::from_raw(document);
    let mut names = members.iter().filter(|(_, value)| Kind::from_raw(value) != Kind::Null).map(|(name, _)| name);
    names.any(|name| members::find(name).is_some_and(|member| matches!(member.name, "To" | "DestinationEndpoint")))
}

/// Why a request document is not a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is no object, but this.
    NoObject(&'static str),
    /// It breaks these rules.
    Invalid(Vec<Rejection>),
    /// It is right, and these settings, which it needs, are missing.
    NotConfigured(Vec<Rejection>),
}

/// Reads a request document.
///
/// # Errors
/// Everything that is wrong with it, together.
pub fn read(document: &RawValue, event_context: EventContext, defaults: &ChatDefaults) -> Result<ChatRequest, Refused> {
    if Kind::from_raw(document) != Kind::Object {
        return Err(Refused::NoObject(Kind::from_raw(document).name()));
    }
    let mut reader = Reader::new(event_context.typing);
    let root = Node::root(document);
    let Some(fields) = reader.document(&root) else { return Err(Refused::Invalid(Vec::new())) };
    for (one, other) in members::excluding_pairs() {
        if let (Some(node), Some(_)) = (fields.get(one), fields.get(other)) {
            reader.reject(&node.pointer, format!("stands for the same as {other}, which is given too; keep one"));
        }
    }
    let read = Members::read(&mut reader, &fields, defaults, &event_context);
    let (request, missing) = read.complete(&mut reader, &fields, event_context, defaults);
    let mut rejections = reader.into_rejections();
    if rejections.is_empty() && !missing.is_empty() {
        return Err(Refused::NotConfigured(missing));
    }
    rejections.extend(missing);
    match request {
        Some(request) if rejections.is_empty() => Ok(request),
        _ => Err(Refused::Invalid(rejections)),
    }
}

/// The members by themselves, before defaults.
struct Members {
    source: Option<String>,
    destination: Option<super::PhoneNumber>,
    segment_attributes: Option<SegmentAttributes>,
    instance_id: Option<String>,
    contact_flow_id: Option<String>,
    related_contact_id: Option<String>,
    attributes: Option<Attributes>,
    copy_attributes: CopyAttributes,
    chat_duration_in_minutes: Option<i32>,
    display_name: Option<String>,
    initial_message: Option<InitialMessage>,
    supported_messaging_content_types: Option<Vec<&'static str>>,
    client_token: Option<String>,
    timing: Timing,
}

impl Members {
    fn read(
        reader: &mut Reader,
        fields: &Fields<'_>,
        defaults: &ChatDefaults,
        event_context: &EventContext,
    ) -> Members {
        let segment_attributes = segment_attributes(reader, fields);
        Members {
            source: endpoint::source(reader, fields),
            destination: endpoint::destination(reader, fields, defaults.country),
            initial_message: initial_message(reader, fields, segment_attributes.as_ref().map(|given| given.channel)),
            segment_attributes,
            instance_id: fields.get("InstanceId").and_then(|node| ids::INSTANCE.read(reader, node)),
            contact_flow_id: fields.get("ContactFlowId").and_then(|node| ids::FLOW.read(reader, node)),
            related_contact_id: fields.get("RelatedContactId").and_then(|node| ids::CONTACT.read(reader, node)),
            attributes: fields.get("Attributes").and_then(|node| Attributes::read(reader, node)),
            copy_attributes: fields
                .get("CopyAttributes")
                .and_then(|node| CopyAttributes::read(reader, node))
                .unwrap_or_default(),
            chat_duration_in_minutes: chat_duration(reader, fields),
            display_name: display_name(reader, fields),
            supported_messaging_content_types: fields
                .get("SupportedMessagingContentTypes")
                .and_then(|node| content_types::read(reader, node)),
            client_token: client_token(reader, fields, event_context.client_token),
            timing: Timing::read(reader, fields, event_context.made_at, event_context.send_window),
        }
    }

    /// The request with the event's and the settings' defaults in, and what is missing even so.
    fn complete(
        self,
        reader: &mut Reader,
        fields: &Fields<'_>,
        event: EventContext,
        defaults: &ChatDefaults,
    ) -> (Option<ChatRequest>, Vec<Rejection>) {
        let mut missing = Vec::new();
        let mut need = |member: &'static str, variable: &str, given: Option<String>| {
            // A member that is given and wrong was already reported as wrong.
            if given.is_none() && fields.get(member).is_none() {
                let detail = format!("is missing: give {member} in the request or set {variable}");
                missing.push(Rejection::new(format!("/{member}"), detail));
            }
            given
        };
        let instance_id = self.instance_id.or(event.instance_id).or_else(|| defaults.instance_id.clone());
        let instance_id = need("InstanceId", "CONNECT_INSTANCE", instance_id);
        let flow = self.contact_flow_id.or_else(|| defaults.contact_flow_id.clone());
        let contact_flow_id = need("ContactFlowId", "CONNECT_FLOW", flow);

        let named = |names: [&'static str; 2]| names.into_iter().any(|name| fields.get(name).is_some());
        let EventContext { token, client_token: client_token_rule, related_contact: event_contact, .. } = event;
        let is_named = named(["To", "DestinationEndpoint"]);
        let told = event_contact.as_ref().and_then(|contact| contact.destination.clone()).filter(|_| !is_named);
        let destination = self.destination.or(told);
        let destination_pointer = match fields.get("DestinationEndpoint") {
            Some(_) => "/DestinationEndpoint",
            None => "/To",
        };
        let event_contact_id = event_contact.as_ref().map(|contact| contact.id.clone());
        let related_contact_id = self.related_contact_id.or(event_contact_id);
        // What the event says about its contact does not apply to another contact that the document names.
        let event_contact = event_contact.filter(|contact| related_contact_id.as_ref() == Some(&contact.id));
        let has_no_contact = related_contact_id.is_none() && fields.get("RelatedContactId").is_none();
        if destination.is_none() && has_no_contact && !is_named {
            reader.reject("/To", "is missing: give To (or DestinationEndpoint), or RelatedContactId to look it up");
        }
        if self.copy_attributes.is_wanted() && has_no_contact {
            let pointer = fields.pointer_to("CopyAttributes");
            reader.reject(pointer, "needs RelatedContactId: there is no contact to copy from");
        }
        let segment_attributes =
            self.segment_attributes.or_else(|| (!named(["Channel", "SegmentAttributes"])).then(|| Channel::Sms.into()));
        let mut source = self.source;
        if let (None, Some(segment), false) = (&source, &segment_attributes, named(["From", "SourceEndpoint"])) {
            let numbers = defaults.numbers(segment.channel);
            source = numbers.from_for(destination.as_ref()).map(ToOwned::to_owned);
            if source.is_none() && (destination.is_some() || numbers.is_empty()) {
                missing.push(numbers.missing());
            }
        }
        let mut attributes = self.attributes.unwrap_or_default();
        let (mut copy_attributes, mut attributes_left_out) = (self.copy_attributes, 0);
        if let Some(told) = event_contact.as_ref().and_then(|contact| contact.attributes.as_ref()) {
            match attributes.over(told.reveal(), &copy_attributes) {
                Ok(copied) => (attributes, attributes_left_out) = copied,
                Err(rejection) => {
                    reader.reject(rejection.pointer, rejection.detail);
                    attributes = Attributes::default();
                }
            }
            copy_attributes = CopyAttributes::None;
        }
        let person = match (&destination, &event_contact) {
            (Some(number), _) => number.as_str(),
            (None, Some(contact)) => contact.initial_id.as_str(),
            (None, None) => related_contact_id.as_deref().unwrap_or_default(),
        };
        let client_token = match (self.client_token, client_token_rule) {
            (Some(given), ClientTokenRule::Verbatim) => given,
            (Some(key), ClientTokenRule::EventKey) => Token::from_event_key(&key).to_text(person),
            (None, _) => token.to_text(person),
        };
        let assemble = || {
            Some(ChatRequest {
                source,
                destination,
                destination_pointer,
                copy_attributes,
                attributes_left_out,
                condition: event_contact.map(|contact| contact.condition).unwrap_or_default(),
                timing: self.timing,
                params: ContactParams {
                    instance_id: instance_id?,
                    contact_flow_id: contact_flow_id?,
                    segment_attributes: segment_attributes?,
                    attributes,
                    chat_duration_in_minutes: self.chat_duration_in_minutes,
                    display_name: self.display_name.map(Private::new),
                    initial_message: self.initial_message,
                    related_contact_id,
                    supported_messaging_content_types: self.supported_messaging_content_types,
                    client_token,
                },
            })
        };
        (assemble(), missing)
    }
}

fn segment_attributes(reader: &mut Reader, fields: &Fields<'_>) -> Option<SegmentAttributes> {
    let short = fields.get("Channel").and_then(|node| Channel::read(reader, node)).map(SegmentAttributes::from);
    let long = fields.get("SegmentAttributes").and_then(|node| SegmentAttributes::read(reader, node));
    long.or(short)
}

fn initial_message(reader: &mut Reader, fields: &Fields<'_>, channel: Option<Channel>) -> Option<InitialMessage> {
    let unnamed = fields.get("Channel").is_none() && fields.get("SegmentAttributes").is_none();
    let channel = channel.or(unnamed.then_some(Channel::Sms));
    let short = fields.get("Message").and_then(|node| SystemMessage::read_short(reader, node, channel));
    let long = fields.get("InitialSystemMessage").and_then(|node| SystemMessage::read(reader, node, channel));
    let template = fields.get("InitialTemplatedSystemMessage").and_then(|node| MessageTemplate::read(reader, node));
    let message = long.or(short).map(InitialMessage::System);
    message.or(template.map(InitialMessage::Template))
}

fn chat_duration(reader: &mut Reader, fields: &Fields<'_>) -> Option<i32> {
    let node = fields.get("ChatDurationInMinutes")?;
    let minutes = reader.integer(node)?;
    if !(60..=10_080).contains(&minutes) {
        reader.reject(&node.pointer, "must be 60 to 10080 minutes (an hour to a week)");
    }
    Some(minutes)
}

fn display_name(reader: &mut Reader, fields: &Fields<'_>) -> Option<String> {
    let short = fields.get("DisplayName").and_then(|node| reader.text_within(node, 1, 256));
    let long = fields.get("ParticipantDetails").and_then(|node| participant_name(reader, node));
    long.or(short)
}

fn participant_name(reader: &mut Reader, details: &Node<'_>) -> Option<String> {
    let details = reader.fields(details, &["DisplayName"])?;
    let Some(node) = details.get("DisplayName") else {
        reader.reject(details.pointer_to("DisplayName"), "is missing");
        return None;
    };
    reader.text_within(node, 1, 256)
}

fn client_token(reader: &mut Reader, fields: &Fields<'_>, rule: ClientTokenRule) -> Option<String> {
    let node = fields.get("ClientToken")?;
    let max_characters = match rule {
        ClientTokenRule::Verbatim => super::token::MAX_CHARACTERS,
        // The token that is made of the key is shortened.
        ClientTokenRule::EventKey => usize::MAX,
    };
    let token = reader.text_within(node, 0, max_characters)?;
    if token.contains("<aws.scheduler.") {
        // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
        let detail = "holds a context attribute of EventBridge Scheduler that was not replaced: it is spelt wrongly, or \
                      the request did not come from Scheduler; every run would have the same token";
        reader.reject(&node.pointer, detail);
    }
    if ["$.", "$$.", "{%"].iter().any(|reference| token.trim_start().starts_with(reference)) {
        let detail = "is a reference that was not resolved: set it dynamically in a Connect flow, or with .$ in Step \
                      Functions; every request would have the same token";
        reader.reject(&node.pointer, detail);
    }
    // An empty one counts as none.
    Some(token).filter(|token| !token.is_empty())
}
