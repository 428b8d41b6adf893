//! A delivery that was pasted into the page.

use super::super::ServerState;
use super::map::named;
use crate::delivery::{Delivery, Diagnosis, diagnose};
use crate::dev_server;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// What was pasted. An empty secret is the one that the playground itself has.
#[derive(Deserialize)]
pub(super) struct Pasted {
    source: String,
    headers: String,
    body: String,
    url: String,
    secret: String,
}

/// Tells where its signature fails. Nothing of it is kept.
pub(super) async fn check(
    State(state): State<ServerState>,
    Json(Pasted { source, headers, body, url, secret }): Json<Pasted>,
) -> Result<Json<Diagnosis>, (StatusCode, String)> {
    let source = named(&state, &source)?;
    if headers.trim().is_empty() {
        return Err((StatusCode::BAD_REQUEST, "Paste the delivery’s headers first.".to_owned()));
    }
    let secret = match secret.as_str() {
        "" => source.secret_variable().and_then(|name| dev_server::secret(&name)).unwrap_or_default(),
        secret => secret.to_owned(),
    };
    let public_url = state.dev_server.settings().public_url.as_deref();
    let delivery = Delivery::parse(&headers, &body, &url, public_url, &format!("/sources/{}", source.name));
    let diagnosis = diagnose(&source, &delivery, &secret, state.dev_server.now()).await;
    diagnosis.map(Json).map_err(|problem| (StatusCode::UNPROCESSABLE_ENTITY, problem))
}
