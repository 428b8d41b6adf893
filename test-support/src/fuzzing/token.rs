//! Any ids of two events as their tokens.
//!
//! The input's first line is a person; behind it are the ids of two events, each in three lines. Held to what tokens are for:
//! the same event has the same token, and two events never share one, be they messages of FIFO queues, HTTP requests with
//! keys, or what a source mapped.

use super::with_context;
use crate::in_process::{block_on, chats};
use connect_outbound_chat::event::recognize;
use connect_outbound_chat::request::Token;
use serde_json::{Value, json};
use std::time::Duration;

const PERSON: &str = "+14155550123";

/// Plays one input.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines: Vec<&str> = text.split('\n').collect();
    let [person, a, b, c, d, e, f] = lines[..] else { return };
    let (one, other) = ([a, b, c], [d, e, f]);

    check_pair(one == other, &|ids| Some(Token::from_ids("kind", ids).to_text(person)), one, other);
    check_pair(one == other, &|ids| Some(Token::from_ids("kind", ids).item(3).to_text(person)), one, other);
    let by_source = |[id, source, index]: [&str; 3]| {
        // A file's stem, and a place in an array.
        let is_name = !source.is_empty() && source.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let index = index.parse().ok().filter(|_| is_name)?;
        Some(Token::new("kind", id).through(source).item(index).to_text(person))
    };
    let index = |ids: [&str; 3]| ids[2].parse::<usize>().ok();
    check_pair(one[..2] == other[..2] && index(one) == index(other), &by_source, one, other);
    check_pair(one == other, &fifo, one, other);
    check_pair(is_same_key(one, other), &http, one, other);
    let whole = Token::from_event_key(a).to_text(person);
    assert!((1..=500).contains(&whole.chars().count()), "a token is 1 to 500 characters");
}

/// Whether tokens of two lists of ids are equal where the events are, and different where they are not. 20 bits of a person
/// tell nothing here: it is the same one.
fn check_pair<'a>(
    is_same: bool,
    token: &dyn Fn([&'a str; 3]) -> Option<String>,
    one: [&'a str; 3],
    other: [&'a str; 3],
) {
    let (Some(one), Some(other)) = (token(one), token(other)) else { return };
    assert!([&one, &other].iter().all(|token| (1..=500).contains(&token.chars().count())), "1 to 500 characters");
    assert_eq!(one == other, is_same, "two events have two tokens, and one has one");
}

/// Of a message of a FIFO queue, by what SQS promises to be unique: the queue, the group and the deduplication id.
fn fifo([queue, group, id]: [&str; 3]) -> Option<String> {
    let is_name = !queue.is_empty() && queue.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    // 1 to 128 characters of ASCII without spaces.
    let is_id = |text: &str| !text.is_empty() && text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_graphic());
    (is_name && is_id(group) && is_id(id)).then_some(())?;
    token(&json!({"Records": [{
        "messageId": "22222222-2222-4222-8222-222222222222", "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:us-east-1:111122223333:{queue}.fifo"),
        "attributes": {"MessageGroupId": group, "MessageDeduplicationId": id, "SentTimestamp": "1772000000000"},
        "body": json!({"To": PERSON}).to_string(),
    }]}))
}

/// Of an HTTP request with an `Idempotency-Key`, from a user that the gateway authenticated.
fn http([account, user, key]: [&str; 3]) -> Option<String> {
    [account, user, key].iter().all(|text| !text.trim().is_empty()).then_some(())?;
    // What stands behind a colon is a session's name, another one with each sign-in.
    (!user.contains(':') && is_plain(key)).then_some(())?;
    token(&json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/", "headers": {"idempotency-key": key},
        "requestContext": {
            "http": {"method": "POST", "path": "/"},
            "authorizer": {"iam": {"accountId": account, "userId": user}},
        },
        "body": json!({"To": PERSON}).to_string(), "isBase64Encoded": false,
    }))
}

/// A header has no quotes that may be meant as a structured field's, and no white space around it.
fn is_plain(key: &str) -> bool {
    !key.contains(['"', '\\']) && key.trim() == key
}

fn is_same_key(one: [&str; 3], other: [&str; 3]) -> bool {
    one == other
}

/// The token of the only chat that an event asks for.
fn token(event: &Value) -> Option<String> {
    let text = event.to_string();
    let event = recognize(&text).ok()?;
    with_context(Duration::ZERO, |context| {
        let jobs = block_on(event.jobs(context));
        let mut chats = jobs.iter().flat_map(chats);
        chats.next()?.as_ref().ok().map(|request| request.params.client_token.clone())
    })
}
