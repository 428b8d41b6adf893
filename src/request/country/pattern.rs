//! The part of regular expressions that numbering plans are written in: digits, `\d`, `[…]`, groups, `|`, `?`, `{n,m}`
//! and `$`.
//!
//! A crate for all of regular expressions would weigh more than the rest of the function. A pattern is matched from
//! the first digit on; of several ways to match, the one that Perl would take comes first. Patterns come from our own
//! table only, whose generator refuses anything that is not understood here.

use std::str::Chars;

/// Any of these, the first preferred.
pub(super) struct Pattern(Vec<Vec<Piece>>);

struct Piece {
    what: What,
    least: usize,
    most: usize,
}

enum What {
    /// One digit, of those whose bit is set.
    Digit(u16),
    Group(Pattern),
    Captured(Pattern),
    End,
}

/// How far a pattern got, and where the group that it captures lies.
#[derive(Clone, Copy)]
pub(super) struct Match {
    pub(super) end: usize,
    pub(super) captured: Option<(usize, usize)>,
}

const START: Match = Match { end: 0, captured: None };

/// Says whether a way is good enough, so that no other has to be tried.
type Accepts<'a> = &'a mut dyn FnMut(Match) -> bool;

const ANY_DIGIT: u16 = 0b11_1111_1111;

impl Pattern {
    pub(super) fn parse(text: &str) -> Pattern {
        Pattern::rest(&mut text.chars())
    }

    /// The pattern up to its closing parenthesis, or to the end.
    fn rest(text: &mut Chars) -> Pattern {
        let mut branches = vec![vec![]];
        while let Some(sign) = text.next() {
            let Some(branch) = branches.last_mut() else {
                break;
            };
            match sign {
                ')' => break,
                '|' => branches.push(vec![]),
                '?' => repeat_last(branch, 0, 1),
                '{' => {
                    let times = until(text, '}');
                    let (least, most) = times.split_once(',').unwrap_or((times, times));
                    repeat_last(branch, number(least), number(most));
                }
                _ => branch.push(Piece { what: What::parse(sign, text), least: 1, most: 1 }),
            }
        }
        Pattern(branches)
    }

    /// Whether all of the digits match.
    pub(super) fn is_match(&self, digits: &str) -> bool {
        self.any_way(digits.as_bytes(), START, &mut |way| way.end == digits.len())
    }

    /// The preferred match at the start of the digits.
    pub(super) fn at_start(&self, digits: &str) -> Option<Match> {
        let mut preferred = None;
        self.any_way(digits.as_bytes(), START, &mut |way| preferred.replace(way).is_none());
        preferred
    }

    /// All matches at the start of the digits, the preferred first.
    pub(super) fn all_at_start(&self, digits: &str) -> Vec<Match> {
        let mut all = Vec::new();
        self.any_way(digits.as_bytes(), START, &mut |way| {
            all.push(way);
            false
        });
        all
    }

    /// Goes all ways from here, the preferred first, until one is accepted.
    fn any_way(&self, digits: &[u8], from: Match, accepts: Accepts<'_>) -> bool {
        self.0.iter().any(|branch| any_way_through(branch, digits, from, accepts))
    }
}

fn any_way_through(branch: &[Piece], digits: &[u8], from: Match, accepts: Accepts<'_>) -> bool {
    match branch.split_first() {
        None => accepts(from),
        Some((piece, rest)) => piece.any_way(digits, from, 0, &mut |way| any_way_through(rest, digits, way, accepts)),
    }
}

impl Piece {
    /// As often as possible first, as regular expressions are greedy.
    fn any_way(&self, digits: &[u8], from: Match, times: usize, accepts: Accepts<'_>) -> bool {
        times < self.most && self.what.any_way(digits, from, &mut |way| self.any_way(digits, way, times + 1, accepts))
            || times >= self.least && accepts(from)
    }
}

