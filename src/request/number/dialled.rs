//! The number that digits without a plus mean, if they can mean one only.
//!
//! They may be a national number, begin with the prefix that is dialled to call abroad or with the country's own calling
//! code, or be a number of another country whose plus was lost. A number is read only where the others are not numbers:
//! a wrong guess texts a stranger, and whoever is refused can write a plus.

use super::NumberProblem;
use super::reading::Reading;
use super::written::Written;
use crate::request::country::{Country, National};

impl Reading {
    /// Reads what was written; without a plus in this country.
    pub(super) fn from_written(written: &Written, home: Option<Country>) -> Result<Reading, NumberProblem> {
        match home {
            _ if written.plus => Reading::international(written),
            None => Err(NumberProblem::NoCountry),
            Some(home) => parse(written, home),
        }
    }
}

/// Reads digits as they are dialled at home.
fn parse(written: &Written, home: Country) -> Result<Reading, NumberProblem> {
    if written.bracketed_zero == Some(0) {
        // A national prefix, also where 0 or 00 are dialled to call abroad.
        return at_home(written, home);
    }
    let prefixes = home.international_prefixes(&written.digits);
    if written.digits.starts_with("00") {
        return if prefixes == [2] { after_zeros(written, home) } else { after_doubtful_zeros(written, &prefixes) };
    }
    let reading = match abroad(written, &prefixes) {
        None => at_home(written, home),
        Some(abroad) => abroad_or_at_home(abroad, written, home),
    };
    let is_mobile = reading.as_ref().is_ok_and(Reading::is_mobile);
    if !is_mobile && is_mobile_behind_zero(written, home) { Err(NumberProblem::RepeatedCallingCode) } else { reading }
}

/// `0491711234567`: a zero too few, or a zero and a number that a program had already made international.
fn is_mobile_behind_zero(written: &Written, home: Country) -> bool {
    let begins_with_code = |rest: &str| rest.starts_with(home.calling_code());
    written.digits.strip_prefix('0').is_some_and(begins_with_code)
        && Reading::international(&written.tail(1)).is_ok_and(|reading| reading.is_mobile())
}

/// 00 where it is the international prefix and nothing else, unless the country has numbers that begin with it.
fn after_zeros(written: &Written, home: Country) -> Result<Reading, NumberProblem> {
    let abroad = Reading::international(&written.tail(2))?;
    if !abroad.is_mobile() && at_home(written, home).is_ok() {
        return Err(NumberProblem::InternationalPrefix);
    }
    Ok(abroad)
}

/// 00 where it is not the international prefix, or where a carrier's code may follow it: `0055 51 …` is dialled in
/// Brazil as carrier 55 and a number in Peru, and written as +55 51 ….
fn after_doubtful_zeros(written: &Written, prefixes: &[usize]) -> Result<Reading, NumberProblem> {
    let after = |prefix: usize| Reading::international(&written.tail(prefix)).ok().filter(Reading::fits);
    let mut dialled = prefixes.iter().filter_map(|prefix| after(*prefix));
    let first = dialled.next().ok_or(NumberProblem::InternationalPrefix)?;
    let is_only = dialled.chain(after(2)).all(|other| other == first);
    if is_only { Ok(first) } else { Err(NumberProblem::InternationalPrefix) }
}

/// Digits that begin with another prefix that is dialled to call abroad, if they do.
fn abroad(written: &Written, prefixes: &[usize]) -> Option<Result<Reading, NumberProblem>> {
    let mut readings: Vec<_> = prefixes.iter().map(|prefix| Reading::international(&written.tail(*prefix))).collect();
    if readings.iter().flatten().any(Reading::fits) {
        readings.retain(|reading| reading.as_ref().is_ok_and(Reading::fits));
    }
    let last = readings.pop()?;
    let is_ambiguous = readings.iter().flatten().any(|other| Ok(other) != last.as_ref());
    Some(if is_ambiguous { Err(NumberProblem::InternationalPrefix) } else { last })
}

/// What may be an international prefix may also be the beginning of a national number, or of a calling code.
fn abroad_or_at_home(
    abroad: Result<Reading, NumberProblem>,
    written: &Written,
    home: Country,
) -> Result<Reading, NumberProblem> {
    let is_mobile_with_plus = || Reading::international(written).is_ok_and(|reading| reading.is_mobile());
    match (abroad, at_home(written, home)) {
        (Err(_), Ok(own)) if own.is_mobile() => Ok(own),
        (Err(problem), _) => Err(problem),
        // 14 digits that begin with 8 are services in Russia, and 810 is dialled before each foreign number.
        (Ok(abroad), Ok(own)) if abroad.is_mobile() && !own.is_mobile() => Ok(abroad),
        (Ok(_), Ok(_) | Err(NumberProblem::HomeCallingCode)) => Err(NumberProblem::InternationalPrefix),
        (Ok(_), Err(_)) if is_mobile_with_plus() => Err(NumberProblem::InternationalPrefix),
        (Ok(abroad), Err(_)) => Ok(abroad),
    }
}

