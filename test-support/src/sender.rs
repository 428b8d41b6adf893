//! One request document as every sender wraps it, and what each sender is answered.

use crate::runtime_api::{Fault, InvocationResult};
use crate::support::{body, event};
use data_encoding::BASE64;
use serde_json::{Value, json};
use simulator::{ANONYMOUS_SAMPLE, Contact, Simulator};

/// Every way in.
pub const SENDERS: [Sender; 15] = [
    Sender::HttpApi,
    Sender::FunctionUrl,
    Sender::RestApi,
    Sender::Alb,
    Sender::AlbMultiValue,
    Sender::Sqs,
    Sender::SqsFifo,
    Sender::Sns,
    Sender::PipesSqs,
    Sender::PipesItems,
    Sender::EventBus,
    Sender::EventBridge,
    Sender::ConnectFlow,
    Sender::ContactEvent,
    Sender::Direct,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    HttpApi,
    FunctionUrl,
    RestApi,
    Alb,
    AlbMultiValue,
    Sqs,
    SqsFifo,
    Sns,
    PipesSqs,
    PipesItems,
    EventBus,
    EventBridge,
    ConnectFlow,
    ContactEvent,
    Direct,
}

/// What a sender is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SenderResult {
    /// A contact started, and which, where the sender says so.
    Started(Option<String>),
    /// An HTTP status, `Retry-After`, and the problem document.
    Problem(u16, Option<String>, Value),
    /// The code in `errorType` and the message with it.
    Error(String, String),
    /// The only message's id.
    FailedMessage,
}

impl Sender {
    pub fn is_http(self) -> bool {
        use Sender::{Alb, AlbMultiValue, FunctionUrl, HttpApi, RestApi};
        matches!(self, HttpApi | FunctionUrl | RestApi | Alb | AlbMultiValue)
    }

    /// An event that carries `document` and has no idempotency key but an id of its own.
    ///
    /// A contact event carries none: there, `connect` learns of a call from the number that the document writes to.
    pub fn wrap(self, document: &Value, connect: &Simulator) -> Value {
        let text = document.to_string();
        match self {
            Sender::ConnectFlow => {
                let mut flow = event("connect-flow-anonymous");
                flow["Details"]["ContactData"]["ContactId"] = json!(ANONYMOUS_SAMPLE);
                flow["Details"]["Parameters"] = document.clone();
                flow
            }
            Sender::ContactEvent => {
                let mut contact_event = event("contact-event");
                let id = document["RelatedContactId"].as_str().unwrap_or("a-call");
                if let Some(number) = document["To"].as_str() {
                    connect.put_contact(Contact::voice(id, number));
                }
                contact_event["detail"]["contactId"] = json!(id);
                contact_event["detail"]["initialContactId"] = json!(id);
                contact_event
            }
            Sender::EventBridge => {
                let mut wrapped = event("eventbridge");
                wrapped["detail"] = document.clone();
                wrapped
            }
            Sender::EventBus => {
                let mut wrapped = event("event-bus");
                wrapped["Data"] = document.clone();
                wrapped
            }
            Sender::Direct => document.clone(),
            _ => self.wrap_text(&text),
        }
    }

    /// An event that carries `text` where a request document is usual; only for senders that carry text.
    pub fn wrap_text(self, text: &str) -> Value {
        match self {
            Sender::HttpApi => with_body("http-api", text),
            Sender::FunctionUrl => with_body("function-url", &BASE64.encode(text.as_bytes())),
            Sender::RestApi => with_body("rest-api", text),
            Sender::Alb => with_body("alb", text),
            Sender::AlbMultiValue => with_body("alb-multi-value", text),
            Sender::Sqs => records("sqs", text),
            Sender::SqsFifo => records("sqs-fifo", text),
            Sender::Sns => {
                let mut wrapped = event("sns");
                wrapped["Records"][0]["Sns"]["Message"] = json!(text);
                wrapped
            }
            Sender::PipesSqs => {
                let mut item = event("pipes-sqs")[0].clone();
                item["body"] = json!(text);
                json!([item])
            }
            Sender::EventBridge => {
                let mut wrapped = event("eventbridge");
                wrapped["detail"] = json!(text);
                wrapped
            }
            Sender::EventBus => {
                let mut wrapped = event("event-bus");
                wrapped["Data"] = json!(text);
                wrapped
            }
            Sender::PipesItems => json!([serde_json::from_str::<Value>(text).unwrap_or_else(|_| json!(text))]),
            Sender::ConnectFlow | Sender::ContactEvent | Sender::Direct => panic!("{self:?} carries no text"),
        }
    }

    /// What the sender of the only document is answered.
    pub fn read_result(self, result: &InvocationResult) -> SenderResult {
        let reply = match result {
            Ok(reply) => reply,
            Err(Fault { error_type, error_message }) => {
                return SenderResult::Error(error_type.clone(), error_message.clone());
            }
        };
        let contact = |started: &Value| SenderResult::Started(started["ContactId"].as_str().map(ToOwned::to_owned));
        match self {
            _ if self.is_http() && reply["statusCode"] == 201 => contact(&body(reply)),
            Sender::HttpApi | Sender::FunctionUrl | Sender::RestApi | Sender::Alb | Sender::AlbMultiValue => {
                let header = |name: &str| match self {
                    Sender::AlbMultiValue => reply["multiValueHeaders"][name][0].as_str().map(ToOwned::to_owned),
                    _ => reply["headers"][name].as_str().map(ToOwned::to_owned),
                };
                assert_eq!(header("Content-Type").as_deref(), Some("application/problem+json"), "{reply}");
                let status = u16::try_from(reply["statusCode"].as_u64().unwrap()).unwrap();
                SenderResult::Problem(status, header("Retry-After"), body(reply))
            }
            Sender::Sqs | Sender::SqsFifo | Sender::PipesSqs => {
                match reply["batchItemFailures"].as_array().map(Vec::as_slice) {
                    Some([]) => SenderResult::Started(None),
                    Some([only]) if *only == json!({"itemIdentifier": self.message_id()}) => {
                        SenderResult::FailedMessage
                    }
                    _ => panic!("{self:?} was answered {reply}"),
                }
            }
            Sender::Sns => contact(&reply["results"][0]),
            Sender::PipesItems => match (&reply[0]["Code"], &reply[0]["Message"]) {
                (Value::String(code), Value::String(message)) => SenderResult::Error(code.clone(), message.clone()),
                _ => contact(&reply[0]),
            },
            Sender::EventBus | Sender::EventBridge | Sender::ConnectFlow | Sender::ContactEvent | Sender::Direct => {
                contact(reply)
            }
        }
    }

    fn message_id(self) -> &'static str {
        match self {
            Sender::Sqs => "059f36b4-87a3-44ab-83d2-661975830a7d",
            Sender::SqsFifo => "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
            _ => "20000000-0000-4000-8000-000000000001",
        }
    }
}

fn with_body(name: &str, body: &str) -> Value {
    let mut wrapped = event(name);
    wrapped["body"] = json!(body);
    for headers in ["headers", "multiValueHeaders"] {
        if let Some(headers) = wrapped[headers].as_object_mut() {
            headers.remove("idempotency-key");
        }
    }
    wrapped
}

fn records(name: &str, body: &str) -> Value {
    let mut wrapped = event(name);
    wrapped["Records"].as_array_mut().unwrap().truncate(1);
    wrapped["Records"][0]["body"] = json!(body);
    wrapped
}
