//! The page, and what it asks of the playground.

mod examples;
mod map;
mod send;

use super::Front;
use crate::dev_server::{Trial, length};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// The whole page.
const PAGE: &str = include_str!("../page/index.html");
/// No address but this one, and nothing that isn't in the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";

/// What the page asks.
pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/examples", get(examples::examples))
        .route("/length", post(measure))
        .route("/map", post(map::map))
        .route("/send", post(send::send))
        .route("/trials", get(trials))
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

/// What was tried, and in which run of the playground: numbers begin again with each.
#[derive(Serialize)]
struct News {
    boot: Arc<str>,
    trials: Vec<Arc<Trial>>,
}

/// What was tried after a trial, by whomever.
async fn trials(State(Front { desk, boot, .. }): State<Front>, Query(After { after }): Query<After>) -> Json<News> {
    Json(News { boot, trials: desk.trials_after(after) })
}

#[derive(Deserialize)]
struct Measured {
    text: String,
}

/// How long a text is as SMS.
async fn measure(Json(Measured { text }): Json<Measured>) -> Json<Value> {
    Json(json!({"length": length(&text)}))
}
