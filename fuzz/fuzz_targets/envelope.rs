//! Any text as an event: recognised, asked, and answered, whatever becomes of its chats.
//!
//! Held to what the function promises: tokens are made of the event alone, and an answer is itself no burden.

#![no_main]

use connect_outbound_chat::dispatch::{Answer, Ask};
use connect_outbound_chat::envelope::{Desk, Envelope};
use connect_outbound_chat::outcome::{Failure, Outcome, Started};
use connect_outbound_chat::reply::{Fault, Reply};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

/// Gateways and Lambda take more; what a person reads is less.
const BYTES_OF_A_FAULT: usize = 32 * 1024;

fuzz_target!(init: stage::forgive_the_engine(), |bytes: &[u8]| {
    // What is no UTF-8 the process turns away before the library sees it.
    let Ok(event) = std::str::from_utf8(bytes) else { return };
    match Envelope::recognise(event) {
        Ok(envelope) => {
            let tokens = stage::at_desk(Duration::ZERO, |desk| play(&envelope, desk));
            let again = stage::at_desk(Duration::from_secs(1), |desk| play(&envelope, desk));
            assert_eq!(tokens, again, "a token is made of the event alone");
        }
        Err(fault) => check(&fault),
    }
});

/// The tokens of what `envelope` asks for; every answer to it is heard on the way.
fn play(envelope: &Envelope<'_>, desk: &Desk<'_>) -> Vec<String> {
    let asks = stage::now(envelope.asks(desk));
    let _ = (envelope.sender(), envelope.correlation_id(), envelope.road(desk), envelope.deadline(desk.invocation));
    let started = |token: &str| {
        Outcome::Started(Started {
            contact_id: "66666666-6666-4666-8666-666666666666".to_owned(),
            client_token: token.to_owned(),
        })
    };
    let queued = |token: &str| Outcome::Queued { client_token: token.to_owned() };
    let failed = |_: &str| Outcome::Failed(Failure::Timeout);
    for outcome in [&started as &dyn Fn(&str) -> Outcome, &queued, &failed] {
        let answers: Vec<Answer> = asks.iter().map(|ask| answer(ask, outcome)).collect();
        hear(envelope.reply(&answers, desk));
    }
    // Less than was asked for must not be a reason to fall, either.
    hear(envelope.reply(&[], desk));
    let chats = asks.iter().flat_map(|ask| &ask.chats).flatten();
    let tokens: Vec<String> = chats.map(|chat| chat.terms.client_token.clone()).collect();
    assert!(tokens.iter().all(|token| (1..=500).contains(&token.chars().count())), "a token is 1 to 500 characters");
    tokens
}

fn answer(ask: &Ask, outcome: &dyn Fn(&str) -> Outcome) -> Answer {
    let skipped = ask.skipped.map(Outcome::Skipped).into_iter();
    let chats = ask.chats.iter().map(|chat| match chat {
        Ok(chat) => outcome(&chat.terms.client_token),
        Err(failure) => Outcome::Failed(failure.clone()),
    });
    Answer { outcomes: skipped.chain(chats).collect(), many: ask.many }
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
