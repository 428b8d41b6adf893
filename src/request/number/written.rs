//! The digits in a number as people, address books and databases write it.
//!
//! Read as libphonenumber reads them: full-width and Arabic digits are digits, separators and the invisible marks
//! that come along when a number is copied mean nothing. Unlike there, nothing is guessed: letters are no digits, and
//! a number does not end where something else begins. What stood between the digits is kept, because it can show that
//! they are more than one number, or not one at all.

use super::NumberProblem;
use super::digit::digit;
use super::intruder;

/// Longer texts are refused unread. White space around is not counted: databases fill columns with it.
const LONGEST_TEXT: usize = 64;

/// Digits, whether a plus stood before them, and what stood between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) plus: bool,
    pub(super) digits: String,
    pub(super) gaps: Vec<Gap>,
    pub(super) bracketed_zero: Option<usize>,
}

/// Something between two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// How many digits stand before it.
    pub(super) at: usize,
    pub(super) mark: Mark,
}

/// What a gap is made of; of several, the last of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// White space, a dash, a closing bracket, or nothing that is seen.
    Plain,
    /// What also stands before decimals.
    Dot,
    /// A slash, an opening bracket or a line break, which also stand before a second number or a remark.
    Strong,
}

impl Written {
    pub(super) fn parse(text: &str) -> Result<Written, NumberProblem> {
        if text.trim().chars().nth(LONGEST_TEXT).is_some() {
            return Err(NumberProblem::TooMuchText);
        }
        let start = end_of_scheme(text);
        let mut written = Written::default();
        let mut bracket = None;
        for (offset, sign) in text[start..].char_indices().map(|(offset, sign)| (start + offset, sign)) {
            let position = || text[..offset].chars().count();
            if let Some(digit) = digit(sign) {
                written.digits.push(digit);
            } else if is_plus(sign) && !written.plus && written.digits.is_empty() {
                written.plus = true;
            } else if sign == RIGHT_TO_LEFT_OVERRIDE && written.shows_backwards(&text[offset..]) {
                return Err(NumberProblem::Character { code_point: sign, position: position() });
            } else if let Some(mark) = mark(sign) {
                written.note(mark);
                match sign {
                    '(' | '[' | '\u{FF08}' | '\u{FF3B}' => bracket = Some(written.digits.len()),
                    ')' | ']' | '\u{FF09}' | '\u{FF3D}' => written.close(bracket.take())?,
                    _ => {}
                }
            } else if written.is_line_break(&text[offset..]) {
                written.note(Mark::Strong);
            } else if !written.is_tone_wait(sign) {
                return Err(intruder::problem(&written.digits, &text[offset..], position()));
            }
        }
        if written.digits.is_empty() { Err(NumberProblem::Empty) } else { Ok(written) }
    }

    /// The same without the digits from `at` on.
    pub(super) fn head(&self, at: usize) -> Written {
        let mut head = self.clone();
        head.digits.truncate(at);
        head.gaps.retain(|gap| gap.at < at);
        head.bracketed_zero = self.bracketed_zero.filter(|zero| *zero < at);
        head
    }

    /// The same without the first digits and without a plus.
    pub(super) fn tail(&self, at: usize) -> Written {
        let behind = self.gaps.iter().filter(|gap| gap.at > at).map(|gap| Gap { at: gap.at - at, ..*gap });
        Written {
            plus: false,
            digits: self.digits[at..].to_owned(),
            gaps: behind.collect(),
            bracketed_zero: self.bracketed_zero.and_then(|zero| zero.checked_sub(at)),
        }
    }

    /// Whether a 0 at this place stands alone, set off from the digits before and after it.
    pub(super) fn has_lone_zero(&self, at: usize) -> bool {
        self.digits[at..].starts_with('0') && (at == 0 || self.has_gap(at)) && self.has_gap(at + 1)
    }

    pub(super) fn has_gap(&self, at: usize) -> bool {
        self.gaps.iter().any(|gap| gap.at == at)
    }

    fn note(&mut self, mark: Mark) {
        let at = self.digits.len();
        match self.gaps.last_mut() {
            Some(gap) if gap.at == at => gap.mark = gap.mark.max(mark),
            _ if at == 0 => {}
            _ => self.gaps.push(Gap { at, mark }),
        }
    }

    fn close(&mut self, opened: Option<usize>) -> Result<(), NumberProblem> {
        let Some(at) = opened.filter(|at| &self.digits[*at..] == "0") else {
            return Ok(());
        };
        match self.bracketed_zero.replace(at) {
            None => Ok(()),
            Some(_) => Err(NumberProblem::TrunkZero),
        }
    }

    /// Whether digits are shown from right to left, so that the writer saw another number. Before a plus it is clear
    /// which end is the first.
    fn shows_backwards(&self, rest: &str) -> bool {
        self.plus || !self.digits.is_empty() || !rest.contains(is_plus)
    }

    /// A line break before the first digit or after the last, or inside a number that a plus begins. Otherwise it may
    /// stand between two numbers.
    fn is_line_break(&self, rest: &str) -> bool {
        let is_behind = || !rest.contains(|sign| digit(sign).is_some());
        rest.starts_with(char::is_whitespace) && (self.digits.is_empty() || self.plus || is_behind())
    }

