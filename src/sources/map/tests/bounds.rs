//! Bounds hold whatever the expression and the payload: CPU time, memory, the deadline, and a function that is whole for
//! the next event.

use super::*;
use limits::{MAX_CPU_TIME, cpu_time};
use std::time::{Duration, Instant};
use test_support::hostile_mappings as hostile;

/// What a look at the clock may come late, on a machine that is slower than ours and does other things.
const TOLERANCE: Duration = Duration::from_millis(350);

#[test]
fn whatever_the_expression_and_the_payload_it_ends_in_time_and_the_next_event_finds_the_function_whole() {
    let mut late = Vec::new();
    for (expression, payload) in hostile::hostile() {
        let input = hostile::payload(payload);
        let began = cpu_time();
        let made = evaluate(expression, &input, "{}");
        let took = cpu_time() - began;
        let ending = made.map_or_else(|code| code, |_| "made".to_owned());
        println!("{:4} ms {ending:8} {expression} on {} bytes", took.as_millis(), input.len());
        if took > MAX_CPU_TIME + TOLERANCE {
            late.push(format!("{expression} took {took:?}"));
        }
        assert_eq!(one("{\"to\": phone}", "{\"phone\": 1}"), "{\"to\":1}", "after {expression}");
    }
    assert!(late.is_empty(), "{}", late.join("\n"));
}

// cases.md's hostile mappings in the product's own words: https://docs.jsonata.org has none of these limits.
#[test]
fn a_mapping_that_is_stopped_says_why() {
    let items: Vec<_> = (0..10_000).map(|id| format!("{{\"id\": {id}}}")).collect();
    let items = format!("{{\"items\": [{}], \"text\": \"{}\"}}", items.join(","), "A".repeat(100_000));
    for (expression, expected) in [
        ("{\"n\": $count($distinct(items))}", "it takes longer than 250 ms of CPU time"),
        ("{\"n\": $match(text, /.*[^A-Z]|[A-Z]/)}", "it takes longer than 250 ms of CPU time"),
        ("($f := function($x){ $f($x) }; $f(1))", "it takes longer than 250 ms of CPU time"),
        ("{\"n\": items@$o.items@$c[$o.id = $c.id]}", "it needs more than 32 MB of memory"),
        ("{\"n\": [1..10000000]}", "it needs more than 32 MB of memory"),
        ("{\"n\": $pad(\"x\", 1000000000)}", "it makes a text of more than 1,048,576 characters"),
        ("{\"n\": $fromMillis(1, \"[f,900000000-900000000]\")}", "it makes a text of more than 1,048,576 characters"),
        ("{\"n\": $formatInteger(1e12, \"I\")}", "it calls itself too deeply"),
    ] {
        let Err(MappingProblem::Failed(detail)) = run(expression, &items) else { panic!("{expression} must fail") };
        let is_slow_or_large = detail.contains(expected)
            || expected.contains("memory") && detail.contains("it takes longer than 250 ms of CPU time");
        assert!(is_slow_or_large, "{expression}: {detail}");
    }
}

#[test]
fn a_mapping_ends_at_the_invocation_s_deadline() {
    let endless = mapping("($f := function($x){ $f($x) }; $f(1))");
    let bindings = Bindings::from_event("e", None);
    let began = (cpu_time(), Instant::now());
    let deadline = Instant::now() + Duration::from_millis(30);
    assert_eq!(endless.run("{}", &bindings, Some(deadline)).unwrap_err(), MappingProblem::DeadlinePassed);
    assert!(cpu_time() - began.0 < Duration::from_millis(200), "{:?}", began.1.elapsed());
    let past = Instant::now();
    assert_eq!(endless.run("{}", &bindings, Some(past)).unwrap_err(), MappingProblem::DeadlinePassed);
    assert_eq!(one("{\"to\": 1}", "{}"), "{\"to\":1}");
}

#[test]
fn any_expression_is_compiled_or_refused_in_time() {
    for expression in hostile::expressions() {
        let began = cpu_time();
        let compiled = Mapping::compile(&expression, START);
        let took = cpu_time() - began;
        let start: String = expression.chars().take(30).collect();
        assert!(took < MAX_CPU_TIME + TOLERANCE, "{start} took {took:?}");
        if let Ok(mapping) = compiled {
            let _ = mapping.run(r#"{"a": {"a": "b"}}"#, &Bindings::from_event("e", None), None);
        }
        assert_eq!(one("{\"to\": 1}", "{}"), "{\"to\":1}", "after {start}");
    }
}

#[test]
fn a_thousand_expressions_find_room_one_after_the_other() {
    for number in 0..1_000 {
        let expression = format!("{{\"to\": {number}, \"message\": \"{}\"}}", "a long text & ".repeat(100));
        assert!(one(&expression, "{}").starts_with(&format!("{{\"to\":{number},")));
    }
}

/// The most memory that this process ever had, in KB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

// For the test below, in a process of its own.
#[test]
#[ignore = "run by the test below"]
#[cfg(target_os = "linux")]
fn one_hostile_mapping_and_what_memory_it_took() {
    let Ok(number) = std::env::var("HOSTILE_MAPPING") else { return };
    let number: usize = number.parse().unwrap();
    let (expression, payload) = hostile::LARGE[number];
    let input = hostile::payload(payload);
    assert_eq!(one("{\"to\": 1}", "{}"), "{\"to\":1}");
    let before = peak();
    let ending = evaluate(expression, &input, "{}").map_or_else(|code| code, |_| "made".to_owned());
    println!("\ntook {} KB: {ending} {expression}", peak() - before);
}

#[test]
#[cfg(target_os = "linux")]
fn whatever_the_expression_and_the_payload_the_process_grows_by_no_more_than_the_engine_s_memory() {
    let test = "sources::map::tests::bounds::one_hostile_mapping_and_what_memory_it_took";
    let mut large = Vec::new();
    for number in 0..hostile::LARGE.len() {
        let mut process = std::process::Command::new(std::env::current_exe().unwrap());
        process.args(["--ignored", "--exact", "--nocapture", test]).env("HOSTILE_MAPPING", number.to_string());
        let written = String::from_utf8_lossy(&process.output().unwrap().stdout).into_owned();
        let line = written.lines().find(|line| line.starts_with("took ")).unwrap_or_else(|| panic!("{written}"));
        println!("{line}");
        let kilobytes: usize = line.split(' ').nth(1).unwrap().parse().unwrap();
        // The allocator takes a little more than it is asked for.
        if kilobytes * 1024 > engine::MAX_MEMORY * 9 / 8 {
            large.push(line.to_owned());
        }
    }
    assert!(large.is_empty(), "{}", large.join("\n"));
}
