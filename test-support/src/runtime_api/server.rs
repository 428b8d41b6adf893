//! Lambda's Runtime API on loopback, for one function.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, mpsc};
use tokio::task::JoinHandle;

/// The trace that every invocation is part of.
pub const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// A Runtime API that runs until it is dropped.
pub struct RuntimeApi {
    /// Where it listens: `AWS_LAMBDA_RUNTIME_API`.
    pub address: String,
    events: mpsc::UnboundedSender<Event>,
    server: JoinHandle<()>,
}

/// An event that waits to be asked for.
pub struct Event {
    pub request_id: String,
    /// How much time the function has for it, from the moment in which it gets it.
    pub deadline_in: Duration,
    pub body: Vec<u8>,
}

/// What a function did.
#[derive(Debug)]
pub enum Action {
    /// It asks for an event.
    Next,
    /// It is handed the event of this request id.
    Received(String),
    /// It responded to the event of this request id.
    Response(String, Bytes),
    /// It reported an error for the event of this request id.
    Error(String, Bytes),
    /// It could not start.
    InitError(Bytes),
}

struct Api {
    events: AsyncMutex<mpsc::UnboundedReceiver<Event>>,
    /// Request ids that were handed out and are not answered yet.
    pending: Mutex<HashSet<String>>,
    on_action: Box<dyn Fn(Action) + Send + Sync>,
}

impl RuntimeApi {
    /// One on a port of its own, which tells `on_action` what the function does, when it does it.
    pub async fn start(on_action: impl Fn(Action) + Send + Sync + 'static) -> std::io::Result<RuntimeApi> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (events, waiting) = mpsc::unbounded_channel();
        let api = Api { events: AsyncMutex::new(waiting), pending: Mutex::default(), on_action: Box::new(on_action) };
        let listener = listener.tap_io(|socket| drop(socket.set_nodelay(true)));
        let server = tokio::spawn(async move { axum::serve(listener, routes(api)).await.unwrap_or_default() });
        Ok(RuntimeApi { address, events, server })
    }

    /// Has `event` ready for when the function asks.
    pub fn send(&self, event: Event) {
        // The receiver lives as long as the server, and the server as long as this.
        let _ = self.events.send(event);
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn routes(api: Api) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::new(api))
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    (api.on_action)(Action::Next);
    let event = api.events.lock().await.recv().await;
    // Without one the test is over, and with it the process that asks.
    let Some(Event { request_id, deadline_in, body }) = event else { return std::future::pending().await };
    api.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(request_id.clone());
    (api.on_action)(Action::Received(request_id.clone()));
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + deadline_in;
    Response::builder()
        .header("Content-Type", "application/json")
        .header("Lambda-Runtime-Aws-Request-Id", request_id)
        .header("Lambda-Runtime-Deadline-Ms", deadline.as_millis().to_string())
        .header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:111122223333:function:outbound-chat")
        .header("Lambda-Runtime-Trace-Id", TRACE)
        .body(Body::from(body))
        .unwrap_or_default()
}

async fn response(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    answer(&api, &id, Action::Response(id.clone(), body))
}

async fn error(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    answer(&api, &id, Action::Error(id.clone(), body))
}

/// Lambda refuses an answer to what it never sent, and a second answer.
fn answer(api: &Api, id: &str, action: Action) -> StatusCode {
    if !api.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(id) {
        return StatusCode::BAD_REQUEST;
    }
    (api.on_action)(action);
    StatusCode::ACCEPTED
}

async fn init_error(State(api): State<Arc<Api>>, body: Bytes) -> StatusCode {
    (api.on_action)(Action::InitError(body));
    StatusCode::ACCEPTED
}
