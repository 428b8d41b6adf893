//! The function and its Connect in this process: an event in, what became of it out.

pub(crate) mod environment;
mod journal;
mod log;
mod reply;
mod text;
mod trial;

pub(crate) use reply::{Reply, lambda_error};
pub(crate) use text::length;
pub(crate) use trial::{Outcome, Trial};

use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::queue::Queue;
use connect_outbound_chat::reply::Fault;
use connect_outbound_chat::sources::{Secrets, Sources};
use connect_outbound_chat::telemetry::Metrics;
use connect_outbound_chat::{Function, House, aws};
use journal::Journal;
use log::Log;
use serde_json::Value;
use simulator::{Call, Options, Simulator};
use std::net::Ipv4Addr;
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
pub(crate) struct Desk {
    function: Function,
    simulator: Simulator,
    log: Log,
    journal: Journal,
    invocations: AtomicU64,
    /// As on Lambda, one environment answers one event at a time; so calls and log lines are surely an event's own.
    turn: Mutex<()>,
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

impl Desk {
    /// Starts the local Connect on a port of this machine, and the function before it.
    ///
    /// # Errors
    /// All that is wrong with the settings, or that the port is taken.
    pub(crate) async fn set_up(connect_port: u16) -> Result<Desk, Vec<String>> {
        let log = Log::default();
        log.listen();
        let settings = environment::settings()?;
        let sources = Sources::load(settings.sources_dir.as_deref(), Arc::new(environment::variable))
            .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>())?;
        let simulator = Simulator::start(Options::default(), (Ipv4Addr::LOCALHOST, connect_port).into()).await;
        let simulator = simulator.map_err(|error| vec![cannot_listen(connect_port, "--connect-port", &error)])?;
        let config = aws::config_on_a_desk(&environment::variable);
        let queue = settings.queue_url.as_deref().map(|url| Queue::new(&config, url));
        let connect = Connect::new(&config, Some(&simulator.url()));
        let dispatch = Dispatch::new(connect, queue, settings.rate_per_second);
        let secrets = Secrets::new(&config, Arc::new(environment::variable));
        let lines = log.clone();
        let sink = Box::new(move |line: &str| lines.put(serde_json::from_str(line).unwrap_or(Value::Null)));
        let metrics = Metrics::new(&environment::variable, sink);
        let function = Function::new(House { settings, sources, secrets }, dispatch, metrics);
        Ok(Desk {
            function,
            simulator,
            log,
            journal: Journal::default(),
            invocations: AtomicU64::new(0),
            turn: Mutex::default(),
        })
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
    pub(crate) async fn invoke(self: &Arc<Desk>, via: &'static str, title: String, event: String) -> Invoked {
        let (desk, request_id) = (Arc::clone(self), uuid::Uuid::new_v4().to_string());
        let invocation = tokio::spawn(async move { desk.run(via, title, event, request_id).await });
        match invocation.await {
            Ok(invoked) => invoked,
            // Only a runtime that is being shut down cancels it, and then nobody reads this.
            Err(_) => std::future::pending().await,
        }
    }

    async fn run(self: Arc<Desk>, via: &'static str, title: String, event: String, request_id: String) -> Invoked {
        let _turn = self.turn.lock().await;
        let mut called = self.simulator.subscribe();
        self.log.take();
        let id = self.invocations.fetch_add(1, Ordering::Relaxed) + 1;
        let invocation = invocation(request_id.clone(), id == 1);
        let (began, at) = (invocation.began, invocation.now.format(&Rfc3339).unwrap_or_default());
        let answer = self.clone().respond(event.clone(), invocation).await;
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

    /// The function's answer. A bug costs this invocation, not the process.
    async fn respond(self: Arc<Desk>, event: String, invocation: Invocation) -> Result<Value, Fault> {
        let task = tokio::spawn(async move { self.function.respond(&event, &invocation).await });
        task.await.unwrap_or_else(|_| Err(Fault::bug()))
    }
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
    Invocation { request_id, began, deadline: began + TIMEOUT, now, xray_trace_id: Some(trace), cold_start }
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
