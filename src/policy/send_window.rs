//! `SEND_WINDOW`: at which hours of the recipient's day texts may go.
//!
//! A night's job must not ring a phone at three in the morning. A window is open when it is open in every zone that the
//! recipient may be in, and closed when nobody knows where that is.

mod parse;
mod week;

use crate::request::PhoneNumber;
use crate::request::time_zone::TimeZone;
use time::OffsetDateTime;
use week::Week;

/// How far ahead an opening is looked for. A window of one day a week, whose opening this week falls into an hour that
/// the clocks skip, opens within these days. If no hour in them is common to all zones, none ever is.
const MAX_WAIT_SECONDS: i64 = 15 * 24 * 3600;

/// `SEND_WINDOW`, by destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendWindows {
    /// Prefixes of E.164 numbers, `""` for all others, and their windows.
    windows: Vec<(String, SendWindow)>,
}

impl SendWindows {
    /// Reads `08:00-21:00` or `+1=08:00-21:00, +49=Mon-Sat 08:00-20:00, Mon-Fri 09:00-17:00`.
    ///
    /// # Errors
    /// Says everything that is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<SendWindows, String> {
        let mut windows: Vec<(String, SendWindow)> = Vec::new();
        for (prefix, week) in parse::parse(text)? {
            match windows.iter_mut().find(|(known, _)| *known == prefix) {
                Some((_, window)) => window.week.add(&week),
                None => windows.push((prefix, SendWindow { week })),
            }
        }
        Ok(SendWindows { windows })
    }

    /// The window of the longest prefix that `destination` begins with; `None` if no window binds texts to it.
    pub fn for_number(&self, destination: &PhoneNumber) -> Option<&SendWindow> {
        let binding = self.windows.iter().filter(|(prefix, _)| destination.as_str().starts_with(prefix));
        binding.max_by_key(|(prefix, _)| prefix.len()).map(|(_, window)| window)
    }
}

/// The hours of a week in which texts may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendWindow {
    week: Week,
}

impl SendWindow {
    /// Whether it is open at `at` in all of `zones`, those that the recipient may be in. It is closed in no zone at all,
    /// unless it never closes.
    pub fn is_open(&self, at: OffsetDateTime, zones: &[TimeZone]) -> bool {
        self.next_opening(at, zones) == Some(at)
    }

    /// When it is open in all of `zones` next: `at` itself if it is open; `None` if no hour is common to them, or no zone
    /// is known.
    pub fn next_opening(&self, at: OffsetDateTime, zones: &[TimeZone]) -> Option<OffsetDateTime> {
        if self.week.never_closes() {
            return Some(at);
        }
        let from = at.unix_timestamp();
        let (mut opening, limit) = (from, from + MAX_WAIT_SECONDS);
        loop {
            // No common opening is earlier than any zone's own.
            let openings = zones.iter().map(|zone| self.next_opening_in(zone, opening, limit));
            let latest = openings.collect::<Option<Vec<i64>>>()?.into_iter().max()?;
            if latest == opening {
                break;
            }
            opening = latest;
        }
        if opening == from { Some(at) } else { OffsetDateTime::from_unix_timestamp(opening).ok() }
    }

    /// When it is open in one zone next, in Unix time: between two changes of the clock, a week is like any other.
    fn next_opening_in(&self, zone: &TimeZone, from: i64, limit: i64) -> Option<i64> {
        let mut at = from;
        while at <= limit {
            let opening = at + self.week.seconds_till_open(at + zone.offset_at(at))?;
            match zone.next_change(at) {
                Some(change) if change <= opening => at = change,
                _ => return Some(opening).filter(|opening| *opening <= limit),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
