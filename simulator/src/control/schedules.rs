//! What is scheduled, what was fired, and what was put on event buses.

use axum::extract::{Json, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Simulated, refuse};
use crate::{Event, Firing, Schedule};

pub(super) async fn list(State(simulation): Simulated) -> Json<Vec<Schedule>> {
    Json(simulation.schedules())
}

pub(super) async fn fire(State(simulation): Simulated, Path((group, name)): Path<(String, String)>) -> Response {
    match simulation.fire_schedule(&group, &name) {
        true => StatusCode::NO_CONTENT.into_response(),
        false => refuse(StatusCode::NOT_FOUND, "no schedule has that group and name"),
    }
}

pub(super) async fn firings(State(simulation): Simulated) -> Json<Vec<Firing>> {
    Json(simulation.firings())
}

pub(super) async fn clear_firings(State(simulation): Simulated) -> StatusCode {
    simulation.state().firings.clear();
    StatusCode::NO_CONTENT
}

pub(super) async fn events(State(simulation): Simulated) -> Json<Vec<Event>> {
    Json(simulation.state().events.clone())
}

pub(super) async fn clear_events(State(simulation): Simulated) -> StatusCode {
    simulation.state().events.clear();
    StatusCode::NO_CONTENT
}
