//! Callers who withhold their number, as networks and PBXs show them: a word, spelt on a telephone's keys.
//!
//! Connect passes them on as the address of the customer's endpoint, `+266696687` like any number.
//! <https://twilio.com/changelog/upcoming-changes-to-withheld-caller-ids-behavior-for-dial-calls>

/// ANONYMOUS, UNAVAILABLE, UNKNOWN, BLOCKED, RESTRICTED.
const WORDS: [&str; 5] = ["266696687", "86282452253", "8656696", "2562533", "7378742833"];

/// Whether these digits are such a word, or one with the 1 of North America before it.
pub(super) fn is_withheld(digits: &str) -> bool {
    WORDS.contains(&digits) || digits.strip_prefix('1').is_some_and(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_on_the_keys_are_no_numbers() {
        for digits in ["266696687", "86282452253", "8656696", "2562533", "7378742833", "1266696687", "17378742833"] {
            assert!(is_withheld(digits), "{digits}");
        }
        for digits in ["", "1", "12025550150", "2666966871", "7378742834"] {
            assert!(!is_withheld(digits), "{digits}");
        }
    }
}
