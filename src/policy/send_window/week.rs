//! The hours of a week.

use std::ops::Range;

const MINUTES_A_DAY: u16 = 24 * 60;
const MINUTES_A_WEEK: u16 = 7 * MINUTES_A_DAY;
/// Unix time began on a Thursday.
const MONDAY_TO_THURSDAY: i64 = 3 * 24 * 3600;

/// Which of a week's minutes, from Monday's first on, are open: in order, and apart from one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    open: Vec<Range<u16>>,
}

impl Week {
    /// Each of `days` (0 is Monday) from one minute of it to another, which is one of the next day if it isn't later.
    pub fn from_days(days: impl Iterator<Item = u16>, opens: u16, closes: u16) -> Week {
        let length = (closes + MINUTES_A_DAY - opens - 1) % MINUTES_A_DAY + 1;
        let mut week = Week::default();
        for day in days {
            let start = day * MINUTES_A_DAY + opens;
            let end = start + length;
            week.open.push(start..end.min(MINUTES_A_WEEK));
            // Sunday's night ends on Monday.
            week.open.extend((end > MINUTES_A_WEEK).then(|| 0..end - MINUTES_A_WEEK));
        }
        week.merge();
        week
    }

    /// Opens what `other` opens, too.
    pub fn add(&mut self, other: &Week) {
        self.open.extend_from_slice(&other.open);
        self.merge();
    }

    fn merge(&mut self) {
        self.open.sort_by_key(|open| open.start);
        let mut merged: Vec<Range<u16>> = Vec::new();
        for open in self.open.drain(..) {
            match merged.last_mut() {
                Some(last) if open.start <= last.end => last.end = last.end.max(open.end),
                _ => merged.push(open),
            }
        }
        self.open = merged;
    }

    /// Whether every minute is open.
    pub fn never_closes(&self) -> bool {
        matches!(self.open.as_slice(), [open] if *open == (0..MINUTES_A_WEEK))
    }

    /// How many seconds it is till an open minute begins, 0 in one, at a local time in seconds since 1970; `None` if no
    /// minute is open.
    pub fn seconds_till_open(&self, local: i64) -> Option<i64> {
        let week = 60 * i64::from(MINUTES_A_WEEK);
        let second = (local + MONDAY_TO_THURSDAY).rem_euclid(week);
        let till = |open: &Range<u16>| {
            let (start, end) = (60 * i64::from(open.start), 60 * i64::from(open.end));
            if (start..end).contains(&second) { 0 } else { (start - second).rem_euclid(week) }
        };
        self.open.iter().map(till).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_ends_on_the_next_day_and_sundays_on_monday() {
        let night = Week::from_days([4, 6].into_iter(), 22 * 60, 6 * 60);
        let day = MINUTES_A_DAY;
        assert_eq!(night.open, [0..360, 4 * day + 1320..5 * day + 360, 6 * day + 1320..7 * day]);
    }

    #[test]
    fn what_overlaps_or_touches_is_one() {
        let mut week = Week::from_days(0..5, 8 * 60, 12 * 60);
        week.add(&Week::from_days(0..1, 12 * 60, 13 * 60));
        week.add(&Week::from_days(0..1, 9 * 60, 10 * 60));
        assert_eq!(week.open.len(), 5);
        assert_eq!(week.open[0], 480..780);
        let mut halves = Week::from_days(0..7, 0, 12 * 60);
        halves.add(&Week::from_days(0..7, 12 * 60, 24 * 60));
        assert!(halves.never_closes() && !week.never_closes());
    }

    #[test]
    fn the_start_is_in_and_the_end_is_out() {
        // 1970-01-01, a Thursday.
        let week = Week::from_days(3..4, 8 * 60, 21 * 60);
        let wait = |hour: i64, minute: i64, second: i64| week.seconds_till_open((hour * 60 + minute) * 60 + second);
        assert_eq!(wait(7, 59, 59), Some(1));
        assert_eq!(wait(8, 0, 0), Some(0));
        assert_eq!(wait(20, 59, 59), Some(0));
        assert_eq!(wait(21, 0, 0), Some((6 * 24 + 11) * 3600));
        assert_eq!(Week::default().seconds_till_open(0), None);
    }
}
