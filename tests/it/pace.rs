//! Pace and deadlines on tokio's paused clock: a Connect without a network, whose answers take as long as they say.

use crate::fake_connect::FakeConnect;
use crate::request::{read, settings};
use connect_outbound_chat::dispatch::{Delivery, Dispatch, Job, JobResult};
use connect_outbound_chat::outcome::{Failure, Outcome};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A dispatch at `rate`, and its Connect.
fn dispatch(rate: f64, takes: fn(usize) -> Duration) -> (Dispatch, FakeConnect) {
    let connect = FakeConnect::new(takes);
    (connect.dispatch(rate, None), connect)
}

fn jobs(count: usize) -> Vec<Job> {
    let chat = || read(&json!({"To": "+12025550150", "Message": "Hello"}));
    (0..count).map(|_| Job::one(chat())).collect()
}

async fn run(dispatch: &Dispatch, jobs: Vec<Job>, within: Duration) -> Vec<JobResult> {
    let deadline = Instant::now() + within;
    dispatch.batch(&settings(), Delivery::Now, (deadline, time::OffsetDateTime::UNIX_EPOCH), &|_| {}).run(jobs).await
}

fn started(results: &[JobResult]) -> usize {
    results.iter().filter(|result| matches!(result.outcomes(), [Outcome::Started(_)])).count()
}

fn timed_out(results: &[JobResult]) -> usize {
    results.iter().filter(|result| result.failure() == Some(&Failure::Timeout)).count()
}

/// Milliseconds since `began`.
fn since(began: Instant, connect: &FakeConnect) -> Vec<u128> {
    connect.calls().iter().map(|call| call.at.duration_since(began).as_millis()).collect()
}

#[tokio::test(start_paused = true)]
async fn five_start_at_once_and_then_as_many_a_second_as_are_set() {
    let (dispatch, connect) = dispatch(2.0, |_| Duration::from_millis(40));
    let began = Instant::now();
    assert_eq!(started(&run(&dispatch, jobs(15), Duration::from_secs(60)).await), 15);
    let at = since(began, &connect);
    for (number, at) in at.iter().enumerate() {
        let due = 500 * u128::try_from(number.saturating_sub(4)).unwrap();
        assert!((due..due + 50).contains(at), "start {number} came after {at} ms and was due after {due}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_second_has_more_starts_than_the_rate_once_the_burst_is_spent() {
    for rate in [1.0, 3.0, 7.5, 40.0, 150.0, 1_000.0] {
        let (dispatch, connect) = dispatch(rate, |_| Duration::ZERO);
        let began = Instant::now();
        let count = 5 + (rate * 4.0) as usize;
        assert_eq!(started(&run(&dispatch, jobs(count), Duration::from_secs(60)).await), count, "at {rate}");
        let at = since(began, &connect);
        let took = *at.last().unwrap();
        // Never faster, and at most a twentieth slower.
        assert!((3_900..4_300).contains(&took), "at {rate}: {took} ms");
        for window in at[5..].windows(rate.ceil() as usize + 11) {
            assert!(window.last().unwrap() - window[0] >= 990, "at {rate}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_pace_is_kept_from_one_invocation_to_the_next() {
    let (dispatch, connect) = dispatch(2.0, |_| Duration::ZERO);
    let began = Instant::now();
    for _ in 0..3 {
        run(&dispatch, jobs(5), Duration::from_secs(60)).await;
    }
    assert!(*since(began, &connect).last().unwrap() >= 5_000);
    // After a pause there is a burst again, and no more than one.
    sleep(Duration::from_secs(3_600)).await;
    let began = Instant::now();
    run(&dispatch, jobs(6), Duration::from_secs(60)).await;
    let at: Vec<u128> = since(began, &connect).split_off(15);
    assert!(at[4] < 50 && at[5] >= 400, "{at:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_takes_no_other_s_turn() {
    let (dispatch, connect) = dispatch(100.0, |number| Duration::from_secs(if number == 1 { 3 } else { 0 }));
    let began = Instant::now();
    assert_eq!(started(&run(&dispatch, jobs(50), Duration::from_secs(20)).await), 50);
    assert!(*since(began, &connect).last().unwrap() < 1_000);
}

#[tokio::test(start_paused = true)]
async fn what_the_deadline_leaves_no_time_for_is_not_begun() {
    let (dispatch, connect) = dispatch(2.0, |_| Duration::from_millis(40));
    let began = Instant::now();
    let results = run(&dispatch, jobs(40), Duration::from_secs(5)).await;
    assert!(began.elapsed() <= Duration::from_millis(5_010), "{:?}", began.elapsed());
    let calls = since(began, &connect);
    // Five at once, and one each half second while there is time for an answer.
    assert_eq!((calls.len(), started(&results), timed_out(&results)), (14, 14, 26));
    assert!(*calls.last().unwrap() <= 4_850);
}

#[tokio::test(start_paused = true)]
async fn a_connect_that_never_answers_is_given_up_at_the_deadline() {
    for seconds in [1, 3, 8, 30, 900] {
        let (dispatch, connect) = dispatch(2.0, |_| Duration::from_secs(100_000));
        let began = Instant::now();
        let results = run(&dispatch, jobs(3), Duration::from_secs(seconds)).await;
        assert_eq!(timed_out(&results), 3);
        assert!(began.elapsed() <= Duration::from_secs(seconds) + Duration::from_millis(10), "{:?}", began.elapsed());
        assert!(connect.calls().len() <= 9);
    }
}

#[tokio::test(start_paused = true)]
async fn a_try_without_an_answer_leaves_time_for_a_second_one() {
    // As much as a flow waits, and as much as most functions may take.
    for seconds in [8, 30] {
        let (dispatch, connect) = dispatch(2.0, |number| Duration::from_secs(if number == 1 { 1_000 } else { 0 }));
        let results = run(&dispatch, jobs(1), Duration::from_secs(seconds)).await;
        assert_eq!((started(&results), connect.calls().len()), (1, 2), "in {seconds} s");
    }
}

#[tokio::test(start_paused = true)]
async fn what_stands_in_line_goes_one_after_another() {
    let (dispatch, connect) = dispatch(100.0, |_| Duration::from_millis(200));
    let in_line = |line: &str, job: Job| Job { ordering_key: Some(line.to_owned()), ..job };
    let jobs: Vec<Job> =
        jobs(6).into_iter().enumerate().map(|(number, job)| in_line(["a", "b"][number % 2], job)).collect();
    let began = Instant::now();
    assert_eq!(started(&run(&dispatch, jobs, Duration::from_secs(20)).await), 6);
    let at = since(began, &connect);
    assert_eq!(at.len(), 6);
    for (number, at) in at.into_iter().enumerate() {
        let due = 200 * u128::try_from(number / 2).unwrap();
        assert!((due..due + 50).contains(&at), "{number} came after {at} ms");
    }
}
