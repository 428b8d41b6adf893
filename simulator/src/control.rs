//! The control API under `/_simulator/`: what was asked, contacts and faults by hand. It needs no signature.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use serde::Deserialize;
use serde_json::json;

use crate::connect::Connect;
use crate::operation::NAMES;
use crate::{Call, Contact, Fault};

type Instance = State<Arc<Connect>>;

/// The control API's routes.
pub(crate) fn routes() -> Router<Arc<Connect>> {
    Router::new()
        .route("/_simulator/calls", get(calls).delete(clear_calls))
        .route("/_simulator/contacts", get(contacts))
        .route("/_simulator/contacts/{id}", put(put_contact))
        .route("/_simulator/contacts/{id}/end", post(end_contact))
        .route("/_simulator/faults", post(fail_next).merge(delete(clear_faults)))
        .route("/_simulator/reset", post(reset))
        .route("/_simulator/{*path}", axum::routing::any(unknown))
}

async fn calls(State(connect): Instance) -> Json<Vec<Call>> {
    Json(connect.calls())
}

async fn clear_calls(State(connect): Instance) -> StatusCode {
    connect.clear_calls();
    StatusCode::NO_CONTENT
}

async fn contacts(State(connect): Instance) -> Json<Vec<Contact>> {
    Json(connect.contacts())
}

/// The path's id wins over the body's.
async fn put_contact(
    State(connect): Instance,
    Path(id): Path<String>,
    contact: Result<Json<Contact>, JsonRejection>,
) -> Response {
    match contact {
        Ok(Json(contact)) => {
            connect.put_contact(Contact { id, ..contact });
            StatusCode::NO_CONTENT.into_response()
        }
        Err(rejection) => refuse(rejection.status(), &rejection.body_text()),
    }
}

async fn end_contact(State(connect): Instance, Path(id): Path<String>) -> Response {
    if connect.end_contact(&id) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        refuse(StatusCode::NOT_FOUND, "no contact has that id")
    }
}

/// `{"operation": "StartOutboundChatContact", "fault": "ThrottlingException", "times": 2}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failures {
    operation: String,
    fault: Fault,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

async fn fail_next(State(connect): Instance, failures: Result<Json<Failures>, JsonRejection>) -> Response {
    match failures {
        Ok(Json(failures)) if NAMES.contains(&failures.operation.as_str()) => {
            connect.fail_next(&failures.operation, failures.fault, failures.times);
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(_) => refuse(StatusCode::BAD_REQUEST, &format!("the operation must be one of {}", NAMES.join(", "))),
        Err(rejection) => refuse(rejection.status(), &rejection.body_text()),
    }
}

async fn clear_faults(State(connect): Instance) -> StatusCode {
    connect.clear_faults();
    StatusCode::NO_CONTENT
}

async fn reset(State(connect): Instance) -> StatusCode {
    connect.reset();
    StatusCode::NO_CONTENT
}

async fn unknown() -> Response {
    refuse(StatusCode::NOT_FOUND, "no such path in the control API; simulator/README.md lists them")
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"message": message}))).into_response()
}
