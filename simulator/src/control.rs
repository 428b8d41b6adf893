//! The control API under `/_simulator/`: what was asked, contacts, schedules, time and faults by hand. It needs no
//! signature.

mod clock;
mod contacts;
mod faults;
mod schedules;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Json, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post, put};
use serde_json::json;

use crate::Call;
use crate::simulation::Simulation;

type Simulated = State<Arc<Simulation>>;

/// The control API's routes.
pub(crate) fn routes() -> Router<Arc<Simulation>> {
    Router::new()
        .route("/_simulator/calls", get(calls).delete(clear_calls))
        .route("/_simulator/contacts", get(contacts::list))
        .route("/_simulator/contacts/{id}", put(contacts::put).patch(contacts::patch))
        .route("/_simulator/contacts/{id}/end", post(contacts::end))
        .route("/_simulator/schedules", get(schedules::list))
        .route("/_simulator/schedules/{group}/{name}/fire", post(schedules::fire))
        .route("/_simulator/firings", get(schedules::firings).delete(schedules::clear_firings))
        .route("/_simulator/events", get(schedules::events).delete(schedules::clear_events))
        .route("/_simulator/clock", get(clock::show).put(clock::set).post(clock::step).delete(clock::reset))
        .route("/_simulator/faults", post(faults::add).delete(faults::clear))
        .route("/_simulator/reset", post(reset))
        .route("/_simulator/{*path}", any(unknown))
}

async fn calls(State(simulation): Simulated) -> Json<Vec<Call>> {
    Json(simulation.state().calls.clone())
}

async fn clear_calls(State(simulation): Simulated) -> StatusCode {
    simulation.state().calls.clear();
    StatusCode::NO_CONTENT
}

async fn reset(State(simulation): Simulated) -> StatusCode {
    simulation.reset();
    StatusCode::NO_CONTENT
}

async fn unknown() -> Response {
    refuse(StatusCode::NOT_FOUND, "no such path in the control API; simulator/README.md lists them")
}

fn refuse(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"message": message}))).into_response()
}
