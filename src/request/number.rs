//! A telephone number, which Connect takes in E.164 only.
//!
//! With a default country, numbers are also read in the formats that people write: as libphonenumber reads them, but
//! without its guesses: letters, extensions, local numbers, and a national prefix that would fill up a number that is
//! too short are refused. Without a default country nothing is interpreted.

mod problem;
mod written;

use super::country::Country;
use std::fmt;
use written::Written;

pub use problem::NumberProblem;

/// The digits that E.164 has room for.
const MAX_DIGITS: usize = 15;

/// A telephone number in E.164: `+` and 2 to 15 digits, the first not 0. It is personal data: only `as_str` tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number; one in a national format is a number of this country.
    pub fn parse(text: &str, country: Option<Country>) -> Result<PhoneNumber, NumberProblem> {
        let Some(home) = country else {
            return if is_e164(text) { Ok(PhoneNumber(text.to_owned())) } else { Err(NumberProblem::NotE164) };
        };
        let Written { plus, digits } = Written::read(text)?;
        let (country, national) = if plus { international(&digits)? } else { dialled(&digits, home)? };
        let number = format!("+{}{national}", country.calling_code());
        if country.allows(national.len()) && is_e164(&number) {
            Ok(PhoneNumber(number))
        } else {
            Err(NumberProblem::Length)
        }
    }

    /// The number, `+` included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A country and a number in it, from the digits that are dialled at home.
fn dialled(digits: &str, home: Country) -> Result<(Country, String), NumberProblem> {
    if let Some(rest) = home.after_international_prefix(digits) {
        return international(rest);
    }
    match home.after_calling_code(digits) {
        Some(national) => international(&format!("{}{national}", home.calling_code())),
        None => Ok((home, home.national(digits))),
    }
}

/// A country and a number in it, from a calling code and what follows. A national prefix that follows is dropped:
/// `+44 (0)20 …` is a usual way to write.
fn international(digits: &str) -> Result<(Country, String), NumberProblem> {
    let country = Country::of_calling_code(digits).ok_or(NumberProblem::CallingCode)?;
    Ok((country, country.national(&digits[country.calling_code().len()..])))
}

fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else {
        return false;
    };
    (2..=MAX_DIGITS).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PhoneNumber(…)")
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a telephone number")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: &str = include_str!("../../tests/data/example-numbers.tsv");
    const NON_NUMBERS: &str = include_str!("../../tests/data/non-numbers.tsv");

    fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
        table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
    }

    fn parse_in(alpha2: &str, text: &str) -> Result<String, NumberProblem> {
        let country = Some(Country::from_alpha2(alpha2).expect(alpha2));
        PhoneNumber::parse(text, country).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn every_example_of_libphonenumber_is_read_as_it_reads_it() {
        let mut read = 0;
        for row in rows(EXAMPLES) {
            let [country, kind, e164, writings @ ..] = &row[..] else { panic!("{row:?}") };
            for text in writings {
                assert_eq!(parse_in(country, text).as_deref(), Ok(*e164), "{text} in {country} ({kind})");
                read += 1;
            }
            assert_eq!(PhoneNumber::parse(e164, None).as_ref().map(PhoneNumber::as_str), Ok(*e164));
        }
        assert!(read > 9000, "only {read} were read");
    }

    #[test]
    fn what_libphonenumber_calls_impossible_is_refused() {
        for row in rows(NON_NUMBERS) {
            let [country, text, reason] = row[..] else { panic!("{row:?}") };
            let problem = parse_in(country, text);
            assert!(problem.is_err(), "{text} in {country} is {reason}");
        }
    }

    #[test]
    fn without_a_country_only_e164_passes() {
        for text in ["+14155550123", "+49", "+123456789012345", "+99912345"] {
            assert_eq!(PhoneNumber::parse(text, None).as_ref().map(PhoneNumber::as_str), Ok(text));
        }
        let others = [
            "",
            "+",
            "+1",
            "+1234567890123456",
            "+0123",
            "14155550123",
            "+1 415 555 0123",
            "(415) 555-0123",
            "0014155550123",
            "+1415555012\u{0663}",
            "\u{FF0B}14155550123",
            " +14155550123",
            "+14155550123\n",
            "tel:+14155550123",
        ];
        for text in others {
            assert_eq!(PhoneNumber::parse(text, None), Err(NumberProblem::NotE164), "{text:?}");
        }
    }

    #[test]
    fn the_ways_of_single_countries_are_known() {
        for (country, text, e164) in [
            ("US", "(415) 555-0123", "+14155550123"),
            ("DE", "0171 / 123 45 67", "+491711234567"),
            ("GB", "+44 (0)20 7946 0018", "+442079460018"),
            ("GB", "447911123456", "+447911123456"),
            ("IT", "06 1234 5678", "+390612345678"),
            ("AR", "011 15-2345-6789", "+5491123456789"),
            ("BR", "0 15 11 96123-4567", "+5511961234567"),
            ("RU", "8 (912) 345-67-89", "+79123456789"),
            ("RU", "8~10 44 7400 123456", "+447400123456"),
            ("ES", "34 112 345 678", "+34112345678"),
            ("AG", "464-1234", "+12684641234"),
            (
                "EG",
                "\u{0660}\u{0661}\u{0660}\u{0660}\u{0661}\u{0662}\u{0663}\u{0664}\u{0665}\u{0666}\u{0667}",
                "+201001234567",
            ),
        ] {
            assert_eq!(parse_in(country, text).as_deref(), Ok(e164), "{text} in {country}");
        }
    }

    #[test]
    fn a_number_that_lacks_digits_is_refused() {
        for (country, text) in [
            ("US", "555-0123"),
            ("CA", "310-1234"),
            ("CA", "+1 310 1234"),
            ("MX", "5512-3456"),
            // libphonenumber keeps the national prefix here, and says that the number is possible.
            ("FR", "01 23 45 67 8"),
            ("FR", "+33 (0)1 23 45 67 8"),
        ] {
            assert_eq!(parse_in(country, text), Err(NumberProblem::Length), "{text} in {country}");
        }
    }

    #[test]
    fn neither_a_number_nor_a_problem_shows_the_number() {
        let number = PhoneNumber::parse("+14155550123", None).expect("E.164");
        assert_eq!(format!("{number:?} {number}"), "PhoneNumber(…) a telephone number");
        for text in
            ["555-0123", "+999 4155550123", "4155550123x9", "4155550123!", "415CALLME", "4155550123415555012341555"]
        {
            let problem = parse_in("US", text).expect_err(text);
            let shown = format!("{problem} {problem:?}");
            assert!(!shown.contains("415") && !shown.contains("555"), "{shown}");
        }
    }

    #[test]
    fn no_text_makes_it_panic() {
        let signs = ['+', '0', '1', '9', '8', 'x', ' ', '\u{FF11}', '\u{0661}', '\u{1F4DE}', '\u{0}', 'ß', '\t'];
        let mut seed: usize = 1;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..(seed >> 40) % 20 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push(signs[(seed >> 33) % signs.len()]);
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            for country in ["AR", "BR", "JP", "US"] {
                let _ = parse_in(country, &text);
            }
        }
    }
}
