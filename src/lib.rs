//! Starts outbound SMS and WhatsApp contacts in Amazon Connect from any event.
//!
//! The path of an event is [`Function::handle`]: who sent it, in what form ([`event`]); what it asks for ([`request`]);
//! whether that may be done ([`policy`]); what became of it ([`dispatch`], [`connect`], [`queue`], [`outcome`]); the
//! response in the sender's form ([`response`]). `docs/ARCHITECTURE.md` has the map.

pub mod aws;
pub mod connect;
pub mod context;
pub mod dispatch;
pub mod event;
pub mod invocation;
mod json;
mod media_type;
pub mod outcome;
pub mod policy;
pub mod queue;
pub mod request;
pub mod response;
pub mod results;
pub mod schedule;
pub mod settings;
pub mod sources;
pub mod telemetry;

pub use context::{App, Context};

use aws::retry::RESULTS_TIMEOUT;
use dispatch::{CompletedChat, Dispatch, Job, JobOrigin, JobResult};
use event::EventKind;
use invocation::Invocation;
use outcome::Failure;
use response::{Fault, Response};
use results::{InvocationResults, Results};
use std::sync::Arc;
use telemetry::{InvocationLog, Metrics, is_loggable_id, is_loggable_name};
use tokio::time::{Instant, timeout_at};

/// The function: takes an event, gives a response.
pub struct Function {
    app: App,
    dispatch: Arc<Dispatch>,
    metrics: Arc<Metrics>,
    results: Option<Results>,
}

impl Function {
    /// The function of an application, whose chats are started by `dispatch` and counted by `metrics`, and whose
    /// results are told by `results`, if they are wanted. Its log lines are events of `tracing`.
    pub fn new(app: App, dispatch: Arc<Dispatch>, metrics: Arc<Metrics>, results: Option<Results>) -> Function {
        Function { app, dispatch, metrics, results }
    }

    /// The response to `event`, always before the invocation's deadline.
    ///
    /// # Errors
    /// [`Fault`] where the sender learns of a failure by the failed invocation.
    pub async fn handle(&self, event: &str, invocation: &Invocation) -> Result<Response, Fault> {
        let event = match event::recognize(event) {
            Ok(event) => event,
            Err(fault) => {
                self.log("Unknown", None, invocation).record_invocation(&[], Some(&fault));
                return Err(fault);
            }
        };
        let log = self.log(event.sender(), event.correlation_id(), invocation);
        let context = Context { app: &self.app, invocation, deadline: event.deadline(invocation) };
        let results = self.results(event.as_ref(), context, &log).await;
        let response = event.respond(&results, context);
        log.record_invocation(&results, response.as_ref().err());
        response
    }

    async fn results(
        &self,
        event: &dyn EventKind<'_>,
        context: Context<'_>,
        log: &InvocationLog<'_>,
    ) -> Vec<JobResult> {
        // Only a webhook can wait here, for its secret; it is one job.
        let jobs = timeout_at(context.deadline, event.jobs(context)).await;
        let mut jobs = jobs.unwrap_or_else(|_| vec![Job::failed(Failure::Timeout)]);
        jobs.iter_mut().for_each(|job| complete_origin(&mut job.origin, log.correlation_id));
        let told = self
            .results
            .as_ref()
            .map(|results| (results, InvocationResults::new(log.sender, self.app.settings.max_receives)));
        let completed = |chat: &CompletedChat<'_>| {
            log.record_chat(chat);
            if let Some((_, told)) = &told {
                told.record(chat);
            }
        };
        let results = self
            .dispatch
            .batch(
                &self.app.settings,
                event.delivery(context),
                (context.deadline, context.invocation.wall_clock()),
                &completed,
            )
            .run(jobs)
            .await;
        if let Some((bus, told)) = told {
            // Inside the reserve: whatever the bus does, the sender is answered in time.
            let deadline = context.invocation.results_by(context.deadline).min(Instant::now() + RESULTS_TIMEOUT);
            let lost = bus.put(told.into_events(), deadline).await;
            log.record_lost_results(lost);
        }
        results
    }

    fn log<'a>(
        &'a self,
        sender: &'static str,
        correlation_id: Option<&'a str>,
        invocation: &'a Invocation,
    ) -> InvocationLog<'a> {
        let correlation_id = correlation_id.filter(|id| is_loggable_id(id));
        InvocationLog { sender, correlation_id, invocation, metrics: &self.metrics }
    }
}

/// What the result event of a job says about the job's origin: a webhook's result has the webhook's id, even after the
/// queue. A value that does not look like an id is left out: whoever may write to the queue may have put a telephone
/// number there.
fn complete_origin(origin: &mut JobOrigin, correlation_id: Option<&str>) {
    let JobOrigin { source, correlation_id: own, .. } = origin;
    *source = source.take().filter(|name| is_loggable_name(name));
    *own = own.take().filter(|id| is_loggable_id(id)).or_else(|| correlation_id.map(ToOwned::to_owned));
}
