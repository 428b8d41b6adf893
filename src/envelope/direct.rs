//! A request document by itself: a direct call, Step Functions, Scheduler with an input. Its answer is also the one
//! that EventBridge gets.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html>

use super::Desk;
use crate::chat::Token;
use crate::chat::wire::{self, Origin};
use crate::dispatch::{Answer, Ask};
use crate::json::Members;
use crate::outcome::Outcome;
use crate::reply::{Fault, Reply, started};
use serde_json::json;
use serde_json::value::RawValue;

/// A request document that is the whole event.
pub struct Direct<'e> {
    document: &'e RawValue,
}

impl<'e> Direct<'e> {
    /// The document, if it has any member of one.
    pub(super) fn hear(raw: &'e RawValue, members: &Members<'e>) -> Option<Direct<'e>> {
        members.iter().any(|(name, _)| wire::is_member(name)).then_some(Direct { document: raw })
    }

    /// What it asks for.
    pub(super) fn ask(&self, desk: &Desk<'_>) -> Ask {
        Ask::one(wire::read(self.document, Origin::of(token(desk)), &desk.house.settings.defaults))
    }
}

/// The token of what has no id of its own: Lambda's request id is the same in every asynchronous retry.
pub fn token(desk: &Desk<'_>) -> Token {
    Token::new("invoke", desk.invocation.request_id.as_str())
}

/// `{"ContactId", "ClientToken"}`, or the invocation fails.
pub fn say(answers: &[Answer]) -> Result<Reply, Fault> {
    if let Some(fault) = Fault::of(answers) {
        return Err(fault);
    }
    match answers {
        [Answer { many: true, outcomes }] => Ok(json!({"results": outcomes.iter().map(said).collect::<Vec<_>>()})),
        _ => Ok(answers.iter().flat_map(|answer| &answer.outcomes).map(said).next().unwrap_or_else(|| json!({}))),
    }
}

/// One outcome that is no failure.
pub fn said(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Started(contact) => started(contact),
        Outcome::Queued { client_token } => json!({"ClientToken": client_token}),
        Outcome::Skipped(reason) => json!({"Skipped": reason}),
        Outcome::Failed(failure) => json!({"Code": failure.row().code}),
    }
}
