//! What is fuzzed, for a short while and without a build of its own: every seed, and mutations of them, always the same.
//! `fuzz/run` goes on from there with coverage and sanitizers.

use std::fmt;
use std::fs;
use std::path::Path;
use test_support::fuzzing;
use test_support::proptest::collection::vec;
use test_support::proptest::prelude::*;
use test_support::proptest::sample::Index;
use test_support::proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use test_support::repository;

/// An input, shown as the text that it mostly is.
struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// A change to an input, as fuzzers make them.
#[derive(Debug, Clone)]
enum Mutation {
    Byte(Index, u8),
    Word(Index, Index),
    Cut(Index, usize),
    Repeat(Index, usize),
    Splice(Index, Index, Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        (at(), prop_oneof![Just(b'\n'), Just(b'"'), Just(b':'), b'0'..=b'9', Just(b' ')])
            .prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        (at(), at()).prop_map(|(at, word)| Mutation::Word(at, word)),
        (at(), 1_usize..40).prop_map(|(at, length)| Mutation::Cut(at, length)),
        (at(), 1_usize..200).prop_map(|(at, length)| Mutation::Repeat(at, length)),
        (at(), at(), at()).prop_map(|(at, seed, from)| Mutation::Splice(at, seed, from)),
    ]
}

impl Mutation {
    fn apply(&self, input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[Vec<u8>]) {
        let place = |at: &Index, bytes: &[u8]| at.index(bytes.len() + 1);
        match self {
            Mutation::Byte(at, byte) => match place(at, input) {
                end if end == input.len() => input.push(*byte),
                at => input[at] = *byte,
            },
            Mutation::Word(at, word) => {
                let at = place(at, input);
                drop(input.splice(at..at, word.get(words).iter().copied()));
            }
            Mutation::Cut(at, length) => {
                let at = place(at, input);
                drop(input.drain(at..input.len().min(at + length)));
            }
            Mutation::Repeat(at, length) => {
                let at = place(at, input);
                let part = input[at..input.len().min(at + length)].to_vec();
                drop(input.splice(at..at, part));
            }
            Mutation::Splice(at, seed, from) => {
                let seed = seed.get(seeds);
                input.truncate(place(at, input));
                input.extend_from_slice(&seed[place(from, seed)..]);
            }
        }
    }
}

/// The files of these folders, and of the target's own.
fn seeds(target: &str, folders: &[(&str, &str)]) -> Vec<Vec<u8>> {
    let own = format!("fuzz/seeds/{target}");
    let folders = folders.iter().copied().chain([(own.as_str(), "")]);
    let files = folders.flat_map(|(folder, extension)| {
        let mut files: Vec<_> =
            fs::read_dir(repository(folder)).into_iter().flatten().map(|file| file.unwrap().path()).collect();
        files.retain(|file| extension.is_empty() || file.extension().is_some_and(|it| it == extension));
        files.sort();
        files
    });
    files.map(|file| fs::read(file).unwrap()).collect()
}

/// The words of the target's dictionary, each a line in quotes, in libFuzzer's own form.
/// <https://llvm.org/docs/LibFuzzer.html#dictionaries>
fn words(target: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(repository("fuzz/dictionaries").join(target)).unwrap();
    text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(word).collect()
}

fn word(quoted: &str) -> Vec<u8> {
    assert!(quoted.bytes().all(|byte| matches!(byte, b' '..=b'~')), "libFuzzer reads printable ASCII alone: {quoted}");
    let (mut bytes, mut rest) = (Vec::new(), quoted);
    while let Some((before, escape)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let length = if escape.starts_with('x') { 3 } else { 1 };
        let (escape, behind) = escape.split_at(length);
        bytes.push(match escape.strip_prefix('x') {
            Some(hexadecimal) => u8::from_str_radix(hexadecimal, 16).unwrap(),
            None => escape.as_bytes()[0],
        });
        rest = behind;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// Plays every seed of a target, and so many mutations of them.
fn fuzz(target: &str, folders: &[(&str, &str)], mutations: u32, check: fn(&[u8])) {
    let (seeds, words) = (seeds(target, folders), words(target));
    assert!(!seeds.is_empty() && !words.is_empty(), "{target}");
    seeds.iter().for_each(|seed| check(seed));
    let config = Config { cases: mutations, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let inputs = (any::<Index>(), vec(mutation(), 1..6)).prop_map(|(seed, mutations)| {
        let mut input = seed.get(&seeds).clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut input, &seeds, &words));
        Input(input)
    });
    runner
        .run(&inputs, |input| {
            check(&input.0);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{target}: {error}"));
    println!("{target}: {} seeds, {mutations} mutations", seeds.len());
}

const EVENTS: (&str, &str) = ("events", "json");

#[test]
fn any_event_is_answered() {
    fuzz("event", &[EVENTS], 1_000, fuzzing::event::check);
}

#[test]
fn any_record_of_a_custom_event_bus_is_worth_what_its_bus_says() {
    fuzz("event_bus", &[], 1_000, fuzzing::event_bus::check);
}

#[test]
fn any_mapping_keeps_its_bounds() {
    fuzz("mapping", &[], 100, fuzzing::mapping::check);
}

#[test]
fn any_number_that_is_read_is_e164() {
    fuzz("number", &[], 5_000, fuzzing::number::check);
}

#[test]
fn any_request_is_read_again_as_it_was_written_down() {
    fuzz("request", &[], 2_000, fuzzing::request::check);
}

#[test]
fn any_text_goes_when_its_window_is_open() {
    fuzz("schedule", &[], 2_000, fuzzing::schedule::check);
}

#[test]
fn any_webhook_gets_in_by_its_secret_alone() {
    fuzz("signature", &[], 1_000, fuzzing::signature::check);
}

#[test]
fn any_two_events_have_two_tokens() {
    fuzz("token", &[], 3_000, fuzzing::token::check);
}

#[test]
fn any_xml_keeps_its_session_id_out() {
    fuzz("xml", &[("sources/examples", "xml")], 1_000, fuzzing::xml::check);
}

/// A target that only `fuzz/run` knows would not be played here, and one that it does not know not there.
#[test]
fn every_target_is_run_here_and_by_fuzz_run() {
    let run = fs::read_to_string(repository("fuzz/run")).unwrap();
    let here = include_str!("fuzzing.rs");
    let mut targets = 0;
    for file in fs::read_dir(repository("fuzz/fuzz_targets")).unwrap() {
        let path = file.unwrap().path();
        let target = path.file_stem().and_then(|stem| stem.to_str()).unwrap();
        let all = run.lines().find(|line| line.contains("|| set --")).unwrap();
        assert!(all.split_whitespace().any(|word| word == target), "fuzz/run does not run {target}");
        assert!(here.contains(&format!("fuzz(\"{target}\"")), "{target} is not run here");
        assert!(Path::new(&repository("fuzz/dictionaries").join(target)).exists(), "{target} has no dictionary");
        targets += 1;
    }
    assert_eq!(targets, 9);
}
