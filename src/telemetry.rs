//! What is seen of the function: a log line a chat, a log line an invocation, a metrics line a chat.
//!
//! Nobody's number, name, words, attributes or secrets are in any of them: only ids, codes and our own words. Keys are
//! Powertools' where it has one. <https://docs.aws.amazon.com/powertools/>

mod log;
mod metrics;

pub use log::{LogFormat, subscriber};
pub use metrics::Metrics;

use crate::dispatch::{Answer, Decided};
use crate::invocation::Invocation;
use crate::outcome::{Failure, Outcome};
use crate::reply::Fault;
use tracing::{Level, event};

/// The value of `service` in every line.
const SERVICE: &str = "connect-outbound-chat";

/// An event at a level that is known only when it happens.
macro_rules! line {
    ($level:expr, $($fields:tt)*) => {
        match $level {
            Level::ERROR => event!(target: "connect_outbound_chat", Level::ERROR, $($fields)*),
            Level::WARN => event!(target: "connect_outbound_chat", Level::WARN, $($fields)*),
            _ => event!(target: "connect_outbound_chat", Level::INFO, $($fields)*),
        }
    };
}

/// The books of one invocation.
pub struct Books<'a> {
    /// The sender's dialect.
    pub sender: &'static str,
    /// The sender's own id of the event.
    pub correlation_id: Option<&'a str>,
    /// The invocation.
    pub invocation: &'a Invocation,
    /// Where metrics lines go.
    pub metrics: &'a Metrics,
}

impl Books<'_> {
    /// Writes down a chat as soon as its outcome stands.
    pub fn chat(&self, decided: &Decided<'_>) {
        let failure = decided.outcome.failure();
        let (contact_id, related) = match (decided.outcome, decided.request) {
            (Outcome::Started(contact), request) => (Some(contact.contact_id.as_str()), request),
            (_, request) => (None, request),
        };
        let reason = match decided.outcome {
            Outcome::Skipped(reason) => Some(*reason),
            _ => None,
        };
        let detail = failure.map(Failure::detail);
        line!(
            level(failure),
            service = SERVICE,
            dialect = self.sender,
            outcome = outcome(decided.outcome),
            code = failure.map(|failure| failure.row().code),
            channel = decided.request.map(|request| request.terms.channel().name()),
            contact_id,
            related_contact_id = related.and_then(|request| request.terms.related_contact_id.as_deref()),
            request_id = self.invocation.request_id.as_str(),
            function_request_id = self.invocation.request_id.as_str(),
            correlation_id = self.correlation_id,
            xray_trace_id = self.invocation.xray_root(),
            latency_ms = milliseconds(decided.took),
            cold_start = self.invocation.cold_start,
            reason,
            detail = detail.as_deref(),
            "chat"
        );
        self.metrics.write(self.sender, decided, self.invocation);
    }

    /// Writes down the invocation once its reply stands.
    pub fn invocation(&self, answers: &[Answer], fault: Option<&Fault>) {
        let outcomes = || answers.iter().flat_map(|answer| &answer.outcomes);
        let failed = outcomes().filter(|outcome| outcome.failure().is_some()).count();
        let started = outcomes().filter(|outcome| matches!(outcome, Outcome::Started(_))).count();
        let first = answers.iter().find_map(Answer::failure);
        let code = fault.map(|fault| fault.error_type.as_str()).or(first.map(|failure| failure.row().code));
        line!(
            if code.is_some() { Level::WARN } else { Level::INFO },
            service = SERVICE,
            dialect = self.sender,
            outcome = if code.is_some() { "failed" } else { "done" },
            code,
            chats = outcomes().count(),
            started,
            failed,
            request_id = self.invocation.request_id.as_str(),
            function_request_id = self.invocation.request_id.as_str(),
            correlation_id = self.correlation_id,
            xray_trace_id = self.invocation.xray_root(),
            latency_ms = milliseconds(self.invocation.began.elapsed()),
            cold_start = self.invocation.cold_start,
            detail = fault.filter(|_| answers.is_empty()).map(|fault| fault.error_message.as_str()),
            "invocation"
        );
    }
}

/// Writes down why the function does not start.
pub fn refuse_to_start(mistakes: &[String]) {
    for mistake in mistakes {
        line!(Level::ERROR, service = SERVICE, code = "NotConfigured", detail = mistake.as_str(), "start-up");
    }
}

/// Writes down that something went wrong that never should, without what it was about.
pub fn bug(place: &str) {
    line!(Level::ERROR, service = SERVICE, code = "InternalError", place, "a bug in the function: please report it");
}

fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Started(_) => "started",
        Outcome::Queued { .. } => "queued",
        Outcome::Skipped(_) => "skipped",
        Outcome::Failed(_) => "failed",
    }
}

/// A failure that only the function's owner can mend is an error; any other is a warning.
fn level(failure: Option<&Failure>) -> Level {
    match failure.map(Failure::row) {
        None => Level::INFO,
        Some(row) if row.status == 500 => Level::ERROR,
        Some(_) => Level::WARN,
    }
}

fn milliseconds(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
