//! What is seen of the function: a log line per chat, a log line per invocation, a metrics line per chat.
//!
//! Nobody's number, name, words, attributes or secrets are in any of them: only ids, codes and our own words. Keys are
//! Powertools' where it has one. <https://docs.aws.amazon.com/powertools/>

mod emf;
mod loggable;
mod subscriber;

pub use emf::Metrics;
pub(crate) use loggable::{is_loggable_id, is_loggable_name};
pub use subscriber::subscriber;

use crate::dispatch::{CompletedChat, JobResult};
use crate::invocation::Invocation;
use crate::outcome::{Failure, Outcome};
use crate::response::Fault;
use std::time::Duration;
use time::OffsetDateTime;
use tracing::{Level, error, event};

/// The value of `service` in every line.
const SERVICE: &str = "connect-outbound-chat";

/// An event of an invocation: what happened, and then where. Its level is known only when it happens, and `tracing`
/// wants a constant.
macro_rules! invocation_event {
    (@ $log:ident, $level:expr, $message:literal, $($fields:tt)*) => {
        event!(
            $level,
            service = SERVICE,
            $($fields)*
            sender = $log.sender,
            request_id = $log.invocation.request_id.as_str(),
            function_request_id = $log.invocation.request_id.as_str(),
            correlation_id = $log.correlation_id,
            xray_trace_id = $log.invocation.xray_root(),
            cold_start = $log.invocation.cold_start,
            $message
        )
    };
    ($log:ident, $level:expr, $message:literal, $($fields:tt)*) => {
        match $level {
            Level::ERROR => invocation_event!(@ $log, Level::ERROR, $message, $($fields)*),
            Level::WARN => invocation_event!(@ $log, Level::WARN, $message, $($fields)*),
            _ => invocation_event!(@ $log, Level::INFO, $message, $($fields)*),
        }
    };
}

/// The log of one invocation.
pub(crate) struct InvocationLog<'a> {
    /// The event kind.
    pub(crate) sender: &'static str,
    /// The sender's own id of the event.
    pub(crate) correlation_id: Option<&'a str>,
    /// The invocation.
    pub(crate) invocation: &'a Invocation,
    /// Where metrics go.
    pub(crate) metrics: &'a Metrics,
}

/// Logs what keeps the function from starting or from working.
pub fn log_start_up_error(code: &str, detail: &str) {
    error!(service = SERVICE, code, detail, "start-up");
}

/// Logs a bug: the place in the code, without any data.
pub fn log_bug(place: &str) {
    error!(service = SERVICE, code = "InternalError", place, "a bug in the function: please report it");
}

impl InvocationLog<'_> {
    /// Logs a chat as soon as its outcome is known.
    pub(crate) fn record_chat(&self, chat: &CompletedChat<'_>) {
        let failure = chat.outcome.failure();
        let (contact_id, reason) = match chat.outcome {
            Outcome::Started(contact) => (Some(contact.contact_id.as_str()), None),
            Outcome::Skipped(skip) => (None, Some(&*skip.reason)),
            Outcome::Queued { .. } | Outcome::Scheduled { .. } | Outcome::Failed(_) => (None, None),
        };
        let summary = chat.summary;
        invocation_event!(
            self,
            level(failure),
            "chat",
            outcome = outcome(chat.outcome),
            code = failure.map(|failure| failure.row().code),
            channel = summary.map(|summary| summary.channel.name()),
            contact_id,
            related_contact_id = summary.and_then(|summary| summary.related_contact_id.as_deref()),
            chats = Some(chat.count).filter(|count| *count != 1),
            attributes_left_out = summary.map(|summary| summary.attributes_left_out).filter(|count| *count != 0),
            latency_ms = milliseconds(chat.took),
            reason,
            detail = failure.map(Failure::owner_detail).as_deref(),
        );
        self.metrics.record_chat(chat, self.sender, &self.invocation.request_id, self.now());
    }

    /// Writes down that the results bus did not take so many result events.
    pub(crate) fn record_lost_results(&self, count: usize) {
        if count == 0 {
            return;
        }
        let detail = "the bus in RESULTS_BUS did not take them: check its name and events:PutEvents";
        invocation_event!(self, Level::WARN, "results", outcome = "lost", results = count, detail,);
        self.metrics.record_lost_results(count, self.sender, &self.invocation.request_id, self.now());
    }

    /// Logs the invocation once its reply is known.
    pub(crate) fn record_invocation(&self, results: &[JobResult], fault: Option<&Fault>) {
        let outcomes = || results.iter().flat_map(JobResult::outcomes);
        let failed = outcomes().filter(|outcome| outcome.failure().is_some()).count();
        let started = outcomes().filter(|outcome| matches!(outcome, Outcome::Started(_))).count();
        let first = results.iter().find_map(JobResult::failure);
        let code = fault.map(|fault| fault.error_type.as_str()).or(first.map(|failure| failure.row().code));
        invocation_event!(
            self,
            if code.is_some() { Level::WARN } else { Level::INFO },
            "invocation",
            outcome = if code.is_some() { "failed" } else { "done" },
            code,
            chats = outcomes().count(),
            started,
            failed,
            latency_ms = milliseconds(self.invocation.began.elapsed()),
            detail = fault.filter(|_| results.is_empty()).map(|fault| fault.error_message.as_str()),
        );
    }

    /// The wall clock's time.
    fn now(&self) -> OffsetDateTime {
        self.invocation.wall_clock()
    }
}

fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Started(_) => "started",
        Outcome::Queued { .. } => "queued",
        Outcome::Scheduled { .. } => "scheduled",
        Outcome::Skipped(_) => "skipped",
        Outcome::Failed(_) => "failed",
    }
}

/// A failure of the function's own settings, secrets or credentials is an error; any other is a warning.
fn level(failure: Option<&Failure>) -> Level {
    match failure.map(Failure::row) {
        None => Level::INFO,
        Some(row) if row.status == 500 => Level::ERROR,
        Some(_) => Level::WARN,
    }
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