impl What {
    fn parse(sign: char, text: &mut Chars) -> What {
        match sign {
            '$' => What::End,
            '[' => What::Digit(one_of(until(text, ']'))),
            '\\' => {
                text.next(); // the d of \d
                What::Digit(ANY_DIGIT)
            }
            '(' => match text.as_str().strip_prefix("?:") {
                Some(inside) => {
                    *text = inside.chars();
                    What::Group(Pattern::rest(text))
                }
                None => What::Captured(Pattern::rest(text)),
            },
            digit => What::Digit(bit(digit)),
        }
    }

    fn any_way(&self, digits: &[u8], from: Match, accepts: Accepts<'_>) -> bool {
        match self {
            What::Digit(set) => {
                let is_in_set = |digit: &u8| set & bit(char::from(*digit)) != 0;
                digits.get(from.end).is_some_and(is_in_set) && accepts(Match { end: from.end + 1, ..from })
            }
            What::Group(pattern) => pattern.any_way(digits, from, accepts),
            What::Captured(pattern) => {
                pattern.any_way(digits, from, &mut |way| accepts(Match { captured: Some((from.end, way.end)), ..way }))
            }
            What::End => from.end == digits.len() && accepts(from),
        }
    }
}

fn repeat_last(branch: &mut [Piece], least: usize, most: usize) {
    if let Some(piece) = branch.last_mut() {
        (piece.least, piece.most) = (least, most);
    }
}

/// The text before a sign, which is consumed too.
fn until<'a>(text: &mut Chars<'a>, sign: char) -> &'a str {
    let (before, after) = text.as_str().split_once(sign).unwrap_or((text.as_str(), ""));
    *text = after.chars();
    before
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or(1)
}

fn bit(digit: char) -> u16 {
    digit.to_digit(10).map_or(0, |value| 1 << value)
}

/// The digits in brackets, ranges spelt out.
fn one_of(inside: &str) -> u16 {
    let mut set = 0;
    let mut range_from = None;
    let mut last = '0';
    for sign in inside.chars() {
        match (sign, range_from.take()) {
            ('-', _) => range_from = Some(last),
            (to, Some(from)) => set |= (from..=to).fold(0, |range, digit| range | bit(digit)),
            (digit, None) => set |= bit(digit),
        }
        last = sign;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(pattern: &str, digits: &str) -> Option<usize> {
        Pattern::parse(pattern).at_start(digits).map(|way| way.end)
    }

    #[test]
    fn a_number_must_match_to_its_end() {
        let plan = Pattern::parse(r"[2-9]\d{9}|3\d{6}");
        for digits in ["2015550123", "3105550", "3105550123"] {
            assert!(plan.is_match(digits), "{digits}");
        }
        for digits in ["", "1015550123", "201555012", "20155501234", "4105550"] {
            assert!(!plan.is_match(digits), "{digits}");
        }
    }

    #[test]
    fn brackets_hold_digits_and_ranges() {
        let plan = Pattern::parse("[13-57]");
        let matched: String = ('0'..='9').filter(|digit| plan.is_match(&digit.to_string())).collect();
        assert_eq!(matched, "13457");
    }

    #[test]
    fn what_may_be_there_is_taken_when_it_is() {
        assert_eq!(end("0|80?", "8029"), Some(2));
        assert_eq!(end("0|80?", "8129"), Some(1));
        assert_eq!(end("00(?:1[245]|99)?", "001244"), Some(4));
        assert_eq!(end("00(?:1[245]|99)?", "001344"), Some(2));
        assert_eq!(end("1", "29"), None);
    }

    #[test]
    fn a_branch_that_fails_later_gives_way_to_the_next() {
        assert_eq!(end("(?:11|1)15", "115"), Some(3));
        assert_eq!(end(r"([457]\d{6})$|1", "12684641234"), Some(1));
        assert_eq!(end(r"([457]\d{6})$|1", "46412345"), None);
    }

    #[test]
    fn the_captured_group_is_told() {
        let captured = |digits| Pattern::parse("0?(?:(11|2(?:2|92))15)?").at_start(digits).and_then(|way| way.captured);
        assert_eq!(captured("01115234"), Some((1, 3)));
        assert_eq!(captured("292154"), Some((0, 3)));
        assert_eq!(captured("0111"), None);
    }
}
