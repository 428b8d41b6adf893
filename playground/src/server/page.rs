//! The page, and what it asks of the playground.

mod assets;
mod clock;
mod delivery;
mod examples;
mod map;
mod news;
mod schedules;
mod send;

use super::ServerState;
use crate::dev_server::length;
use axum::routing::{MethodRouter, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

/// The page's own endpoints.
pub(super) fn routes() -> Router<ServerState> {
    Router::new()
        .route("/page/{name}", get(assets::file))
        .route("/clock", post(clock::set))
        .route("/delivery", post(delivery::check))
        .route("/examples", get(examples::examples))
        .route("/length", post(measure))
        .route("/map", post(map::map))
        .route("/news", get(news::since))
        .route("/schedules/fire", post(schedules::fire))
        .route("/schedules/cancel", post(schedules::cancel))
        .route("/send", post(send::send))
}

/// The page itself.
pub(super) fn page() -> MethodRouter<ServerState> {
    get(assets::page)
}

#[derive(Deserialize)]
struct Measured {
    text: String,
}

/// How long a text is as SMS.
async fn measure(Json(Measured { text }): Json<Measured>) -> Json<Value> {
    Json(json!({"length": length(&text)}))
}
