//! An emulated Lambda Runtime API, and the real `bootstrap` binary that asks it for events.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;
use std::collections::HashMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything here may take on a slow machine: a test that waits for nothing fails instead of hanging.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Deadlines below are over before anybody could answer; Lambda sets none.
const TOO_SHORT: Duration = Duration::from_millis(750);

/// What a test sets unless it says otherwise: requests need nothing but a destination.
pub const DEFAULT_SETTINGS: [(&str, &str); 4] = [
    ("CONNECT_INSTANCE", "12345678-1234-4123-8123-123456789012"),
    ("CONNECT_FLOW", "87654321-4321-4321-8321-210987654321"),
    ("CONNECT_SMS_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/sms"),
    ("CONNECT_WHATSAPP_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/whatsapp"),
];

/// The trace that every invocation is part of.
pub const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// How an invocation ended: the reply, or `errorType` and `errorMessage`.
pub type Ending = Result<Value, Fault>;

/// An invocation that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub error_type: String,
    pub error_message: String,
}

/// One invocation in the making.
pub struct Invocation {
    request_id: Option<String>,
    deadline_in: Duration,
    event: Vec<u8>,
}

impl Invocation {
    pub fn of(event: impl Into<Vec<u8>>) -> Invocation {
        Invocation { request_id: None, deadline_in: Duration::from_secs(30), event: event.into() }
    }

    pub fn json(event: &Value) -> Invocation {
        Invocation::of(event.to_string())
    }

    pub fn with_request_id(self, request_id: &str) -> Invocation {
        Invocation { request_id: Some(request_id.to_owned()), ..self }
    }

    pub fn with_deadline_in(self, deadline_in: Duration) -> Invocation {
        Invocation { deadline_in, ..self }
    }
}

/// A function in the making.
pub struct Setup(Vec<(String, String)>);

impl Setup {
    /// An environment as Lambda has it, and the settings of [`DEFAULT_SETTINGS`].
    pub fn with_defaults(connect: &str) -> Setup {
        DEFAULT_SETTINGS.into_iter().fold(Setup::bare(connect), |setup, (name, value)| setup.set(name, value))
    }

