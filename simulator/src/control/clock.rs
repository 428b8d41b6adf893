//! The simulator's time, moved by hand. Schedules that become due fire.

use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Simulated, refuse};
use crate::Timestamp;

pub(super) async fn show(State(simulation): Simulated) -> Json<Value> {
    let clock = &simulation.options.clock;
    Json(json!({"now": clock.now().rfc3339(), "seconds_ahead": clock.milliseconds_ahead() as f64 / 1000.0}))
}

/// `{"now": "2026-01-31T08:00:00Z"}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    now: String,
}

pub(super) async fn set(State(simulation): Simulated, time: Result<Json<Set>, JsonRejection>) -> Response {
    let Json(Set { now }) = match time {
        Ok(time) => time,
        Err(rejection) => return refuse(rejection.status(), &rejection.body_text()),
    };
    let Some(now) = Timestamp::parse_rfc3339(&now) else {
        return refuse(StatusCode::BAD_REQUEST, "now must be a time in RFC 3339: 2026-01-31T08:00:00Z");
    };
    simulation.options.clock.set(now);
    StatusCode::NO_CONTENT.into_response()
}

/// `{"seconds": 3600}`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    seconds: u64,
}

pub(super) async fn step(State(simulation): Simulated, step: Result<Json<Step>, JsonRejection>) -> Response {
    match step {
        Ok(Json(Step { seconds })) => {
            simulation.options.clock.step(Duration::from_secs(seconds));
            StatusCode::NO_CONTENT.into_response()
        }
        Err(rejection) => refuse(rejection.status(), &rejection.body_text()),
    }
}

pub(super) async fn reset(State(simulation): Simulated) -> StatusCode {
    simulation.options.clock.reset();
    StatusCode::NO_CONTENT
}
