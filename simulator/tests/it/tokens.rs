//! `ClientToken`: "The token is valid for 7 days after creation. If a contact is already started, the contact ID is
//! returned."

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Fault, Options};

use crate::client::{DAY, chat, chat_to, simulator, start, with};

fn with_token(chat: Value, token: &str) -> Value {
    with(chat, "/ClientToken", json!(token))
}

#[tokio::test]
async fn a_token_brings_the_same_contact_back_for_seven_days() {
    let (simulator, clock) = simulator(Options::default()).await;
    let chat = with_token(chat(), "order-1");
    let first = start(&simulator, &chat).await.contact_id();
    clock.step(7 * DAY - Duration::from_millis(1));
    assert_eq!(start(&simulator, &chat).await.contact_id(), first);
    clock.step(Duration::from_millis(1));
    assert_ne!(start(&simulator, &chat).await.contact_id(), first);
}

#[tokio::test]
async fn tokens_are_case_sensitive_and_an_empty_one_is_none() {
    let (simulator, _) = simulator(Options::default()).await;
    let mut ids = Vec::new();
    for token in ["a", "A", "", ""] {
        ids.push(start(&simulator, &with_token(chat(), token)).await.contact_id());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn a_token_with_another_request_brings_the_first_contact_back() {
    let (simulator, _) = simulator(Options::default()).await;
    let first = start(&simulator, &with_token(chat(), "t")).await.contact_id();
    let other = with_token(chat_to("+12025550151"), "t");
    assert_eq!(start(&simulator, &other).await.contact_id(), first);
}

#[tokio::test]
async fn a_repeat_takes_no_place_among_the_chats() {
    let (simulator, _) = simulator(Options { chats_at_once: Some(1), ..Options::default() }).await;
    let chat = with_token(chat(), "t");
    let first = start(&simulator, &chat).await.contact_id();
    assert_eq!(start(&simulator, &chat).await.contact_id(), first);
}

#[tokio::test]
async fn a_failed_start_leaves_its_token_free() {
    let (simulator, _) = simulator(Options::default()).await;
    simulator.fail_next("StartOutboundChatContact", Fault::InternalService, 1);
    let chat = with_token(chat(), "t");
    assert_eq!(start(&simulator, &chat).await.status, 500);
    assert_eq!(start(&simulator, &chat).await.status, 200);
}
