//! Result events: the outcome of each chat, reported on an event bus of Amazon EventBridge.
//!
//! Best effort: a bus that is down changes no answer. What a result event tells is for rules to act on: ids, codes and
//! the attributes that `RESULT_ATTRIBUTES` names, never a number, a name or a text.
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

use crate::aws::SdkConfig;
use crate::aws::json_api::{self, Service};
use crate::dispatch::{ChatSummary, CompletedChat};
use crate::outcome::{AwsService, Outcome, SkipCode};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};
use tokio::time::{Instant, timeout_at};

/// The `source` of result events. An event of it is never acted on.
pub const SOURCE: &str = "connect-outbound-chat";

const EVENT_BRIDGE: Service =
    Service { service: AwsService::EventBridge, id: "EventBridge", prefix: "events", target: "AWSEvents" };
/// Entries that one call of `PutEvents` may have.
const MAX_ENTRIES: usize = 10;
/// Calls that are under way at once.
const MAX_CONCURRENT_CALLS: usize = 8;

/// Puts result events on a bus.
pub struct Results {
    config: SdkConfig,
    /// `RESULTS_BUS`, a name or an ARN.
    bus: String,
}

/// The result events of one invocation, as its chats are completed.
pub struct InvocationResults {
    /// The sender's name, as in logs.
    pub sender: &'static str,
    /// `MAX_RECEIVES`: after so many receives, a queue gives a message up.
    pub max_receives: u32,
    events: Mutex<Vec<Value>>,
}

impl Results {
    /// Result events for the bus of this name or ARN.
    pub fn new(config: &SdkConfig, bus: impl Into<String>) -> Results {
        Results { config: config.clone(), bus: bus.into() }
    }

    /// Puts `events` on the bus by `deadline`, and says how many it did not take.
    pub async fn put(&self, events: Vec<Value>, deadline: Instant) -> usize {
        let calls: Vec<BoxFuture<'_, usize>> =
            events.chunks(MAX_ENTRIES).map(|chunk| self.put_chunk(chunk, deadline).boxed()).collect();
        let lost: Vec<usize> = stream::iter(calls).buffer_unordered(MAX_CONCURRENT_CALLS).collect().await;
        lost.into_iter().sum()
    }

    async fn put_chunk(&self, events: &[Value], deadline: Instant) -> usize {
        let entry = |event: &Value| {
            json!({
                "EventBusName": self.bus,
                "Source": SOURCE,
                "DetailType": event["detail-type"],
                "Detail": event["detail"].to_string(),
            })
        };
        let input = json!({"Entries": events.iter().map(entry).collect::<Vec<_>>()});
        let call = Box::pin(json_api::call(&self.config, EVENT_BRIDGE, "PutEvents", &input));
        match timeout_at(deadline, call).await {
            Ok(Ok(answer)) => {
                answer["FailedEntryCount"].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
            }
            Ok(Err(_)) | Err(_) => events.len(),
        }
    }
}

impl InvocationResults {
    /// No result yet.
    pub fn new(sender: &'static str, max_receives: u32) -> InvocationResults {
        InvocationResults { sender, max_receives, events: Mutex::default() }
    }

    /// Notes what became of a chat, if anybody but its sender should know.
    pub fn record(&self, chat: &CompletedChat<'_>) {
        if let Some(event) = self.event(chat) {
            self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        }
    }

    /// All that was noted.
    pub fn into_events(self) -> Vec<Value> {
        self.events.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn event(&self, chat: &CompletedChat<'_>) -> Option<Value> {
        let (detail_type, code, retryable, is_final) = match chat.outcome {
            Outcome::Started(_) => ("Outbound chat started", None, false, true),
            Outcome::Scheduled { .. } => ("Outbound chat scheduled", None, false, false),
            // Reporting a result event on the bus that it came from would never end; a ping is not about a chat.
            Outcome::Skipped(skip) if matches!(skip.code, SkipCode::OwnEvent | SkipCode::WarmUp) => return None,
            Outcome::Skipped(skip) => ("Outbound chat skipped", Some(skip.code.as_str()), false, true),
            Outcome::Failed(failed) if failed.failure.is_from_a_stranger() || chat.count > 1 => return None,
            Outcome::Failed(failed) => {
                let row = failed.failure.row();
                ("Outbound chat failed", Some(row.code), row.retryable, self.is_final(chat, row.retryable))
            }
            // A worker takes it from the queue, and tells what became of it.
            Outcome::Queued { .. } => return None,
        };
        let summary = chat.summary;
        let contact_id = match chat.outcome {
            Outcome::Started(contact) => Some(contact.contact_id.as_str()),
            _ => None,
        };
        let attributes = summary.map(|summary| summary.result_attributes.to_json()).unwrap_or_else(|| json!({}));
        Some(json!({
            "detail-type": detail_type,
            "detail": {
                "clientToken": summary.map(|summary| &summary.client_token),
                "contactId": contact_id,
                "relatedContactId": summary.and_then(|summary| summary.related_contact_id.as_ref()),
                "sender": self.sender,
                "source": chat.job.source,
                "channel": summary.map(|summary: &ChatSummary| summary.channel.name()),
                "code": code,
                "retryable": retryable,
                "final": is_final,
                "correlationId": chat.job.correlation_id,
                "attributes": attributes,
            },
        }))
    }

    /// Whether nobody will try again: a queue does, whatever failed, until it gives the message up.
    fn is_final(&self, chat: &CompletedChat<'_>, is_retryable: bool) -> bool {
        chat.job.receive_count.map_or(!is_retryable, |count| count >= self.max_receives)
    }
}
