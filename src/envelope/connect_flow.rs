//! A Connect flow's "Invoke AWS Lambda function" block: the contact in the event is the related one, and the block's
//! parameters are the request document.
//!
//! Odd: a flow passes text, and flat keys, so `Attributes.orderId` and `"120"` are read as what they mean; an anonymous
//! caller's endpoint is null. The answer must be a flat map of strings, and comes too late after 8 seconds.
//! <https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html>

mod parameters;

use super::Desk;
use crate::chat::token::sha256_hex;
use crate::chat::wire::{self, Origin};
use crate::chat::{PhoneNumber, Token, Typing, ids};
use crate::dispatch::{Answer, Ask};
use crate::json::{Members, canonical, empty_object};
use crate::outcome::{Failure, Outcome};
use crate::reply::{Fault, Reply};
use crate::settings::FlowErrors;
use serde_json::json;
use serde_json::value::RawValue;
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
            Ok::<_, Failure>(wire::read(&document, origin, &desk.house.settings.defaults)?)
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
        sha256_hex(canonical(self.parameters.unwrap_or(empty_object())).as_bytes())
    }

    fn document(&self) -> Result<Box<RawValue>, Failure> {
        parameters::document(self.parameters.unwrap_or(empty_object()))
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
                "Message": within(failure.detail()),
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

/// A flow takes 32 KB back: of a long message, its beginning.
fn within(mut message: String) -> String {
    const MOST: usize = 16 * 1024;
    if message.len() > MOST {
        message.truncate(message.floor_char_boundary(MOST));
        message.push('…');
    }
    message
}
