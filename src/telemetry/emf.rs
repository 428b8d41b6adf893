//! Metrics in CloudWatch's embedded format: one line a chat, by sender and channel, and in all.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use super::line::rfc3339;
use super::milliseconds;
use crate::dispatch::CompletedChat;
use crate::outcome::{Failure, Outcome, ServiceErrorKind};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use time::OffsetDateTime;

const NAMESPACE: &str = "ConnectOutboundChat";

/// By sender and channel, and in all.
const DIMENSIONS: [&[&str]; 2] = [&["Sender", "Channel"], &[]];

/// The line of one chat, as CloudWatch turns it into metrics.
#[derive(Debug)]
pub(super) struct EmfRecord<'a> {
    /// When the chat was chat.
    pub(super) at: OffsetDateTime,
    /// What Lambda's level filter takes it for.
    pub(super) level: &'static str,
    /// The sender's dialect.
    pub(super) sender: &'static str,
    /// Lambda's request id.
    pub(super) request_id: &'a str,
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

impl<'a> EmfRecord<'a> {
    /// The line of a chat, if there is anything to count: one that waits in a queue is counted by its worker.
    pub(super) fn from_chat(
        chat: &CompletedChat<'_>,
        (at, level): (OffsetDateTime, &'static str),
        (sender, request_id): (&'static str, &'a str),
    ) -> Option<EmfRecord<'a>> {
        let counts = counts(chat);
        let connect_latency = chat.connect_took.map(milliseconds);
        if counts.is_empty() && connect_latency.is_none() {
            return None;
        }
        let channel = chat.summary.map_or("Unknown", |summary| summary.channel.name());
        Some(EmfRecord { at, level, sender, request_id, channel, counts, count: chat.count, connect_latency })
    }

    /// The line of result events that the bus did not take.
    pub(super) fn from_lost_results(
        count: usize,
        (at, level): (OffsetDateTime, &'static str),
        (sender, request_id): (&'static str, &'a str),
    ) -> EmfRecord<'a> {
        let counts = &["ResultsLost"];
        EmfRecord { at, level, sender, request_id, channel: "Unknown", counts, count, connect_latency: None }
    }

    /// The line as a JSON object.
    pub(super) fn json(&self) -> String {
        // Nothing in it can fail to be JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

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
        map.serialize_entry("timestamp", &rfc3339(self.at))?;
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

/// `Rejected`: a rightful request that breaks our rules. `Unverified`: a request of which nobody knows whose it is, so that
/// strangers can't thin out an alarm's share. `Refused`: by AWS, or AWS wasn't there.
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
        | Failure::SecretUnusable(_) => &["Rejected"],
        Failure::SignatureInvalid(_)
        | Failure::UnknownSource
        | Failure::NotFound
        | Failure::MethodNotAllowed { .. }
        | Failure::UnsupportedMediaType(_)
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
