//! Names of time zones, and the clocks they stand for.

use std::fmt;
use std::ops::Range;

/// A line a clock: its offset and length in [`CLOCKS`], and its names.
const NAMES: &str = include_str!("names.tsv");
/// Clocks in TZif, one behind the other. <https://www.rfc-editor.org/rfc/rfc9636>
const CLOCKS: &[u8] = include_bytes!("clocks.bin");

/// How much alike two names must be for one to be meant by the other.
const ALIKE: f64 = 0.9;

/// A name and its clock, if the database has that name.
pub fn find(name: &str) -> Option<(&'static str, &'static [u8])> {
    let (place, name) = all().find(|(_, known)| *known == name)?;
    Some((name, CLOCKS.get(place)?))
}

fn all() -> impl Iterator<Item = (Range<usize>, &'static str)> {
    NAMES.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let mut fields = line.split('\t');
        let mut number = || fields.next().and_then(|text| text.parse().ok()).unwrap_or(0);
        let (offset, length): (usize, usize) = (number(), number());
        fields.map(move |name| (offset..offset + length, name))
    })
}

/// A name that the IANA database doesn't have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownTimeZone {
    meant: Option<&'static str>,
}

impl UnknownTimeZone {
    /// Tells `Europe/Berlin` for `europe/berlin`, `Berlin` and `Europe/Berlni`.
    pub fn from_name(name: &str) -> UnknownTimeZone {
        let name = name.trim().replace(' ', "_").to_lowercase();
        // `Etc/GMT+2` lies behind UTC, not ahead of it: who writes `GMT+2` means another zone, which has a place's name.
        let names = || all().map(|(_, known)| known).filter(|known| !known.contains(char::is_numeric));
        let city = |known: &&str| known.rsplit_once('/').is_some_and(|(_, city)| city.to_lowercase() == name);
        let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name);
        let alike = || {
            let all = names().map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness >= ALIKE);
            all.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, known)| known)
        };
        let meant = names().find(|known| known.to_lowercase() == name).or_else(|| names().find(city)).or_else(alike);
        UnknownTimeZone { meant: meant.filter(|_| !name.contains(char::is_numeric)) }
    }

    /// The tables are broken; a test would have told.
    pub fn unreadable() -> UnknownTimeZone {
        UnknownTimeZone { meant: None }
    }
}

impl fmt::Display for UnknownTimeZone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("is not a time zone of the IANA database")?;
        match self.meant {
            Some(meant) => write!(formatter, "; did you mean {meant}?"),
            None => formatter.write_str("; write its name, Europe/Berlin or America/New_York for example"),
        }
    }
}

/// The database's version.
#[cfg(test)]
pub const VERSION: &str = NAMES.split_at("# version ".len()).1.split_at("2026f".len()).0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::time_zone::TimeZone;

    #[test]
    fn every_name_has_a_clock_that_can_be_read() {
        let names: Vec<&str> = all().map(|(_, name)| name).collect();
        assert_eq!(names.len(), 597);
        for name in names {
            assert_eq!(TimeZone::from_name(name).map(|zone| zone.name()), Ok(name));
        }
    }

    #[test]
    fn a_near_miss_is_answered_with_the_name_that_was_meant() {
        for (written, meant) in [
            ("europe/berlin", Some("Europe/Berlin")),
            ("Europe/Berlni", Some("Europe/Berlin")),
            ("Berlin", Some("Europe/Berlin")),
            ("America/New York", Some("America/New_York")),
            ("new york", Some("America/New_York")),
            ("Amercia/Chicago", Some("America/Chicago")),
            ("utc", Some("UTC")),
            ("GMT+2", None),
            ("UTC+02:00", None),
            ("+02:00", None),
            ("", None),
            ("Jo Miller, 12 Elm St", None),
        ] {
            assert_eq!(UnknownTimeZone::from_name(written).meant, meant, "{written}");
        }
    }

    #[test]
    fn an_unknown_name_is_not_quoted() {
        let shown = UnknownTimeZone::from_name("Jo Miller, 12 Elm St").to_string();
        let right =
            "is not a time zone of the IANA database; write its name, Europe/Berlin or America/New_York for example";
        assert_eq!(shown, right);
    }
}
