//! What a country's numbering plan says about its telephone numbers: one line of `countries.tsv`.
//!
//! The facts are libphonenumber's (Apache-2.0, by `tools/countries.py`), and so is the way they are applied. The tables
//! are text. Its lines are found when the first number has to be read, and a country's line and each pattern when they are
//! first needed, so that a start costs nothing and the first number little.

mod pattern;
mod table;

use pattern::Pattern;
use std::fmt;
use table::Row;

/// A country or territory with a numbering plan, by its ISO 3166 code.
#[derive(Clone, Copy)]
pub struct Country(&'static Row);

/// A national number as it is dialled from abroad, made from what is dialled at home.
pub(super) struct National {
    pub(super) digits: String,
    /// The digits that were taken off its beginning.
    pub(super) prefix: String,
}

impl Country {
    /// The country of an ISO 3166 alpha-2 code, in either case.
    pub fn from_alpha2(code: &str) -> Option<Country> {
        // Calling codes of no country stand in the table as "001".
        let is_alpha2 = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        Country::all().find(|country| is_alpha2 && country.alpha2().eq_ignore_ascii_case(code))
    }

    /// Its ISO 3166 alpha-2 code, in capitals.
    pub fn alpha2(&self) -> &'static str {
        self.0.alpha2
    }

    /// The main country of the calling code that these digits begin with: the United States for `1…`.
    pub(super) fn from_calling_code(digits: &str) -> Option<Country> {
        // No calling code is the beginning of another, and a main country stands before those that share its code.
        Country::all().find(|country| digits.starts_with(country.calling_code()))
    }

    /// The digits that are dialled from abroad.
    pub(super) fn calling_code(&self) -> &'static str {
        self.0.calling_code
    }

    /// Whether a national number can have this many digits. That its digits are assigned is not asked: new ranges
    /// open every month, and a table that lags behind must not refuse them.
    pub(super) fn has_length(&self, length: usize) -> bool {
        is_listed(self.0.lengths(), length)
    }

    /// Whether a fixed or mobile number can have this many digits. Those of services may have others.
    pub(super) fn has_subscriber_length(&self, length: usize) -> bool {
        is_listed(self.0.subscriber_lengths(), length)
    }

    /// Whether the digits fit the general pattern of national numbers, here or where the calling code is shared.
    pub(super) fn fits(&self, national: &str) -> bool {
        let same_code = |other: &Country| other.calling_code() == self.calling_code();
        let fits = |country: Country| country.0.plan().is_none_or(|plan| plan.is_match(national));
        self.has_length(national.len()) && (fits(*self) || Country::all().filter(same_code).any(fits))
    }

    /// Whether the digits are those of a mobile number, as far as the metadata knows them.
    pub(super) fn is_mobile(&self, national: &str) -> bool {
        let main = Country::from_calling_code(self.calling_code()).unwrap_or(*self);
        main.0.mobiles().is_some_and(|mobiles| mobiles.is_match(national))
    }

    /// Whether a lone 0 is dialled before national numbers.
    pub(super) fn dials_trunk_zero(&self) -> bool {
        self.0.trunk().and_then(|trunk| trunk.at_start("0")).is_some_and(|prefix| prefix.end == 1)
    }

    /// Whether mobile numbers are written without a national prefix at home.
    pub(super) fn writes_mobiles_bare(&self) -> bool {
        !self.0.bare().is_empty()
    }

    /// How many digits can be the prefix that is dialled to call abroad, the likeliest first: in Hong Kong `00` may
    /// have a carrier's digit behind it.
    pub(super) fn international_prefixes(&self, digits: &str) -> Vec<usize> {
        let mut ends: Vec<usize> = Vec::new();
        for way in self.0.international_prefix().map(|prefix| prefix.all_at_start(digits)).unwrap_or_default() {
            // No calling code begins with 0.
            if !ends.contains(&way.end) && !digits[way.end..].starts_with('0') {
                ends.push(way.end);
            }
        }
        ends
    }

    /// The national number in digits dialled at home: the national prefix and the carrier's code taken off, an area
    /// code or a mobile's digit put in, where the country has any of these, and unless that would turn a number of
    /// the plan into none.
    pub(super) fn national(&self, digits: &str) -> National {
        let fits = |digits: &str| self.0.plan().is_some_and(|plan: &Pattern| plan.is_match(digits));
        let ways = self.0.trunk().map(|trunk| trunk.all_at_start(digits)).unwrap_or_default();
        let mut without = ways.iter().map(|way| match way.captured {
            Some((from, to)) => format!("{}{}{}", self.0.inserted(), &digits[from..to], &digits[way.end..]),
            None => digits[way.end..].to_owned(),
        });
        // The longest prefix is the likeliest; but 0 and a number that begins with 3 is no carrier 03 of Colombia.
        let first = without.next().unwrap_or_else(|| digits.to_owned());
        let without = if fits(&first) { first } else { without.find(|other| fits(other)).unwrap_or(first) };
        if fits(digits) && !fits(&without) {
            return National { digits: digits.to_owned(), prefix: String::new() };
        }
        let prefix = digits.strip_suffix(without.as_str()).unwrap_or_default().to_owned();
        National { digits: without, prefix }
    }

    fn all() -> impl Iterator<Item = Country> {
        table::rows().iter().map(Country)
    }
}

