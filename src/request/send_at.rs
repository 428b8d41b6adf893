//! `SendAt`: when a text is to go, as an instant or as the recipient's local time.

use crate::request::time_zone::TimeZone;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// How far ahead a text may be put off: as long as Connect remembers the token that keeps it from going twice.
const MAX_AHEAD: Duration = Duration::days(7);

/// A `SendAt` that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendAt {
    /// RFC 3339, with an offset from UTC.
    Instant(OffsetDateTime),
    /// Without one: what the recipient's clock shows.
    Local(PrimitiveDateTime),
}

impl SendAt {
    /// Reads `2026-12-24T09:00:00-05:00` or `2026-12-24T09:00`; the seconds may be left out.
    ///
    /// # Errors
    /// Says what would be right.
    pub fn parse(text: &str) -> Result<SendAt, String> {
        let (local, offset) = split_offset(text.trim()).ok_or_else(not_a_time)?;
        let seconds = if local.len() == "2026-12-24T09:00".len() { ":00" } else { "" };
        let time = |offset: &str| parse_rfc3339(&format!("{local}{seconds}{offset}")).ok_or_else(not_a_time);
        match offset {
            Some(offset) => time(offset).map(SendAt::Instant),
            None => time("Z").map(|time| SendAt::Local(PrimitiveDateTime::new(time.date(), time.time()))),
        }
    }

    /// The same in text, as a request document has it.
    pub fn to_text(self) -> String {
        match self {
            SendAt::Instant(at) => rfc3339(at),
            SendAt::Local(local) => rfc3339(local.assume_utc()).trim_end_matches('Z').to_owned(),
        }
    }

    /// When that is, `now` if it is past. `zones` are those that the recipient may be in.
    ///
    /// A local time that the clocks skip is as much later as they are put forward; of one that they show twice it is the
    /// second.
    ///
    /// # Errors
    /// It is more than 7 days ahead; or a local time, and which zone's nobody knows.
    pub fn resolve(self, now: OffsetDateTime, zones: &[TimeZone]) -> Result<OffsetDateTime, String> {
        let at = match self {
            SendAt::Instant(at) => at,
            SendAt::Local(local) => in_one_zone(local, zones)?,
        };
        if at - now > MAX_AHEAD {
            return Err(too_far());
        }
        Ok(at.max(now))
    }
}

fn in_one_zone(local: PrimitiveDateTime, zones: &[TimeZone]) -> Result<OffsetDateTime, String> {
    let mut instants = zones.iter().map(|zone| zone.instant_of(local));
    match instants.next() {
        None => Err("is a local time, and the number doesn't tell the recipient's time zone; give TimeZone, or an \
                     offset as in 2026-12-24T09:00:00-05:00"
            .to_owned()),
        Some(None) => Err(too_far()),
        // Zones with the same clock are one, here.
        Some(Some(first)) if instants.all(|other| other == Some(first)) => Ok(first),
        Some(_) => {
            Err("is a local time, and the number may lie in several time zones; give TimeZone, or an offset as in \
                        2026-12-24T09:00:00-05:00"
                .to_owned())
        }
    }
}

/// The instant that `text` writes in RFC 3339.
pub fn parse_rfc3339(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// An instant in RFC 3339, in UTC.
pub fn rfc3339(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

/// Date and time, and the offset behind them.
fn split_offset(text: &str) -> Option<(&str, Option<&str>)> {
    let (_, time) = text.split_at_checked("2026-12-24T".len())?;
    let offset = time.find(['Z', 'z', '+', '-']).map(|index| text.len() - time.len() + index);
    Some(offset.map_or((text, None), |index| (&text[..index], Some(&text[index..]))))
}

fn too_far() -> String {
    "is more than 7 days ahead; send the request again when it is nearer".to_owned()
}

fn not_a_time() -> String {
    "is not a time; write one with an offset, 2026-12-24T09:00:00-05:00, or the recipient's local time, 2026-12-24T09:00"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::PhoneNumber;
    use crate::request::time_zone::possible_zones;

    const NOW: &str = "2026-12-20T12:00:00Z";

    fn instant(text: &str) -> OffsetDateTime {
        parse_rfc3339(text).expect(text)
    }

    fn resolve(text: &str, number: &str) -> Result<OffsetDateTime, String> {
        let number = PhoneNumber::parse(number, None).expect("E.164");
        SendAt::parse(text)?.resolve(instant(NOW), &possible_zones(&number))
    }

    #[test]
    fn a_time_with_an_offset_is_the_same_everywhere() {
        for text in
            ["2026-12-24T09:00:00-05:00", "2026-12-24T09:00-05:00", "2026-12-24T14:00:00.000Z", "2026-12-24T14:00z"]
        {
            assert_eq!(resolve(text, "+61412345678"), Ok(instant("2026-12-24T14:00:00Z")), "{text}");
        }
    }

    #[test]
    fn a_local_time_is_that_of_the_numbers_zone() {
        for (number, utc) in [
            ("+12125550123", "2026-12-24T14:00:00Z"),
            ("+4915123456789", "2026-12-24T08:00:00Z"),
            // Four zones, one clock.
            ("+447400123456", "2026-12-24T09:00:00Z"),
        ] {
            assert_eq!(resolve("2026-12-24T09:00", number), Ok(instant(utc)), "{number}");
            assert_eq!(resolve(" 2026-12-24T09:00:00 ", number), Ok(instant(utc)), "{number}");
        }
    }

    #[test]
    fn a_local_time_is_refused_where_the_zone_is_not_known() {
        let error = resolve("2026-12-24T09:00", "+18005550199").expect_err("toll-free");
        assert!(error.contains("doesn't tell") && error.contains("give TimeZone"), "{error}");
        let error = resolve("2026-12-24T09:00", "+61412345678").expect_err("an Australian mobile");
        assert!(error.contains("several") && error.contains("give TimeZone"), "{error}");
        let perth = TimeZone::from_name("Australia/Perth").expect("Perth");
        let local = SendAt::parse("2026-12-24T09:00").expect("a local time");
        assert_eq!(local.resolve(instant(NOW), &[perth]), Ok(instant("2026-12-24T01:00:00Z")));
    }

    #[test]
    fn a_past_time_is_now_and_seven_days_are_the_most() {
        assert_eq!(resolve("2020-01-01T00:00:00Z", "+12125550123"), Ok(instant(NOW)));
        assert_eq!(resolve("2026-12-27T12:00:00Z", "+12125550123"), Ok(instant("2026-12-27T12:00:00Z")));
        for late in ["2026-12-27T12:00:01Z", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59"] {
            let error = resolve(late, "+12125550123").expect_err(late);
            assert!(error.contains("7 days"), "{late}: {error}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_and_not_quoted() {
        for text in [
            "",
            "tomorrow at nine",
            "2026-12-24",
            "09:00",
            "2026-13-24T09:00",
            "2026-12-24T25:00",
            "2026-12-24T09:00 Europe/Berlin",
            "2026-12-24T9:00",
            "24/12/2026 09:00",
            "1798102800",
            "2026-12-24T09:00:00+5",
            "2026-12-2\u{660}T09:00",
        ] {
            let error = SendAt::parse(text).expect_err(text);
            assert_eq!(error, not_a_time(), "{text}");
        }
    }
}
