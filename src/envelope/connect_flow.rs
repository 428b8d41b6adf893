//! A Connect flow's "Invoke AWS Lambda function" block: the contact in the event is the related one, and the block's
//! parameters are the request document.
//!
//! Odd: a flow passes text, and flat keys, so `Attributes.orderId` and `"120"` are read as what they mean; an anonymous
//! caller's endpoint is null. The answer must be a flat map of strings, and comes too late after 8 seconds.
//! <https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html>

use super::Desk;
use crate::chat::token::sha256_hex;
use crate::chat::wire::{self, Origin};
use crate::chat::{PhoneNumber, Rejection, Token, Typing, ids, is_spelling_of};
use crate::dispatch::{Answer, Ask};
use crate::json::{Kind, Members, empty_object};
use crate::outcome::{Failure, Outcome};
use crate::reply::{Fault, Reply};
use crate::settings::FlowErrors;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// A flow's invocation.
pub struct ConnectFlow<'e> {
    parameters: Option<&'e RawValue>,
    contact: Members<'e>,
    /// The contact that the flow runs for.
    pub contact_id: Option<Cow<'e, str>>,
}

impl<'e> ConnectFlow<'e> {
    /// The invocation in an event's `Details`.
    pub(super) fn hear(members: &Members<'e>) -> ConnectFlow<'e> {
        let details = members.object("Details");
        let contact = details.object("ContactData");
        ConnectFlow { parameters: details.get("Parameters"), contact_id: contact.text("ContactId"), contact }
    }

    /// What the block's parameters ask for.
    pub(super) fn ask(&self, desk: &Desk<'_>) -> Ask {
        let chat = self.origin().and_then(|origin| {
            let document = self.document()?;
            wire::read(&document, origin, &desk.house.settings.defaults)
        });
        Ask::one(chat)
    }

    fn origin(&self) -> Result<Origin, Failure> {
        let Some(contact_id) = self.contact_id.as_deref().filter(|id| !id.is_empty()) else {
            return Err(Failure::MalformedRequest("Details.ContactData has no ContactId".to_owned()));
        };
        let endpoint = self.contact.object("CustomerEndpoint");
        let number = endpoint
            .text("Address")
            .filter(|_| endpoint.text("Type").as_deref() == Some("TELEPHONE_NUMBER"))
            .and_then(|address| PhoneNumber::parse(&address, None).ok());
        let instance_id = self.contact.text("InstanceARN").and_then(|arn| ids::INSTANCE.parse(&arn).ok());
        Ok(Origin {
            typing: Typing::FromText,
            token: Token::new("flow", format!("{contact_id}:{}", self.digest())),
            related_contact_id: Some(contact_id.to_owned()),
            destination: number,
            instance_id,
        })
    }

    /// A digest of the parameters as they were passed, in whatever order: a block that is tried again never sends
    /// twice, and one that says something else does.
    fn digest(&self) -> String {
        let parameters = self.parameters.map(RawValue::get).unwrap_or("{}");
        let value: Value = serde_json::from_str(parameters).unwrap_or_else(|_| json!(parameters));
        sha256_hex(sorted(value).to_string().as_bytes())
    }

    /// The parameters as a request document: `A.b` is the member `b` of `A`.
    fn document(&self) -> Result<Box<RawValue>, Failure> {
        let Some(parameters) = self.parameters.filter(|raw| Kind::of(raw) == Kind::Object) else {
            return Ok(empty_object().to_owned());
        };
        let mut tree = Tree::default();
        for (key, value) in Members::of(parameters).iter() {
            tree.put(key, value)?;
        }
        to_raw_value(&tree.into_value()?).map_err(|_| Failure::MalformedRequest("Details.Parameters".to_owned()))
    }
}

/// `Status` = `STARTED`, or the failure as the settings want it.
///
/// # Errors
/// [`Fault`] under `FLOW_ERRORS=raise`: the flow takes its Error branch.
pub fn say(answers: &[Answer], errors: FlowErrors) -> Result<Reply, Fault> {
    let outcome = answers.iter().flat_map(|answer| &answer.outcomes).next();
    match (outcome, errors) {
        (Some(Outcome::Failed(failure)), FlowErrors::Raise) => Err(Fault::from(failure)),
        (Some(Outcome::Failed(failure)), FlowErrors::Return) => {
            let row = failure.row();
            Ok(json!({
                "Status": "FAILED",
                "Code": row.code,
                "StatusCode": row.status.to_string(),
                "Retryable": row.retryable.to_string(),
                "Message": failure.detail(),
            }))
        }
        (Some(Outcome::Started(contact)), _) => Ok(json!({
            "Status": "STARTED",
            "ContactId": contact.contact_id,
            "ClientToken": contact.client_token,
        })),
        (Some(Outcome::Queued { client_token }), _) => Ok(json!({"Status": "QUEUED", "ClientToken": client_token})),
        (Some(Outcome::Skipped(_)) | None, _) => Ok(json!({"Status": "SKIPPED"})),
    }
}

/// Members that dotted keys can reach into.
const OBJECTS: [&str; 7] = [
    "Attributes",
    "SegmentAttributes",
    "SourceEndpoint",
    "DestinationEndpoint",
    "ParticipantDetails",
    "InitialSystemMessage",
    "InitialTemplatedSystemMessage",
];

/// The document that flat keys make.
#[derive(Default)]
struct Tree {
    members: Map<String, Value>,
    twice: Vec<Rejection>,
}

impl Tree {
    fn put(&mut self, key: &str, raw: &RawValue) -> Result<(), Failure> {
        let path = path(key);
        let value = value_of(raw)?;
        if !put_at(&mut self.members, &path, value) {
            let pointer = path.iter().fold(String::new(), |parent, name| crate::chat::rejection::below(&parent, name));
            self.twice.push(Rejection::new(pointer, "is given twice, flat and nested; keep one"));
        }
        Ok(())
    }

