//! Any `SEND_WINDOW`, `SendAt`, `ExpiresAt` and time zone, at any time.
//!
//! The input's lines are `SEND_WINDOW`, the number, the zone (or nothing: the number's), now in Unix time, `SendAt`,
//! `ExpiresAt`. Held to what lets people sleep: a text goes at once only while the window is open, and is put off to the
//! first second at which it is.

use connect_outbound_chat::policy::send_time::SendTime;
use connect_outbound_chat::policy::send_window::{SendWindow, SendWindows};
use connect_outbound_chat::request::PhoneNumber;
use connect_outbound_chat::request::expires_at;
use connect_outbound_chat::request::send_at::SendAt;
use connect_outbound_chat::request::time_zone::{TimeZone, possible_zones};
use time::{Duration, OffsetDateTime};

/// The hours in which an opening is looked for are those of 15 days; what is looked at here lies within.
const PROBES: i64 = 48;
const FIFTEEN_DAYS: i64 = 15 * 24 * 3_600;
/// From 2025 on the zones' clocks are known; beyond 2100 nobody sends anything.
const TIMES: std::ops::RangeInclusive<i64> = 1_735_689_600..=4_102_444_800;

/// Plays one input.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (windows, number, zone, now, send_at, expires_at) = (line(), line(), line(), line(), line(), line());
    let windows = SendWindows::parse(windows).map_err(|problem| check_told(&problem));
    let now = now.parse().ok().filter(|now| TIMES.contains(now)).unwrap_or(*TIMES.start());
    let now = OffsetDateTime::from_unix_timestamp(now).expect("a time of this century");
    if let Err(problem) = expires_at::parse(expires_at, now) {
        check_told(&problem);
    }
    let Ok(number) = PhoneNumber::parse(number, None) else { return };
    let zones = match TimeZone::from_name(zone) {
        Ok(zone) => vec![zone],
        Err(unknown) => {
            check_told(&unknown.to_string());
            possible_zones(&number)
        }
    };
    let window = windows.as_ref().ok().and_then(|windows| windows.for_number(&number));
    if let Some(window) = window {
        check_window(window, now, &zones);
    }
    match SendAt::parse(send_at) {
        Err(problem) => check_told(&problem),
        Ok(send_at) => {
            assert_eq!(
                SendAt::parse(&send_at.to_text()),
                Ok(send_at),
                "what is written down for later is read as it was"
            );
            match send_at.resolve(now, &zones) {
                Ok(at) => {
                    assert!(now <= at && at - now <= Duration::days(7), "at most as far ahead as a token is kept");
                    check_decision(now, at, window, &zones);
                }
                Err(problem) => check_told(&problem),
            }
        }
    }
    check_decision(now, now, window, &zones);
}

/// What is open, and when it opens next, agree with each other, second by second.
fn check_window(window: &SendWindow, now: OffsetDateTime, zones: &[TimeZone]) {
    let next = window.next_opening(now, zones);
    assert_eq!(window.is_open(now, zones), next == Some(now), "open now, or later");
    let closed_until = next.map_or(now.unix_timestamp() + FIFTEEN_DAYS, OffsetDateTime::unix_timestamp);
    if let Some(next) = next.filter(|next| *next > now) {
        assert!(window.is_open(next, zones), "open when it opens");
        assert!(!window.is_open(next - Duration::SECOND, zones), "and not a second before");
    }
    for probe in 0..PROBES {
        let at = now.unix_timestamp() + (closed_until - now.unix_timestamp()) * probe / PROBES;
        let at = OffsetDateTime::from_unix_timestamp(at).expect("a time of this century");
        // Of a window that is open now, nothing is closed until then.
        let is_open =
            at < next.unwrap_or(OffsetDateTime::UNIX_EPOCH + Duration::days(1_000_000)) && window.is_open(at, zones);
        assert!(!is_open, "shut until it opens");
    }
    // Who may be in several places is where all of them are awake.
    if let (Some(next), true) = (next, zones.len() > 1) {
        assert!(
            zones.iter().all(|zone| window.is_open(next, std::slice::from_ref(zone))),
            "open wherever the number may be"
        );
    }
}

fn check_decision(now: OffsetDateTime, wanted: OffsetDateTime, window: Option<&SendWindow>, zones: &[TimeZone]) {
    match SendTime::decide(now, Some(wanted), window, zones) {
        Ok(SendTime::Now) => {
            assert!(wanted <= now && window.is_none_or(|window| window.is_open(now, zones)), "now is allowed");
        }
        Ok(SendTime::At { at, is_asked_for }) => {
            assert!(at > now && at >= wanted && is_asked_for == (wanted > now), "not before it is wanted");
            assert!(window.is_none_or(|window| window.is_open(at, zones)), "then is allowed");
        }
        Err(rejection) => {
            assert!(window.is_some_and(|window| window.next_opening(wanted, zones).is_none()), "{rejection}");
        }
    }
}

fn check_told(problem: &str) {
    assert!((1..=1_000).contains(&problem.chars().count()), "{} bytes", problem.len());
}
