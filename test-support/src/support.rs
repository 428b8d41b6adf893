//! Events of `events/`, a simulated Connect, and what became of an event.

use crate::repository;
use crate::runtime_api::{Fault, InvocationResult, Lambda, Setup};
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};
use simulator::{Call, Options, Simulator};

/// A Connect without quotas.
pub async fn connect() -> Simulator {
    Simulator::start(Options::unlimited(), ([127, 0, 0, 1], 0).into()).await.unwrap()
}

/// A Connect without quotas, and the function with the default settings.
pub async fn function() -> (Simulator, Lambda) {
    let connect = connect().await;
    let lambda = Setup::with_defaults(&connect.url()).start().await;
    (connect, lambda)
}

/// The same with more settings.
pub async fn function_with(settings: &[(&str, &str)]) -> (Simulator, Lambda) {
    let connect = connect().await;
    let setup =
        settings.iter().fold(Setup::with_defaults(&connect.url()), |setup, (name, value)| setup.set(name, value));
    let lambda = setup.start().await;
    (connect, lambda)
}

/// An event file's text.
pub fn event_text(name: &str) -> String {
    let path = repository(&format!("events/{name}.json"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An event file.
pub fn event(name: &str) -> Value {
    serde_json::from_str(&event_text(name)).unwrap()
}

/// The bodies of the calls that would start a chat.
pub fn starts(connect: &Simulator) -> Vec<Call> {
    connect.calls().into_iter().filter(|call| call.operation.as_deref() == Some("StartOutboundChatContact")).collect()
}

/// The one call that would start a chat: its body.
pub fn only_start(connect: &Simulator) -> Value {
    match starts(connect).as_slice() {
        [call] => call.body.clone(),
        calls => panic!("{} calls would start a chat", calls.len()),
    }
}

/// The `ClientToken`s of the calls that would start a chat, in the order of their texts.
pub fn tokens(connect: &Simulator) -> Vec<String> {
    let mut tokens: Vec<String> =
        starts(connect).iter().map(|call| call.body["ClientToken"].as_str().unwrap().to_owned()).collect();
    tokens.sort();
    tokens
}

/// The token of an event and the person that it is about, whose digits are the first of the SHA-256 of the number.
pub fn token(event: &str, person: &str) -> String {
    let digest = digest(&SHA256, person.as_bytes());
    format!("{event}:{}", &HEXLOWER.encode(digest.as_ref())[..5])
}

/// Contacts that the function started.
pub fn started(connect: &Simulator) -> usize {
    connect.contacts().iter().filter(|contact| contact.initiation_method.as_deref() == Some("API")).count()
}

/// The body of an HTTP reply, read as JSON.
pub fn body(reply: &Value) -> Value {
    serde_json::from_str(reply["body"].as_str().unwrap()).unwrap()
}

/// How an invocation ended and what Connect was asked, without what differs from run to run.
pub fn transcript(ending: &InvocationResult, connect: &Simulator) -> Value {
    let mut calls: Vec<Value> = connect.calls().iter().map(call).collect();
    // A batch's chats are under way side by side, in no order.
    calls.sort_by_key(ToString::to_string);
    let ending = match ending {
        Ok(reply) => json!({"reply": with_json_body(reply)}),
        Err(Fault { error_type, error_message }) => json!({"errorType": error_type, "errorMessage": error_message}),
    };
    let mut transcript = json!({"calls": calls, "ending": ending});
    redact(&mut transcript, connect);
    transcript
}

fn call(call: &Call) -> Value {
    let mut headers: Vec<&str> = call.headers.iter().map(|(name, _)| name.as_str()).collect();
    headers.retain(|name| ["content-type", "x-amzn-trace-id", "x-amz-date"].contains(name));
    headers.sort_unstable();
    json!({
        "request": format!("{} {}", call.method, call.path),
        "headers": headers,
        "body": call.body,
        "answer": call.error.clone().unwrap_or_else(|| call.status.to_string()),
    })
}

/// An HTTP reply's body is JSON in a string; in a snapshot its members are easier on the eye.
fn with_json_body(reply: &Value) -> Value {
    let mut reply = reply.clone();
    if let Some(body) = reply["body"].as_str().and_then(|body| serde_json::from_str(body).ok()) {
        reply["body"] = json!({"(JSON in a string)": Value::clone(&body)});
    }
    reply
}

/// Ids of contacts that this run made become `[contact]`.
fn redact(value: &mut Value, connect: &Simulator) {
    let made: Vec<String> = connect
        .contacts()
        .into_iter()
        .filter(|contact| contact.initiation_method.as_deref() == Some("API"))
        .map(|contact| contact.id)
        .collect();
    let mut text = value.to_string();
    for id in made {
        text = text.replace(&id, "[contact]");
    }
    *value = serde_json::from_str(&text).unwrap();
    sort(value);
}

/// Members by name, whatever a map keeps them by.
pub fn sort(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let mut pairs: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
            pairs.sort_by(|one, other| one.0.cmp(&other.0));
            pairs.iter_mut().for_each(|(_, value)| sort(value));
            *members = pairs.into_iter().collect::<Map<_, _>>();
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}
