//! What is new since the page asked last.

use super::super::ServerState;
use crate::dev_server::{Trial, WaitingText};
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the page knows already.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Known {
    /// The number of the last trial.
    after: u64,
    /// How many result events.
    result_events: usize,
}

/// What is new, and in which run of the playground: numbers begin again with each.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct News {
    boot: Arc<str>,
    /// The playground's time, RFC 3339 in UTC.
    now: String,
    /// How far its clock was moved.
    seconds_ahead: i64,
    /// What was tried, by whomever.
    trials: Vec<Arc<Trial>>,
    /// All texts that wait.
    waiting: Vec<WaitingText>,
    result_events: Vec<simulator::Event>,
}

/// The news.
pub(super) async fn since(State(state): State<ServerState>, Query(known): Query<Known>) -> Json<News> {
    let ServerState { dev_server, boot, .. } = state;
    let clock = dev_server.clock();
    Json(News {
        boot,
        now: clock.now().rfc3339(),
        seconds_ahead: clock.milliseconds_ahead() / 1_000,
        trials: dev_server.trials_after(known.after),
        waiting: dev_server.waiting_texts(),
        result_events: dev_server.result_events(known.result_events),
    })
}
