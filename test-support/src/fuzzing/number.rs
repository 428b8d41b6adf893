//! Any text as a telephone number, in any country.
//!
//! The input's first line is a country, or anything else for none; the rest is the text. Held to what keeps texts from
//! strangers: what is read is E.164 and read again as itself, a plus means the same everywhere, and no error tells a digit.

use connect_outbound_chat::request::PhoneNumber;
use connect_outbound_chat::request::country::Country;
use connect_outbound_chat::request::time_zone::possible_zones;

/// Plays one input.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (country, text) = text.split_once('\n').unwrap_or(("", text));
    let country = Country::from_alpha2(country);
    match PhoneNumber::parse(text, country) {
        Ok(number) => {
            let digits = number.as_str().strip_prefix('+').expect("E.164 begins with +");
            assert!((2..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()), "E.164");
            assert!(!digits.starts_with('0'), "no calling code begins with 0");
            let again = [None, country].map(|country| PhoneNumber::parse(number.as_str(), country));
            assert!(again.iter().all(|again| again.as_ref() == Ok(&number)), "E.164 is read as itself");
            assert!(!format!("{number:?} {number}").contains(digits), "only as_str tells a number");
            drop(possible_zones(&number));
        }
        Err(problem) => {
            let told = problem.to_string();
            assert!((1..1_000).contains(&told.len()), "{} bytes", told.len());
            // A code point and a position in it are told.
            let told = told.split("U+").next().unwrap_or_default();
            assert!(
                !told.bytes().any(|byte| byte.is_ascii_digit()) || PLAIN.iter().any(|text| told.contains(text)),
                "{told}"
            );
        }
    }
    if text.trim_start().starts_with('+') {
        let anywhere = PhoneNumber::parse(text, None);
        for alpha2 in ["US", "DE", "BR", "IT", "AU"] {
            let here = PhoneNumber::parse(text, Country::from_alpha2(alpha2));
            if let (Ok(here), Ok(anywhere)) = (&here, &anywhere) {
                assert!(here == anywhere, "a number with a plus is the same wherever it is read");
            }
            assert_eq!(here.is_ok(), anywhere.is_ok(), "a number with a plus is one wherever it is read: {alpha2}");
        }
    }
}

/// Digits of our own words.
const PLAIN: [&str; 4] = ["longer than 64 characters", "digits 0 to 9", "as in (0)", "has a 0 that is"];
