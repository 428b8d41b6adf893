//! Metrics in CloudWatch's embedded format: one line a chat, by sender and channel, and in all.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use crate::dispatch::Decided;
use crate::invocation::Invocation;
use crate::outcome::{Failure, Outcome, ServiceErrorKind};
use serde_json::{Value, json};

const NAMESPACE: &str = "ConnectOutboundChat";

/// The line of one chat; `None` where there is nothing to count yet, as of one that waits in a queue.
pub fn line(sender: &'static str, decided: &Decided<'_>, invocation: &Invocation) -> Option<String> {
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
