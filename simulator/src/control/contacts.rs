//! Contacts by hand: put there, changed, ended.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Simulated, refuse};
use crate::Contact;

pub(super) async fn list(State(simulation): Simulated) -> Json<Vec<Contact>> {
    Json(simulation.contacts())
}

/// The path's id wins over the body's.
pub(super) async fn put(
    State(simulation): Simulated,
    Path(id): Path<String>,
    contact: Result<Json<Contact>, JsonRejection>,
) -> Response {
    match contact {
        Ok(Json(contact)) => {
            simulation.state().contacts.insert(id.clone(), Contact { id, ..contact });
            StatusCode::NO_CONTENT.into_response()
        }
        Err(rejection) => refuse(rejection.status(), &rejection.body_text()),
    }
}

/// Members that are named are replaced, those that are null are removed, all others stay.
pub(super) async fn patch(
    State(simulation): Simulated,
    Path(id): Path<String>,
    changes: Result<Json<Map<String, Value>>, JsonRejection>,
) -> Response {
    let Json(changes) = match changes {
        Ok(changes) => changes,
        Err(rejection) => return refuse(rejection.status(), &rejection.body_text()),
    };
    let mut state = simulation.state();
    let Some(contact) = state.contacts.get_mut(&id) else { return unknown_contact() };
    let Ok(Value::Object(mut document)) = serde_json::to_value(&*contact) else { return unknown_contact() };
    document.extend(changes);
    document.retain(|_, member| !member.is_null());
    match serde_json::from_value::<Contact>(Value::Object(document)) {
        Ok(changed) => *contact = Contact { id, ..changed },
        Err(error) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    }
    StatusCode::NO_CONTENT.into_response()
}

/// `{"DisconnectReason": "CUSTOMER_DISCONNECT"}`, or no body.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct End {
    disconnect_reason: Option<String>,
}

pub(super) async fn end(
    State(simulation): Simulated,
    Path(id): Path<String>,
    end: Result<Json<End>, JsonRejection>,
) -> Response {
    let end = match end {
        Ok(Json(end)) => end,
        Err(JsonRejection::JsonDataError(error)) => return refuse(error.status(), &error.body_text()),
        // No body, or none that says it is JSON.
        Err(_) => End::default(),
    };
    match simulation.end_contact(&id, end.disconnect_reason) {
        true => StatusCode::NO_CONTENT.into_response(),
        false => unknown_contact(),
    }
}

fn unknown_contact() -> Response {
    refuse(StatusCode::NOT_FOUND, "no contact has that id")
}
