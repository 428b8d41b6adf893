//! Faults for the next requests.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Simulated, refuse};
use crate::Fault;
use crate::operation::NAMES;

/// `{"operation": "StartOutboundChatContact", "fault": "ThrottlingException", "times": 2}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failures {
    operation: String,
    fault: Fault,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

pub(super) async fn add(State(simulation): Simulated, failures: Result<Json<Failures>, JsonRejection>) -> Response {
    match failures {
        Ok(Json(failures)) if NAMES.contains(&failures.operation.as_str()) => {
            simulation.fail_next(&failures.operation, failures.fault, failures.times);
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(_) => refuse(StatusCode::BAD_REQUEST, &format!("the operation must be one of {}", NAMES.join(", "))),
        Err(rejection) => refuse(rejection.status(), &rejection.body_text()),
    }
}

pub(super) async fn clear(State(simulation): Simulated) -> StatusCode {
    simulation.state().faults.clear();
    StatusCode::NO_CONTENT
}
