//! A Connect flow's "Invoke AWS Lambda function" block: the contact in the event is the related one, and the block's
//! parameters are the request document.
//!
//! Odd: a flow passes text, and flat keys, so `Attributes.orderId` and `"120"` are read as what they mean; an anonymous
//! caller's endpoint is null. The answer must be a flat map of strings, and must come within 8 seconds.
//! <https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html>

mod parameters;

use super::nested::Carrier;
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::{Members, canonical, empty_object, text};
use crate::outcome::{Failure, Outcome, rfc3339};
use crate::policy::loop_guard::{GuardedContact, Messaging};
use crate::request::document::{self, EventContact, EventContext};
use crate::request::timing::SendWindowRule;
use crate::request::token::sha256_hex;
use crate::request::{Channel, ContactCondition, PhoneNumber, Private, Token, Typing, ids};
use crate::response::{Fault, Response};
use crate::settings::FlowErrors;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use tokio::time::Instant;

/// A flow's invocation.
pub struct ConnectFlow<'e> {
    parameters: Option<&'e RawValue>,
    contact: Members<'e>,
    /// The contact that the flow runs for.
    contact_id: Option<Cow<'e, str>>,
}

impl<'e> EventKind<'e> for ConnectFlow<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<ConnectFlow<'e>> {
        let details = event.members.object("Details");
        let contact = Members::from_raw(details.get("ContactData")?);
        Some(ConnectFlow { parameters: details.get("Parameters"), contact_id: contact.text("ContactId"), contact })
    }

    fn sender(&self) -> &'static str {
        "ConnectFlow"
    }

    fn correlation_id(&self) -> Option<&str> {
        self.contact_id.as_deref()
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        ready(vec![self.job(context)]).boxed()
    }

    fn nested_job(&self, _: &Carrier<'e>, _: Context<'_>) -> Option<Job> {
        None
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_flow_by()
    }

    /// `Status` = `STARTED`, or the failure as `FLOW_ERRORS` wants it: with `raise` the flow takes its Error branch.
    fn respond(&self, results: &[JobResult], context: Context<'_>) -> Result<Response, Fault> {
        let outcome = results.iter().flat_map(JobResult::outcomes).next();
        match (outcome, context.app.settings.flow_errors) {
            (Some(Outcome::Failed(failed)), FlowErrors::Raise) => Err(Fault::from(failed)),
            (Some(Outcome::Failed(failed)), FlowErrors::Return) => {
                let row = failed.failure.row();
                let mut map = json!({
                    "Status": "FAILED",
                    "Code": row.code,
                    "StatusCode": row.status.to_string(),
                    "Retryable": row.retryable.to_string(),
                    "Message": failed.failure.detail(),
                });
                if let Some(token) = &failed.client_token {
                    map["ClientToken"] = json!(token);
                }
                Ok(map)
            }
            (Some(Outcome::Started(contact)), _) => Ok(json!({
                "Status": "STARTED",
                "ContactId": contact.contact_id,
                "ClientToken": contact.client_token,
            })),
            (Some(Outcome::Queued { client_token }), _) => Ok(json!({"Status": "QUEUED", "ClientToken": client_token})),
            (Some(Outcome::Scheduled { client_token, send_at }), _) => Ok(json!({
                "Status": "SCHEDULED",
                "ClientToken": client_token,
                "SendAt": rfc3339(*send_at),
            })),
            (Some(Outcome::Skipped(skip)), _) => {
                Ok(json!({"Status": "SKIPPED", "Code": skip.code.as_str(), "Message": skip.reason}))
            }
            (None, _) => Ok(json!({"Status": "SKIPPED"})),
        }
    }
}

impl ConnectFlow<'_> {
    /// What the block's parameters ask for.
    fn job(&self, context: Context<'_>) -> Job {
        let document = match parameters::document(self.parameters.unwrap_or(empty_object())) {
            Ok(document) => document,
            Err(failure) => return Job::failed(failure),
        };
        let guarded = self.guarded_contact();
        let skip = |to: Option<&PhoneNumber>, channel| guarded.check(to, channel).map(Job::skip);
        if !document::names_destination(&document)
            && let Some(job) = skip(None, Channel::Sms)
        {
            return job;
        }
        let event_context = match self.event_context(guarded.number.clone(), context) {
            Ok(event_context) => event_context,
            Err(failure) => return Job::failed(failure),
        };
        let request = document::read(&document, event_context, &context.app.settings.defaults);
        let answers_itself = request
            .as_ref()
            .ok()
            .and_then(|request| skip(Some(request.destination.as_ref()?), request.params.channel()));
        answers_itself.unwrap_or_else(|| Job::one(request))
    }

    /// The contact that the flow runs for.
    fn guarded_contact(&self) -> GuardedContact {
        let endpoint = self.contact.object("CustomerEndpoint");
        let number = endpoint
            .text("Address")
            .filter(|_| endpoint.text("Type").as_deref() == Some("TELEPHONE_NUMBER"))
            .and_then(|address| PhoneNumber::parse(&address, None).ok());
        let subtype = self.contact.object("SegmentAttributes").object("connect:Subtype");
        let channel = self.contact.text("Channel").unwrap_or_default();
        let messaging = Messaging::from_contact(&channel, subtype.text("ValueString").as_deref(), number.as_ref());
        GuardedContact { messaging, number }
    }

    fn event_context(&self, number: Option<PhoneNumber>, context: Context<'_>) -> Result<EventContext, Failure> {
        let Some(contact_id) = self.contact_id.as_deref().filter(|id| !id.is_empty()) else {
            return Err(Failure::MalformedRequest("Details.ContactData has no ContactId".to_owned()));
        };
        let contact_id = ids::CONTACT.parse(contact_id).map_err(|problem| {
            Failure::MalformedRequest(format!("Details.ContactData has a ContactId that {problem}"))
        })?;
        Ok(EventContext {
            typing: Typing::FromText,
            instance_id: self.contact.text("InstanceARN").and_then(|arn| ids::INSTANCE.parse(&arn).ok()),
            related_contact: Some(EventContact {
                id: contact_id.clone(),
                initial_id: contact_id.clone(),
                destination: number,
                attributes: self.attributes(),
                condition: ContactCondition::NoChat,
            }),
            // The customer is on the line, and asked.
            send_window: SendWindowRule::Ignored,
            ..EventContext::new(Token::new("flow", &contact_id).through(&self.digest()), context.invocation.now)
        })
    }

    /// The contact's attributes, which the event tells: nothing has to be looked up to copy them.
    fn attributes(&self) -> Option<Private<BTreeMap<String, String>>> {
        let attributes = self.contact.get("Attributes").map(Members::from_raw)?;
        let pairs = attributes.iter().filter_map(|(name, value)| Some((name.to_owned(), text(value)?.into_owned())));
        Some(Private::new(pairs.collect()))
    }

    /// A digest of the parameters as they were passed, in whatever order: a block that is tried again never sends
    /// twice, and a block with other parameters sends its own text.
    fn digest(&self) -> String {
        sha256_hex(canonical(self.parameters.unwrap_or(empty_object())).as_bytes())
    }
}