    fn into_value(self) -> Result<Value, Failure> {
        match self.twice.is_empty() {
            true => Ok(Value::Object(self.members)),
            false => Err(Failure::ValidationFailed(self.twice)),
        }
    }
}

/// A parameter's value; JSON in a string counts as what it says once a member inside it is also given flat.
fn value_of(raw: &RawValue) -> Result<Value, Failure> {
    serde_json::from_str(raw.get())
        .map_err(|_| Failure::MalformedRequest("Details.Parameters nests too deep".to_owned()))
}

/// `A.b` reaches into `A`; the rest behind the dot is the sender's own key where `A`'s keys are.
fn path(key: &str) -> Vec<&str> {
    let Some((head, rest)) = key.split_once('.').filter(|(head, _)| OBJECTS.iter().any(|o| is_spelling_of(head, o)))
    else {
        return vec![key];
    };
    let owns_keys = is_spelling_of(head, "Attributes") || is_spelling_of(head, "SegmentAttributes");
    match rest.rsplit_once('.').filter(|(_, last)| is_spelling_of(head, "SegmentAttributes") && is_value_member(last)) {
        Some((name, member)) => vec![head, name, member],
        None if owns_keys => vec![head, rest],
        None => std::iter::once(head).chain(split_template(rest)).collect(),
    }
}

fn is_value_member(name: &str) -> bool {
    ["ValueString", "ValueInteger", "ValueMap", "ValueList", "ValueArn"].iter().any(|known| is_spelling_of(name, known))
}

/// `TemplateAttributes.CustomAttributes.key`: three levels, the last the sender's own.
fn split_template(rest: &str) -> Vec<&str> {
    rest.splitn(3, '.').collect()
}

fn put_at(members: &mut Map<String, Value>, path: &[&str], value: Value) -> bool {
    let [name, rest @ ..] = path else { return false };
    if rest.is_empty() {
        return match members.get_mut(*name) {
            None => members.insert((*name).to_owned(), value).is_none(),
            // `Attributes` as JSON after `Attributes.x`: both say something.
            Some(Value::Object(there)) => match untexted(value) {
                Value::Object(more) => more.into_iter().all(|(key, value)| there.insert(key, value).is_none()),
                _ => false,
            },
            Some(_) => false,
        };
    }
    let inner = members.entry((*name).to_owned()).or_insert_with(|| Value::Object(Map::new()));
    *inner = untexted(inner.take());
    inner.as_object_mut().is_some_and(|inner| put_at(inner, rest, value))
}

/// The object that a string holds as JSON, or the value itself.
fn untexted(value: Value) -> Value {
    let object = value.as_str().and_then(|text| serde_json::from_str(text).ok()).filter(Value::is_object);
    object.unwrap_or(value)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
