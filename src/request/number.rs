//! A telephone number, which Connect takes in E.164 only.
//!
//! Numbers are read in the formats that people write, national ones in a default country: as libphonenumber reads them,
//! but without its guesses. Letters, extensions, local numbers, and whatever can be read in two ways are refused: a
//! number that was guessed wrongly belongs to a stranger.

mod completeness;
mod dialled;
mod digit;
mod intruder;
mod problem;
mod reading;
mod withheld;
mod written;

use super::country::Country;
use reading::Reading;
use std::fmt;
use written::Written;

pub use problem::NumberProblem;

/// The digits that E.164 has room for.
const MOST_DIGITS: usize = 15;

/// A telephone number in E.164: `+` and at most 15 digits, as many as its calling code allows. It is personal data:
/// only `as_str` tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number; one in a national format is a number of this country.
    pub fn parse(text: &str, country: Option<Country>) -> Result<PhoneNumber, NumberProblem> {
        let written = Written::parse(text)?;
        if withheld::is_withheld(&written.digits) {
            return Err(NumberProblem::Withheld);
        }
        let reading = Reading::from_written(&written, country);
        if let Some(problem) = completeness::problem(&written, &reading, country) {
            return Err(problem);
        }
        let number = reading?.e164();
        if withheld::is_withheld(&number[1..]) { Err(NumberProblem::Withheld) } else { Ok(PhoneNumber(number)) }
    }

    /// The number, `+` included.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    const TRIAL: &str = include_str!("../../tests/data/number-trial.tsv");
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
        assert!(read > 8000, "only {read} were read");
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
    fn a_plus_is_read_in_any_common_writing_without_a_country() {
        for text in [
            "+14155550142",
            "+1 (415) 555-0142",
            "+14155550142 ",
            "\u{202D}+14155550142\u{202C}",
            "tel:+14155550142",
            "+1.415.555.0142",
            "\u{FF0B}1 415 555 0142",
            "\u{FEFF}+1\u{A0}415\u{2011}555\u{2011}0142\r\n",
            "(+1) 415/555 0142",
        ] {
            assert_eq!(
                PhoneNumber::parse(text, None).as_ref().map(PhoneNumber::as_str),
                Ok("+14155550142"),
                "{text:?}"
            );
        }
        for text in ["14155550123", "(415) 555-0123", "0014155550123", "1 415 555 0123"] {
            assert_eq!(PhoneNumber::parse(text, None), Err(NumberProblem::NoCountry), "{text:?}");
        }
    }

    #[test]
    fn a_length_must_be_possible_for_its_calling_code() {
        for text in ["+1", "+12", "+49", "+1415555014", "+141555501423", "+99912345", "+123456789012345", "+0123"] {
            assert!(PhoneNumber::parse(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn a_withheld_number_is_none() {
        let ids = ["+266696687", "+86282452253", "+8656696", "+2562533", "+7378742833", "+1266696687", "+17378742833"];
        for text in ids {
            assert_eq!(PhoneNumber::parse(text, None), Err(NumberProblem::Withheld), "{text}");
        }
        for (country, text) in [("US", "(737) 874-2833"), ("FR", "266696687"), ("CN", "86282452253")] {
            assert_eq!(parse_in(country, text), Err(NumberProblem::Withheld), "{text} in {country}");
        }
    }

    /// Numbers that reached somebody else, or nobody, in public bug reports and on trial.
    #[test]
    fn what_may_be_another_persons_number_is_refused() {
        for (country, text) in [
            ("BR", "0055 51 98765-4321"),
            ("CO", "0057 301 234 5678"),
            ("DE", "1711234567.0"),
            ("AT", "6641234567.0"),
            ("IN", "9812345678.0"),
            ("DE", "491773333333"),
            ("DE", "4915123456789"),
            ("DE", " 491711234567"),
            ("DE", "14155550123"),
            ("DE", "33612345678"),
            ("DE", "+39 (0)388 564 1630"),
            ("US", "4.47900E+11"),
            ("US", "2025551234; 2025551235"),
        ] {
            assert!(parse_in(country, text).is_err(), "{text} in {country}");
        }
        let filler = NumberProblem::Character { code_point: '\u{3164}', position: 11 };
        assert_eq!(PhoneNumber::parse("+1415555014\u{3164}", None), Err(filler));
    }

    /// Numbers whose truth is known, written in 180 ways, right and wrong.
    #[test]
    fn no_writing_makes_another_number_and_the_usual_ones_are_read() {
        let (mut clear, mut refused) = (0, 0);
        for row in rows(TRIAL) {
            let [kind, writing, alpha2, meant, json] = row[..] else { panic!("{row:?}") };
            let text: String = serde_json::from_str(json).expect(json);
            let read = PhoneNumber::parse(&text, Country::from_alpha2(alpha2));
            let read = read.as_ref().map(PhoneNumber::as_str);
            match kind {
                "read" => {
                    clear += 1;
                    refused += usize::from(read.is_err());
                    assert!(read.is_err() || read == Ok(meant), "{writing}: {text:?} in {alpha2}");
                }
                "refused" => assert!(read.is_err(), "{writing}: {text:?} in {alpha2}"),
                "never wrong" => assert!(read.is_err() || read == Ok(meant), "{writing}: {text:?} in {alpha2}"),
                _ => panic!("{kind}"),
            }
        }
        assert!(clear > 1000 && refused * 1000 < clear, "{refused} of {clear} were refused");
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
            ("ES", "34 612 345 678", "+34612345678"),
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
        for text in [
            "555-0123",
            "+999 4155550123",
            "4155550123x9",
            "4155550123!",
            "415CALLME",
            "4155550123415555012341555",
            "4155550123.0",
            "4.155550123E9",
            "4155550123/4155550124",
            "+1 (0) 4155550123",
            "+1 415 555 0123 4",
            "0014155550123",
        ] {
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
