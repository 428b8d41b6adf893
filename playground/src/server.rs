//! The HTTP server before the function: its own routes, Lambda's Invoke API, and the page.

mod function_url;
mod lambda_api;
mod local_requests;
mod page;

use crate::dev_server::{DevServer, Event, Trial};
use crate::output::print_line;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use std::net::SocketAddr;
use std::sync::Arc;

/// Bytes that are read of a request at most, whoever refuses it then.
const MAX_REQUEST_BYTES: usize = 64 << 20;

/// What every route needs.
#[derive(Clone)]
pub(crate) struct ServerState {
    dev_server: Arc<DevServer>,
    address: SocketAddr,
    /// This run of the playground.
    boot: Arc<str>,
}

/// Every route: what isn't the page's or Lambda's is the function's.
pub(crate) fn routes(dev_server: Arc<DevServer>, address: SocketAddr) -> Router {
    let page = page::routes().layer(axum::middleware::from_fn(local_requests::only));
    Router::new()
        .route("/", page::page().fallback(function))
        .nest("/_playground", page)
        .route("/2015-03-31/functions/{name}/invocations", post(lambda_api::invoke))
        .fallback(function)
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .with_state(ServerState { dev_server, address, boot: uuid::Uuid::new_v4().to_string().into() })
}

/// A request to the function's URL.
async fn function(State(state): State<ServerState>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let title = format!("{} {}", parts.method, parts.uri.path());
    let Some(body) = read(body).await else { return function_url::too_large() };
    if body.len() > function_url::MAX_BODY_BYTES {
        return function_url::too_large();
    }
    let event = function_url::event(&parts, &body, state.address, state.dev_server.now());
    let invoked = state.dev_server.invoke(Event { via: "HTTP", title, text: event.to_string(), function: None }).await;
    log(&invoked.trial);
    match &invoked.result {
        Ok(reply) => function_url::response(reply),
        Err(_) => function_url::failed(),
    }
    .into_response()
}

/// A body, whole, unless it is beyond all measure or breaks off.
async fn read(body: Body) -> Option<axum::body::Bytes> {
    axum::body::to_bytes(body, MAX_REQUEST_BYTES).await.ok()
}

/// A line about what was sent: no numbers, no words.
fn log(trial: &Trial) {
    let Trial { at, via, title, took, outcome, brief, calls, .. } = trial;
    let time = at.get(11..19).unwrap_or_default();
    let calls = if calls.len() == 1 { "1 call".to_owned() } else { format!("{} calls", calls.len()) };
    print_line(&format!("{time}  {via}  {title}  {}  {brief}, {calls}, {took} ms", outcome.word()));
}
