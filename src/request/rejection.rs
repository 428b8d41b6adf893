//! What the sender wrote wrong: a place in the request document, and what is wrong there.

use std::fmt;

/// One violated rule of a request document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Where: a JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) into the request document.
    pub pointer: String,
    /// What is wrong there and what would be right. Never the offending value: it may be personal data.
    pub detail: String,
}

impl Rejection {
    /// A rejection of what stands at `pointer`.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Rejection {
        Rejection { pointer: pointer.into(), detail: detail.into() }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => write!(formatter, "{}", self.detail),
            pointer => write!(formatter, "{pointer} {}", self.detail),
        }
    }
}

/// `parent` with the member or item `name` under it, escaped as RFC 6901 asks.
///
/// A key chosen by the sender can itself be personal data (a phone number as a key), and pointers reach logs: a key that
/// looks like one is masked.
pub fn below(parent: &str, key: &str) -> String {
    let digits = key.chars().filter(char::is_ascii_digit).count();
    let masked = if key.len() > 4 && digits > 4 && key.parse::<usize>().is_err() || key.contains('@') || digits > 6 {
        "***"
    } else if key.chars().count() > 128 {
        "…"
    } else {
        key
    };
    format!("{parent}/{}", masked.replace('~', "~0").replace('/', "~1"))
}

/// The same for a name that stands where a member's name should: senders put names and addresses there, so that only one
/// which is made like a member's is shown.
pub fn below_unknown(parent: &str, name: &str) -> String {
    format!("{parent}/{}", if is_quotable(name) { name } else { "***" })
}

/// Whether a name that a sender chose may be shown: it is made like a member's name, and is not a number of many digits.
pub fn is_quotable(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'-');
    (1..=40).contains(&name.len()) && name.bytes().all(is_plain) && digits <= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_what_rfc_6901_escapes() {
        // RFC 6901, section 5.
        assert_eq!(below("", "a/b"), "/a~1b");
        assert_eq!(below("", "m~n"), "/m~0n");
        assert_eq!(below("/Attributes", "c%d"), "/Attributes/c%d");
    }

    #[test]
    fn an_unknown_name_that_is_not_made_like_a_member_s_is_masked() {
        for name in ["a/b", "Maria Gomez, 12 Elm St", "Zoë", "", "x".repeat(41).as_str(), "12025550123"] {
            assert_eq!(below_unknown("", name), "/***", "{name}");
        }
        assert_eq!(below_unknown("", "phone_number.2"), "/phone_number.2");
    }

    #[test]
    fn a_key_that_looks_like_a_number_or_an_address_is_masked() {
        assert_eq!(below("/Attributes", "+14155550123"), "/Attributes/***");
        assert_eq!(below("/Attributes", "jo@example.com"), "/Attributes/***");
        assert_eq!(below("/ValueList", "10"), "/ValueList/10");
    }
}
