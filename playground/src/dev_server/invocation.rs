//! One invocation of the function, as Lambda makes it, and everything that came of it.

use super::{DevServer, Outcome, Reply, Trial, crm, text, trial};
use connect_outbound_chat::Function;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::response::Fault;
use serde_json::Value;
use simulator::Call;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::Instant;
use tracing::Dispatch;
use tracing::instrument::WithSubscriber as _;

/// How long an invocation may take: longer than the simulator's slow answers, shorter than anybody wants to wait.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Lambda's memory for one whole CPU.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>
const MEMORY_MB: u32 = 1_769;

/// An event to be tried.
pub(crate) struct Event {
    /// How it came.
    pub(crate) via: &'static str,
    /// What it is, in a few words.
    pub(crate) title: String,
    /// The event.
    pub(crate) text: String,
    /// The function to try it on, if it isn't the dev server's own.
    pub(crate) function: Option<Arc<Function>>,
}

/// An invocation and all that it gave.
pub(crate) struct Invoked {
    /// The result, or the fault, as Lambda takes it.
    pub(crate) result: Result<Value, Fault>,
    /// The request id.
    pub(crate) request_id: String,
    /// Everything else.
    pub(crate) trial: Arc<Trial>,
}

impl DevServer {
    /// Invokes the function. It goes on to its end even if nobody waits any longer, as on Lambda.
    pub(crate) async fn invoke(self: &Arc<DevServer>, event: Event) -> Invoked {
        let (dev_server, request_id) = (Arc::clone(self), uuid::Uuid::new_v4().to_string());
        let invocation = tokio::spawn(async move { dev_server.run(event, request_id).await });
        match invocation.await {
            Ok(invoked) => invoked,
            // Only a runtime that is being shut down cancels it, and then nobody reads this.
            Err(_) => std::future::pending().await,
        }
    }

    async fn run(&self, Event { via, title, text: event, function }: Event, request_id: String) -> Invoked {
        let function = function.unwrap_or_else(|| self.function.function());
        let _turn = self.one_at_a_time.lock().await;
        let mut called = self.simulator.subscribe();
        self.function_log.take();
        let id = self.invocations.fetch_add(1, Ordering::Relaxed) + 1;
        let invocation = invocation(request_id.clone(), self.now(), id == 1);
        let (began, at) = (invocation.began, invocation.now.format(&Rfc3339).unwrap_or_default());
        let result = handle(function, event.clone(), invocation, self.subscriber.clone()).await;
        let (took, lines, calls) = (began.elapsed(), self.function_log.take(), calls(&mut called));
        let reply = Reply::from_result(&result);
        let trial = Arc::new(Trial {
            id,
            at,
            via,
            title,
            sender: trial::sender(&lines),
            brief: reply.in_brief(),
            took: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            outcome: Outcome::from_log(&lines, &reply),
            reason: trial::reason(&lines, &reply),
            crm: crm::what_it_hears(&event, &reply),
            texts: text::Text::from_calls(&calls),
            event,
            reply,
            calls,
            lines,
        });
        self.trials.append(&trial);
        Invoked { result, request_id, trial }
    }
}

/// The function's result. A bug costs this invocation, not the process.
async fn handle(
    function: Arc<Function>,
    event: String,
    invocation: Invocation,
    subscriber: Dispatch,
) -> Result<Value, Fault> {
    let handled = async move { function.handle(&event, &invocation).await };
    let task = tokio::spawn(handled.with_subscriber(subscriber));
    task.await.unwrap_or_else(|_| Err(Fault::bug()))
}

fn invocation(request_id: String, now: OffsetDateTime, cold_start: bool) -> Invocation {
    let began = Instant::now();
    let root = uuid::Uuid::new_v4().simple().to_string();
    let trace = format!("Root=1-{:08x}-{};Sampled=0", now.unix_timestamp(), &root[..24]);
    Invocation {
        request_id,
        began,
        deadline: began + TIMEOUT,
        now,
        memory_mb: MEMORY_MB,
        xray_trace_id: Some(trace),
        cold_start,
    }
}

/// The calls since `called` was last read. Result events that the bus took are left out: they have a list of their own.
fn calls(called: &mut Receiver<Call>) -> Vec<Call> {
    let is_taken = |call: &Call| call.operation.as_deref() == Some("PutEvents") && call.status == 200;
    let mut calls = Vec::new();
    loop {
        match called.try_recv() {
            Ok(call) if is_taken(&call) => {}
            Ok(call) => calls.push(call),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return calls,
        }
    }
}
