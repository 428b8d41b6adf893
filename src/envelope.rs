//! Who writes, in what shape: one file a dialect, its ear and its mouth in it.
//!
//! An event is recognised by a few members, read once, and kept: the answer is made from it.

mod age;
mod alb;
mod carried;
mod connect_flow;
mod contact_event;
mod direct;
mod event_bridge;
mod http;
mod http_api;
mod mapped;
mod notification;
mod pipes;
mod rest_api;
mod sns;
mod sqs;

use crate::dispatch::{Answer, Ask, Road};
use crate::house::House;
use crate::invocation::Invocation;
use crate::json::{Kind, Members, parse};
use crate::reply::{Fault, Reply};
use serde_json::value::RawValue;
use tokio::time::Instant;

/// What a dialect needs to read an event.
pub struct Desk<'a> {
    /// Settings and sources.
    pub house: &'a House,
    /// The invocation that brought it.
    pub invocation: &'a Invocation,
}

/// An event, by its sender.
pub enum Envelope<'e> {
    /// Amazon EventBridge Pipes: an array of anything.
    Pipes(pipes::Pipes<'e>),
    /// An Application Load Balancer.
    Alb(alb::Alb),
    /// A Function URL or an HTTP API.
    HttpApi(http_api::HttpApi),
    /// A REST API.
    RestApi(rest_api::RestApi),
    /// An SQS queue.
    Sqs(sqs::Sqs<'e>),
    /// An SNS topic.
    Sns(sns::Sns<'e>),
    /// A Connect flow.
    ConnectFlow(connect_flow::ConnectFlow<'e>),
    /// A Connect contact event.
    ContactEvent(contact_event::ContactEvent<'e>),
    /// Any other EventBridge event.
    EventBridge(event_bridge::EventBridge<'e>),
    /// A request document by itself.
    Direct(direct::Direct<'e>),
}

impl<'e> Envelope<'e> {
    /// Tells who wrote `event` by its shape alone; an HTTP body is never looked into.
    ///
    /// # Errors
    /// [`Fault`] `MalformedRequest`, which says what arrived and what is understood.
    pub fn recognise(event: &'e str) -> Result<Envelope<'e>, Fault> {
        let Some(raw) = parse(event) else { return Err(Fault::not_understood("something that is no JSON")) };
        if Kind::of(raw) == Kind::Array {
            return Ok(Envelope::Pipes(pipes::Pipes::hear(raw)));
        }
        let members = Members::of(raw);
        Envelope::of_object(raw, &members).ok_or_else(|| Fault::not_understood(&what_arrived(raw, &members)))
    }

    fn of_object(raw: &'e RawValue, members: &Members<'e>) -> Option<Envelope<'e>> {
        let context = members.object("requestContext");
        if context.get("elb").is_some() {
            return Some(Envelope::Alb(alb::Alb::hear(members)));
        }
        if context.get("http").is_some() {
            return Some(Envelope::HttpApi(http_api::HttpApi::hear(members)));
        }
        if members.get("httpMethod").is_some() && members.get("requestContext").is_some() {
            return Some(Envelope::RestApi(rest_api::RestApi::hear(members)));
        }
        if let Some(records) = members.get("Records") {
            return Envelope::of_records(records);
        }
        if members.object("Details").get("ContactData").is_some() {
            return Some(Envelope::ConnectFlow(connect_flow::ConnectFlow::hear(members)));
        }
        if let Some(event) = event_bridge::EventBridge::hear(raw, members) {
            return Some(match contact_event::ContactEvent::is_told_by(&event) {
                true => Envelope::ContactEvent(contact_event::ContactEvent { event }),
                false => Envelope::EventBridge(event),
            });
        }
        direct::Direct::hear(raw, members).map(Envelope::Direct)
    }

    fn of_records(records: &'e RawValue) -> Option<Envelope<'e>> {
        let first = Members::of(crate::json::items(records).first().copied()?);
        if first.text("eventSource").as_deref() == Some("aws:sqs") {
            return Some(Envelope::Sqs(sqs::Sqs::hear(records)));
        }
        (first.text("EventSource").as_deref() == Some("aws:sns")).then(|| Envelope::Sns(sns::Sns::hear(records)))
    }

    /// What the event asks for, item by item.
    pub async fn asks(&self, desk: &Desk<'_>) -> Vec<Ask> {
        match self {
            Envelope::Pipes(pipes) => pipes.asks(desk),
            Envelope::Alb(alb) => vec![http::ask(&alb.request, desk).await],
            Envelope::HttpApi(api) => vec![http::ask(&api.request, desk).await],
            Envelope::RestApi(api) => vec![http::ask(&api.request, desk).await],
            Envelope::Sqs(sqs) => sqs.asks(desk),
            Envelope::Sns(sns) => sns.asks(desk),
            Envelope::ConnectFlow(flow) => vec![flow.ask(desk)],
            Envelope::ContactEvent(event) => vec![event.ask(desk)],
            Envelope::EventBridge(event) => vec![event.ask(direct::token(desk), desk)],
            Envelope::Direct(direct) => vec![direct.ask(desk)],
        }
    }

    /// Whether its chats go through the queue.
    pub fn road(&self, desk: &Desk<'_>) -> Road {
        match self {
            Envelope::Alb(alb) => http::road(&alb.request, desk),
            Envelope::HttpApi(api) => http::road(&api.request, desk),
            Envelope::RestApi(api) => http::road(&api.request, desk),
            Envelope::Pipes(_)
            | Envelope::Sqs(_)
            | Envelope::Sns(_)
            | Envelope::ConnectFlow(_)
            | Envelope::ContactEvent(_)
            | Envelope::EventBridge(_)
            | Envelope::Direct(_) => Road::Connect,
        }
    }

    /// By when everything has to be decided.
    pub fn deadline(&self, invocation: &Invocation) -> Instant {
        match self {
            Envelope::ConnectFlow(_) => invocation.answers_flow_by(),
            Envelope::Pipes(_)
            | Envelope::Alb(_)
            | Envelope::HttpApi(_)
            | Envelope::RestApi(_)
            | Envelope::Sqs(_)
            | Envelope::Sns(_)
            | Envelope::ContactEvent(_)
            | Envelope::EventBridge(_)
            | Envelope::Direct(_) => invocation.answers_by(),
        }
    }

    /// The answer to what became of its asks, index for index, in the sender's dialect.
    ///
    /// # Errors
    /// [`Fault`] where the sender learns of a failure by the invocation's failing.
    pub fn reply(&self, answers: &[Answer], desk: &Desk<'_>) -> Result<Reply, Fault> {
        match self {
            Envelope::Pipes(pipes) => pipes.say(answers),
            Envelope::Alb(alb) => Ok(alb.say(answers, desk)),
            Envelope::HttpApi(api) => Ok(api.say(answers, desk)),
            Envelope::RestApi(api) => Ok(api.say(answers, desk)),
            Envelope::Sqs(sqs) => Ok(sqs.say(answers)),
            Envelope::Sns(_) => sns::say(answers),
            Envelope::ConnectFlow(_) => connect_flow::say(answers, desk.house.settings.flow_errors),
            Envelope::ContactEvent(_) | Envelope::EventBridge(_) | Envelope::Direct(_) => direct::say(answers),
        }
    }

    /// The sender's name in logs and metrics.
    pub fn sender(&self) -> &'static str {
        match self {
            Envelope::Pipes(_) => "Pipes",
            Envelope::Alb(_) => "ALB",
            Envelope::HttpApi(_) => "HttpApi",
            Envelope::RestApi(_) => "RestApi",
            Envelope::Sqs(_) => "SQS",
            Envelope::Sns(_) => "SNS",
            Envelope::ConnectFlow(_) => "ConnectFlow",
            Envelope::ContactEvent(_) => "ContactEvent",
            Envelope::EventBridge(_) => "EventBridge",
            Envelope::Direct(_) => "Direct",
        }
    }

    /// The sender's own id of the event, to find it again on its side.
    pub fn correlation_id(&self) -> Option<&str> {
        match self {
            Envelope::Alb(alb) => alb.request.id.as_deref(),
            Envelope::HttpApi(api) => api.request.id.as_deref(),
            Envelope::RestApi(api) => api.request.id.as_deref(),
            Envelope::ConnectFlow(flow) => flow.contact_id.as_deref(),
            Envelope::ContactEvent(event) => event.event.id.as_deref(),
            Envelope::EventBridge(event) => event.id.as_deref(),
            Envelope::Pipes(_) | Envelope::Sqs(_) | Envelope::Sns(_) | Envelope::Direct(_) => None,
        }
    }
}

/// What an event is that nobody here understands, in words.
fn what_arrived(raw: &RawValue, members: &Members<'_>) -> String {
    let context = members.object("requestContext");
    let first = members.get("Records").and_then(|records| crate::json::items(records).first().map(|r| Members::of(r)));
    if context.get("connectionId").is_some() || context.get("routeKey").is_some() {
        return "a WebSocket API's event".to_owned();
    }
    if members.get("requestPayload").is_some() || members.get("responsePayload").is_some() {
        return "a Lambda destination's record".to_owned();
    }
    if let Some(first) = first {
        let sources = ["eventSource", "EventSource"].map(|name| first.text(name));
        let known = ["aws:s3", "aws:kinesis", "aws:dynamodb", "aws:codecommit", "aws:ses"];
        let source = known.into_iter().find(|known| sources.iter().flatten().any(|source| source == known));
        return source.map_or("a batch of unknown records".to_owned(), |source| format!("a batch of {source} records"));
    }
    match Kind::of(raw) {
        Kind::Object if members.iter().next().is_none() => "an empty object".to_owned(),
        Kind::Object => "an object with none of a request document's members".to_owned(),
        kind => kind.name().to_owned(),
    }
}
