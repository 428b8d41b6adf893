//! Connect's operations: contacts are started and described.

use axum::http::StatusCode;
use serde_json::json;

use super::Simulation;
use crate::operation::check_ids;
use crate::outbound_chat::OutboundChat;
use crate::refusal::Refusal;
use crate::response::Response;
use crate::service::Service;
use crate::state::State;
use crate::{Contact, Fault, Timestamp};

impl Simulation {
    /// Starts a chat, unless its token has started one already.
    pub(super) fn start(
        &self,
        state: &mut State,
        body: &[u8],
        region: &str,
        now: Timestamp,
    ) -> Result<Response, Refusal> {
        if !state.quota.take(now) {
            let message = "Rate exceeded";
            return Err(Refusal::framework(StatusCode::TOO_MANY_REQUESTS, "ThrottlingException", message));
        }
        let chat = OutboundChat::parse(body)?;
        if let Some(id) = state.started_by(chat.token()) {
            return Ok(started(&id));
        }
        let fault = Fault::from_number(&chat.destination_endpoint.address);
        self.with_fault(fault, Service::Connect, || state.begin(&chat, region, now).map(|id| started(&id)))
    }
}

fn started(id: &str) -> Response {
    Response::ok(Service::Connect, &json!({"ContactId": id})).about_contact(id)
}

pub(super) fn describe(state: &State, instance: &str, id: &str) -> Result<Response, Refusal> {
    let contact = find(state, instance, id)?;
    Ok(Response::ok(Service::Connect, &json!({"Contact": contact})).about_contact(id))
}

pub(super) fn attributes(state: &State, instance: &str, id: &str) -> Result<Response, Refusal> {
    let contact = find(state, instance, id)?;
    Ok(Response::ok(Service::Connect, &json!({"Attributes": contact.attributes})).about_contact(id))
}

/// Contacts belong to every instance: the simulator plays whichever one is asked for.
fn find<'a>(state: &'a State, instance: &str, id: &str) -> Result<&'a Contact, Refusal> {
    check_ids(instance, id)?;
    state.contacts.get(id).ok_or_else(|| Refusal::not_found("Contact not found."))
}