impl PartialEq for Country {
    fn eq(&self, other: &Country) -> bool {
        // The calling codes of no country share a name.
        (self.alpha2(), self.calling_code()) == (other.alpha2(), other.calling_code())
    }
}

impl Eq for Country {}

impl fmt::Debug for Country {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Country({})", self.alpha2())
    }
}

fn is_listed(lengths: &str, length: usize) -> bool {
    lengths.split(',').any(|possible| possible.parse() == Ok(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(alpha2: &str) -> Country {
        Country::from_alpha2(alpha2).expect(alpha2)
    }

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
    fn a_calling_code_belongs_to_its_main_country() {
        for (digits, alpha2) in [("12684641234", "US"), ("447911", "GB"), ("77", "RU"), ("390", "IT"), ("800", "001")] {
            assert_eq!(Country::from_calling_code(digits).map(|country| country.alpha2()), Some(alpha2), "{digits}");
        }
        for digits in ["", "0", "9", "999123", "210"] {
            assert_eq!(Country::from_calling_code(digits), None, "{digits}");
        }
    }

    #[test]
    fn countries_that_share_a_calling_code_share_its_numbers() {
        assert!(country("AG").fits("4155550123") && country("AG").is_mobile("4155550123"));
        assert!(country("KZ").fits("9123456789") && country("GG").is_mobile("7911123456"));
        assert!(!country("DE").is_mobile("14155550123") && country("DE").is_mobile("1711234567"));
    }

    #[test]
    fn a_trunk_zero_is_known_from_other_national_prefixes() {
        for (alpha2, dials) in [("DE", true), ("AR", true), ("BR", true), ("IT", false), ("US", false), ("HU", false)] {
            assert_eq!(country(alpha2).dials_trunk_zero(), dials, "{alpha2}");
        }
    }

    #[test]
    fn every_length_that_an_international_prefix_can_have_is_told() {
        for (alpha2, digits, ends) in [
            ("DE", "0049", &[2][..]),
            ("HK", "0091", &[3, 2]),
            ("BR", "0055", &[4]),
            ("BR", "0044", &[]),
            ("AU", "0061", &[]),
            ("US", "01144", &[3]),
        ] {
            assert_eq!(country(alpha2).international_prefixes(digits), ends, "{digits} in {alpha2}");
        }
    }

    #[test]
    fn what_is_taken_off_a_national_number_is_told() {
        for (alpha2, dialled, digits, prefix) in [
            ("DE", "01711234567", "1711234567", "0"),
            ("DE", "1711234567", "1711234567", ""),
            ("AG", "4641234", "2684641234", ""),
            ("BR", "01511961234567", "11961234567", "015"),
            ("RU", "88001234567", "8001234567", "8"),
            ("RU", "8001234567", "8001234567", ""),
            ("CO", "03150146627", "3150146627", "0"),
            ("CO", "036012345678", "6012345678", "03"),
        ] {
            let national = country(alpha2).national(dialled);
            assert_eq!((national.digits.as_str(), national.prefix.as_str()), (digits, prefix), "{dialled} in {alpha2}");
        }
    }
}
