//! What a character is that does not belong into a number: the beginning of an extension, of a second number, …

use super::NumberProblem;
use super::digit::digit;

/// From so many digits on, what follows is a number of its own.
const SHORTEST_NUMBER: usize = 5;

/// How an extension is introduced, in lower case: libphonenumber's list.
const EXTENSIONS: [&str; 14] = [
    "x",
    "\u{FF58}",
    "#",
    "\u{FF03}",
    "~",
    "\u{FF5E}",
    "\u{223C}",
    "\u{2053}",
    "ext",
    "\u{FF45}\u{FF58}\u{FF54}",
    "int",
    "доб",
    "anexo",
    ";ext",
];

/// The problem with the first character of `rest`, which stands behind these digits.
pub(super) fn problem(digits: &str, rest: &str, position: usize) -> NumberProblem {
    let mut behind = rest.chars();
    let Some(code_point) = behind.next() else {
        return NumberProblem::Empty;
    };
    let behind = behind.as_str();
    let lower = rest.to_lowercase();
    let shorter = digits.len().min(behind.chars().filter_map(digit).count());
    match code_point {
        _ if digits.is_empty() => character(code_point, position),
        'e' | 'E' | '\u{FF45}' | '\u{FF25}' if is_exponent(behind) => NumberProblem::Exponent,
        ',' | '\u{FF0C}' | '\u{66B}' if is_exponent_behind_digits(behind) => NumberProblem::Exponent,
        ',' | '\u{FF0C}' | '\u{66B}' if is_fraction(behind) => NumberProblem::Decimal,
        ',' | ';' if is_dialled_later(rest) => NumberProblem::Extension,
        _ if EXTENSIONS.iter().any(|sign| lower.starts_with(sign)) => NumberProblem::Extension,
        _ if is_between_numbers(code_point) && shorter >= SHORTEST_NUMBER => NumberProblem::TwoNumbers,
        _ => character(code_point, position),
    }
}

fn character(code_point: char, position: usize) -> NumberProblem {
    // Digits of a script that is not read are digits of the number: the problem must not show them.
    if code_point.is_alphanumeric() && !is_blank_letter(code_point) {
        return NumberProblem::Letters;
    }
    NumberProblem::Character { code_point, position }
}

/// Letters by their class that show nothing: Hangul fillers.
fn is_blank_letter(code_point: char) -> bool {
    matches!(code_point, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
}

/// `E+11` and the like, its E taken off.
fn is_exponent(rest: &str) -> bool {
    rest.trim_start()
        .trim_start_matches(['+', '-', '\u{2212}', '\u{FF0B}', '\u{FF0D}'])
        .starts_with(|sign| digit(sign).is_some())
}

/// `47900E+11`: what follows the comma of a mantissa.
fn is_exponent_behind_digits(rest: &str) -> bool {
    let behind = rest.trim_start_matches(|sign| digit(sign).is_some());
    behind.strip_prefix(['e', 'E', '\u{FF45}', '\u{FF25}']).is_some_and(is_exponent)
}

/// Zeros and nothing else.
fn is_fraction(rest: &str) -> bool {
    let mut digits = rest.chars().filter_map(digit).peekable();
    digits.peek().is_some() && digits.all(|digit| digit == '0') && !rest.contains([',', ';'])
}

/// A pause and what a telephone dials after it: behind two commas, or too short to be a number.
fn is_dialled_later(rest: &str) -> bool {
    let digits = rest.trim_start_matches([',', ';', ' ']);
    let count = digits.chars().filter_map(digit).count();
    digits.starts_with(|sign| digit(sign).is_some()) && (count < SHORTEST_NUMBER || rest.starts_with(",,"))
}

fn is_between_numbers(sign: char) -> bool {
    sign == '\u{85}'
        || matches!(sign, '\n'..='\r' | '\u{2028}' | '\u{2029}')
        || matches!(
            sign,
            ',' | ';' | '|' | '&' | '+' | '\\' | '\u{FF0C}' | '\u{FF1B}' | '\u{3001}' | '\u{60C}' | '\u{FF0B}'
        )
}

#[cfg(test)]
mod tests {
    use super::super::written::Written;
    use super::*;

    fn problem_of(text: &str) -> NumberProblem {
        Written::parse(text).expect_err(text)
    }

    #[test]
    fn an_extension_is_refused_as_one() {
        for text in [
            "4155550123x12",
            "415 555 0123 ext. 12",
            "+14155550123;ext=12",
            "4155550123#12",
            "4155550123,,123456#",
            "4155550123~12",
            "4155550123, 12",
            "4155550123 int 4",
            "4155550123 доб. 12",
        ] {
            assert_eq!(problem_of(text), NumberProblem::Extension, "{text}");
        }
    }

    #[test]
    fn a_second_number_is_refused_as_one() {
        for text in [
            "2025551234; 2025551235",
            "2025551234,2025551235",
            "2025551234\n2025551235",
            "+12025551234+12025551235",
            "2025551234 & 2025551235",
            "2025551234、2025551235",
        ] {
            assert_eq!(problem_of(text), NumberProblem::TwoNumbers, "{text}");
        }
    }

    #[test]
    fn what_a_spreadsheet_made_of_a_number_is_refused_as_that() {
        for text in ["4.47900E+11", "4,479E11", "4.479e 11", "4.479E\u{2212}11", "\u{FF14}.\u{FF14}\u{FF25}11"] {
            assert_eq!(problem_of(text), NumberProblem::Exponent, "{text}");
        }
        for text in ["1711234567,0", "1711234567,00", "1711234567\u{FF0C}0", "1711234567, 0 "] {
            assert_eq!(problem_of(text), NumberProblem::Decimal, "{text}");
        }
    }

    #[test]
    fn letters_and_digits_of_scripts_that_are_not_read_are_not_told() {
        for text in
            ["1-800-FLOWERS", "unknown", "x12", "n/a", "\u{0967}\u{0968}", "\u{6570}", "4155550123 or 4155550124"]
        {
            assert_eq!(problem_of(text), NumberProblem::Letters, "{text}");
        }
    }

    #[test]
    fn other_characters_are_told_by_code_point_and_place() {
        for (text, code_point, position) in [
            ("*31#4155550123", '*', 0),
            ("415\n5550123", '\n', 3),
            ("+1415555014\u{3164}", '\u{3164}', 11),
            ("+1415555014\u{2800}2", '\u{2800}', 11),
            ("'+14155550142", '\'', 0),
            ("4155550142;", ';', 10),
            ("tel:5550142;phone-context=+1415", ';', 11),
            ("tel:4155550142?", '?', 14),
        ] {
            assert_eq!(problem_of(text), NumberProblem::Character { code_point, position }, "{text:?}");
        }
    }
}
