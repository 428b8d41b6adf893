//! The digits in a number as people, address books and databases write it.
//!
//! Read as libphonenumber reads them: full-width and Arabic digits are digits, separators and the invisible marks
//! that come along when a number is copied mean nothing. Unlike there, nothing is guessed: letters are no digits, and
//! a number does not end where something else begins.

use super::NumberProblem;

/// Longer texts are refused unread.
const LONGEST_TEXT: usize = 64;

/// Digits, and whether a plus stood before them.
pub(super) struct Written {
    pub(super) plus: bool,
    pub(super) digits: String,
}

impl Written {
    pub(super) fn read(text: &str) -> Result<Written, NumberProblem> {
        if text.chars().nth(LONGEST_TEXT).is_some() {
            return Err(NumberProblem::TooMuchText);
        }
        let mut written = Written { plus: false, digits: String::new() };
        let scheme = if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tel:")) { 4 } else { 0 };
        for (position, sign) in text.chars().enumerate().skip(scheme) {
            match sign {
                '+' | '\u{FF0B}' if !written.plus && written.digits.is_empty() => written.plus = true,
                _ if is_separator(sign) => {}
                _ => match digit(sign) {
                    Some(digit) => written.digits.push(digit),
                    None => return Err(written.problem(sign, position)),
                },
            }
        }
        if written.digits.is_empty() { Err(NumberProblem::Empty) } else { Ok(written) }
    }

    fn problem(&self, sign: char, position: usize) -> NumberProblem {
        match sign {
            'x' | 'X' | '#' | ';' | ',' if !self.digits.is_empty() => NumberProblem::Extension,
            'e' | 'E' if !self.digits.is_empty() => NumberProblem::Extension,
            // Digits of a script that is not read are digits of the number: the problem must not show them.
            _ if sign.is_alphanumeric() => NumberProblem::Letters,
            _ => NumberProblem::Character { code_point: sign, position },
        }
    }
}

/// An ASCII, full-width, Arabic-Indic or Persian digit, as ASCII.
fn digit(sign: char) -> Option<char> {
    let zero = match sign {
        '0'..='9' => '0',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        _ => return None,
    };
    char::from_digit(u32::from(sign) - u32::from(zero), 10)
}

fn is_separator(sign: char) -> bool {
    match sign {
        ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => true,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}' => true,
        '.' | '/' | '(' | ')' | '[' | ']' | '~' => true,
        '\u{FF0E}' | '\u{FF0F}' | '\u{FF08}' | '\u{FF09}' | '\u{FF3B}' | '\u{FF3D}' | '\u{223C}' | '\u{2053}' => true,
        // Invisible: soft hyphen, zero-width spaces and joiners, direction marks, byte order mark.
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(bool, String), NumberProblem> {
        Written::read(text).map(|written| (written.plus, written.digits))
    }

    #[test]
    fn separators_of_every_kind_are_dropped() {
        for text in [
            "(415) 555-0123",
            "415.555/0123",
            "[415]\u{A0}555\u{2011}0123",
            "\u{202A}415\u{2009}5550123\u{202C}",
            "415~5550123",
        ] {
            assert_eq!(read(text), Ok((false, "4155550123".to_owned())), "{text:?}");
        }
    }

    #[test]
    fn a_plus_counts_before_the_first_digit_only() {
        for text in ["+44 20", "(+44) 20", "\u{FF0B}4420", "tel:+44-20", "TEL:+4420"] {
            assert_eq!(read(text), Ok((true, "4420".to_owned())), "{text}");
        }
        for (text, position) in [("44+20", 2), ("++4420", 1), ("tel:44+20", 6)] {
            assert_eq!(read(text), Err(NumberProblem::Character { code_point: '+', position }), "{text}");
        }
    }

    #[test]
    fn digits_of_other_scripts_are_digits() {
        for text in ["\u{FF14}\u{FF12}", "\u{0664}\u{0662}", "\u{06F4}\u{06F2}"] {
            assert_eq!(read(text), Ok((false, "42".to_owned())), "{text}");
        }
    }

    #[test]
    fn an_extension_is_refused_as_one() {
        for text in ["4155550123x12", "415 555 0123 ext. 12", "+14155550123;ext=12", "4155550123#12", "4155550123,,12"]
        {
            assert_eq!(read(text), Err(NumberProblem::Extension), "{text}");
        }
    }

    #[test]
    fn letters_and_other_characters_are_refused() {
        for text in ["1-800-FLOWERS", "unknown", "x12", "n/a", "\u{0967}\u{0968}", "\u{6570}"] {
            assert_eq!(read(text), Err(NumberProblem::Letters), "{text}");
        }
        for text in ["", " ", "+", "tel:", "()", "\u{200B}"] {
            assert_eq!(read(text), Err(NumberProblem::Empty), "{text:?}");
        }
        assert_eq!(read("*31#4155550123"), Err(NumberProblem::Character { code_point: '*', position: 0 }));
        assert_eq!(read("415\n5550123"), Err(NumberProblem::Character { code_point: '\n', position: 3 }));
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_unread() {
        assert_eq!(read(&"1".repeat(64)).map(|(_, digits)| digits.len()), Ok(64));
        assert_eq!(read(&"\u{FF11}".repeat(65)), Err(NumberProblem::TooMuchText));
    }
}
