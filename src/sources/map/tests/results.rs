//! Results are the reference implementation's: its published cases, and expressions that an admin would write.

use super::*;
use crate::sources::payload;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

type Raw = Box<RawValue>;

/// Equal as JSON is: a number by its value, however it is written.
fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_in_other = |(key, value): (&String, &Value)| other.get(key).is_some_and(|it| is_equal(value, it));
            one.len() == other.len() && one.iter().all(is_in_other)
        }
        _ => one == other,
    }
}

fn read<T: for<'de> Deserialize<'de>>(path: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A member that may be there with the value null.
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

#[derive(Deserialize)]
struct Comparison {
    payloads: BTreeMap<String, Raw>,
    bindings: BTreeMap<String, Raw>,
    cases: Vec<Compared>,
}

#[derive(Deserialize)]
struct Compared {
    payload: Option<String>,
    #[serde(default, deserialize_with = "present")]
    input: Option<Raw>,
    expression: String,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    #[serde(default)]
    code: Option<String>,
}

// Expected values: npm's jsonata in Node.js, by tools/mapping_cases.mjs.
#[test]
fn expressions_on_the_examples_make_what_the_reference_makes_of_them() {
    let comparison: Comparison = read("tests/data/mapping-cases.json");
    let mut different = Vec::new();
    for case in &comparison.cases {
        let input = match (&case.payload, &case.input) {
            (Some(name), _) => match comparison.payloads.get(name) {
                Some(payload) => payload.get().to_owned(),
                None => example(name, "json", "application/json"),
            },
            (None, Some(input)) => payload::with_long_numbers_as_text(input.get()).into_owned(),
            (None, None) => panic!("{} has no payload", case.expression),
        };
        let mut bindings: BTreeMap<&str, Value> = BTreeMap::new();
        for (name, value) in &comparison.bindings {
            bindings.insert(name, serde_json::from_str(value.get()).unwrap());
        }
        bindings.insert("source", case.payload.as_deref().unwrap_or("case").into());
        let bindings = serde_json::to_string(&bindings).unwrap();
        let is_as_expected = match evaluate(&case.expression, &input, &bindings) {
            Ok(None) => case.result.is_none() && case.code.is_none(),
            Ok(Some(json)) => {
                case.result.as_ref().is_some_and(|right| is_equal(right, &serde_json::from_str(&json).unwrap()))
            }
            // What is refused before it runs can't be run.
            Err(code) => case.code.as_ref() == Some(&code) || case.expression.contains("$eval"),
        };
        if !is_as_expected {
            let ours = evaluate(&case.expression, &input, &bindings);
            different
                .push(format!("{}\n  right: {:?} {:?}\n  ours: {ours:?}", case.expression, case.result, case.code));
        }
    }
    assert!(different.is_empty(), "{} of {}:\n{}", different.len(), comparison.cases.len(), different.join("\n"));
}

#[test]
fn the_xml_example_is_the_payload_that_was_given_to_the_reference() {
    let comparison: Comparison = read("tests/data/mapping-cases.json");
    let name = "salesforce-outbound-message";
    let given: Value = serde_json::from_str(comparison.payloads[name].get()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&example(name, "xml", "text/xml")).unwrap(), given);
}

fn example(name: &str, extension: &str, content_type: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("sources/examples/{name}.{extension}"));
    payload::as_json(&std::fs::read(path).unwrap(), Some(content_type)).unwrap()
}

#[derive(Deserialize)]
struct Suite {
    datasets: BTreeMap<String, Raw>,
    cases: Vec<Published>,
}

#[derive(Deserialize)]
struct Published {
    group: String,
    case: String,
    expr: String,
    dataset: Option<String>,
    #[serde(default, deserialize_with = "present")]
    data: Option<Raw>,
    bindings: Option<Raw>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    code: Option<String>,
    error: Option<Code>,
    #[serde(default)]
    unordered: bool,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

impl Published {
    fn name(&self) -> String {
        format!("{}/{}", self.group, self.case)
    }

