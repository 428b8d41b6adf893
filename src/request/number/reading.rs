//! A country and a national number, from digits that begin with a calling code.

use super::written::Written;
use super::{MOST_DIGITS, NumberProblem};
use crate::request::country::Country;

/// A country, and a national number that has a possible length there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) country: Country,
    pub(super) national: String,
}

impl Reading {
    pub(super) fn e164(&self) -> String {
        format!("+{}{}", self.country.calling_code(), self.national)
    }

    /// Whether it fits the general pattern of its country's numbers.
    pub(super) fn fits(&self) -> bool {
        self.country.fits(&self.national)
    }

    pub(super) fn is_mobile(&self) -> bool {
        self.country.is_mobile(&self.national)
    }

    /// A calling code and what follows. A national prefix that follows is dropped: `+44 (0)20 …` is a usual way to
    /// write.
    pub(super) fn international(written: &Written) -> Result<Reading, NumberProblem> {
        let country = Country::from_calling_code(&written.digits).ok_or(NumberProblem::CallingCode)?;
        let at = country.calling_code().len();
        let elsewhere = written.bracketed_zero.is_some_and(|zero| zero != at);
        if elsewhere || written.has_lone_zero(at) && !country.dials_trunk_zero() {
            return Err(NumberProblem::TrunkZero);
        }
        let dialled = &written.digits[at..];
        let reading = Reading::with_length(country, country.national(dialled).digits)?;
        // What is no number of the plan even without its prefix would lose one more digit each time it is read.
        if reading.national != dialled && !reading.fits() {
            return Err(NumberProblem::Plan);
        }
        reading.unless_prefixed()
    }

    /// A national number, if it can have so many digits.
    pub(super) fn with_length(country: Country, national: String) -> Result<Reading, NumberProblem> {
        let reading = Reading { country, national };
        let is_too_long = reading.e164().len() > 1 + MOST_DIGITS;
        if is_too_long || !country.has_length(reading.national.len()) {
            return Err(NumberProblem::Length);
        }
        Ok(reading)
    }

    /// The number, unless it shows that something else was meant.
    pub(super) fn unless_prefixed(self) -> Result<Reading, NumberProblem> {
        let is_hidden = |rest: &str| self.country.is_mobile(rest) && !self.is_mobile();
        let without_zero = self.national.strip_prefix('0');
        // A program that puts +49 before 49171…: that is nobody's landline in Leer.
        let code = without_zero.unwrap_or(&self.national).strip_prefix(self.country.calling_code());
        if code.is_some_and(|rest| is_hidden(&self.country.national(rest).digits)) {
            return Err(NumberProblem::RepeatedCallingCode);
        }
        match without_zero {
            // In Italy, where landlines begin with 0 and mobile numbers do not.
            Some(rest) if is_hidden(rest) => Err(NumberProblem::TrunkZero),
            // Two zeros: services that are free of charge, or an international prefix that a program put +81 before.
            Some(rest) if !self.fits() || rest.starts_with('0') && !self.is_mobile() => Err(NumberProblem::Plan),
            _ => Ok(self),
        }
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
    fn a_zero_behind_the_calling_code_counts_where_the_country_dials_one() {
        for (country, text, e164) in [
            ("US", "+49 (0)171 1234567", "+491711234567"),
            ("DE", "0049 (0) 171 1234567", "+491711234567"),
            ("DE", "(0)171 1234567", "+491711234567"),
        ] {
            assert_eq!(parse(country, text).as_deref(), Ok(e164), "{text} in {country}");
        }
        for (country, text) in [
            ("DE", "+39 (0)388 564 1630"),
            ("DE", "+39 0 388 564 1630"),
            ("DE", "+39 0388 564 1630"),
            ("DE", "0039 (0)388 564 1630"),
            ("IT", "(0)388 564 1630"),
            ("IT", "0388 564 1630"),
            ("US", "+1 (0) 415 555 0142"),
            ("DE", "+49 171 (0) 1234567"),
            ("DE", "0171 (0) 1234567"),
        ] {
            assert_eq!(parse(country, text), Err(NumberProblem::TrunkZero), "{text} in {country}");
        }
    }

    /// Found by fuzzing: +1 115 2345 6789 was read as +11523456789, which is itself too short, so that a queued request was
    /// refused by who took it from the queue.
    #[test]
    fn what_is_no_number_without_its_national_prefix_is_none_with_it() {
        for (country, text) in [("AR", "0011 15 2345-6789"), ("AR", "+1115 2345 6789"), ("US", "+1 1 152 345 6789")] {
            assert_eq!(parse(country, text), Err(NumberProblem::Plan), "{text} in {country}");
        }
        assert_eq!(parse("AR", "+1 1 415 555 0142").as_deref(), Ok("+14155550142"));
    }

    #[test]
    fn a_prefix_that_a_program_put_before_a_whole_number_is_not_part_of_it() {
        for (country, text) in
            [("DE", "+49491711234567"), ("DE", "0491711234567"), ("IN", "+91919812345678"), ("AU", "+61 0061412345678")]
        {
            assert!(parse(country, text).is_err(), "{text} in {country}");
        }
        assert_eq!(parse("DE", "+49491711234567"), Err(NumberProblem::RepeatedCallingCode));
    }
}
