//! What is seen of the function: a log line a chat, a log line an invocation, a metrics line a chat.
//!
//! Nobody's number, name, words, attributes or secrets are in any of them: only ids, codes and our own words. Keys are
//! Powertools' where it has one. <https://docs.aws.amazon.com/powertools/>
//!
//! Lines are written here and by nobody else: what the SDK and the runtime would trace (raw events, requests) has no
//! listener, and isn't compiled into a release.

mod emf;
mod line;

use crate::dispatch::{CompletedChat, JobResult};
use crate::invocation::Invocation;
use crate::outcome::{Failure, Outcome};
use crate::response::Fault;
use emf::EmfRecord;
use line::{Line, Severity, Value};
use std::time::Duration;
use time::OffsetDateTime;

/// Where lines go, and which are written how.
pub struct Telemetry {
    /// `AWS_LAMBDA_LOG_LEVEL`: lighter lines aren't written; `None` if none is, as by FATAL.
    least: Option<Severity>,
    /// `AWS_LAMBDA_LOG_FORMAT`: whether lines are JSON.
    json: bool,
    sink: Box<dyn Fn(&str) + Send + Sync>,
}

/// The log of one invocation.
pub(crate) struct InvocationLog<'a> {
    /// The sender's dialect.
    pub(crate) sender: &'static str,
    /// The sender's own id of the event.
    pub(crate) correlation_id: Option<&'a str>,
    /// The invocation.
    pub(crate) invocation: &'a Invocation,
    /// Where lines go.
    pub(crate) telemetry: &'a Telemetry,
}

impl Telemetry {
    /// Telemetry whose lines go to `sink`, one or several at once, each whole and with its end, by Lambda's own
    /// `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL`.
    pub fn new(environment: &dyn Fn(&str) -> Option<String>, sink: Box<dyn Fn(&str) + Send + Sync>) -> Telemetry {
        let least = match environment("AWS_LAMBDA_LOG_LEVEL").map(|name| name.to_ascii_uppercase()).as_deref() {
            Some("FATAL") => None,
            Some("ERROR") => Some(Severity::Error),
            Some("WARN") => Some(Severity::Warn),
            _ => Some(Severity::Info),
        };
        let is_text = environment("AWS_LAMBDA_LOG_FORMAT").is_some_and(|name| name.eq_ignore_ascii_case("text"));
        Telemetry { least, json: !is_text, sink }
    }

    /// Writes down, at `now`, what keeps the function from starting or from its work.
    pub fn start_up_error(&self, code: &str, detail: &str, now: OffsetDateTime) {
        let members = [("code", Value::Text(code)), ("detail", Value::Text(detail))];
        self.put(self.written(&Line { at: now, level: Severity::Error, message: "start-up", members: &members }));
    }

    /// Writes down, at `now`, that something went wrong that never should: where, without what it was about.
    pub fn bug(&self, place: &str, now: OffsetDateTime) {
        let members = [("code", Value::Text("InternalError")), ("place", Value::Text(place))];
        let message = "a bug in the function: please report it";
        self.put(self.written(&Line { at: now, level: Severity::Error, message, members: &members }));
    }

    /// The line with its end; nothing, if it is too light to be written.
    fn written(&self, line: &Line<'_>) -> String {
        match self.least.is_some_and(|least| line.level >= least) {
            true if self.json => line.json() + "\n",
            true => format!("{line}\n"),
            false => String::new(),
        }
    }

    fn put(&self, lines: String) {
        if !lines.is_empty() {
            (self.sink)(&lines);
        }
    }

    /// The level of metrics lines. Lambda's level filter takes a line without `timestamp` and `level` for INFO and drops
    /// it where only warnings are wanted; metrics are wanted always, so their lines have the level that just passes.
    fn metrics_level(&self) -> &'static str {
        self.least.map_or("FATAL", Severity::name)
    }
}

