//! `ClientToken`: what makes a repeated event harmless.
//!
//! Connect keeps a token for 7 days and answers a repeated one with the contact that it started first
//! (<https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>). So a token is made of
//! what stays the same when a sender tries again, and of nothing else: no settings, no clock, no chance.

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};

/// Characters that the API lets a token have.
pub const MAX_CHARACTERS: usize = 500;

/// A token in the making: who sent the event, and what identifies it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    sender: String,
    logical: String,
}

impl Token {
    /// The token of the event that `sender` knows as `id`.
    pub fn new(sender: impl Into<String>, id: impl Into<String>) -> Token {
        Token { sender: sender.into(), logical: id.into() }
    }

    /// The token of what the source `name` made of the event: one event may rightly send two texts through two sources.
    #[must_use]
    pub fn through(&self, name: &str) -> Token {
        self.followed_by(name)
    }

    /// The token of the item at `index` of a batch.
    #[must_use]
    pub fn item(&self, index: usize) -> Token {
        self.followed_by(&index.to_string())
    }

    /// The text that Connect is given. One that would be too long ends in the SHA-256 of its logical part instead.
    pub fn text(&self) -> String {
        let text = format!("{}:{}", self.sender, self.logical);
        match text.chars().count() {
            0..=MAX_CHARACTERS => text,
            _ => format!("{}:{}", self.sender, sha256_hex(self.logical.as_bytes())),
        }
    }

    fn followed_by(&self, part: &str) -> Token {
        Token { sender: self.sender.clone(), logical: format!("{}:{part}", self.logical) }
    }
}

/// The SHA-256 of `bytes` in lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_the_sender_and_the_event() {
        let token = Token::new("eventbridge", "6f87d04b");
        assert_eq!(token.text(), "eventbridge:6f87d04b");
        assert_eq!(token.through("zendesk").item(2).text(), "eventbridge:6f87d04b:zendesk:2");
    }

    #[test]
    fn a_token_of_500_characters_stays_and_one_of_501_ends_in_a_digest() {
        assert_eq!(Token::new("http", "k".repeat(495)).text().len(), 500);
        // `printf 'k%.0s' $(seq 496) | sha256sum`
        assert_eq!(
            Token::new("http", "k".repeat(496)).text(),
            "http:d65ed5767464be3255cd1bd8b7cf076fa950d951e2cef6e16a449e31f7dc3e24"
        );
    }
}
