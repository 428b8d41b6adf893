//! `ALLOWED_DESTINATIONS`: which numbers may be texted.

use crate::outcome::Failure;
use crate::request::defaults::is_prefix;
use crate::request::{PhoneNumber, Rejection};

/// Prefixes of E.164 numbers that may be texted, and prefixes of those that may not: the longest prefix of a number
/// decides.
#[derive(Debug, Clone, Default)]
pub struct AllowedDestinations {
    /// Empty allows any.
    rules: Vec<PrefixRule>,
}

#[derive(Debug, Clone)]
struct PrefixRule {
    prefix: String,
    verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Allowed,
    ShutOut,
}

impl AllowedDestinations {
    /// Reads `+1,+44`, or `+1,!+1876`, which excludes one prefix.
    ///
    /// # Errors
    /// Says what is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<AllowedDestinations, String> {
        let mut rules: Vec<PrefixRule> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (prefix, verdict) = match part.strip_prefix('!') {
                Some(prefix) => (prefix.trim_start(), Verdict::ShutOut),
                None => (part, Verdict::Allowed),
            };
            if !is_prefix(prefix) {
                return Err(wrong());
            }
            if rules.iter().any(|rule| rule.prefix == prefix) {
                return Err(format!("has {prefix} twice; allow it or exclude it"));
            }
            rules.push(PrefixRule { prefix: prefix.to_owned(), verdict });
        }
        if rules.is_empty() { Err(wrong()) } else { Ok(AllowedDestinations { rules }) }
    }

    /// Whether texts may go to `destination`. A number that matches no prefix may be texted only if all prefixes are
    /// exclusions.
    pub fn allows(&self, destination: &PhoneNumber) -> bool {
        let named = self.rules.iter().filter(|rule| destination.as_str().starts_with(&rule.prefix));
        match named.max_by_key(|rule| rule.prefix.len()) {
            Some(rule) => rule.verdict == Verdict::Allowed,
            None => self.rules.iter().all(|rule| rule.verdict == Verdict::ShutOut),
        }
    }
}

fn wrong() -> String {
    "must be E.164 prefixes with commas between them: +1,+44, or +1,!+1876 to exclude one".to_owned()
}

/// Refuses a destination that may not be texted; `pointer` is where the request named it.
///
/// # Errors
/// [`Failure::DestinationNotAllowed`].
pub fn check(allowed: &AllowedDestinations, destination: &PhoneNumber, pointer: &str) -> Result<(), Failure> {
    if allowed.allows(destination) {
        return Ok(());
    }
    let detail = "lies outside ALLOWED_DESTINATIONS; add its prefix there if it should be texted";
    Err(Failure::DestinationNotAllowed(Rejection::new(pointer, detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_with_an_allowed_prefix_may_be_texted() {
        let allowed = AllowedDestinations::parse("+1, +44").unwrap();
        let number = |text| PhoneNumber::parse(text, None).unwrap();
        assert!(allowed.allows(&number("+14155550123")));
        assert!(!allowed.allows(&number("+4915123456789")));
        assert!(AllowedDestinations::default().allows(&number("+4915123456789")));
    }

    /// +1 is 25 countries: <https://www.nationalnanpa.com/about_us/abt_nanp.html>
    #[test]
    fn the_longest_prefix_that_a_number_has_decides() {
        let number = |text| PhoneNumber::parse(text, None).unwrap();
        let allows = |rules, text| AllowedDestinations::parse(rules).unwrap().allows(&number(text));
        for rules in ["+1,!+1876", " !+1876 , +1"] {
            assert!(allows(rules, "+14155550123"));
            assert!(!allows(rules, "+18765230123"));
            assert!(!allows(rules, "+442079460018"));
        }
        assert!(allows("+1,!+1876,+18765230", "+18765230123"));
        // Nothing else is named, so anything else is meant.
        assert!(allows("!+1876", "+442079460018"));
        assert!(!allows("!+1876", "+18765230123"));
    }

    #[test]
    fn a_prefix_that_is_both_allowed_and_shut_out_is_refused() {
        for wrong in ["+1,!+1", "+44,+44", "!", "!1876", "+1,!!+1876", ","] {
            assert!(AllowedDestinations::parse(wrong).is_err(), "{wrong}");
        }
    }
}