    /// An environment as Lambda has it, and no settings.
    pub fn bare(connect: &str) -> Setup {
        let aws = [
            ("AWS_LAMBDA_FUNCTION_NAME", "outbound-chat"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/outbound-chat"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2VjEXAMPLETOKEN"),
            ("AWS_ENDPOINT_URL_CONNECT", connect),
            // Fast enough to be in no test's way; those about pace set their own.
            ("RATE_PER_SECOND", "10000"),
        ];
        Setup(aws.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    pub fn set(mut self, name: &str, value: &str) -> Setup {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn unset(mut self, name: &str) -> Setup {
        self.0.retain(|(known, _)| known != name);
        self
    }

    /// The running function.
    pub async fn start(self) -> Lambda {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (events, queue) = mpsc::unbounded_channel();
        let api = Arc::new(Api { queue: tokio::sync::Mutex::new(queue), waiting: Mutex::default() });
        let server = tokio::spawn(axum::serve(listener, routes(Arc::clone(&api))).into_future());
        let mut child = Command::new(env!("CARGO_BIN_EXE_bootstrap"))
            .env_clear()
            .envs(self.0)
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            // Where coverage is measured (`.ci/hygiene --coverage`), the process's own counts.
            .envs(std::env::var("LLVM_PROFILE_FILE").map(|file| ("LLVM_PROFILE_FILE", file)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let ended = watch::Sender::new(false);
        let readers = [
            tokio::spawn(read(child.stdout.take().unwrap(), Arc::clone(&lines), ended.clone())),
            tokio::spawn(read(child.stderr.take().unwrap(), Arc::clone(&lines), ended.clone())),
        ];
        Lambda {
            events,
            api,
            server,
            child,
            lines,
            readers,
            ended,
            took: Mutex::default(),
            counter: AtomicUsize::new(0),
        }
    }
}

/// A running function.
pub struct Lambda {
    events: mpsc::UnboundedSender<Sent>,
    api: Arc<Api>,
    server: JoinHandle<std::io::Result<()>>,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    readers: [JoinHandle<()>; 2],
    ended: watch::Sender<bool>,
    took: Mutex<Duration>,
    counter: AtomicUsize,
}

impl Lambda {
    /// The end of an invocation with `event`.
    pub async fn invoke(&self, event: &Value) -> Ending {
        self.send(Invocation::json(event)).await
    }

    /// The end of `invocation`.
    pub async fn send(&self, invocation: Invocation) -> Ending {
        let Invocation { request_id, deadline_in, event } = invocation;
        let number = self.counter.fetch_add(1, Ordering::Relaxed) + 1;
        let request_id = request_id.unwrap_or_else(|| format!("00000000-0000-4000-8000-{number:012}"));
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { answer, since: Instant::now() };
        self.api.waiting.lock().unwrap().insert(request_id.clone(), waiting);
        self.events.send(Sent { request_id, deadline_in, event }).unwrap();
        let mut ended = self.ended.subscribe();
        let problem = tokio::select! {
            ending = timeout(PATIENCE, answered) => match ending {
                Ok(ending) => {
                    let (ending, took) = ending.unwrap();
                    // "The function answers before its deadline, always."
                    assert!(took < deadline_in.max(TOO_SHORT), "{took:?} for an answer in {deadline_in:?}: {ending:?}");
                    *self.took.lock().unwrap() = took;
                    return ending;
                }
                Err(_) => "gave no answer",
            },
            _ = ended.wait_for(|ended| *ended) => "ended",
        };
        panic!("the function {problem}; it wrote: {:#?}", self.lines.lock().unwrap());
    }

    /// How long the function had the last invocation; what its start took isn't counted.
    pub fn took(&self) -> Duration {
        *self.took.lock().unwrap()
    }

    /// Drops the lines that it has written up to now, of which a long run would have too many.
    #[allow(dead_code, reason = "for tests/soak, which shares this file")]
    pub fn forget_lines(&self) {
        self.lines.lock().unwrap().clear();
    }

    /// Ends the process; everything that it wrote, line by line.
    pub async fn stop(mut self) -> Vec<String> {
        self.child.start_kill().unwrap();
        self.written().await.1
    }

    /// Waits until the process ends by itself: whether it says that all was well, and what it wrote.
    pub async fn exit(mut self) -> (bool, Vec<String>) {
        self.written().await
    }

    async fn written(&mut self) -> (bool, Vec<String>) {
        let status = timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        for reader in &mut self.readers {
            timeout(PATIENCE, reader).await.unwrap().unwrap();
        }
        (status.success(), self.lines.lock().unwrap().clone())
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        let _ = self.child.start_kill();
        self.server.abort();
    }
}

struct Sent {
    request_id: String,
    deadline_in: Duration,
    event: Vec<u8>,
}

/// An invocation that isn't answered yet: who waits, and since when the function has it.
struct Waiting {
    answer: oneshot::Sender<(Ending, Duration)>,
    since: Instant,
}

struct Api {
    queue: tokio::sync::Mutex<mpsc::UnboundedReceiver<Sent>>,
    waiting: Mutex<HashMap<String, Waiting>>,
}

fn routes(api: Arc<Api>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(async || StatusCode::ACCEPTED))
        .layer(DefaultBodyLimit::disable())
        .with_state(api)
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    let sent = api.queue.lock().await.recv().await;
    // Without one the test is over, and with it the process that asks.
    let Some(Sent { request_id, deadline_in, event }) = sent else { return std::future::pending().await };
    if let Some(waiting) = api.waiting.lock().unwrap().get_mut(&request_id) {
        waiting.since = Instant::now();
    }
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + deadline_in;
    Response::builder()
        .header("Content-Type", "application/json")
        .header("Lambda-Runtime-Aws-Request-Id", request_id)
        .header("Lambda-Runtime-Deadline-Ms", deadline.as_millis().to_string())
        .header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:111122223333:function:outbound-chat")
        .header("Lambda-Runtime-Trace-Id", TRACE)
        .body(Body::from(event))
        .unwrap()
}

async fn response(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    answer(&api, &id, Ok(serde_json::from_slice(&body).expect("a reply is JSON")))
}

async fn error(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let body: Value = serde_json::from_slice(&body).expect("an error is JSON");
    let text = |name: &str| body[name].as_str().expect(name).to_owned();
    let fault = Fault { error_type: text("errorType"), error_message: text("errorMessage") };
    answer(&api, &id, Err(fault))
}

fn answer(api: &Api, id: &str, ending: Ending) -> StatusCode {
    match api.waiting.lock().unwrap().remove(id) {
        Some(Waiting { answer, since }) => {
            let _ = answer.send((ending, since.elapsed()));
            StatusCode::ACCEPTED
        }
        None => StatusCode::BAD_REQUEST,
    }
}

async fn read(stream: impl AsyncRead + Unpin, lines: Arc<Mutex<Vec<String>>>, ended: watch::Sender<bool>) {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    while stream.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
        lines.lock().unwrap().push(String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned());
        line.clear();
    }
    ended.send_replace(true);
}
