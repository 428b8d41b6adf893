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
/// A name chosen by the sender can itself be personal data (a phone number as a key), and pointers reach logs: a name
/// that looks like one is masked.
pub fn below(parent: &str, name: &str) -> String {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let masked = if name.len() > 4 && digits > 4 && name.parse::<usize>().is_err() || name.contains('@') || digits > 6 {
        "***"
    } else if name.chars().count() > 128 {
        "…"
    } else {
        name
    };
    format!("{parent}/{}", masked.replace('~', "~0").replace('/', "~1"))
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
    fn a_name_that_looks_like_a_number_or_an_address_is_masked() {
        assert_eq!(below("/Attributes", "+14155550123"), "/Attributes/***");
        assert_eq!(below("/Attributes", "jo@example.com"), "/Attributes/***");
        assert_eq!(below("/ValueList", "10"), "/ValueList/10");
    }
}
