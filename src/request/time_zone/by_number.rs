//! Where a telephone number may be: +1 by its area code, fixed lines by their prefix, all others by their country.
//!
//! A mobile's number doesn't tell where in its country it is: Australia has nine zones, Russia sixteen. What libphonenumber
//! says of its longest prefix would be a guess there. Numbers of no place (toll-free, satellites) have no zone.

use super::TimeZone;
use crate::request::PhoneNumber;

/// Zones, and the beginnings of the numbers that lie in them, without `+`.
const TABLE: &str = include_str!("by_number.tsv");

/// Every zone that `number` may lie in; none if that isn't known.
pub fn possible_zones(number: &PhoneNumber) -> Vec<TimeZone> {
    zones_of_digits(number.as_str().trim_start_matches('+'))
}

fn zones_of_digits(digits: &str) -> Vec<TimeZone> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let longest = |prefixes: &str| prefixes.split(' ').filter(|p| digits.starts_with(p)).map(str::len).max();
    let best = rows.filter_map(|(zones, prefixes)| Some((longest(prefixes)?, zones))).max_by_key(|(length, _)| *length);
    let zones = best.into_iter().flat_map(|(_, zones)| zones.split(' ')).map(TimeZone::from_name);
    // All of them or none: one that is left out would open a window too early.
    zones.collect::<Result<_, _>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As libphonenumber's types and map tell them (tools/time_zones.py).
    const NUMBERS: &str = include_str!("../../../tests/data/number-zones.tsv");

    fn zones(number: &str) -> Vec<&'static str> {
        zones_of_digits(number).iter().map(TimeZone::name).collect()
    }

    #[test]
    fn a_number_is_looked_up_without_its_plus() {
        let number = PhoneNumber::parse("+4915123456789", None).expect("E.164");
        assert_eq!(possible_zones(&number), [TimeZone::from_name("Europe/Berlin").expect("Berlin")]);
    }

    #[test]
    fn numbers_lie_where_libphonenumber_has_them() {
        let mut numbers_seen = 0;
        for row in NUMBERS.lines().filter(|line| !line.starts_with('#')) {
            let (right, numbers) = row.split_once('\t').expect(row);
            for number in numbers.split(' ') {
                assert_eq!(zones(number).join(" "), right, "{number}");
                numbers_seen += 1;
            }
        }
        assert!(numbers_seen > 1_500, "only {numbers_seen}");
    }

    #[test]
    fn a_number_that_may_be_a_mobile_lies_in_all_zones_of_its_country() {
        for (mobile, count) in [("61412345678", 9), ("79161234567", 16), ("447400123456", 4), ("5511961234567", 4)] {
            assert_eq!(zones(mobile).len(), count, "{mobile}");
        }
        assert_eq!(zones("61851087736"), ["Australia/Perth"]);
        assert_eq!(zones("74012123456"), ["Europe/Kaliningrad"]);
    }

    #[test]
    fn an_area_code_lies_in_all_zones_of_its_exchanges() {
        assert_eq!(zones("18505550123"), ["America/New_York", "America/Chicago"]);
        assert_eq!(zones("12085550123"), ["America/Boise", "America/Los_Angeles"]);
        assert_eq!(zones("18765550123"), ["America/Jamaica"]);
    }

    #[test]
    fn toll_free_numbers_and_area_codes_that_nobody_knows_lie_nowhere() {
        for number in ["18005550199", "18885550199", "12995550123", "1900", "80012345678", "881612345678", "99912345"] {
            assert_eq!(zones(number), Vec::<&str>::new(), "{number}");
        }
    }
}