    /// `8~10`: dial 8, wait for a tone, go on. Behind more digits a tilde introduces an extension.
    fn is_tone_wait(&self, sign: char) -> bool {
        matches!(sign, '~' | '\u{223C}' | '\u{2053}' | '\u{FF5E}') && !self.plus && self.digits.len() == 1
    }
}

const SCHEME: &str = "tel:";
const RIGHT_TO_LEFT_OVERRIDE: char = '\u{202E}';

/// Where the number begins behind `tel:`; 0 if there is none.
fn end_of_scheme(text: &str) -> usize {
    let start = text.find(|sign: char| !is_ignored(sign) && !sign.is_whitespace()).unwrap_or(text.len());
    let end = start + SCHEME.len();
    if text.get(start..end).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME)) { end } else { 0 }
}

fn is_plus(sign: char) -> bool {
    matches!(sign, '+' | '\u{FF0B}')
}

fn mark(sign: char) -> Option<Mark> {
    Some(match sign {
        ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => {
            Mark::Plain
        }
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}' => Mark::Plain,
        ')' | ']' | '\u{FF09}' | '\u{FF3D}' => Mark::Plain,
        '.' | '\u{FF0E}' => Mark::Dot,
        '/' | '\u{FF0F}' | '(' | '[' | '\u{FF08}' | '\u{FF3B}' => Mark::Strong,
        _ if is_ignored(sign) => Mark::Plain,
        _ => return None,
    })
}

/// Invisible: soft hyphen, zero-width spaces and joiners, direction marks, byte order mark.
fn is_ignored(sign: char) -> bool {
    matches!(
        sign,
        '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(bool, String), NumberProblem> {
        Written::parse(text).map(|written| (written.plus, written.digits))
    }

    #[test]
    fn separators_of_every_kind_are_dropped() {
        for text in [
            "(415) 555-0123",
            "415.555/0123",
            "[415]\u{A0}555\u{2011}0123",
            "\u{202A}415\u{2009}5550123\u{202C}",
            "\u{61C}415\u{AD}5550123\u{FEFF}",
            " \r\n4155550123\t\n\u{2028}",
        ] {
            assert_eq!(read(text), Ok((false, "4155550123".to_owned())), "{text:?}");
        }
    }

    #[test]
    fn a_plus_counts_before_the_first_digit_only() {
        for text in ["+44 20", "(+44) 20", "\u{FF0B}4420", "tel:+44-20", "TEL:+4420", "\u{FEFF} tel: +4420"] {
            assert_eq!(read(text), Ok((true, "4420".to_owned())), "{text}");
        }
        for (text, position) in [("44+20", 2), ("++4420", 1), ("tel:44+20", 6), ("4155550123+", 10)] {
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
    fn what_stands_between_digits_is_kept() {
        let gaps = |text| Written::parse(text).map(|written| written.gaps).unwrap_or_default();
        let gap = |at, mark| Gap { at, mark };
        assert_eq!(gaps("+1 (415) 555.0142"), [gap(1, Mark::Strong), gap(4, Mark::Plain), gap(7, Mark::Dot)]);
        assert_eq!(gaps("(415)5550142"), [gap(3, Mark::Plain)]);
    }

    #[test]
    fn a_zero_in_brackets_is_noticed() {
        for (text, at) in
            [("+49 (0)171", 2), ("+49 ( 0 ) 171", 2), ("[0]171", 0), ("+49\u{FF08}\u{FF10}\u{FF09}171", 2)]
        {
            let written = Written::parse(text).expect(text);
            assert_eq!((written.bracketed_zero, written.has_lone_zero(at)), (Some(at), true), "{text}");
        }
        for text in ["+49 (0171) 1", "+49 (171) 0"] {
            assert_eq!(Written::parse(text).map(|written| written.bracketed_zero), Ok(None), "{text}");
        }
        assert_eq!(Written::parse("+49 (0)171 (0)"), Err(NumberProblem::TrunkZero));
    }

    #[test]
    fn a_text_that_shows_its_digits_backwards_is_read_only_with_a_plus() {
        assert_eq!(read("\u{202E}+4420\u{202C}"), Ok((true, "4420".to_owned())));
        for (text, position) in [(" \u{202E}4420", 1), ("+44\u{202E}02\u{202C}", 3)] {
            let problem = NumberProblem::Character { code_point: '\u{202E}', position };
            assert_eq!(read(text), Err(problem), "{text:?}");
        }
    }

    #[test]
    fn a_text_without_digits_is_empty() {
        for text in ["", " ", "+", "tel:", "()", "\u{200B}", "\n"] {
            assert_eq!(read(text), Err(NumberProblem::Empty), "{text:?}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_unread() {
        assert_eq!(read(&"1".repeat(64)).map(|(_, digits)| digits.len()), Ok(64));
        assert_eq!(read(&"\u{FF11}".repeat(65)), Err(NumberProblem::TooMuchText));
        assert_eq!(read(&format!("{:100}", "+4420")), Ok((true, "4420".to_owned())));
    }
}
