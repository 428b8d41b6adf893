//! What goes back: a reply in the sender's dialect, or a fault, which fails the invocation.

use crate::dispatch::Answer;
use crate::outcome::{Failure, Outcome, Started};
use serde_json::{Value, json};
use std::fmt;

/// A reply: JSON, as Lambda takes it.
pub type Reply = Value;

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
    /// The fault of an event that nobody here understands.
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

    /// The fault that `answers` make together, if any of them failed.
    pub fn of(answers: &[Answer]) -> Option<Fault> {
        let outcomes = || answers.iter().flat_map(|answer| &answer.outcomes);
        let failed = outcomes().filter_map(Outcome::failure).count();
        let first = answers.iter().find_map(Answer::failure)?;
        let fault = Fault::from(first);
        match outcomes().count() {
            1 => Some(fault),
            all => Some(Fault {
                error_message: format!("{failed} of {all} failed; the first: {}", fault.error_message),
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

/// `{"ContactId", "ClientToken"}`: every reply that names a contact names the token that made it unique.
pub fn started(contact: &Started) -> Value {
    json!({"ContactId": contact.contact_id, "ClientToken": contact.client_token})
}
