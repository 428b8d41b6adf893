//! HTTP before the function: its own routes, Lambda's Invoke API, and the page.

mod function_url;
mod guard;
mod invoke;
mod page;

use crate::dev_server::{DevServer, Event, Trial};
use crate::said::say;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::sync::Arc;

/// The most that is read of a request, whoever refuses it then.
const READ: usize = 64 << 20;

/// What every route needs.
#[derive(Clone)]
pub(crate) struct Front {
    desk: Arc<DevServer>,
    address: SocketAddr,
    /// This run of the playground.
    boot: Arc<str>,
}

/// Every route: what isn't the page's or Lambda's is the function's.
pub(crate) fn routes(desk: Arc<DevServer>, address: SocketAddr) -> Router {
    let page = page::routes().layer(axum::middleware::from_fn(guard::only_from_here));
    Router::new()
        .route("/", get(page::show).fallback(function))
        .nest("/_playground", page)
        .route("/2015-03-31/functions/{name}/invocations", post(invoke::invoke))
        .fallback(function)
        .layer(DefaultBodyLimit::max(READ))
        .with_state(Front { desk, address, boot: uuid::Uuid::new_v4().to_string().into() })
}

/// A request to the function's URL.
async fn function(State(front): State<Front>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let title = format!("{} {}", parts.method, parts.uri.path());
    let Some(body) = read(body).await else { return function_url::too_large() };
    if body.len() > function_url::MOST {
        return function_url::too_large();
    }
    let event = function_url::event(&parts, &body, front.address);
    let invoked = front.desk.invoke(Event { via: "HTTP", title, text: event.to_string(), function: None }).await;
    log(&invoked.trial);
    match &invoked.answer {
        Ok(reply) => function_url::response(reply),
        Err(_) => function_url::failed(),
    }
    .into_response()
}

/// A body, whole, unless it is beyond all measure or breaks off.
async fn read(body: Body) -> Option<axum::body::Bytes> {
    axum::body::to_bytes(body, READ).await.ok()
}

/// A line about what was sent: no numbers, no words.
fn log(trial: &Trial) {
    let Trial { at, via, title, took, outcome, brief, calls, .. } = trial;
    let time = at.get(11..19).unwrap_or_default();
    let calls = if calls.len() == 1 { "1 call".to_owned() } else { format!("{} calls", calls.len()) };
    say(&format!("{time}  {via}  {title}  {}  {brief}, {calls}, {took} ms", outcome.word()));
}
