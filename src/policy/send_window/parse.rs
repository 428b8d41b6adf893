//! How windows are written: `+49=Mon-Sat 08:00-20:00`.

use super::week::Week;
use crate::request::defaults::is_prefix;
use std::ops::Range;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const EXAMPLE: &str = "08:00-21:00, Mon-Sat 09:00-18:00 or +1=08:00-21:00";
const MIDNIGHT: u16 = 24 * 60;

/// Every window with its prefix, `""` where it has none.
///
/// # Errors
/// Everything that is wrong, by the number of the window it is in: the text itself may hold somebody's number.
pub fn parse(text: &str) -> Result<Vec<(String, Week)>, String> {
    let (mut windows, mut mistakes) = (Vec::new(), Vec::new());
    for (index, item) in text.split(',').map(str::trim).enumerate().filter(|(_, item)| !item.is_empty()) {
        match window(item) {
            Ok(window) => windows.push(window),
            Err(mistake) => mistakes.push(format!("its window {} {mistake}", index + 1)),
        }
    }
    if !mistakes.is_empty() {
        return Err(format!("can't be read: {}; write {EXAMPLE}", mistakes.join("; ")));
    }
    if windows.is_empty() { Err(format!("has no window; write {EXAMPLE}")) } else { Ok(windows) }
}

fn window(item: &str) -> Result<(String, Week), String> {
    let (prefix, hours) = item.split_once('=').map_or(("", item), |(prefix, hours)| (prefix.trim(), hours.trim()));
    if item.contains('=') && !is_prefix(prefix) {
        return Err("has something other than a prefix, + and digits, before the =".to_owned());
    }
    // What people and word processors make of a hyphen.
    let hours = hours.replace(['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let start = hours.find(|c: char| c.is_ascii_digit()).ok_or("has no time")?;
    let (days, times) = hours.split_at(start);
    let (days, (opens, closes)) = (day_range(days.trim())?, time_range(times)?);
    Ok((prefix.to_owned(), Week::from_days(days, opens, closes)))
}

/// `Mon`, `Mon-Sat`, `Sat-Mon`, and every day if nothing is written.
fn day_range(text: &str) -> Result<impl Iterator<Item = u16> + use<>, String> {
    let (first, last) = match text.split_once('-') {
        _ if text.is_empty() => (0, 6),
        Some((first, last)) => (day(first)?, day(last)?),
        None => (day(text)?, day(text)?),
    };
    Ok((0..=(last + 7 - first) % 7).map(move |days| (first + days) % 7))
}

fn day(text: &str) -> Result<u16, String> {
    let name = text.trim().to_ascii_lowercase();
    let is_day = |day: &&str| **day == name || day[..3] == name;
    let day = (0..).zip(&DAYS).find(|(_, day)| is_day(day));
    day.map(|(index, _)| index).ok_or_else(|| "has a day other than Mon, Tue, Wed, Thu, Fri, Sat, Sun".to_owned())
}

/// `08:00-21:00`, `22:00-06:00`, in minutes of the day; only the end may be 24:00.
fn time_range(text: &str) -> Result<(u16, u16), String> {
    let (start, end) = text.split_once('-').ok_or("has only one time; it needs when it opens and when it closes")?;
    let (start, end) = (minute(start)?, minute(end)?);
    if start == MIDNIGHT {
        return Err("opens at 24:00; write 00:00, of the next day".to_owned());
    }
    if start == end {
        return Err("closes when it opens; for the whole day write 00:00-24:00".to_owned());
    }
    Ok((start, end))
}

fn minute(text: &str) -> Result<u16, String> {
    let digits = |text: &str, length: Range<usize>| {
        let digits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| digits)
    };
    let (hour, minute) = text.trim().split_once(':').unwrap_or_default();
    let minute = digits(hour, 1..3).zip(digits(minute, 2..3)).filter(|(_, minute)| *minute < 60);
    let minute = minute.map(|(hour, minute)| 60 * hour + minute).filter(|minute| *minute <= MIDNIGHT);
    minute.ok_or_else(|| "has a time that is not one from 00:00 to 24:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        for (one, other) in [
            ("08:00-21:00", "Mon-Sun 8:00 - 21:00"),
            ("Mon-Sat 09:00-18:00", "monday – saturday 09:00–18:00"),
            ("Sat-Mon 09:00-18:00", "Sat 09:00-18:00,SUN 09:00-18:00, mon 09:00-18:00,"),
            ("22:00-06:00", "22:00-24:00, 00:00-06:00"),
            ("Sun 22:00-06:00", "Sun 22:00-24:00, Mon 00:00-06:00"),
            ("Wed-Tue 09:00-18:00", "09:00-18:00"),
        ] {
            let week = |text: &str| {
                let mut week = Week::default();
                parse(text).unwrap_or_else(|mistake| panic!("{text}: {mistake}")).iter().for_each(|(_, w)| week.add(w));
                week
            };
            assert_eq!(week(one), week(other), "{one} and {other}");
        }
        let prefixes: Vec<String> = parse("+1=08:00-21:00, +49 = Mon-Sat 08:00-20:00, Mon-Fri 09:00-17:00")
            .map(|windows| windows.into_iter().map(|(prefix, _)| prefix).collect())
            .expect("three windows");
        assert_eq!(prefixes, ["+1", "+49", ""]);
    }

    #[test]
    fn every_mistake_is_told() {
        for (text, mistake) in [
            ("", "has no window"),
            (" , ", "has no window"),
            ("Mon-Fri", "window 1 has no time"),
            ("08:00", "window 1 has only one time"),
            ("08:00-21:00, Mon-Fry 08:00-20:00", "window 2 has a day other than"),
            ("weekdays 08:00-20:00", "window 1 has a day other than"),
            ("08:00-08:00", "window 1 closes when it opens"),
            ("00:00-00:00", "window 1 closes when it opens"),
            ("24:00-08:00", "window 1 opens at 24:00"),
            ("08:00-25:00", "window 1 has a time that is not one"),
            ("08:60-21:00", "window 1 has a time that is not one"),
            ("08:00-24:01", "window 1 has a time that is not one"),
            ("8-21", "window 1 has a time that is not one"),
            ("8am-9pm", "window 1 has a time that is not one"),
            ("08:00-21:00 Mon-Fri", "window 1 has a time that is not one"),
            ("08:00-12:00-21:00", "window 1 has a time that is not one"),
            ("08:00:00-21:00:00", "window 1 has a time that is not one"),
            ("1=08:00-21:00", "window 1 has something other than a prefix"),
            ("=08:00-21:00", "window 1 has something other than a prefix"),
            ("+1=", "window 1 has no time"),
            ("+1=+44=08:00-21:00", "window 1 has a day other than"),
        ] {
            let told = parse(text).expect_err(text);
            assert!(told.contains(mistake), "{text}: {told}");
        }
        let told = parse("+1=08:00-08:00, Mon, +14155550123x=08:00-09:00").expect_err("three mistakes");
        assert_eq!(told.matches("window").count(), 3, "{told}");
        assert!(!told.contains("415"), "{told}");
    }
}
