//! Hours of Lambda in minutes: one process, invoked again and again by every sender with faults mixed in, answers each
//! invocation and grows neither in memory nor in open files.
//!
//! ```sh
//! SOAK_INVOCATIONS=100000 cargo test --workspace --test soak -- --ignored --nocapture
//! ```

#![cfg(target_os = "linux")]

mod traffic;

use simulator::Simulator;
use std::time::Instant;
use test_support::process::{Process, Usage};
use test_support::runtime_api::{Lambda, Setup};
use test_support::support;
use traffic::{Counted, Effects, Traffic};

/// What CI does in two minutes. Once in the first 3,000 the mapping engine's heap grows by 4 MB, before its garbage is first
/// collected: fewer invocations would take that for a leak.
const INVOCATIONS: usize = 10_000;
/// How many readings of memory and files are taken once the process is warm.
const READINGS: usize = 40;
/// The simulator looks through everything it remembers at each call: what is over is forgotten.
const REMEMBERED: usize = 500;
/// What memory may grow by from the first reading to the last: an allocator's own fluctuation. A leak of
/// 100 bytes an invocation is 10 MB in 100,000.
const FLUCTUATION_KB: i64 = 3 * 1024;
/// The most memory, in a build without optimisations: half of what the smallest function has.
const PEAK_KB: u64 = 64 * 1024;
/// Connections that happen to be open while a reading is taken.
const FILES: usize = 8;

#[tokio::test]
#[ignore = "takes a minute, or as long as SOAK_INVOCATIONS says"]
async fn a_process_that_lives_long_answers_all_and_does_not_grow() {
    let invocations = std::env::var("SOAK_INVOCATIONS").map_or(INVOCATIONS, |text| text.parse().unwrap());
    let connect = support::connect().await;
    let settings = traffic::SECRETS.into_iter().chain(traffic::SETTINGS);
    let setup = settings.fold(Setup::with_defaults(&connect.url()), |setup, (name, value)| setup.set(name, value));
    let endpoints = ["AWS_ENDPOINT_URL_SCHEDULER", "AWS_ENDPOINT_URL_EVENTBRIDGE"];
    let setup = endpoints.into_iter().fold(setup, |setup, name| setup.set(name, &connect.url()));
    let lambda = setup.start().await;
    let mut traffic = Traffic::default();
    let began = Instant::now();

    // Everything once before growth is growth.
    let warm_up = (invocations / 5).max(traffic::ROUND);
    Traffic::send_large_ones(&connect, &lambda).await;
    run(&connect, &lambda, &mut traffic, warm_up).await;
    let process = Process::from_id(lambda.process_id());
    let mut readings = vec![process.usage()];
    let each = invocations.saturating_sub(warm_up).max(READINGS) / READINGS;
    for _ in 0..READINGS {
        run(&connect, &lambda, &mut traffic, each).await;
        readings.push(process.usage());
    }

    let (first, last) = (&readings[..=READINGS / 4], &readings[READINGS - READINGS / 4..]);
    println!("{} invocations in {:.0?}: {:?}", traffic.invocations(), began.elapsed(), traffic.counts());
    traffic.count_effects(&connect);
    println!("{:?}", traffic.effects());
    println!("memory: {} to {} kB", most(first, |usage| usage.memory_kb), most(last, |usage| usage.memory_kb));
    println!("open files: {} to {}", most(first, |usage| usage.files), most(last, |usage| usage.files));
    println!("threads: {} to {}", most(first, |usage| usage.threads), most(last, |usage| usage.threads));
    let grown = steady_growth(&readings.iter().map(|usage| usage.memory_kb).collect::<Vec<_>>());
    println!("memory, by its steady growth: {grown} kB");
    assert!(grown <= FLUCTUATION_KB, "memory grew by {grown} kB: {readings:?}");
    let peak_kb = most(&readings, |usage| usage.peak_memory_kb);
    assert!(peak_kb <= PEAK_KB, "memory reached {peak_kb} kB: {readings:?}");
    assert!(most(last, |usage| usage.files) <= most(first, |usage| usage.files) + FILES, "files: {readings:?}");
    assert!(most(last, |usage| usage.threads) <= most(first, |usage| usage.threads), "threads: {readings:?}");
    // `Lambda::send` has panicked if one wasn't answered, or not in its time; that not all of them failed is seen here.
    assert_eq!(traffic.counts().values().sum::<usize>(), traffic.invocations());
    assert!(traffic.counts()[&Counted::Reply] > traffic.invocations() / 2, "{:?}", traffic.counts());
    let Effects { started, scheduled, result_events } = traffic.effects();
    let least = traffic.invocations() / 50;
    assert!(*started > least && *scheduled > least && result_events > started, "{:?}", traffic.effects());
}

async fn run(connect: &Simulator, lambda: &Lambda, traffic: &mut Traffic, invocations: usize) {
    for _ in 0..invocations {
        if traffic.invocations().is_multiple_of(REMEMBERED) {
            traffic.count_effects(connect);
            connect.reset();
            lambda.drop_lines();
        }
        traffic.send_next(connect, lambda).await;
    }
}

/// What readings grow by from the first to the last, by the median of the slopes between any two of them (Theil and Sen): a leak
/// grows all the time, while an allocator that takes a large block once and keeps it does not.
fn steady_growth(readings: &[u64]) -> i64 {
    let signed = |reading: u64| i64::try_from(reading).unwrap();
    let count = i64::try_from(readings.len()).unwrap() - 1;
    let mut slopes: Vec<i64> = (1..readings.len())
        .flat_map(|later| (0..later).map(move |earlier| (earlier, later)))
        .map(|(earlier, later)| {
            let grown = signed(readings[later]) - signed(readings[earlier]);
            grown * count / i64::try_from(later - earlier).unwrap()
        })
        .collect();
    slopes.sort_unstable();
    slopes[slopes.len() / 2]
}

#[test]
fn a_step_is_no_leak_and_a_steady_rise_is_one() {
    let step: Vec<u64> = (0..41).map(|reading| if reading < 15 { 33_480 } else { 48_092 }).collect();
    assert_eq!(steady_growth(&step), 0);
    let leak: Vec<u64> = (0..41).map(|reading| 33_480 + reading * 250).collect();
    assert_eq!(steady_growth(&leak), 10_000);
}

fn most<T: Ord + Copy>(readings: &[Usage], figure: impl Fn(&Usage) -> T) -> T {
    readings.iter().map(figure).max().unwrap()
}
