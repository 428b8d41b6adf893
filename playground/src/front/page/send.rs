//! Sends what stands in the page: as an event, or as the body of an HTTP request.

use super::super::{Front, function_url, log};
use crate::desk::Trial;
use axum::Json;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is to be sent.
#[derive(Deserialize)]
pub(super) struct Sent {
    title: String,
    event: String,
    #[serde(flatten)]
    how: How,
}

#[derive(Deserialize)]
#[serde(tag = "how", rename_all = "lowercase")]
enum How {
    /// As Lambda passes an event.
    Lambda,
    /// As the body of a POST.
    Http { path: String, headers: Vec<(String, String)> },
}

/// What came of it.
#[derive(Serialize)]
pub(super) struct Came {
    boot: Arc<str>,
    trial: Arc<Trial>,
}

/// Sends it.
pub(super) async fn send(
    State(front): State<Front>,
    Json(Sent { title, event, how }): Json<Sent>,
) -> Result<Json<Came>, (StatusCode, String)> {
    let (title, event) = match how {
        How::Lambda => (title, event),
        How::Http { path, headers } => (format!("POST {path}"), request(&front, &path, &headers, &event)?),
    };
    let trial = front.desk.invoke("page", title, event).await.trial;
    log(&trial);
    Ok(Json(Came { boot: front.boot, trial }))
}

/// The event of a POST.
fn request(
    front: &Front,
    path: &str,
    headers: &[(String, String)],
    body: &str,
) -> Result<String, (StatusCode, String)> {
    let mut request = Request::post(path).header("host", front.address.to_string());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let in_words = |error: axum::http::Error| (StatusCode::BAD_REQUEST, format!("this is no HTTP request: {error}"));
    let (parts, ()) = request.body(()).map_err(in_words)?.into_parts();
    Ok(function_url::event(&parts, body.as_bytes(), front.address).to_string())
}
