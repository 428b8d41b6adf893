//! `PutEvents` of the simulated EventBridge: it keeps what was put, and delivers it to nobody.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

mod entry;
mod event;
mod model;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::Timestamp;
use crate::refusal::Refusal;
use crate::shape::Findings;
use entry::Entry;
pub use event::Event;
use model::PUT_EVENTS;

/// Bytes of all entries of a request: 1 MB since January 2026.
///
/// Odd: the API reference says "less than 1 MB", yet AWS takes exactly 1,048,576 bytes.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size>
const MAX_REQUEST_BYTES: usize = 1_048_576;

/// A request that is well-formed as a whole; each entry may still fail.
pub(crate) struct PutEvents {
    entries: Vec<Entry>,
}

/// How the entries of a request fare.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryFault {
    /// As they deserve.
    None,
    /// Every second one fails, for a reason that passes.
    EverySecond,
}

impl PutEvents {
    /// Reads a request's body.
    ///
    /// # Errors
    /// What is wrong with the request as a whole, as AWS answers it.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(body).map_err(|_| serialization("Unexpected token in JSON"))?;
        let mut findings = Findings::with_values();
        PUT_EVENTS.check("", &value, &mut findings);
        if let Some(message) = &findings.mistyped {
            return Err(serialization(message));
        }
        if let Some(message) = findings.message() {
            return Err(Refusal::validation(message));
        }
        let entries = value["Entries"].as_array().into_iter().flatten();
        let entries: Vec<Entry> = entries.map(Entry::from_valid).collect();
        if entries.iter().map(Entry::bytes).sum::<usize>() > MAX_REQUEST_BYTES {
            return Err(Refusal::validation("Total size of the entries in the request is over the limit."));
        }
        Ok(Self { entries })
    }

    /// The answer, and the events that are on their buses now.
    pub(crate) fn run(self, region: &str, now: Timestamp, fault: EntryFault) -> (Value, Vec<Event>) {
        let (mut results, mut events) = (Vec::new(), Vec::new());
        for (index, entry) in self.entries.into_iter().enumerate() {
            let event = match fault {
                EntryFault::EverySecond if index % 2 == 0 => {
                    Err(("InternalFailure", "The simulator was asked to fail.".to_owned()))
                }
                EntryFault::EverySecond | EntryFault::None => entry.into_event(region, now),
            };
            match event {
                Ok(event) => {
                    results.push(json!({"EventId": event.id}));
                    events.push(event);
                }
                Err((code, message)) => results.push(json!({"ErrorCode": code, "ErrorMessage": message})),
            }
        }
        (json!({"FailedEntryCount": results.len() - events.len(), "Entries": results}), events)
    }
}

fn serialization(message: &str) -> Refusal {
    Refusal::framework(StatusCode::BAD_REQUEST, "SerializationException", message)
}
