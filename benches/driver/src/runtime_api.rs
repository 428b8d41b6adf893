//! Lambda's Runtime API on loopback, for one function at a time.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use crate::clock;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

/// How long an invocation may take.
const TIMEOUT: Duration = Duration::from_secs(900);

/// What a function did.
#[derive(Debug)]
pub enum Deed {
    /// It asked for an event.
    Next,
    /// It answered one.
    Answer(String),
    /// It reported an error.
    Error(String),
}

/// A Runtime API and the function's place at it.
pub struct RuntimeApi {
    /// Where it listens: `AWS_LAMBDA_RUNTIME_API`.
    pub address: String,
    events: mpsc::UnboundedSender<String>,
    deeds: mpsc::UnboundedReceiver<(Duration, Deed)>,
    server: JoinHandle<()>,
}

struct Desk {
    events: Mutex<mpsc::UnboundedReceiver<String>>,
    deeds: mpsc::UnboundedSender<(Duration, Deed)>,
    count: AtomicU64,
}

impl RuntimeApi {
    /// One that listens on a port of its own.
    pub async fn start() -> std::io::Result<RuntimeApi> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (events, waiting) = mpsc::unbounded_channel();
        let (done, deeds) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk { events: Mutex::new(waiting), deeds: done, count: AtomicU64::new(0) });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/{what}", post(answer))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .layer(axum::extract::DefaultBodyLimit::max(8 << 20))
            .with_state(desk);
        let listener = axum::serve::ListenerExt::tap_io(listener, |socket| {
            let _ = socket.set_nodelay(true);
        });
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap_or_default() });
        Ok(RuntimeApi { address, events, deeds, server })
    }

    /// Lays an event ready.
    pub fn send(&self, event: &str) -> Duration {
        let at = clock::now();
        let _ = self.events.send(event.to_owned());
        at
    }

    /// When the function asks for an event.
    pub async fn asked(&mut self) -> Result<Duration, String> {
        match self.deed().await? {
            (at, Deed::Next) => Ok(at),
            (_, deed) => Err(format!("{deed:?} before an event was asked for")),
        }
    }

    /// When the function answered, and what.
    pub async fn answered(&mut self) -> Result<(Duration, String), String> {
        loop {
            match self.deed().await? {
                (_, Deed::Next) => {}
                (at, Deed::Answer(answer)) => return Ok((at, answer)),
                (_, Deed::Error(error)) => return Err(error),
            }
        }
    }

    async fn deed(&mut self) -> Result<(Duration, Deed), String> {
        let deed = tokio::time::timeout(Duration::from_secs(120), self.deeds.recv()).await;
        deed.ok().flatten().ok_or_else(|| "the function did nothing for two minutes".to_owned())
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response<Body> {
    let _ = desk.deeds.send((clock::now(), Deed::Next));
    let event = desk.events.lock().await.recv().await.unwrap_or_default();
    let count = desk.count.fetch_add(1, Ordering::Relaxed);
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + TIMEOUT;
    let response = Response::builder()
        .header("lambda-runtime-aws-request-id", format!("8476a536-e9f4-11e8-9739-{count:012}"))
        .header("lambda-runtime-deadline-ms", deadline.as_millis().to_string())
        .header("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:111122223333:function:bench")
        .header("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0")
        .header("content-type", "application/json");
    response.body(Body::from(event)).unwrap_or_default()
}

async fn answer(
    State(desk): State<Arc<Desk>>,
    Path((_, what)): Path<(String, String)>,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let text = String::from_utf8_lossy(&body).into_owned();
    let deed = if what == "response" { Deed::Answer(text) } else { Deed::Error(text) };
    let _ = desk.deeds.send((clock::now(), deed));
    (StatusCode::ACCEPTED, "{}")
}

async fn init_error(State(desk): State<Arc<Desk>>, body: Bytes) -> StatusCode {
    let _ = desk.deeds.send((clock::now(), Deed::Error(String::from_utf8_lossy(&body).into_owned())));
    StatusCode::ACCEPTED
}
