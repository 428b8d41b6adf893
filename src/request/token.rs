//! `ClientToken`: what makes a repeated event harmless.
//!
//! Connect keeps a token for 7 days and answers a repeated one with the contact that it started first
//! (<https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>). So a token is made
//! from what stays the same when a sender tries again, and from nothing else: no settings, no clock, no random value.
//! It ends in a few bits of whom it is about, so that an id which two events share can never swallow another person's
//! text.

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use std::fmt::Write as _;

/// Characters that the API lets a token have.
pub const MAX_CHARACTERS: usize = 500;
/// Hexadecimal digits of the person's digest: 20 bits tell people apart who share an id, and identify nobody.
const PERSON_DIGITS: usize = 5;

/// A token before the recipient is known: the kind of event, and what identifies the event among those of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    kind: String,
    logical: String,
}

impl Token {
    /// The token of the event that senders of `kind` know as `id`.
    pub fn new(kind: impl Into<String>, id: &str) -> Token {
        Token { kind: kind.into(), logical: escape(id) }
    }

    /// The token of an event that only several ids together identify.
    pub fn from_ids<'a>(kind: impl Into<String>, ids: impl IntoIterator<Item = &'a str>) -> Token {
        let ids: Vec<String> = ids.into_iter().map(escape).collect();
        Token { kind: kind.into(), logical: ids.join("|") }
    }

    /// The token of an event whose key a source's mapping made: a whole text, with its kind in it or not.
    pub fn from_event_key(key: &str) -> Token {
        match key.split_once(':') {
            Some((kind, logical)) => Token { kind: kind.to_owned(), logical: logical.to_owned() },
            None => Token { kind: key.to_owned(), logical: String::new() },
        }
    }

    /// The token of what the source `name` made of the event: one event may rightly send two texts by two sources.
    #[must_use]
    pub fn through(&self, name: &str) -> Token {
        self.followed_by(name)
    }

    /// The token of the item at `index` of a batch.
    #[must_use]
    pub fn item(&self, index: usize) -> Token {
        self.followed_by(&index.to_string())
    }

    /// The text that Connect is given for `person`: the destination in E.164 or, where the number has yet to be looked
    /// up, the id of the contact that has it. A text that would be too long ends in the SHA-256 of its logical part
    /// instead.
    pub fn to_text(&self, person: &str) -> String {
        let Token { kind, logical } = self;
        let person = &sha256_hex(person.as_bytes())[..PERSON_DIGITS];
        let event = if logical.is_empty() { kind.clone() } else { format!("{kind}:{logical}") };
        let text = format!("{event}:{person}");
        if text.chars().count() <= MAX_CHARACTERS {
            return text;
        }
        match kind.chars().count() {
            0..=100 => format!("{kind}:{}:{person}", sha256_hex(logical.as_bytes())),
            _ => format!("{}:{person}", sha256_hex(event.as_bytes())),
        }
    }

    fn followed_by(&self, part: &str) -> Token {
        Token { kind: self.kind.clone(), logical: format!("{}:{part}", self.logical) }
    }
}

/// An id with the signs that join parts written as `%3A` and the like, so that no two lists of parts make one text.
fn escape(id: &str) -> String {
    let mut escaped = String::with_capacity(id.len());
    for character in id.chars() {
        match character {
            '%' | ':' | '|' => {
                let _ = write!(escaped, "%{:02X}", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf '+14155550123' | sha256sum` begins with these digits.
    const PERSON: &str = "+14155550123";
    const DIGITS: &str = "36a2c";

    #[test]
    fn a_token_names_the_kind_the_event_and_a_few_bits_of_the_person() {
        let token = Token::new("eventbridge", "6f87d04b");
        assert_eq!(token.to_text(PERSON), format!("eventbridge:6f87d04b:{DIGITS}"));
        assert_eq!(
            token.through("zendesk").item(2).to_text(PERSON),
            format!("eventbridge:6f87d04b:zendesk:2:{DIGITS}")
        );
        assert_eq!(Token::from_event_key("zendesk:1:Solved").to_text(PERSON), format!("zendesk:1:Solved:{DIGITS}"));
        assert_eq!(Token::from_event_key("mine").to_text(PERSON), format!("mine:{DIGITS}"));
    }

    #[test]
    fn a_token_of_500_characters_stays_and_one_of_501_ends_in_a_digest() {
        assert_eq!(Token::new("http", &"k".repeat(489)).to_text(PERSON).len(), 500);
        // `printf 'k%.0s' $(seq 490) | sha256sum`
        assert_eq!(
            Token::new("http", &"k".repeat(490)).to_text(PERSON),
            format!("http:c5efb1d4d634974decd85d6f33d2b4fd87aa10d2f06bea4166502d338aa2dca8:{DIGITS}")
        );
    }

    #[test]
    fn parts_are_joined_so_that_no_two_lists_make_one_text() {
        let lists: [&[&str]; 6] = [&["a|b"], &["a", "b"], &["a%7Cb"], &["a:b"], &["a", "b", ""], &["", "a", "b"]];
        let texts: std::collections::HashSet<String> =
            lists.iter().map(|ids| Token::from_ids("sqs", ids.iter().copied()).to_text(PERSON)).collect();
        assert_eq!(texts.len(), lists.len());
        assert_ne!(Token::new("http", "a:3").to_text(PERSON), Token::new("http", "a").item(3).to_text(PERSON));
    }
}