/// A national number, or one that begins with the home country's calling code.
fn at_home(written: &Written, home: Country) -> Result<Reading, NumberProblem> {
    let begins_with_code = written.digits.starts_with(home.calling_code());
    if let Some(zero) = written.bracketed_zero.filter(|zero| *zero > 0) {
        let is_behind_code = begins_with_code && zero == home.calling_code().len();
        return if is_behind_code { Reading::international(written) } else { Err(NumberProblem::TrunkZero) };
    }
    if written.has_lone_zero(0) && !home.dials_trunk_zero() {
        return Err(NumberProblem::TrunkZero);
    }
    let National { digits, prefix } = home.national(&written.digits);
    let own = Reading::with_length(home, digits);
    let own = own.and_then(|own| if own.fits() { Ok(own) } else { Err(NumberProblem::Plan) });
    let with_plus = Reading::international(written).ok().filter(Reading::fits);
    match (own, with_plus) {
        (own, None) => own?.unless_prefixed(),
        (Ok(own), Some(other)) if own.e164() == other.e164() => Ok(own),
        // 8 (495) …: the prefix is set off from the number, so no calling code begins with it.
        (Ok(own), Some(other)) if written.has_gap(prefix.len()) && prefix != other.country.calling_code() => {
            own.unless_prefixed()
        }
        (Ok(own), Some(other)) if outweighs(&own, &other, &prefix) => own.unless_prefixed(),
        (Err(_), Some(other)) if begins_with_code => Ok(other),
        _ if begins_with_code => Err(NumberProblem::HomeCallingCode),
        _ => Err(NumberProblem::ForeignCallingCode),
    }
}

/// Whether digits are a national number although they are another number once a plus stands before them.
fn outweighs(own: &Reading, other: &Reading, prefix: &str) -> bool {
    let home = own.country;
    let is_home_code = other.country.calling_code() == home.calling_code();
    let is_service = !other.country.has_subscriber_length(other.national.len());
    match (own.is_mobile(), is_home_code) {
        // Prefixes that calling codes begin with, too: 8 in Russia, 90 in Brazil.
        (_, false) if !prefix.is_empty() => !other.is_mobile(),
        // As everybody writes it there.
        (true, true) if home.writes_mobiles_bare() => is_service,
        (true, false) if home.writes_mobiles_bare() => true,
        (true, false) => !other.is_mobile(),
        (false, false) if home.writes_mobiles_bare() => is_service,
        (_, true) | (false, false) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(alpha2: &str, text: &str) -> Result<String, NumberProblem> {
        let written = Written::parse(text).expect(text);
        Reading::from_written(&written, Country::from_alpha2(alpha2)).map(|reading| reading.e164())
    }

    #[test]
    fn double_zero_is_a_plus_only_where_nothing_else_is_dialled_so() {
        for (country, text, e164) in [
            ("DE", "0044 7400 123456", "+447400123456"),
            ("CL", "0056 9 6123 4567", "+56961234567"),
            ("HK", "0044 7400 123456", "+447400123456"),
            // A carrier's code, and no other way to read it.
            ("BR", "0015 44 7400 123456", "+447400123456"),
        ] {
            assert_eq!(parse(country, text).as_deref(), Ok(e164), "{text} in {country}");
        }
        for (country, text) in [
            ("BR", "0055 51 98765-4321"),
            ("CO", "0057 301 234 5678"),
            ("TH", "0066 81 234 5678"),
            ("KH", "00855 12 345 678"),
            ("KR", "0082 10 1234 5678"),
            ("AU", "0061 412 345 678"),
            ("JP", "0081 90 1234 5678"),
            ("SG", "0065 9123 4567"),
            ("US", "001 415 555 0142"),
            // 009 is a carrier there, and the rest a number of North America.
            ("HK", "0091 98123 45678"),
        ] {
            assert_eq!(parse(country, text), Err(NumberProblem::InternationalPrefix), "{text} in {country}");
        }
    }

    #[test]
    fn a_calling_code_without_a_plus_is_read_where_nothing_else_is_possible() {
        for (country, text, e164) in [
            ("GB", "447911123456", "+447911123456"),
            ("ES", "34 612 345 678", "+34612345678"),
            ("FR", "33612345678", "+33612345678"),
            ("US", "14155550123", "+14155550123"),
            ("IN", "919812345678", "+919812345678"),
            ("BR", "5511961234567", "+5511961234567"),
            ("DE", "49 (0)171 1234567", "+491711234567"),
        ] {
            assert_eq!(parse(country, text).as_deref(), Ok(e164), "{text} in {country}");
        }
        for (country, text) in [
            ("DE", "491773333333"),
            ("DE", "4915123456789"),
            ("XK", "38343201234"),
            ("ID", "6281234567890"),
            ("FI", "358401234567"),
            ("IT", "3906123456"),
        ] {
            let read = parse(country, text);
            let right = format!("+{}", text.replace(' ', ""));
            assert!(read.is_err() || read.as_deref() == Ok(&right), "{text} in {country}: {read:?}");
        }
        assert_eq!(parse("DE", "491773333333"), Err(NumberProblem::HomeCallingCode));
    }

    #[test]
    fn a_foreign_number_without_a_plus_is_not_a_national_one() {
        for (country, text) in [
            ("DE", "14155550123"),
            ("DE", "33612345678"),
            ("DE", "442079460018"),
            ("AT", "4915123456789"),
            ("US", "3725123456"),
            ("US", "447911123456"),
            ("BR", "14155550123"),
            ("ID", "14155550123"),
            ("FI", "447911123456"),
            ("RU", "84912345678"),
            // A German mobile number without its 0, or one in Austin, Texas.
            ("DE", "15122345678"),
        ] {
            assert!(parse(country, text).is_err(), "{text} in {country}");
        }
    }

    #[test]
    fn a_national_number_as_it_is_written_at_home_is_read() {
        for (country, text, e164) in [
            ("DE", "1711234567", "+491711234567"),
            ("DE", "015122345678", "+4915122345678"),
            ("CN", "13105550123", "+8613105550123"),
            ("IN", "9112345678", "+919112345678"),
            ("BR", "(55) 99123-4567", "+5555991234567"),
            ("RU", "8 (495) 123-45-67", "+74951234567"),
            ("US", "(479) 922-3456", "+14799223456"),
        ] {
            assert_eq!(parse(country, text).as_deref(), Ok(e164), "{text} in {country}");
        }
    }
}
