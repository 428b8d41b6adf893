//! A function that runs: the real `bootstrap` in an environment as Lambda gives it.

use super::{Action, Event, RuntimeApi};
use crate::settings::DEFAULT_SETTINGS;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than anything here may take on a slow machine: a test that waits for nothing fails instead of hanging.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Deadlines below are over before anybody could answer; Lambda sets none.
const MIN_DEADLINE: Duration = Duration::from_millis(750);

/// A running function.
pub struct Lambda {
    api: RuntimeApi,
    pending: Arc<Pending>,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    readers: [JoinHandle<()>; 2],
    ended: watch::Sender<bool>,
    took: Mutex<Duration>,
    counter: AtomicUsize,
}

/// How an invocation ended: the reply, or `errorType` and `errorMessage`.
pub type InvocationResult = Result<Value, Fault>;

/// An invocation that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub error_type: String,
    pub error_message: String,
}

/// Invocations that aren't answered yet, by request id.
#[derive(Default)]
struct Pending(Mutex<HashMap<String, PendingInvocation>>);

/// Who waits, and since when the function has the event.
struct PendingInvocation {
    answer: oneshot::Sender<(InvocationResult, Duration)>,
    since: Instant,
}

/// One invocation in the making.
pub struct Invocation {
    request_id: Option<String>,
    deadline_in: Duration,
    event: Vec<u8>,
}

/// A function in the making.
#[derive(Clone)]
pub struct Setup {
    environment: Vec<(String, String)>,
    max_memory: Option<u64>,
}

impl Invocation {
    /// With these bytes as its event, JSON or not.
    pub fn from_bytes(event: impl Into<Vec<u8>>) -> Invocation {
        Invocation { request_id: None, deadline_in: Duration::from_secs(30), event: event.into() }
    }

    pub fn json(event: &Value) -> Invocation {
        Invocation::from_bytes(event.to_string())
    }

    #[must_use]
    pub fn with_request_id(self, request_id: &str) -> Invocation {
        Invocation { request_id: Some(request_id.to_owned()), ..self }
    }

    #[must_use]
    pub fn with_deadline_in(self, deadline_in: Duration) -> Invocation {
        Invocation { deadline_in, ..self }
    }
}

impl Setup {
    /// An environment as Lambda has it, and [`DEFAULT_SETTINGS`].
    pub fn with_defaults(connect: &str) -> Setup {
        DEFAULT_SETTINGS.into_iter().fold(Setup::bare(connect), |setup, (name, value)| setup.set(name, value))
    }

    /// An environment as Lambda has it, and no settings.
    pub fn bare(connect: &str) -> Setup {
        let aws = [
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
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
            // Fast enough to be in no test's way; those about the rate set their own.
            ("RATE_PER_SECOND", "10000"),
        ];
        let environment = aws.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Setup { environment, max_memory: None }
    }

    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Setup {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn unset(mut self, name: &str) -> Setup {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// With so many bytes of private memory that it can write to, touched or not (`RLIMIT_DATA`): more is not given, and a
    /// process that asks for more ends. <https://man7.org/linux/man-pages/man2/getrlimit.2.html>
    #[must_use]
    pub fn with_max_memory(self, bytes: u64) -> Setup {
        Setup { max_memory: Some(bytes), ..self }
    }

    /// The running function.
    pub async fn start(self) -> Lambda {
        let pending = Arc::new(Pending::default());
        let answered = Arc::clone(&pending);
        let api = RuntimeApi::start(move |action| answered.record(action)).await.unwrap();
        let mut command = match self.max_memory {
            None => Command::new(bootstrap()),
            Some(bytes) => {
                let mut limited = Command::new("prlimit");
                limited.arg(format!("--data={bytes}")).arg(bootstrap());
                limited
            }
        };
        let mut child = command
            .env_clear()
            .envs(self.environment)
            .env("AWS_LAMBDA_RUNTIME_API", &api.address)
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
        let (took, counter) = (Mutex::default(), AtomicUsize::new(0));
        Lambda { api, pending, child, lines, readers, ended, took, counter }
    }
}

/// Cargo builds the binary before an integration test of its package, and says where it lies; `BOOTSTRAP` names another one:
/// what is deployed.
/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html#environment-variables-cargo-sets-for-crates>
fn bootstrap() -> PathBuf {
    let built = || std::env::var_os("CARGO_BIN_EXE_bootstrap");
    std::env::var_os("BOOTSTRAP").or_else(built).expect("CARGO_BIN_EXE_bootstrap: run the tests by `cargo test`").into()
}

impl Lambda {
    /// How an invocation with `event` ended.
    pub async fn invoke(&self, event: &Value) -> InvocationResult {
        self.send(Invocation::json(event)).await
    }

    /// How `invocation` ended.
    pub async fn send(&self, invocation: Invocation) -> InvocationResult {
        let Invocation { request_id, deadline_in, event } = invocation;
        let number = self.counter.fetch_add(1, Ordering::Relaxed) + 1;
        let request_id = request_id.unwrap_or_else(|| format!("00000000-0000-4000-8000-{number:012}"));
        let (answer, answered) = oneshot::channel();
        let invocation = PendingInvocation { answer, since: Instant::now() };
        self.pending.0.lock().unwrap().insert(request_id.clone(), invocation);
        self.api.send(Event { request_id, deadline_in, body: event });
        let mut ended = self.ended.subscribe();
        let problem = tokio::select! {
            result = timeout(TEST_TIMEOUT, answered) => match result {
                Ok(result) => {
                    let (result, took) = result.unwrap();
                    // "The function answers before its deadline, always."
                    assert!(took < deadline_in.max(MIN_DEADLINE), "{took:?} for an answer in {deadline_in:?}");
                    *self.took.lock().unwrap() = took;
                    return result;
                }
                Err(_) => "gave no answer",
            },
            _ = ended.wait_for(|ended| *ended) => "ended",
        };
        panic!("the function {problem}; it wrote: {:#?}", self.lines.lock().unwrap());
    }

    /// The process.
    pub fn process_id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// How long the function had the last invocation; what its start took isn't counted.
    pub fn took(&self) -> Duration {
        *self.took.lock().unwrap()
    }

    /// Drops the lines that it has written up to now, of which a long run would have too many.
    pub fn drop_lines(&self) {
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
        let status = timeout(TEST_TIMEOUT, self.child.wait()).await.unwrap().unwrap();
        for reader in &mut self.readers {
            timeout(TEST_TIMEOUT, reader).await.unwrap().unwrap();
        }
        (status.success(), self.lines.lock().unwrap().clone())
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        let _ = self.child.start_kill();
    }
}

impl Pending {
    fn record(&self, action: Action) {
        match action {
            Action::Next | Action::InitError(_) => {}
            Action::Received(id) => {
                if let Some(invocation) = self.0.lock().unwrap().get_mut(&id) {
                    invocation.since = Instant::now();
                }
            }
            Action::Response(id, body) => {
                self.answer(&id, Ok(serde_json::from_slice(&body).expect("a reply is JSON")));
            }
            Action::Error(id, body) => {
                let body: Value = serde_json::from_slice(&body).expect("an error is JSON");
                let text = |name: &str| body[name].as_str().expect(name).to_owned();
                let fault = Fault { error_type: text("errorType"), error_message: text("errorMessage") };
                self.answer(&id, Err(fault));
            }
        }
    }

    fn answer(&self, id: &str, result: InvocationResult) {
        if let Some(PendingInvocation { answer, since }) = self.0.lock().unwrap().remove(id) {
            // Who waited may have given up.
            let _ = answer.send((result, since.elapsed()));
        }
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
