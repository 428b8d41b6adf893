//! Windows, held to tables that Python's zoneinfo made.

use super::SendWindows;
use crate::request::PhoneNumber;
use crate::request::time_zone::{TimeZone, possible_zones};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

fn time(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).expect(text)
}

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text, None).expect(text)
}

#[test]
fn windows_open_when_the_table_of_right_values_says_so() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../../../tests/data/send-window.json")).expect("JSON");
    for case in &cases {
        let [to, at, window] = ["number", "at", "window"].map(|name| case[name].as_str().expect(name));
        let (windows, zones) = (SendWindows::parse(window).expect(window), possible_zones(&number(to)));
        let window = windows.for_number(&number(to)).expect(window);
        let next = window.next_opening(time(at), &zones);
        assert_eq!(next, case["next"].as_str().map(time), "{case}");
        assert_eq!(window.is_open(time(at), &zones), case["open"].as_bool().unwrap_or(false), "{case}");
        assert_eq!(zones.len() as u64, case["zones"].as_u64().unwrap_or(0), "{case}");
    }
    assert_eq!(cases.len(), 15);
}

#[test]
fn windows_open_at_the_minute_that_pythons_zoneinfo_finds() {
    let rows = include_str!("../../../tests/data/send-windows.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut cases_seen = 0;
    for row in rows {
        let [to, window, at, next] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let windows = SendWindows::parse(window).expect(window);
        let window = windows.for_number(&number(to)).expect(row);
        let found = window.next_opening(time(at), &possible_zones(&number(to)));
        assert_eq!(found, (next != "never").then(|| time(next)), "{row}");
        cases_seen += 1;
    }
    assert_eq!(cases_seen, 660);
}

#[test]
fn a_window_is_closed_where_no_zone_is_known_unless_it_never_closes() {
    let at = time("2026-12-01T18:00:00Z");
    let open = |text: &str| {
        let windows = SendWindows::parse(text).expect(text);
        windows.for_number(&number("+18005550199")).expect(text).is_open(at, &[])
    };
    assert!(!open("00:00-23:59"));
    assert!(open("00:00-24:00"));
}

#[test]
fn a_number_that_no_prefix_names_is_not_bound() {
    let windows = SendWindows::parse("+1=08:00-21:00, +1=Sun 09:00-22:00").expect("two windows of one prefix");
    assert_eq!(windows.for_number(&number("+4915123456789")), None);
    let sunday_evening = time("2026-12-06T21:30:00Z");
    let utc = [TimeZone::from_name("UTC").expect("UTC")];
    assert!(windows.for_number(&number("+14155550123")).expect("+1").is_open(sunday_evening, &utc));
}

#[test]
fn fractions_of_a_second_neither_open_a_window_early_nor_move_a_time_that_is_open() {
    let windows = SendWindows::parse("08:00-21:00").expect("a window");
    let (window, utc) = (windows.for_number(&number("+14155550123")), [TimeZone::from_name("UTC").expect("UTC")]);
    let next = |at| window.and_then(|window| window.next_opening(at, &utc));
    assert_eq!(next(time("2026-12-01T07:59:59.9Z")), Some(time("2026-12-01T08:00:00Z")));
    assert_eq!(next(time("2026-12-01T20:59:59.9Z")), Some(time("2026-12-01T20:59:59.9Z")));
}
