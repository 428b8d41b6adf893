//! Metrics in CloudWatch's embedded format: one line a chat, by sender and channel, and in all.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use super::milliseconds;
use super::subscriber::max_level;
use crate::dispatch::CompletedChat;
use crate::outcome::{Failure, Outcome, ServiceErrorKind};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing::level_filters::LevelFilter;

const NAMESPACE: &str = "ConnectOutboundChat";

/// By sender and channel, and in all.
const DIMENSIONS: [&[&str]; 2] = [&["Sender", "Channel"], &[]];

/// Where metrics lines go, and at what level.
pub struct Metrics {
    /// Lambda's level filter takes a line without `timestamp` and `level` for INFO and drops it where only warnings are
    /// wanted; metrics are wanted always, so their lines have the level that just passes.
    level: &'static str,
    sink: Box<dyn Fn(&str) + Send + Sync>,
}

/// The line of one chat, as CloudWatch turns it into metrics.
#[derive(Debug)]
struct EmfRecord<'a> {
    /// When the chat's outcome was known.
    at: OffsetDateTime,
    level: &'static str,
    sender: &'static str,
    /// Lambda's request id.
    request_id: &'a str,
    channel: &'static str,
    counts: &'static [&'static str],
    count: usize,
    connect_latency: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'a> {
    timestamp: i64,
    cloud_watch_metrics: [Directive<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    namespace: &'static str,
    dimensions: [&'static [&'static str]; 2],
    metrics: &'a [Metric],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: &'static str,
    unit: &'static str,
}

impl Metrics {
    /// Metrics whose lines go to `sink`, each whole and with its end.
    pub fn new(environment: &dyn Fn(&str) -> Option<String>, sink: Box<dyn Fn(&str) + Send + Sync>) -> Metrics {
        let level = match max_level(environment) {
            LevelFilter::OFF => "FATAL",
            LevelFilter::ERROR => "ERROR",
            LevelFilter::WARN => "WARN",
            _ => "INFO",
        };
        Metrics { level, sink }
    }

    /// Writes the line of a chat, if there is anything to count: one that waits in a queue is counted by its worker.
    pub(super) fn record_chat(
        &self,
        chat: &CompletedChat<'_>,
        sender: &'static str,
        request_id: &str,
        at: OffsetDateTime,
    ) {
        let (level, counts, count, connect_latency) =
            (self.level, counts(chat), chat.count, chat.connect_took.map(milliseconds));
        let channel = chat.summary.map_or("Unknown", |summary| summary.channel.name());
        if !counts.is_empty() || connect_latency.is_some() {
            self.write(&EmfRecord { at, level, sender, request_id, channel, counts, count, connect_latency });
        }
    }

    /// Writes the line of result events that the bus did not take.
    pub(super) fn record_lost_results(&self, count: usize, sender: &'static str, request_id: &str, at: OffsetDateTime) {
        let (level, counts) = (self.level, &["ResultsLost"]);
        let (channel, connect_latency) = ("Unknown", None);
        self.write(&EmfRecord { at, level, sender, request_id, channel, counts, count, connect_latency });
    }

    fn write(&self, record: &EmfRecord<'_>) {
        // Nothing in it can fail to be JSON.
        (self.sink)(&(serde_json::to_string(record).unwrap_or_default() + "\n"));
    }
}

impl EmfRecord<'_> {
    fn metrics(&self) -> Vec<Metric> {
        let counts = self.counts.iter().map(|name| Metric { name, unit: "Count" });
        let latency = self.connect_latency.map(|_| Metric { name: "ConnectLatency", unit: "Milliseconds" });
        counts.chain(latency).collect()
    }
}

impl Serialize for EmfRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let metrics = self.metrics();
        let metadata = Metadata {
            timestamp: i64::try_from(self.at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default(),
            cloud_watch_metrics: [Directive { namespace: NAMESPACE, dimensions: DIMENSIONS, metrics: &metrics }],
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("_aws", &metadata)?;
        map.serialize_entry("timestamp", &self.at.format(&Rfc3339).unwrap_or_default())?;
        map.serialize_entry("level", self.level)?;
        map.serialize_entry("Sender", self.sender)?;
        map.serialize_entry("Channel", self.channel)?;
        map.serialize_entry("function_request_id", self.request_id)?;
        for name in self.counts {
            map.serialize_entry(name, &self.count)?;
        }
        if let Some(latency) = self.connect_latency {
            map.serialize_entry("ConnectLatency", &latency)?;
        }
        map.end()
    }
}

fn counts(chat: &CompletedChat<'_>) -> &'static [&'static str] {
    match chat.outcome {
        Outcome::Started(_) => {
            let related = chat.summary.and_then(|summary| summary.related_contact_id.as_ref());
            if related.is_some() { &["Started", "Deflected"] } else { &["Started"] }
        }
        Outcome::Skipped(_) => &["Skipped"],
        Outcome::Queued { .. } => &[],
        Outcome::Scheduled { .. } => &["Scheduled"],
        Outcome::Failed(failed) => count(&failed.failure),
    }
}

/// `Rejected`: a genuine request that breaks our rules. `Unverified`: a request whose sender could not be verified,
/// counted apart so that strangers can't dilute an alarm's share. `Refused`: by AWS, or AWS could not be reached.
fn count(failure: &Failure) -> &'static [&'static str] {
    match failure {
        Failure::MalformedRequest(_)
        | Failure::ValidationFailed(_)
        | Failure::NoDestination { .. }
        | Failure::EventTooOld { .. }
        | Failure::Expired
        | Failure::OutsideSendWindow { .. }
        | Failure::DestinationNotAllowed(_)
        | Failure::MappingFailed(_)
        | Failure::NotConfigured(_)
        // A webhook's content type is looked at when its signature was right.
        | Failure::UnsupportedMediaType(_)
        | Failure::SecretUnusable(_) => &["Rejected"],
        Failure::SignatureInvalid(_)
        | Failure::UnknownSource
        | Failure::NotFound
        | Failure::MethodNotAllowed { .. }
        | Failure::PayloadTooLarge { .. } => &["Unverified"],
        Failure::Service(error) => match error.kind {
            ServiceErrorKind::Throttled | ServiceErrorKind::TooManyChats => &["Throttled"],
            ServiceErrorKind::Invalid
            | ServiceErrorKind::Denied
            | ServiceErrorKind::NotFound
            | ServiceErrorKind::Conflict
            | ServiceErrorKind::Internal
            | ServiceErrorKind::Unavailable
            | ServiceErrorKind::Credentials
            | ServiceErrorKind::Other => &["Refused"],
        },
        Failure::Unreachable => &["Refused"],
        Failure::Timeout => &["TimedOut"],
        Failure::GroupBlocked => &[],
    }
}
