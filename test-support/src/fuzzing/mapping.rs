//! Any body through a mapping: a built-in source's, or any expression that compiles.
//!
//! The input's lines up to one of three dashes are the name of a built-in source or an expression, those behind it are
//! the body. Held to the mapping's bounds, CPU time by its own clock and memory by what `fuzz/run` allows, and to what it
//! makes: nothing, or JSON objects.

use connect_outbound_chat::sources::{self, BUILT_IN, Checked, Mapped, MappingProblem};
use serde_json::Value;
use std::sync::LazyLock;
use std::time::Duration;

static SOURCES: LazyLock<Vec<(&str, &str, Checked)>> = LazyLock::new(|| {
    let read = BUILT_IN.iter().map(|built_in| {
        let checked =
            sources::check(built_in.name, &built_in.file_name(), built_in.text).expect("a source without mistakes");
        (built_in.name, built_in.content_type, checked)
    });
    read.collect()
});

/// What reading an expression and running it may take: twice 250 ms, the engine's loading, and what the address sanitizer
/// adds to the time between two looks at the clock.
const MAX_CPU_TIME: Duration = Duration::from_millis(1_500);

/// Holds the function to it with one input.
pub fn check(bytes: &[u8]) {
    let began = cpu_time();
    map(bytes);
    let took = cpu_time() - began;
    assert!(took < MAX_CPU_TIME, "{took:?} of CPU time");
}

/// The CPU time of this thread: that of the machine is shared with other targets.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().expect("seconds"), time.tv_nsec.try_into().expect("nanoseconds"))
}

fn map(bytes: &[u8]) {
    let Some(at) = bytes.windows(5).position(|five| five == b"\n---\n") else { return };
    let (Ok(expression), body) = (std::str::from_utf8(&bytes[..at]), &bytes[at + 5..]) else { return };
    match SOURCES.iter().find(|(name, ..)| *name == expression) {
        Some((_, content_type, source)) => check_documents(source.map(body, Some(content_type))),
        // JSON's string is TOML's, too.
        None => {
            match sources::check(
                "fuzz",
                "fuzz.toml",
                &format!("map = {}\n[verify]\ntype = \"none\"\n", Value::from(expression)),
            ) {
                Ok(source) => check_documents(source.map(body, None)),
                Err(mistakes) => assert!(mistakes.iter().all(|mistake| !mistake.problem.is_empty())),
            }
        }
    }
}

fn check_documents(mapped: Result<Mapped, MappingProblem>) {
    let documents = match mapped {
        Ok(Mapped::Skipped) => Vec::new(),
        Ok(Mapped::One(document)) => vec![document],
        Ok(Mapped::Many(documents)) => documents,
        Err(MappingProblem::NotReadable(problem) | MappingProblem::Failed(problem)) => {
            return assert!((1..500).contains(&problem.len()), "{} bytes", problem.len());
        }
        Err(MappingProblem::DeadlinePassed) => panic!("there is no deadline"),
    };
    for document in documents {
        assert!(serde_json::from_str::<Value>(document.get()).is_ok_and(|document| document.is_object()));
    }
}