    fn is_as_published(&self, suite: &Suite) -> bool {
        let data = self.data.as_ref().or_else(|| suite.datasets.get(self.dataset.as_ref()?));
        let bindings = self.bindings.as_ref().map_or("{}", |bindings| bindings.get());
        let code = self.code.as_ref().or_else(|| Some(&self.error.as_ref()?.code));
        // No data at all is the empty text.
        match evaluate(&self.expr, data.map_or("", |data| data.get()), bindings) {
            Ok(None) => self.result.is_none() && code.is_none(),
            Ok(Some(json)) => {
                let mut made: Value = serde_json::from_str(&json).unwrap();
                let mut right = self.result.clone();
                if let (true, Some(Value::Array(right)), Value::Array(made)) = (self.unordered, &mut right, &mut made) {
                    right.sort_by_key(ToString::to_string);
                    made.sort_by_key(ToString::to_string);
                }
                right.is_some_and(|right| is_equal(&right, &made))
            }
            Err(ours) => code == Some(&ours),
        }
    }
}

const SUITE: &str = "../shared/data/jsonata-suite.json";
/// Equal once they may take longer and more than a webhook's mapping.
const BEYOND_THE_BOUNDS: [(&str, &str); 7] = [
    ("flattening/large#0", "200,000 texts take longer than 250 ms"),
    ("flattening/large#1", "200,000 texts take longer than 250 ms"),
    ("performance/case000#0", "a benchmark, which takes longer than 250 ms"),
    ("performance/case001#0", "a benchmark, which takes longer than 250 ms"),
    ("range-operator/case021#0", "10,000,000 numbers take more than 32 MB"),
    ("range-operator/case024#0", "10,000,000 numbers take more than 32 MB"),
    ("tail-recursion/case007#0", "6,555 calls take longer than 250 ms"),
];
const OTHERWISE: [(&str, &str); 4] = [
    ("function-eval/", "$eval is refused: it would run code out of a payload"),
    ("tail-recursion/case002#0", "expects the limit of depth of the suite's own test runner"),
    ("tail-recursion/case005#0", "expects the limit of depth of the suite's own test runner"),
    ("tail-recursion/case006#0", "expects the time-out of the suite's own test runner"),
];

// https://github.com/jsonata-js/jsonata/tree/master/test/test-suite, MIT, as one file beside the repository.
#[test]
fn the_reference_s_published_cases_are_equal_but_for_those_on_the_list() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SUITE);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("{SUITE} isn't there: the reference's published cases were not run");
        return;
    };
    // A lone surrogate is no Rust string; the same as an escape of JSONata's.
    let suite: Suite = serde_json::from_str(&text.replace(r"'\ud800'", r"'\\ud800'")).unwrap();
    let (mut groups, mut wrong) = (BTreeMap::<&str, [usize; 2]>::new(), Vec::new());
    for case in &suite.cases {
        let is_equal = case.is_as_published(&suite);
        let reason = |list: &[(&str, &'static str)]| {
            list.iter().find(|(name, _)| case.name().starts_with(name)).map(|(_, reason)| *reason)
        };
        let count = groups.entry(&case.group).or_default();
        count[0] += usize::from(is_equal);
        count[1] += 1;
        match (is_equal, reason(&BEYOND_THE_BOUNDS), reason(&OTHERWISE)) {
            // A fast machine may do within 250 ms what a slow one can't.
            (true, None, None) | (true, Some(_), None) => {}
            (true, ..) => wrong.push(format!("{} is equal and need not be on the list", case.name())),
            (false, Some(_), _) if is_equal_without_bounds(case, &suite) => {}
            (false, None, Some(_)) => {}
            (false, ..) => wrong.push(format!("{} is not equal: {}", case.name(), case.expr)),
        }
    }
    println!("equal to the reference, by group:");
    groups.iter().for_each(|(group, [equal, all])| println!("{group:30} {equal:4} of {all:4}"));
    let equal: usize = groups.values().map(|[equal, _]| equal).sum();
    println!("{:30} {equal:4} of {:4}", "all", suite.cases.len());
    for (name, reason) in BEYOND_THE_BOUNDS.iter().chain(&OTHERWISE) {
        println!("not equal: {name}: {reason}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(suite.cases.len(), 1686);
}

fn is_equal_without_bounds(case: &Published, suite: &Suite) -> bool {
    engine::load_with(1 << 30, Duration::from_secs(60));
    let is_equal = case.is_as_published(suite);
    engine::load_with(engine::MAX_MEMORY, limits::MAX_CPU_TIME);
    is_equal
}