impl InvocationLog<'_> {
    /// Writes down a chat as soon as its outcome stands.
    pub(crate) fn record_chat(&self, chat: &CompletedChat<'_>) {
        let failure = chat.outcome.failure();
        let (contact_id, reason) = match chat.outcome {
            Outcome::Started(contact) => (Some(contact.contact_id.as_str()), None),
            Outcome::Skipped(skip) => (None, Some(&*skip.reason)),
            Outcome::Queued { .. } | Outcome::Scheduled { .. } | Outcome::Failed(_) => (None, None),
        };
        let detail = failure.map(Failure::owner_detail);
        let chats = if chat.count == 1 { Value::Absent } else { Value::Count(chat.count) };
        let left_out = match chat.summary.map_or(0, |summary| summary.attributes_left_out) {
            0 => Value::Absent,
            count => Value::Count(count),
        };
        let what = [
            ("outcome", Value::Text(outcome(chat.outcome))),
            ("code", failure.map(|failure| failure.row().code).into()),
            ("channel", chat.summary.map(|summary| summary.channel.name()).into()),
            ("contact_id", contact_id.into()),
            ("related_contact_id", chat.summary.and_then(|summary| summary.related_contact_id.as_deref()).into()),
            ("chats", chats),
            ("attributes_left_out", left_out),
            ("latency_ms", Value::Number(milliseconds(chat.took))),
            ("reason", reason.into()),
            ("detail", detail.as_deref().into()),
        ];
        let at = self.now();
        let mut lines = self.line(at, level(failure), "chat", &what);
        let (level, id) = (self.telemetry.metrics_level(), self.invocation.request_id.as_str());
        if let Some(blob) = EmfRecord::from_chat(chat, (at, level), (self.sender, id)) {
            lines.push_str(&blob.json());
            lines.push('\n');
        }
        self.telemetry.put(lines);
    }

    /// Writes down that the results bus did not take so many result events.
    pub(crate) fn record_lost_results(&self, count: usize) {
        if count == 0 {
            return;
        }
        let at = self.now();
        let detail = "the bus in RESULTS_BUS did not take them: check its name and events:PutEvents";
        let what =
            [("outcome", Value::Text("lost")), ("results", Value::Count(count)), ("detail", Value::Text(detail))];
        let mut lines = self.line(at, Severity::Warn, "results", &what);
        let (level, id) = (self.telemetry.metrics_level(), self.invocation.request_id.as_str());
        lines.push_str(&EmfRecord::from_lost_results(count, (at, level), (self.sender, id)).json());
        lines.push('\n');
        self.telemetry.put(lines);
    }

    /// Writes down the invocation once its reply stands.
    pub(crate) fn record_invocation(&self, results: &[JobResult], fault: Option<&Fault>) {
        let outcomes = || results.iter().flat_map(JobResult::outcomes);
        let failed = outcomes().filter(|outcome| outcome.failure().is_some()).count();
        let started = outcomes().filter(|outcome| matches!(outcome, Outcome::Started(_))).count();
        let first = results.iter().find_map(JobResult::failure);
        let code = fault.map(|fault| fault.error_type.as_str()).or(first.map(|failure| failure.row().code));
        let detail = fault.filter(|_| results.is_empty()).map(|fault| fault.error_message.as_str());
        let what = [
            ("outcome", Value::Text(if code.is_some() { "failed" } else { "done" })),
            ("code", code.into()),
            ("chats", Value::Count(outcomes().count())),
            ("started", Value::Count(started)),
            ("failed", Value::Count(failed)),
            ("latency_ms", Value::Number(milliseconds(self.invocation.began.elapsed()))),
            ("detail", detail.into()),
        ];
        let level = if code.is_some() { Severity::Warn } else { Severity::Info };
        self.telemetry.put(self.line(self.now(), level, "invocation", &what));
    }

    /// The line of `what`, and of which invocation it was.
    fn line(&self, at: OffsetDateTime, level: Severity, message: &str, what: &[(&'static str, Value<'_>)]) -> String {
        let invocation = self.invocation;
        let which = [
            ("sender", Value::Text(self.sender)),
            ("request_id", Value::Text(&invocation.request_id)),
            ("function_request_id", Value::Text(&invocation.request_id)),
            ("correlation_id", self.correlation_id.into()),
            ("xray_trace_id", invocation.xray_root().into()),
            ("cold_start", Value::Flag(invocation.cold_start)),
        ];
        let members = [what, which.as_slice()].concat();
        self.telemetry.written(&Line { at, level, message, members: &members })
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

/// A failure that only the function's owner can mend is an error; any other is a warning.
fn level(failure: Option<&Failure>) -> Severity {
    match failure.map(Failure::row) {
        None => Severity::Info,
        Some(row) if row.status == 500 => Severity::Error,
        Some(_) => Severity::Warn,
    }
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
