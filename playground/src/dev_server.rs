//! The function and its Connect in this process: an event in, what became of it out.

mod environment;
mod journal;
mod log;
mod reply;
mod text;
mod trial;

pub(crate) use environment::{secret, settings};
pub(crate) use reply::{Reply, lambda_error};
pub(crate) use text::length;
pub(crate) use trial::{Outcome, Trial};

use crate::catalogue::Entry;
use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::queue::Queue;
use connect_outbound_chat::response::Fault;
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Secrets, Sources};
use connect_outbound_chat::telemetry::Telemetry;
use connect_outbound_chat::{App, Function, aws};
use journal::Journal;
use log::Log;
use serde_json::Value;
use simulator::{Call, Options, Simulator};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Mutex;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::Instant;

/// How long an invocation may take: more than a slow answer of the simulator needs, less than patience lasts.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A function and the Connect that it calls.
pub(crate) struct DevServer {
    function: Arc<Function>,
    /// Another function before the same Connect, with these sources.
    function_with: Box<dyn Fn(Sources) -> Function + Send + Sync>,
    settings: Settings,
    simulator: Simulator,
    log: Log,
    journal: Journal,
    invocations: AtomicU64,
    /// As on Lambda, one environment answers one event at a time; so calls and log lines are surely an event's own.
    turn: Mutex<()>,
}

/// An event to be tried.
pub(crate) struct Event {
    /// How it came.
    pub(crate) via: &'static str,
    /// What it is, in a few words.
    pub(crate) title: String,
    /// The event.
    pub(crate) text: String,
    /// The function to try it on, if it isn't the desk's own.
    pub(crate) function: Option<Arc<Function>>,
}

/// What an invocation gave, whole.
pub(crate) struct Invoked {
    /// The reply, or the fault, as Lambda takes it.
    pub(crate) answer: Result<Value, Fault>,
    /// The request id.
    pub(crate) request_id: String,
    /// Everything else.
    pub(crate) trial: Arc<Trial>,
}

impl DevServer {
    /// Starts the local Connect on a port of this machine, and the function, which is called at `url`, before it.
    ///
    /// # Errors
    /// All that is wrong with the settings, or that the port is taken.
    pub(crate) async fn set_up(connect_port: u16, url: &str) -> Result<DevServer, Vec<String>> {
        let log = Log::default();
        let settings = settings(url)?;
        let sources = sources(settings.sources_dir.as_deref())?;
        let simulator = Simulator::start(Options::default(), (Ipv4Addr::LOCALHOST, connect_port).into()).await;
        let simulator = simulator.map_err(|error| vec![cannot_listen(connect_port, "--connect-port", &error)])?;
        let config = aws::config_for_local(&environment::variable);
        let queue = settings.queue_url.as_deref().map(|url| Queue::new(&config, url));
        let connect = Connect::new(&config, Some(&simulator.url()));
        // One for every function on this desk: they share Connect's quota, too.
        let dispatch = Arc::new(Dispatch::new(connect, queue, settings.rate_per_second));
        let lines = log.clone();
        // All lines, as JSON: they are shown here, not filtered by Lambda.
        let telemetry = Arc::new(Telemetry::new(&|_| None, Box::new(move |text| lines.put(text))));
        let app = settings.clone();
        let function_with = Box::new(move |sources| {
            let (settings, dispatch) = (app.clone(), Arc::clone(&dispatch));
            let secrets = Secrets::new(&config, Arc::new(secret));
            Function::new(App { settings, sources, secrets }, dispatch, Arc::clone(&telemetry))
        });
        Ok(DevServer {
            function: Arc::new(function_with(sources)),
            function_with,
            settings,
            simulator,
            log,
            journal: Journal::default(),
            invocations: AtomicU64::new(0),
            turn: Mutex::default(),
        })
    }

