//! Sends what stands in the page: as an event, or as the body of an HTTP request.

mod signed_parts;

use super::super::{ServerState, function_url, log};
use super::map::named;
use crate::dev_server::{Event, Trial};
use crate::source_files::SourceFile;
use axum::Json;
use axum::extract::State;
use axum::http::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What can't be sent at all, and why.
type Refusal = (StatusCode, String);

/// What is to be sent.
#[derive(Deserialize)]
pub(super) struct Sent {
    title: String,
    event: String,
    /// The source to try it on, and its mapping as it stands in the page.
    source: Option<String>,
    map: Option<String>,
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

/// A POST that isn't sent yet.
struct Post<'a> {
    path: String,
    headers: Vec<(String, String)>,
    body: &'a str,
}

/// Sends it.
pub(super) async fn send(
    State(state): State<ServerState>,
    Json(Sent { title, event, source, map, how }): Json<Sent>,
) -> Result<Json<Came>, Refusal> {
    let source = source.map(|name| named(&state, &name)).transpose()?;
    let source = source.map(|source| map.map_or_else(|| source.clone(), |map| source.with_map(&map)));
    let in_words = |problems: Vec<String>| (StatusCode::UNPROCESSABLE_ENTITY, problems.join("; "));
    let function =
        source.as_ref().map(|source| state.dev_server.function_with(source)).transpose().map_err(in_words)?;
    let (title, text) = match how {
        How::Lambda => (title, event),
        How::Http { path, headers } => {
            let title = format!("POST {path}");
            (title, request(&state, Post { path, headers, body: &event }, source.as_ref())?)
        }
    };
    let trial = state.dev_server.invoke(Event { via: "page", title, text, function }).await.trial;
    log(&trial);
    Ok(Json(Came { boot: state.boot, trial }))
}

/// The event of a POST; of one to a source, as its own sender would sign it.
fn request(state: &ServerState, mut post: Post<'_>, source: Option<&SourceFile>) -> Result<String, Refusal> {
    if let Some(source) = source {
        let public_url = state.dev_server.settings().public_url.as_deref();
        signed_parts::add(&mut post, source, public_url, state.dev_server.now());
    }
    let mut request = Request::post(&post.path).header("host", state.address.to_string());
    for (name, value) in &post.headers {
        request = request.header(name, value);
    }
    let in_words =
        |error: axum::http::Error| (StatusCode::BAD_REQUEST, format!("this is not an HTTP request: {error}"));
    let (parts, ()) = request.body(()).map_err(in_words)?.into_parts();
    Ok(function_url::event(&parts, post.body.as_bytes(), state.address, state.dev_server.now()).to_string())
}
