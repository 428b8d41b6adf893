//! Any text as an event: recognised, asked, and answered, whatever becomes of its chats.
//!
//! Held to what the function promises: tokens are made of the event alone, and an answer is itself no burden.

#![no_main]

use connect_outbound_chat::dispatch::{JobResult, Job};
use connect_outbound_chat::event::{Context, Envelope};
use connect_outbound_chat::outcome::{Failure, Outcome, Started};
use connect_outbound_chat::response::{Fault, Reply};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

/// Gateways and Lambda take more; what a person reads is less.
const BYTES_OF_A_FAULT: usize = 32 * 1024;

fuzz_target!(init: stage::forgive_the_engine(), |bytes: &[u8]| {
    // What is no UTF-8 the process turns away before the library sees it.
    let Ok(event) = std::str::from_utf8(bytes) else { return };
    match Envelope::recognise(event) {
        Ok(envelope) => {
            let tokens = stage::at_desk(Duration::ZERO, |context| play(&envelope, context));
            let again = stage::at_desk(Duration::from_secs(1), |context| play(&envelope, context));
            assert_eq!(tokens, again, "a token is made of the event alone");
        }
        Err(fault) => check(&fault),
    }
});

/// The tokens of what `envelope` jobs for; every answer to it is heard on the way.
fn play(envelope: &Envelope<'_>, context: &Context<'_>) -> Vec<String> {
    let jobs = stage::now(envelope.jobs(context));
    let _ = (envelope.sender(), envelope.correlation_id(), envelope.delivery(context), envelope.deadline(context.invocation));
    let started = |token: &str| {
        Outcome::Started(Started {
            contact_id: "66666666-6666-4666-8666-666666666666".to_owned(),
            client_token: token.to_owned(),
        })
    };
    let queued = |token: &str| Outcome::Queued { client_token: token.to_owned() };
    let failed = |_: &str| Outcome::Failed(Failure::Timeout);
    for outcome in [&started as &dyn Fn(&str) -> Outcome, &queued, &failed] {
        let results: Vec<JobResult> = jobs.iter().map(|job| answer(job, outcome)).collect();
        hear(envelope.reply(&results, context));
    }
    // Less than was asked for must not be a reason to fall, either.
    hear(envelope.reply(&[], context));
    let chats = jobs.iter().flat_map(|job| &job.chats).flatten();
    let tokens: Vec<String> = chats.map(|chat| chat.params.client_token.clone()).collect();
    assert!(tokens.iter().all(|token| (1..=500).contains(&token.chars().count())), "a token is 1 to 500 characters");
    tokens
}

fn answer(job: &Job, outcome: &dyn Fn(&str) -> Outcome) -> JobResult {
    let skipped = job.skipped.map(Outcome::Skipped).into_iter();
    let chats = job.chats.iter().map(|chat| match chat {
        Ok(chat) => outcome(&chat.params.client_token),
        Err(failure) => Outcome::Failed(failure.clone()),
    });
    JobResult { outcomes: skipped.chain(chats).collect(), many: job.many }
}

fn hear(reply: Result<Reply, Fault>) {
    match reply {
        Ok(reply) => drop(reply.to_string()),
        Err(fault) => check(&fault),
    }
}

fn check(Fault { error_type, error_message }: &Fault) {
    assert!(!error_type.is_empty() && error_type.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert!((1..=BYTES_OF_A_FAULT).contains(&error_message.len()), "{} bytes", error_message.len());
}