    /// A function that has, in place of what it has by that name, this source.
    ///
    /// # Errors
    /// What is wrong with the source.
    pub(crate) fn function_with(&self, source: &Entry) -> Result<Arc<Function>, Vec<String>> {
        // Sources are read from folders only, so that their mistakes name a file.
        let folder = std::env::temp_dir().join(format!("playground-{}", uuid::Uuid::new_v4()));
        let file = folder.join(format!("{}.toml", source.name));
        let written = std::fs::create_dir(&folder).and_then(|()| std::fs::write(file, &source.text));
        let sources = written.map_err(|error| vec![error.to_string()]).and_then(|()| sources(Some(&folder)));
        let _ = std::fs::remove_dir_all(&folder);
        Ok(Arc::new((self.function_with)(sources?)))
    }

    /// The function's settings.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the local Connect listens.
    pub(crate) fn connect_url(&self) -> String {
        self.simulator.url()
    }

    /// What was tried after the trial of this number.
    pub(crate) fn trials_after(&self, id: u64) -> Vec<Arc<Trial>> {
        self.journal.after(id)
    }

    /// Invokes the function. It goes on to its end even if nobody waits any longer, as on Lambda.
    pub(crate) async fn invoke(self: &Arc<DevServer>, event: Event) -> Invoked {
        let (desk, request_id) = (Arc::clone(self), uuid::Uuid::new_v4().to_string());
        let invocation = tokio::spawn(async move { desk.run(event, request_id).await });
        match invocation.await {
            Ok(invoked) => invoked,
            // Only a runtime that is being shut down cancels it, and then nobody reads this.
            Err(_) => std::future::pending().await,
        }
    }

    async fn run(&self, Event { via, title, text: event, function }: Event, request_id: String) -> Invoked {
        let function = function.unwrap_or_else(|| Arc::clone(&self.function));
        let _turn = self.turn.lock().await;
        let mut called = self.simulator.subscribe();
        self.log.take();
        let id = self.invocations.fetch_add(1, Ordering::Relaxed) + 1;
        let invocation = invocation(request_id.clone(), id == 1);
        let (began, at) = (invocation.began, invocation.now.format(&Rfc3339).unwrap_or_default());
        let answer = respond(function, event.clone(), invocation).await;
        let (took, lines, calls) = (began.elapsed(), self.log.take(), calls(&mut called));
        let reply = Reply::of(&answer);
        let trial = Arc::new(Trial {
            id,
            at,
            via,
            title,
            sender: trial::sender(&lines),
            brief: reply.in_brief(),
            event,
            took: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            outcome: Outcome::of(&lines, &reply),
            reason: trial::reason(&lines, &reply),
            texts: text::Text::all(&calls),
            reply,
            calls,
            lines,
        });
        self.journal.put(&trial);
        Invoked { answer, request_id, trial }
    }
}

/// The sources of a folder on top of the built-in ones. On a desk every secret is there.
fn sources(folder: Option<&Path>) -> Result<Sources, Vec<String>> {
    let sources = Sources::load(folder, Arc::new(secret));
    sources.map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

/// The function's answer. A bug costs this invocation, not the process.
async fn respond(function: Arc<Function>, event: String, invocation: Invocation) -> Result<Value, Fault> {
    let task = tokio::spawn(async move { function.handle(&event, &invocation).await });
    task.await.unwrap_or_else(|_| Err(Fault::bug()))
}

/// Why a port of this machine can't be had, in one line.
pub(crate) fn cannot_listen(port: u16, option: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("port {port} of 127.0.0.1 is in use; choose another with {option}"),
        _ => format!("cannot listen on 127.0.0.1:{port}: {error}"),
    }
}

fn invocation(request_id: String, cold_start: bool) -> Invocation {
    let began = Instant::now();
    let now = OffsetDateTime::now_utc();
    let root = uuid::Uuid::new_v4().simple().to_string();
    let trace = format!("Root=1-{:08x}-{};Sampled=0", now.unix_timestamp(), &root[..24]);
    Invocation {
        request_id,
        began,
        deadline: began + TIMEOUT,
        now,
        memory_mb: 1_769,
        xray_trace_id: Some(trace),
        cold_start,
    }
}

fn calls(called: &mut Receiver<Call>) -> Vec<Call> {
    let mut calls = Vec::new();
    loop {
        match called.try_recv() {
            Ok(call) => calls.push(call),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return calls,
        }
    }
}
