//! One event that was tried: what went in, what came out, what Connect was asked, what the log says.

use super::reply::Reply;
use super::text::Text;
use serde::Serialize;
use serde_json::Value;
use simulator::Call;

/// An event and what became of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Trial {
    /// Its number, counted from 1.
    pub(crate) id: u64,
    /// When it was sent, RFC 3339.
    pub(crate) at: String,
    /// How it came: `HTTP`, `Invoke`, `page` or `Scheduler`.
    pub(crate) via: &'static str,
    /// What it is, in a few words.
    pub(crate) title: String,
    /// The kind of its sender, `EventBridge` for example.
    pub(crate) sender: Option<String>,
    /// The reply in a few words.
    pub(crate) brief: String,
    /// The event as the function got it.
    pub(crate) event: String,
    /// Milliseconds.
    pub(crate) took: u64,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// Why nothing was started, if nothing was.
    pub(crate) reason: Option<String>,
    /// What a CRM is answered and why, if it was a webhook.
    pub(crate) crm: Option<String>,
    /// What the sender sees.
    pub(crate) reply: Reply,
    /// The calls to Connect, Scheduler and EventBridge, in order.
    pub(crate) calls: Vec<Call>,
    /// What the customer sees.
    pub(crate) texts: Vec<Text>,
    /// What the function wrote to its log, metrics included.
    pub(crate) lines: Vec<Value>,
}

/// What became of an event, all its chats together: the worst of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// It was answered, and asked for no chat.
    Answered,
    /// Nothing was to be done, on purpose.
    Skipped,
    /// It is in the queue.
    Queued,
    /// It waits for its hour.
    Scheduled,
    /// Connect started it.
    Started,
    /// At least one chat did not start.
    Failed,
}

impl Outcome {
    /// What became of the chats by the log, and of the invocation by `reply`.
    pub(crate) fn from_log(lines: &[Value], reply: &Reply) -> Outcome {
        if matches!(reply, Reply::Fault { .. }) {
            return Outcome::Failed;
        }
        let outcomes = chats(lines).filter_map(|line| match line["outcome"].as_str()? {
            "started" => Some(Outcome::Started),
            "queued" => Some(Outcome::Queued),
            "scheduled" => Some(Outcome::Scheduled),
            "skipped" => Some(Outcome::Skipped),
            _ => Some(Outcome::Failed),
        });
        outcomes.max().unwrap_or(Outcome::Answered)
    }

    /// In a word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::Skipped => "skipped",
            Outcome::Queued => "queued",
            Outcome::Scheduled => "scheduled",
            Outcome::Started => "started",
            Outcome::Failed => "failed",
        }
    }
}

/// The kind of the event's sender.
pub(crate) fn sender(lines: &[Value]) -> Option<String> {
    lines.iter().find_map(|line| line["sender"].as_str()).map(ToOwned::to_owned)
}

/// Why Connect was not asked to start anything, in the function's own words.
pub(crate) fn reason(lines: &[Value], reply: &Reply) -> Option<String> {
    let told = |line: &Value| ["detail", "reason"].iter().find_map(|key| line[*key].as_str()).map(ToOwned::to_owned);
    let fault = match reply {
        Reply::Fault { error_message, .. } => Some(error_message.clone()),
        Reply::Http { .. } | Reply::Result { .. } => None,
    };
    chats(lines).find_map(told).or(fault)
}

fn chats(lines: &[Value]) -> impl Iterator<Item = &Value> {
    lines.iter().filter(|line| line["message"] == "chat")
}
