//! Whether all digits belong to one number: not decimals, nor a second number or an extension that nothing announces.

use super::NumberProblem;
use super::reading::Reading;
use super::written::{Mark, Written};
use crate::request::country::Country;
use std::cell::LazyCell;

/// What the gaps between the digits show. `whole` is the number that all of the digits make.
pub(super) fn problem(
    written: &Written,
    whole: &Result<Reading, NumberProblem>,
    home: Option<Country>,
) -> Option<NumberProblem> {
    let is_mobile = LazyCell::new(|| whole.as_ref().is_ok_and(Reading::is_mobile));
    let mut inside = written.gaps.iter().filter(|gap| gap.at < written.digits.len()).peekable();
    while let Some(gap) = inside.next() {
        let head = Head::parse(&written.head(gap.at), home);
        if gap.mark == Mark::Dot && inside.peek().is_none() && is_decimal(written, gap.at, head != Head::Incomplete) {
            return Some(NumberProblem::Decimal);
        }
        // 0171 1234567/8 are two numbers, and in 0171 1234567 (2) it is anybody's guess what the 2 is.
        let stands_alone = match head {
            Head::Incomplete | Head::WithoutPlus => false,
            _ if gap.mark == Mark::Strong => true,
            _ if *is_mobile => false,
            Head::Mobile | Head::Ambiguous => true,
            Head::Other if *whole == Err(NumberProblem::Length) => true,
            Head::Other => is_national_number(written, 0, home) && is_national_number(written, gap.at, home),
        };
        if stands_alone {
            return Some(NumberProblem::MoreDigits);
        }
    }
    None
}

/// What the digits before a gap are by themselves.
#[derive(PartialEq, Eq)]
enum Head {
    Incomplete,
    Mobile,
    /// Two numbers: a national one, or one that begins with the home country's calling code.
    Ambiguous,
    /// A number of another country without its plus.
    WithoutPlus,
    Other,
}

impl Head {
    fn parse(written: &Written, home: Option<Country>) -> Head {
        match Reading::from_written(written, home) {
            Ok(reading) if !reading.fits() => Head::Incomplete,
            Ok(reading) if reading.is_mobile() => Head::Mobile,
            Ok(_) => Head::Other,
            Err(NumberProblem::HomeCallingCode) => Head::Ambiguous,
            Err(NumberProblem::ForeignCallingCode) => Head::WithoutPlus,
            Err(_) => Head::Incomplete,
        }
    }
}

/// Whether the digits from a gap on are a number that begins with a 0.
fn is_national_number(written: &Written, at: usize, home: Option<Country>) -> bool {
    let tail = written.tail(at);
    tail.digits.starts_with('0') && Head::parse(&tail, home) != Head::Incomplete
}

/// Whether the digits behind the last dot are decimals: one or two behind the only dot, or zeros behind a number that
/// is complete without them or has no other separator. French numbers are written in pairs, and one in a hundred ends
/// in `.00`.
fn is_decimal(written: &Written, at: usize, is_complete_before: bool) -> bool {
    let behind = &written.digits[at..];
    let others = || written.gaps.iter().filter(|gap| gap.at != at && gap.at < written.digits.len());
    match behind.len() {
        1 => true,
        2 if others().all(|gap| gap.mark != Mark::Dot) => true,
        _ => behind.bytes().all(|digit| digit == b'0') && (is_complete_before || others().next().is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(alpha2: &str, text: &str) -> Option<NumberProblem> {
        let home = Country::from_alpha2(alpha2);
        let written = Written::parse(text).expect(text);
        problem(&written, &Reading::from_written(&written, home), home)
    }

    #[test]
    fn decimals_are_no_digits_of_a_number() {
        for (country, text) in [
            ("DE", "1711234567.0"),
            ("AT", "6641234567.0"),
            ("IN", "9812345678.0"),
            ("FR", "612345678.00"),
            ("", "+491711234567.0"),
            ("", "+491711234567 .\u{200E}0 "),
            ("DE", "0171.123.45.67.00"),
            ("DE", "1711234567.5"),
            ("US", "4155550142.0000"),
            ("MM", "95200100.000"),
            ("TD", "16582415334.000"),
        ] {
            assert_eq!(problem_of(country, text), Some(NumberProblem::Decimal), "{text} in {country}");
        }
    }

    #[test]
    fn a_last_group_of_zeros_belongs_to_a_number_that_needs_it() {
        for (country, text) in [("FR", "06.12.34.56.00"), ("US", "415.555.0000"), ("", "+1.415.555.0000")] {
            assert_eq!(problem_of(country, text), None, "{text} in {country}");
        }
    }

    #[test]
    fn what_stands_behind_a_complete_number_is_not_part_of_it() {
        for (country, text) in [
            ("US", "2025551234 2025551235"),
            ("DE", "0171 1234567/8"),
            ("DE", "0171 1234567 / 0172 1234567"),
            ("DE", "+49 171 1234567 (2)"),
            ("DE", "0171 1234567 12"),
            ("DE", "0301234 0305678"),
            ("AT", "0664 1234567/8"),
            ("", "+14155550123\n4155550124"),
            ("GB", "020 7946 0018 - 19"),
        ] {
            assert_eq!(problem_of(country, text), Some(NumberProblem::MoreDigits), "{text} in {country}");
        }
    }

    #[test]
    fn groups_of_one_number_are_not_numbers() {
        for (country, text) in [
            ("DE", "0171/1234567"),
            ("DE", "+49 (171) 1234567"),
            ("AT", "+43 664 123 45 67 89"),
            ("AT", "05574/12345"),
            ("RU", "8 (912) 345-67-89"),
            ("", "+358 50 32 67 12"),
            ("", "+1 415\n555 0142"),
        ] {
            assert_eq!(problem_of(country, text), None, "{text} in {country}");
        }
    }
}
