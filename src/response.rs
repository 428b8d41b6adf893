//! What goes back: a response in the sender's form, or a fault, which fails the invocation.

use crate::dispatch::JobResult;
use crate::outcome::{Failure, Outcome, Started, shorten};
use serde_json::{Value, json};
use std::fmt;

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
    /// The fault of an event that no kind understands.
    pub fn not_understood(what: &str) -> Fault {
        let understood = "a request document (To, Message, …), an HTTP request (Function URL, HTTP API, REST API, ALB), \
             SQS, SNS, Pipes, EventBridge, a Connect contact event or a Connect flow's invocation";
        Fault::from(&Failure::MalformedRequest(format!("{what} arrived; understood are {understood}")))
    }

    /// The fault of a bug: what it was about stays unsaid.
    pub fn bug() -> Fault {
        let error_message = "a bug in the function; its log names the place, please report it".to_owned();
        Fault { error_type: "InternalError".to_owned(), error_message }
    }

    /// The fault that `results` make together, if any of them failed.
    pub fn from_results(results: &[JobResult]) -> Option<Fault> {
        let outcomes = || results.iter().flat_map(JobResult::outcomes);
        let failed = outcomes().filter_map(Outcome::failure).count();
        let first = results.iter().find_map(JobResult::failure)?;
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

impl From<&Failure> for Fault {
    fn from(failure: &Failure) -> Fault {
        Fault { error_type: failure.row().code.to_owned(), error_message: failure.detail() }
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

/// One outcome in JSON.
pub fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Started(contact) => started(contact),
        Outcome::Queued { client_token } => json!({"ClientToken": client_token}),
        Outcome::Skipped(reason) => json!({"Skipped": reason}),
        Outcome::Failed(failure) => json!({"Code": failure.row().code}),
    }
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
