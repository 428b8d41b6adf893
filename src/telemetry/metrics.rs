//! Metrics in CloudWatch's embedded format: one line a chat, by sender and channel, and in all.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use crate::dispatch::Decided;
use crate::invocation::Invocation;
use crate::outcome::{Failure, Outcome, ServiceErrorKind};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

const NAMESPACE: &str = "ConnectOutboundChat";

/// The metrics of a function, and where their lines go.
pub struct Metrics {
    level: &'static str,
    sink: Box<dyn Fn(&str) + Send + Sync>,
}

impl Metrics {
    /// Metrics whose lines go to `sink`.
    ///
    /// Lambda's level filter takes a line without `timestamp` and `level` for INFO and drops it where only warnings are
    /// wanted; metrics are wanted always, so their lines have the level that just passes.
    pub fn new(environment: &dyn Fn(&str) -> Option<String>, sink: Box<dyn Fn(&str) + Send + Sync>) -> Metrics {
        let level = environment("AWS_LAMBDA_LOG_LEVEL").unwrap_or_default().to_ascii_uppercase();
        let level = ["WARN", "ERROR", "FATAL"].into_iter().find(|high| *high == level).unwrap_or("INFO");
        Metrics { level, sink }
    }

    /// Writes the line of one chat, if there is anything to count: one that waits in a queue is counted by its worker.
    pub fn write(&self, sender: &'static str, decided: &Decided<'_>, invocation: &Invocation) {
        if let Some(line) = line(sender, decided, invocation, self.level) {
            (self.sink)(&line);
        }
    }
}

fn line(sender: &str, decided: &Decided<'_>, invocation: &Invocation, level: &str) -> Option<String> {
    let mut counted = counts(decided);
    let latency = decided.connect_took.map(|took| (took.as_secs_f64() * 1e6).round() / 1e3);
    if counted.is_empty() && latency.is_none() {
        return None;
    }
    let mut metrics: Vec<Value> = counted.iter().map(|name| json!({"Name": name, "Unit": "Count"})).collect();
    if latency.is_some() {
        metrics.push(json!({"Name": "ConnectLatency", "Unit": "Milliseconds"}));
    }
    let moment = invocation.now + invocation.began.elapsed();
    let mut line = json!({
        "_aws": {
            "Timestamp": i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).unwrap_or_default(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Sender", "Channel"], []],
                "Metrics": metrics,
            }],
        },
        "timestamp": moment.format(&Rfc3339).unwrap_or_default(),
        "level": level,
        "Sender": sender,
        "Channel": decided.request.map_or("Unknown", |request| request.terms.channel().name()),
        "function_request_id": invocation.request_id,
    });
    for name in counted.drain(..) {
        line[name] = json!(1);
    }
    if let Some(latency) = latency {
        line["ConnectLatency"] = json!(latency);
    }
    Some(line.to_string())
}

fn counts(decided: &Decided<'_>) -> Vec<&'static str> {
    match decided.outcome {
        Outcome::Started(_) => {
            let related = decided.request.and_then(|request| request.terms.related_contact_id.as_ref());
            if related.is_some() { vec!["Started", "Deflected"] } else { vec!["Started"] }
        }
        Outcome::Skipped(_) => vec!["Skipped"],
        Outcome::Queued { .. } => Vec::new(),
        Outcome::Failed(failure) => count(failure).into_iter().collect(),
    }
}

/// `Rejected`: by our rules. `Refused`: by AWS, or AWS wasn't there.
fn count(failure: &Failure) -> Option<&'static str> {
    match failure {
        Failure::MalformedRequest(_)
        | Failure::ValidationFailed(_)
        | Failure::NoDestination { .. }
        | Failure::EventTooOld { .. }
        | Failure::DestinationNotAllowed(_)
        | Failure::SignatureInvalid(_)
        | Failure::UnknownSource
        | Failure::MappingFailed(_)
        | Failure::NotConfigured(_)
        | Failure::NotFound
        | Failure::MethodNotAllowed { .. }
        | Failure::UnsupportedMediaType(_)
        | Failure::PayloadTooLarge => Some("Rejected"),
        Failure::Service(error) => Some(match error.kind {
            ServiceErrorKind::Throttled | ServiceErrorKind::TooManyChats => "Throttled",
            ServiceErrorKind::Invalid
            | ServiceErrorKind::Denied
            | ServiceErrorKind::NotFound
            | ServiceErrorKind::Conflict
            | ServiceErrorKind::Internal
            | ServiceErrorKind::Unavailable
            | ServiceErrorKind::Credentials
            | ServiceErrorKind::Other => "Refused",
        }),
        Failure::Unreachable => Some("Refused"),
        Failure::Timeout => Some("TimedOut"),
        Failure::HeldBack => None,
    }
}
