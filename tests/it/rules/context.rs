//! A request that breaks no rule, to be bent one member at a time, and the reading of it.

use connect_outbound_chat::request::document::{self, EventContext, Refused};
use connect_outbound_chat::request::{ChatDefaults, ChatRequest, Rejection, Token};
use serde_json::{Value, json};

pub const TO: &str = "+14155550123";
pub const FROM: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/aaaaaaaa-1111";
pub const INSTANCE: &str = "bbbbbbbb-2222";
pub const FLOW: &str = "cccccccc-3333";

/// Each short form and the long form that it stands for.
pub const SHORT_AND_LONG: [(&str, &str); 5] = [
    ("To", "DestinationEndpoint"),
    ("From", "SourceEndpoint"),
    ("Channel", "SegmentAttributes"),
    ("Message", "InitialSystemMessage"),
    ("DisplayName", "ParticipantDetails"),
];

/// What is required and nothing else.
pub fn plain() -> Value {
    json!({"To": TO, "From": FROM, "InstanceId": INSTANCE, "ContactFlowId": FLOW})
}

/// The plain request with these members; a long form takes the place of its short form.
pub fn with(members: &Value) -> Value {
    let mut document = plain();
    let all = document.as_object_mut().unwrap();
    for (name, value) in members.as_object().unwrap() {
        for (short, _) in SHORT_AND_LONG.iter().filter(|(_, long)| long == name) {
            all.remove(*short);
        }
        all.insert(name.clone(), value.clone());
    }
    for (short, _) in SHORT_AND_LONG {
        if let Some(value) = members.get(short) {
            all.insert(short.to_owned(), value.clone());
        }
    }
    document
}

/// Reads a document as it was written.
pub fn read_text(document: &str, defaults: &ChatDefaults) -> Result<ChatRequest, Refused> {
    let raw = serde_json::from_str(document).expect("the document is JSON");
    document::read(raw, EventContext::new(Token::new("t", "1"), time::OffsetDateTime::UNIX_EPOCH), defaults)
}

/// Reads a document where no setting helps.
pub fn read(document: &Value) -> Result<ChatRequest, Refused> {
    read_text(&document.to_string(), &ChatDefaults::default())
}

/// The plain request with these members, which break no rule.
#[track_caller]
pub fn accepted(members: Value) -> ChatRequest {
    read(&with(&members)).unwrap_or_else(|refused| panic!("{}: {refused:?}", short(&members)))
}

/// What is wrong with the plain request once it has these members.
#[track_caller]
pub fn rejections(members: Value) -> Vec<Rejection> {
    match read(&with(&members)) {
        Err(Refused::Invalid(rejections)) => rejections,
        other => panic!("{} is {other:?}", short(&members)),
    }
}

/// Where the plain request is wrong once it has these members, sorted.
#[track_caller]
pub fn pointers(members: Value) -> Vec<String> {
    let mut pointers: Vec<_> = rejections(members).into_iter().map(|rejection| rejection.pointer).collect();
    pointers.sort();
    pointers
}

/// Texts of `least` and of `most` characters are accepted, one character less or more is refused at `pointer`.
/// Characters are Unicode's: neither bytes nor UTF-16 units.
#[track_caller]
pub fn assert_length(pointer: &str, least: usize, most: usize, members: impl Fn(String) -> Value) {
    for sign in ["a", "é", "\u{1F600}"] {
        accepted(members(sign.repeat(least)));
        accepted(members(sign.repeat(most)));
        assert_eq!(pointers(members(sign.repeat(most + 1))), [pointer], "{} characters of {sign}", most + 1);
    }
    if let Some(too_few) = least.checked_sub(1) {
        assert_eq!(pointers(members("a".repeat(too_few))), [pointer], "{too_few} characters");
    }
}

/// The same for ids, which are made of A-Z, a-z, 0-9 and - alone.
#[track_caller]
pub fn assert_id(pointer: &str, most: usize, members: impl Fn(String) -> Value) {
    accepted(members("a".to_owned()));
    accepted(members("Az-09".repeat(most / 5)));
    for wrong in
        [String::new(), "a".repeat(most + 1), "+14155559876".to_owned(), "Zaphod Beeblebrox".to_owned(), "é".to_owned()]
    {
        assert_eq!(pointers(members(wrong.clone())), [pointer], "{} characters: {wrong:.20}", wrong.chars().count());
    }
}

/// A document as far as a failed test needs to show it.
fn short(document: &Value) -> String {
    document.to_string().chars().take(300).collect()
}
