//! What goes back: a response in the sender's form, or a fault, which fails the invocation.

use crate::dispatch::JobResult;
use crate::outcome::{FailedChat, Failure, Outcome, Started, rfc3339, shorten};
use serde_json::{Value, json};
use std::fmt;
use time::OffsetDateTime;

/// A response: JSON, as Lambda takes it.
pub type Response = Value;

/// Why this invocation failed: what Lambda reports as `errorType` and `errorMessage`, so that retries, dead-letter
/// queues and Step Functions' `Catch` work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code of the failure.
    pub error_type: String,
    /// What happened and what to do.
    pub error_message: String,
}

impl Fault {
    /// The fault of a bug: what it was about stays unsaid.
    pub fn bug() -> Fault {
        let error_message = "a bug in the function; its log names the place, please report it".to_owned();
        Fault { error_type: "InternalError".to_owned(), error_message }
    }

    /// The fault that `results` make together, if any of them failed and may succeed later.
    pub fn from_retryable_results(results: &[JobResult]) -> Option<Fault> {
        let failures = results.iter().filter_map(JobResult::failure);
        if failures.into_iter().any(|failure| failure.row().retryable) { Fault::from_results(results) } else { None }
    }

    /// The fault that `results` make together, if any of them failed: the first that may succeed later, else the first.
    pub fn from_results(results: &[JobResult]) -> Option<Fault> {
        let outcomes = || results.iter().flat_map(JobResult::outcomes);
        let failed = outcomes().filter_map(Outcome::failure).count();
        let mut chats = results.iter().filter_map(JobResult::failed);
        let first = chats.clone().find(|chat| chat.failure.row().retryable).or_else(|| chats.next())?;
        let fault = Fault::from(first);
        match outcomes().count() {
            1 => Some(fault),
            all => Some(Fault {
                error_message: shorten(format!("{failed} of {all} failed; the first: {}", fault.error_message)),
                ..fault
            }),
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault::from(&FailedChat::from(failure))
    }
}

impl From<&FailedChat> for Fault {
    fn from(failed: &FailedChat) -> Fault {
        Fault { error_type: failed.failure.row().code.to_owned(), error_message: failed.detail() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.error_type, self.error_message)
    }
}

impl std::error::Error for Fault {}

/// `{"ContactId", "ClientToken"}`: every response that names a contact names the token that made it unique.
pub fn started(contact: &Started) -> Value {
    json!({"ContactId": contact.contact_id, "ClientToken": contact.client_token})
}

/// `{"ClientToken", "SendAt"}`: when a text will be sent.
pub fn scheduled(client_token: &str, send_at: OffsetDateTime) -> Value {
    json!({"ClientToken": client_token, "SendAt": rfc3339(send_at)})
}

/// One outcome in JSON.
pub fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Started(contact) => started(contact),
        Outcome::Queued { client_token } => json!({"ClientToken": client_token}),
        Outcome::Scheduled { client_token, send_at } => scheduled(client_token, *send_at),
        Outcome::Skipped(skip) => json!({"Skipped": skip.reason}),
        Outcome::Failed(failed) => failed_chat(failed),
    }
}

/// A failure among results that are not all failures.
fn failed_chat(failed: &FailedChat) -> Value {
    let row = failed.failure.row();
    let mut result = json!({"Code": row.code, "Retryable": row.retryable, "Message": failed.detail()});
    if let Some(token) = &failed.client_token {
        result["ClientToken"] = json!(token);
    }
    result
}

/// All outcomes of all jobs in JSON, in order.
pub fn list(results: &[JobResult]) -> Vec<Value> {
    results.iter().flat_map(JobResult::outcomes).map(outcome).collect()
}

/// What a sender of one thing is answered: its outcome, or `{"results": […]}` where one event made several chats.
///
/// # Errors
/// [`Fault`] if any of them failed.
pub fn first_or_fault(results: &[JobResult]) -> Result<Response, Fault> {
    match (Fault::from_results(results), results) {
        (Some(fault), _) => Err(fault),
        (None, [JobResult::Many(outcomes)]) => Ok(json!({"results": outcomes.iter().map(outcome).collect::<Vec<_>>()})),
        (None, _) => Ok(results.iter().flat_map(JobResult::outcomes).map(outcome).next().unwrap_or_else(|| json!({}))),
    }
}
