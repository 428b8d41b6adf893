//! When a text may go: not before the time that it asks for, and then as soon as its window is open.

use super::send_window::{SendWindow, SendWindows};
use crate::outcome::Failure;
use crate::request::time_zone::{TimeZone, possible_zones};
use crate::request::timing::SendWindowRule;
use crate::request::{ChatRequest, PhoneNumber, Rejection};
use time::OffsetDateTime;

/// When a text may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendTime {
    /// At once.
    Now,
    /// Not before this.
    At {
        /// When.
        at: OffsetDateTime,
        /// Whether the request itself asked for a later time.
        is_asked_for: bool,
    },
}

impl SendTime {
    /// The first time from `send_at` on, and from `now` on, at which `window` is open in all of `zones`; a text that no
    /// window binds may go whenever it is to go.
    ///
    /// # Errors
    /// There is none, because nobody knows the recipient's zone, or because no hour is common to all that it may be.
    pub fn decide(
        now: OffsetDateTime,
        send_at: Option<OffsetDateTime>,
        window: Option<&SendWindow>,
        zones: &[TimeZone],
    ) -> Result<SendTime, Rejection> {
        let wanted = send_at.unwrap_or(now).max(now);
        let at = match window {
            Some(window) => window.next_opening(wanted, zones).ok_or_else(|| never(zones))?,
            None => wanted,
        };
        let is_asked_for = wanted > now;
        Ok(if at <= now { SendTime::Now } else { SendTime::At { at, is_asked_for } })
    }
}

/// When `request` may go to `destination`.
///
/// # Errors
/// [`Failure::ValidationFailed`] if nobody knows the recipient's zone, or `SendAt` is too far ahead.
pub fn for_request(
    request: &ChatRequest,
    destination: &PhoneNumber,
    send_windows: Option<&SendWindows>,
    now: OffsetDateTime,
) -> Result<SendTime, Failure> {
    let timing = &request.timing;
    let zones = match &timing.time_zone {
        Some(zone) => vec![zone.clone()],
        None => possible_zones(destination),
    };
    let refused = |rejection| Failure::ValidationFailed(vec![rejection]);
    let send_at = timing.send_at.map(|send_at| send_at.resolve(now, &zones)).transpose();
    let send_at = send_at.map_err(|problem| refused(Rejection::new("/SendAt", problem)))?;
    let windows = send_windows.filter(|_| timing.send_window == SendWindowRule::Binds);
    let window = windows.and_then(|windows| windows.for_number(destination));
    SendTime::decide(now, send_at, window, &zones).map_err(refused)
}

/// Why a request whose hour is `send_at` cannot wait for it.
pub fn nothing_to_schedule_with(send_at: OffsetDateTime, is_asked_for: bool, now: OffsetDateTime) -> Failure {
    if is_asked_for {
        let detail = "needs EventBridge Scheduler: set SCHEDULE_TARGET_ARN and SCHEDULE_ROLE_ARN";
        return Failure::NotConfigured(vec![Rejection::new("/SendAt", detail)]);
    }
    Failure::OutsideSendWindow { opens_in: u32::try_from((send_at - now).whole_seconds()).unwrap_or(u32::MAX).max(1) }
}

fn never(zones: &[TimeZone]) -> Rejection {
    let problem = match zones.len() {
        0 => "is needed: the number doesn't tell the recipient's time zone".to_owned(),
        1 => "has no hour in which SEND_WINDOW is open".to_owned(),
        many => {
            format!("is needed: the number may lie in {many} time zones, and SEND_WINDOW is never open in all of them")
        }
    };
    Rejection::new(
        "/TimeZone",
        format!("{problem}; give the recipient's, Europe/Berlin or America/New_York for example"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::PhoneNumber;
    use crate::request::send_at::parse_rfc3339;
    use crate::request::time_zone::possible_zones;

    fn decide(number: &str, now: &str, send_at: Option<&str>, window: &str) -> Result<SendTime, Rejection> {
        let instant = |text: &str| parse_rfc3339(text).expect(text);
        let number = PhoneNumber::parse(number, None).expect("E.164");
        let windows = (!window.is_empty()).then(|| SendWindows::parse(window).expect(window));
        let window = windows.as_ref().and_then(|windows| windows.for_number(&number));
        SendTime::decide(instant(now), send_at.map(instant), window, &possible_zones(&number))
    }

    #[test]
    fn a_text_goes_when_it_is_to_go_and_its_window_is_open() {
        let later = |is_asked_for| move |text| Ok(SendTime::At { at: parse_rfc3339(text).expect(text), is_asked_for });
        let (opens, at) = (later(false), later(true));
        for (now, send_at, window, right) in [
            ("2026-12-01T12:00:00Z", None, "", Ok(SendTime::Now)),
            ("2026-12-01T14:00:00Z", None, "08:00-21:00", Ok(SendTime::Now)),
            ("2026-12-01T12:00:00Z", None, "08:00-21:00", opens("2026-12-01T13:00:00Z")),
            ("2026-12-01T12:00:00Z", Some("2026-12-01T11:00:00Z"), "08:00-21:00", opens("2026-12-01T13:00:00Z")),
            ("2026-12-01T12:00:00Z", Some("2026-12-01T11:00:00Z"), "", Ok(SendTime::Now)),
            ("2026-12-01T12:00:00Z", Some("2026-12-02T03:00:00Z"), "", at("2026-12-02T03:00:00Z")),
            // A time that was asked for does not override the window.
            ("2026-12-01T12:00:00Z", Some("2026-12-02T03:00:00Z"), "08:00-21:00", at("2026-12-02T13:00:00Z")),
            ("2026-12-01T12:00:00Z", Some("2026-12-01T20:00:00Z"), "08:00-21:00", at("2026-12-01T20:00:00Z")),
            ("2026-12-01T12:00:00Z", None, "+49=08:00-21:00", Ok(SendTime::Now)),
        ] {
            assert_eq!(decide("+12125550123", now, send_at, window), right, "{now} {send_at:?} {window}");
        }
    }

    #[test]
    fn who_may_be_anywhere_is_asked_for() {
        for (number, window, problem) in [
            ("+18005550199", "08:00-21:00", "doesn't tell"),
            ("+79161234567", "09:00-17:00", "may lie in 16 time zones"),
        ] {
            let rejection = decide(number, "2026-12-01T12:00:00Z", None, window).expect_err(number);
            assert_eq!(rejection.pointer, "/TimeZone");
            assert!(rejection.detail.contains(problem), "{rejection}");
        }
    }
}
