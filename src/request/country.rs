//! What a country's numbering plan says about its telephone numbers: one line of `countries.tsv`.
//!
//! The facts are libphonenumber's (Apache-2.0, by `tools/countries.py`), and so is the way they are applied. The table
//! is text that is searched when a number has to be read, so that a start costs nothing.

mod pattern;

use pattern::{Match, Pattern};

const TABLE: &str = include_str!("countries.tsv");

/// A country or territory with a numbering plan, by its ISO 3166 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    alpha2: &'static str,
    calling_code: &'static str,
    lengths: &'static str,
    international_prefix: &'static str,
    trunk: &'static str,
    inserted: &'static str,
    plan: &'static str,
}

impl Country {
    /// The country of an ISO 3166 alpha-2 code, in either case.
    pub fn from_alpha2(code: &str) -> Option<Country> {
        // Calling codes of no country stand in the table as "001".
        let is_alpha2 = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        Country::all().find(|country| is_alpha2 && country.alpha2.eq_ignore_ascii_case(code))
    }

    /// Its ISO 3166 alpha-2 code, in capitals.
    pub fn alpha2(&self) -> &'static str {
        self.alpha2
    }

    /// The main country of the calling code that these digits begin with: the United States for `1…`.
    pub(super) fn of_calling_code(digits: &str) -> Option<Country> {
        // No calling code is the beginning of another, and a main country stands before those that share its code.
        Country::all().find(|country| digits.starts_with(country.calling_code))
    }

    /// The digits that are dialled from abroad.
    pub(super) fn calling_code(&self) -> &'static str {
        self.calling_code
    }

    /// Whether a national number can have this many digits. That its digits are assigned is not asked: new ranges
    /// open every month, and a table that lags behind must not refuse them.
    pub(super) fn allows(&self, length: usize) -> bool {
        self.lengths().any(|possible| possible == length)
    }

    /// The digits after the prefix that is dialled to call abroad, if they begin with it.
    pub(super) fn after_international_prefix<'a>(&self, digits: &'a str) -> Option<&'a str> {
        if self.international_prefix.is_empty() {
            return None;
        }
        let prefix = Pattern::read(self.international_prefix).at_start(digits)?;
        // No calling code begins with 0.
        digits.get(prefix.end..).filter(|rest| !rest.starts_with('0'))
    }

    /// The national number in digits that begin with this country's calling code without a plus, unless they are
    /// rather a national number that merely begins alike.
    pub(super) fn after_calling_code(&self, digits: &str) -> Option<String> {
        let rest = self.national(digits.strip_prefix(self.calling_code)?);
        let plan = Pattern::read(self.plan);
        let too_long = self.lengths().all(|possible| possible < digits.len());
        (too_long || (!plan.is_match(digits) && plan.is_match(&rest))).then_some(rest)
    }

    /// The national number in digits dialled at home: the national prefix and the carrier's code taken off, an area
    /// code or a mobile's digit put in, where the country has any of these, and unless that would turn a number of
    /// the plan into none.
    pub(super) fn national(&self, digits: &str) -> String {
        let trunk = Pattern::read(self.trunk).at_start(digits);
        let without = match trunk {
            Some(Match { end, captured: Some((from, to)) }) => {
                format!("{}{}{}", self.inserted, &digits[from..to], &digits[end..])
            }
            Some(Match { end, .. }) => digits[end..].to_owned(),
            None => digits.to_owned(),
        };
        let plan = Pattern::read(self.plan);
        if plan.is_match(digits) && !plan.is_match(&without) { digits.to_owned() } else { without }
    }

    fn lengths(&self) -> impl Iterator<Item = usize> {
        self.lengths.split(',').filter_map(|length| length.parse().ok())
    }

    fn all() -> impl Iterator<Item = Country> {
        TABLE.lines().filter_map(Country::of_line)
    }

    fn of_line(line: &'static str) -> Option<Country> {
        let mut columns = line.split('\t');
        Some(Country {
            alpha2: columns.next()?,
            calling_code: columns.next()?,
            lengths: columns.next()?,
            international_prefix: columns.next()?,
            trunk: columns.next()?,
            inserted: columns.next()?,
            plan: columns.next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_found_by_its_code_in_either_case() {
        for code in ["US", "us", "Us"] {
            assert_eq!(Country::from_alpha2(code).map(|country| country.alpha2()), Some("US"), "{code}");
        }
    }

    #[test]
    fn what_is_no_alpha2_code_is_no_country() {
        for code in ["", "U", "USA", "001", "ZZ", "# ", "U\t", "Ü", "D\u{0}", " DE", "840"] {
            assert_eq!(Country::from_alpha2(code), None, "{code:?}");
        }
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(Country::all().count(), lines);
        for country in Country::all() {
            assert!(country.lengths().count() > 0, "{country:?}");
            assert!(country.calling_code.bytes().all(|byte| byte.is_ascii_digit()), "{country:?}");
        }
    }

    #[test]
    fn a_calling_code_belongs_to_its_main_country() {
        for (digits, alpha2) in [("12684641234", "US"), ("447911", "GB"), ("77", "RU"), ("390", "IT"), ("800", "001")] {
            assert_eq!(Country::of_calling_code(digits).map(|country| country.alpha2), Some(alpha2), "{digits}");
        }
        for digits in ["", "0", "9", "999123", "210"] {
            assert_eq!(Country::of_calling_code(digits), None, "{digits}");
        }
    }
}
