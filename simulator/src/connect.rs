//! The simulated instance behind one lock: a request in, an answer out. It never waits.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::operation::{Operation, check_ids};
use crate::outbound_chat::OutboundChat;
use crate::refusal::Refusal;
use crate::response::Response;
use crate::state::State;
use crate::{Call, Contact, Fault, Options, Timestamp, authorization};

/// Calls that a slow subscriber may lag behind.
const LAG: usize = 1024;

/// The simulated instance.
pub(crate) struct Connect {
    pub(crate) options: Options,
    pub(crate) called: broadcast::Sender<Call>,
    state: Mutex<State>,
}

/// One HTTP request, read whole.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Connect {
    pub(crate) fn new(options: Options) -> Self {
        let state = Mutex::new(State::new(&options));
        Self { options, called: broadcast::Sender::new(LAG), state }
    }

    /// Answers a request and records it.
    pub(crate) fn answer(&self, request: &Request) -> Response {
        let at = self.options.clock.now();
        let operation = Operation::of(&request.method, &request.path);
        let answer = self.decide(operation.as_ref(), request, at).unwrap_or_else(Response::from);
        self.record(operation.as_ref(), request, at, &answer);
        answer
    }

    /// Refuses a request that couldn't be read, and records it.
    pub(crate) fn refuse(&self, request: &Request, refusal: Refusal) -> Response {
        let operation = Operation::of(&request.method, &request.path);
        let answer = Response::from(refusal);
        self.record(operation.as_ref(), request, self.options.clock.now(), &answer);
        answer
    }

    fn record(&self, operation: Option<&Operation>, request: &Request, at: Timestamp, answer: &Response) {
        let call = Call {
            at,
            operation: operation.map(|operation| operation.name().to_owned()),
            method: request.method.to_string(),
            path: request.path.clone(),
            headers: shown(&request.headers),
            body: read(&request.body),
            status: answer.status_seen(),
            error: answer.error.clone(),
            contact_id: answer.contact_id.clone(),
        };
        self.state().calls.push(call.clone());
        // Nobody listening is no error.
        let _ = self.called.send(call);
    }

    fn decide(&self, operation: Option<&Operation>, request: &Request, now: Timestamp) -> Result<Response, Refusal> {
        let operation = operation.ok_or_else(unknown_operation)?;
        let region = authorization::region(&request.headers)?;
        let mut state = self.state();
        state.expire(now);
        let fault = state.next_fault(operation.name());
        let act = || match operation {
            Operation::StartOutboundChatContact => self.start(&mut state, &request.body, &region, now),
            Operation::DescribeContact { instance, contact } => describe(&state, instance, contact),
            Operation::GetContactAttributes { instance, contact } => attributes(&state, instance, contact),
        };
        self.perhaps_spoilt(fault, act)
    }

    fn start(&self, state: &mut State, body: &[u8], region: &str, now: Timestamp) -> Result<Response, Refusal> {
        if !state.quota.take(now) {
            let message = "Rate exceeded";
            return Err(Refusal::framework(StatusCode::TOO_MANY_REQUESTS, "ThrottlingException", message));
        }
        let chat = OutboundChat::parse(body)?;
        if let Some(id) = state.started_by(chat.token()) {
            return Ok(started(&id));
        }
        let fault = Fault::of_number(&chat.destination_endpoint.address);
        self.perhaps_spoilt(fault, || state.begin(&chat, region, now).map(|id| started(&id)))
    }

    fn perhaps_spoilt(
        &self,
        fault: Option<Fault>,
        act: impl FnOnce() -> Result<Response, Refusal>,
    ) -> Result<Response, Refusal> {
        match fault {
            Some(fault) => Ok(fault.spoil(&self.options, || act().unwrap_or_else(Response::from))),
            None => act(),
        }
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    pub(crate) fn clear_calls(&self) {
        self.state().calls.clear();
    }

    pub(crate) fn contacts(&self) -> Vec<Contact> {
        let mut state = self.state();
        state.expire(self.options.clock.now());
        state.contacts.values().cloned().collect()
    }

    pub(crate) fn put_contact(&self, contact: Contact) {
        self.state().contacts.insert(contact.id.clone(), contact);
    }

    /// Ends a contact; `false` when there is none of that id.
    pub(crate) fn end_contact(&self, id: &str) -> bool {
        let now = self.options.clock.now();
        let mut state = self.state();
        state.expire(now);
        state.end(id, now)
    }

    pub(crate) fn fail_next(&self, operation: &str, fault: Fault, times: u32) {
        if times > 0 {
            self.state().faults.push_back((operation.to_owned(), fault, times));
        }
    }

    pub(crate) fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// As it was at the start.
    pub(crate) fn reset(&self) {
        *self.state() = State::new(&self.options);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn started(id: &str) -> Response {
    Response::ok(&json!({"ContactId": id})).about(id)
}

fn describe(state: &State, instance: &str, id: &str) -> Result<Response, Refusal> {
    let contact = find(state, instance, id)?;
    Ok(Response::ok(&json!({"Contact": contact})).about(id))
}

fn attributes(state: &State, instance: &str, id: &str) -> Result<Response, Refusal> {
    let contact = find(state, instance, id)?;
    Ok(Response::ok(&json!({"Attributes": contact.attributes})).about(id))
}

/// Contacts belong to every instance: the simulator plays whichever one is asked for.
fn find<'a>(state: &'a State, instance: &str, id: &str) -> Result<&'a Contact, Refusal> {
    check_ids(instance, id)?;
    state.contacts.get(id).ok_or_else(|| Refusal::not_found("Contact not found."))
}

fn unknown_operation() -> Refusal {
    let message = "No operation of this API has that method and path.";
    Refusal::framework(StatusCode::NOT_FOUND, "UnknownOperationException", message)
}

/// Headers worth looking at; never credentials.
fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let secret = ["authorization", "x-amz-security-token"];
    let shown = headers.iter().filter(|(name, _)| !secret.contains(&name.as_str()));
    shown.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

fn read(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into())
}
