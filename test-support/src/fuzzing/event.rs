//! Any text as an event: recognized, read, and answered, whatever becomes of its chats.
//!
//! Held to what the function promises: tokens are made of the event alone, and an answer is itself no burden.

use super::{block_on, with_context};
use crate::in_process::{chats, result};
use connect_outbound_chat::Context;
use connect_outbound_chat::event::{EventKind, recognize};
use connect_outbound_chat::outcome::{Failure, Outcome, Started};
use connect_outbound_chat::request::ChatRequest;
use connect_outbound_chat::response::{Fault, Response};
use std::time::Duration;

/// Lambda's dead-letter attribute holds 1 KB.
/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>
const MAX_FAULT_CHARACTERS: usize = 1_000;

/// Holds the function to it with one input.
pub fn check(bytes: &[u8]) {
    // What is not UTF-8 the process turns away before the library sees it.
    let Ok(event) = std::str::from_utf8(bytes) else { return };
    match recognize(event) {
        Ok(event) => {
            let tokens = with_context(Duration::ZERO, |context| play(event.as_ref(), context));
            let again = with_context(Duration::from_secs(1), |context| play(event.as_ref(), context));
            assert_eq!(tokens, again, "a token is made of the event alone");
        }
        Err(fault) => check_fault(&fault),
    }
}

/// The tokens of what `event` asks for; every response to it is made on the way.
fn play(event: &dyn EventKind<'_>, context: Context<'_>) -> Vec<String> {
    let jobs = block_on(event.jobs(context));
    let _ = (event.sender(), event.correlation_id(), event.delivery(context), event.deadline(context.invocation));
    let started = |request: &ChatRequest| {
        Outcome::Started(Started {
            contact_id: "66666666-6666-4666-8666-666666666666".to_owned(),
            client_token: request.params.client_token.clone(),
        })
    };
    let queued = |request: &ChatRequest| Outcome::Queued { client_token: request.params.client_token.clone() };
    let failed = |_: &ChatRequest| Outcome::Failed(Failure::Timeout.into());
    for outcome in [&started as &dyn Fn(&ChatRequest) -> Outcome, &queued, &failed] {
        let results: Vec<_> = jobs.iter().map(|job| result(job, outcome)).collect();
        check_response(event.respond(&results, context));
    }
    // Less than was asked for must not be a reason to panic, either.
    check_response(event.respond(&[], context));
    let requests = jobs.iter().flat_map(chats).flatten();
    let tokens: Vec<String> = requests.map(|request| request.params.client_token.clone()).collect();
    assert!(tokens.iter().all(|token| (1..=500).contains(&token.chars().count())), "a token is 1 to 500 characters");
    tokens
}

fn check_response(response: Result<Response, Fault>) {
    match response {
        Ok(response) => drop(response.to_string()),
        Err(fault) => check_fault(&fault),
    }
}

fn check_fault(Fault { error_type, error_message }: &Fault) {
    assert!(!error_type.is_empty() && error_type.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let characters = error_message.chars().count();
    assert!((1..=MAX_FAULT_CHARACTERS).contains(&characters), "{characters} characters");
}
