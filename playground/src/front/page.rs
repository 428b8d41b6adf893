//! The page, and what it asks of the playground.

use super::{Front, log};
use crate::desk::{Trial, length};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The whole page.
const PAGE: &str = include_str!("../page/index.html");
/// No address but this one, and nothing that isn't in the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";

/// What the page asks.
pub(super) fn routes() -> Router<Front> {
    Router::new().route("/trials", get(trials)).route("/send", post(send)).route("/length", post(measure))
}

/// The page.
pub(super) async fn show() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")], Html(PAGE))
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

/// What was tried after a trial, by whomever.
async fn trials(State(front): State<Front>, Query(After { after }): Query<After>) -> Json<Vec<Arc<Trial>>> {
    Json(front.desk.trials_after(after))
}

#[derive(Deserialize)]
struct Sent {
    title: String,
    event: String,
}

/// Sends an event as Lambda would pass it.
async fn send(State(front): State<Front>, Json(Sent { title, event }): Json<Sent>) -> Json<Arc<Trial>> {
    let trial = front.desk.invoke("page", title, event).await.trial;
    log(&trial);
    Json(trial)
}

#[derive(Deserialize)]
struct Measured {
    text: String,
}

/// How long a text is as SMS.
async fn measure(Json(Measured { text }): Json<Measured>) -> Json<Value> {
    Json(json!({"length": length(&text)}))
}
