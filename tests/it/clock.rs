//! A wall clock that steps amid an invocation: deadlines, waits and ages go by what was when it began.
//!
//! The function is handed its times: Lambda's deadline as a moment of tokio's clock, which never steps, and the wall
//! clock's time once, in [`Invocation::now`]. Only the SDK reads a wall clock, to sign; it is handed one here that steps.
//! That the library reads no other one, `tests/architecture.rs` holds.

use crate::fake_connect::FakeConnect;
use crate::support::event_text;
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use connect_outbound_chat::Function;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::response::{Fault, Response};
use connect_outbound_chat::telemetry::Metrics;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};
use test_support::in_process;
use test_support::settings::default_setting;
use time::format_description::well_known::Rfc3339;
use time::{Duration as Span, OffsetDateTime};
use tokio::time::{Instant, sleep};

const DAY: i64 = 24 * 60 * 60;

/// What the wall clock shows when an invocation begins.
fn noon() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_772_020_800).unwrap()
}

/// A wall clock that stands at noon, off by so many seconds.
#[derive(Debug, Clone, Default)]
struct WallClock(Arc<AtomicI64>);

impl WallClock {
    fn step(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}

impl TimeSource for WallClock {
    fn now(&self) -> SystemTime {
        (noon() + Span::seconds(self.0.load(Ordering::Relaxed))).into()
    }
}

fn function(connect: &FakeConnect, wall_clock: &WallClock) -> Function {
    let settings = |name: &str| match name {
        "MAX_AGE_SECONDS" => Some("3600".to_owned()),
        _ => default_setting(name),
    };
    let dispatch = connect.dispatch(10_000.0, SharedTimeSource::new(wall_clock.clone()));
    let metrics = Metrics::new(&|_| None, Box::new(|_| {}));
    Function::new(in_process::app(settings, |_| None, None), Arc::new(dispatch), Arc::new(metrics), None)
}

/// An invocation that begins at `now` and has so much time.
fn invocation(now: OffsetDateTime, deadline_in: Duration) -> Invocation {
    let invocation = in_process::invocation(now);
    Invocation { deadline: invocation.began + deadline_in, ..invocation }
}

/// How an invocation ends amid which, after half a second, the wall clock steps.
async fn handle(
    function: &Function,
    wall_clock: &WallClock,
    step: i64,
    deadline_in: Duration,
) -> Result<Response, Fault> {
    wall_clock.step(0);
    let document = json!({"To": "+12025550150", "Message": "Hello"}).to_string();
    let invocation = invocation(noon(), deadline_in);
    let (response, ()) = tokio::join!(function.handle(&document, &invocation), async {
        sleep(Duration::from_millis(500)).await;
        wall_clock.step(step);
    });
    response
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_steps_amid_an_invocation_neither_shortens_nor_lengthens_it() {
    for (step, second_try_signed_on) in [(DAY, "20260226"), (-DAY, "20260224")] {
        let clock = WallClock::default();

        // An answer that comes after 2 s is waited for.
        let connect = FakeConnect::new(|_| Duration::from_secs(2));
        let response = handle(&function(&connect, &clock), &clock, step, Duration::from_secs(10)).await;
        assert_eq!(response.unwrap()["ContactId"], "contact-1", "{step}");

        // A second try, after one that got no answer, is made, and signed by the new clock.
        let connect = FakeConnect::new(|call| Duration::from_secs(if call == 1 { 1_000 } else { 0 }));
        let response = handle(&function(&connect, &clock), &clock, step, Duration::from_secs(20)).await;
        assert_eq!(response.unwrap()["ContactId"], "contact-2", "{step}");
        let calls = connect.calls();
        assert!(calls[0].signed_at.starts_with("20260225"), "{calls:?}");
        assert!(calls[1].signed_at.starts_with(second_try_signed_on), "{calls:?}");

        // One that never comes is waited for until shortly before the deadline, and not beyond it.
        let (connect, began) = (FakeConnect::new(|_| Duration::from_secs(1_000)), Instant::now());
        let function = function(&connect, &clock);
        let fault = handle(&function, &clock, step, Duration::from_millis(2_500)).await.unwrap_err();
        assert_eq!(fault.error_type, "Timeout", "{step}");
        let took = began.elapsed();
        assert!((Duration::from_secs(2)..Duration::from_millis(2_500)).contains(&took), "{step}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn ages_go_by_the_time_that_the_invocation_is_handed_and_by_no_other_clock() {
    let (connect, clock) = (FakeConnect::new(|_| Duration::ZERO), WallClock::default());
    let function = function(&connect, &clock);
    let mut event: Value = serde_json::from_str(&event_text("eventbridge")).unwrap();
    event["time"] = json!(noon().format(&Rfc3339).unwrap());
    for (age, is_too_old) in
        [(Span::ZERO, false), (Span::minutes(59), false), (Span::minutes(61), true), (Span::days(300), true)]
    {
        let response = function.handle(&event.to_string(), &invocation(noon() + age, Duration::from_secs(30))).await;
        assert_eq!(response.err().map(|fault| fault.error_type), is_too_old.then(|| "EventTooOld".to_owned()), "{age}");
    }
}
