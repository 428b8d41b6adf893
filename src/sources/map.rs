//! JSONata: what arrived in, request documents out. Nothing outside of this folder knows the engine.
//!
//! Bounded always: 8 KiB of expression, 200 ms, a stack of 500, lists of 10,000, 8 MiB of text and lists in all.

mod meter;
mod problem;
mod tree;

pub use problem::MappingProblem;

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator, EvaluatorOptions};
use jsonata_core::parser::{self, ParserError};
use jsonata_core::value::JValue;
use meter::Meter;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How long an expression may be, in bytes.
const MAX_EXPRESSION: usize = 8 * 1024;
/// How long it may run.
const MAX_MILLISECONDS: u64 = 200;
/// How deep its calls may nest.
const MAX_DEPTH: usize = 500;
/// How many items a list may have.
const MAX_ITEMS: usize = 10_000;

/// A compiled expression.
#[derive(Debug)]
pub struct Mapping {
    ast: AstNode,
    /// Whether a result may have a `clientToken` of its own.
    pub makes_token: bool,
}

/// Why an expression is refused before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In which of its lines, from 0.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// What a mapping made.
#[derive(Debug)]
pub enum Mapped {
    /// Nothing, on purpose.
    Skipped,
    /// One request document.
    One(Box<RawValue>),
    /// A list of them.
    Many(Vec<Box<RawValue>>),
}

/// The variables that an expression finds bound.
pub struct Bindings {
    headers: serde_json::Value,
    query: serde_json::Value,
    source: String,
}

impl Bindings {
    /// Those of a webhook: `$headers` by lower-case name, `$query`, `$source`; none of `hidden`, which let their bearer in.
    pub fn of_webhook(
        headers: &[(String, String)],
        query: &[(String, String)],
        source: &str,
        hidden: &[String],
    ) -> Bindings {
        let is_hidden = |name: &str| {
            let always = ["authorization", "proxy-authorization", "cookie", "x-amz-security-token"];
            always.iter().any(|known| known.eq_ignore_ascii_case(name))
                || hidden.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        let shown = |pairs: &[(String, String)], lower: bool| {
            let shown = pairs.iter().filter(|(name, _)| !is_hidden(name));
            let key = |name: &String| if lower { name.to_ascii_lowercase() } else { name.clone() };
            shown.map(|(name, value)| (key(name), serde_json::Value::from(value.as_str()))).collect()
        };
        Bindings {
            headers: serde_json::Value::Object(shown(headers, true)),
            query: serde_json::Value::Object(shown(query, false)),
            source: source.to_owned(),
        }
    }

    /// Those of an EventBridge event: `$source`, and nothing in the others.
    pub fn of_event(source: &str) -> Bindings {
        Bindings::of_webhook(&[], &[], source, &[])
    }

    fn context(&self) -> Result<Context, MappingProblem> {
        let mut context = Context::new();
        context.bind("headers".to_owned(), read(&self.headers.to_string())?);
        context.bind("query".to_owned(), read(&self.query.to_string())?);
        context.bind("source".to_owned(), JValue::string(self.source.as_str()));
        Ok(context)
    }
}

impl Mapping {
    /// Compiles an expression.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn compile(expression: &str) -> Result<Mapping, Vec<Refused>> {
        if expression.len() > MAX_EXPRESSION {
            let problem = format!("map has {} bytes; {MAX_EXPRESSION} are allowed", expression.len());
            return Err(vec![Refused { line: 0, problem }]);
        }
        let mut ast = parser::parse(expression).map_err(|error| vec![no_jsonata(expression, &error)])?;
        let found = tree::inspect(&mut ast);
        if !found.problems.is_empty() {
            let refused = |(word, problem)| Refused { line: line_with(expression, word), problem };
            return Err(found.problems.into_iter().map(refused).collect());
        }
        meter::install(&mut ast);
        Ok(Mapping { ast, makes_token: found.makes_token })
    }

    /// What it makes of `input`, which is JSON.
    ///
    /// # Errors
    /// It fails, takes too long, or makes something else than request documents.
    pub fn run(&self, input: &str, bindings: &Bindings) -> Result<Mapped, MappingProblem> {
        let (input, context) = (read(input)?, bindings.context()?);
        let options = EvaluatorOptions {
            timeout_ms: Some(MAX_MILLISECONDS),
            max_stack_depth: Some(MAX_DEPTH),
            max_sequence_length: Some(MAX_ITEMS),
            ..EvaluatorOptions::default()
        };
        let mut evaluator = Evaluator::with_options(context, options);
        let meter = Meter::register(&mut evaluator).map_err(|error| MappingProblem::of(&error))?;
        // The engine is no code of ours: a panic of it must cost this webhook only.
        let result = catch_unwind(AssertUnwindSafe(|| evaluator.evaluate(&self.ast, &input)));
        let value = result.map_err(|_| MappingProblem::Failed("the engine gave up on it".to_owned()))?;
        mapped(&value.map_err(|error| MappingProblem::of(&error))?, &meter)
    }
}

/// The parser tells no place: it is the first line up to which the expression fails in the same words.
fn no_jsonata(expression: &str, error: &ParserError) -> Refused {
    let words = error.to_string();
    let fails_alike = |end: &usize| parser::parse(&expression[..*end]).is_err_and(|error| error.to_string() == words);
    let ends = expression.match_indices('\n').map(|(end, _)| end).chain([expression.trim_end().len()]);
    let line = ends.enumerate().find(|(_, end)| fails_alike(end)).map(|(line, _)| line);
    let last = expression.trim_end().lines().count().saturating_sub(1);
    Refused { line: line.unwrap_or(last).min(last), problem: format!("map is no JSONata: {words}") }
}

fn line_with(expression: &str, word: &str) -> usize {
    expression.lines().position(|line| line.contains(word)).unwrap_or_default()
}

fn read(json: &str) -> Result<JValue, MappingProblem> {
    let problem = "what arrived is no JSON, or nests deeper than 128 levels";
    JValue::from_json_str(json).map_err(|_| MappingProblem::NotReadable(problem.to_owned()))
}

fn mapped(value: &JValue, meter: &Meter) -> Result<Mapped, MappingProblem> {
    match value {
        JValue::Undefined | JValue::Null => Ok(Mapped::Skipped),
        JValue::Object(_) => document(value, meter).map(Mapped::One),
        JValue::Array(items) => {
            let items = items.iter().filter(|item| !matches!(item, JValue::Undefined | JValue::Null));
            let documents = items.map(|item| document(item, meter)).collect::<Result<Vec<_>, _>>()?;
            Ok(if documents.is_empty() { Mapped::Skipped } else { Mapped::Many(documents) })
        }
        _ => Err(MappingProblem::no_document()),
    }
}

fn document(value: &JValue, meter: &Meter) -> Result<Box<RawValue>, MappingProblem> {
    if !value.is_object() {
        return Err(MappingProblem::no_document());
    }
    // What is shared in memory is written out each time.
    let json = meter.json(value).ok_or_else(MappingProblem::too_large)?;
    RawValue::from_string(json).map_err(|_| MappingProblem::too_large())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn run(expression: &str, input: &str) -> Result<Mapped, MappingProblem> {
        let headers = [("X-Event".to_owned(), "solved".to_owned()), ("Authorization".to_owned(), "s3cret".to_owned())];
        let bindings = Bindings::of_webhook(&headers, &[], "example", &["X-Signature".to_owned()]);
        Mapping::compile(expression).unwrap().run(input, &bindings)
    }

    fn one(expression: &str, input: &str) -> String {
        match run(expression, input) {
            Ok(Mapped::One(document)) => document.get().to_owned(),
            other => panic!("{expression} made {other:?}"),
        }
    }

    #[test]
    fn an_object_is_one_request_and_an_array_is_many() {
        assert_eq!(one(r#"{"to": phone, "n": 120}"#, r#"{"phone": "+1"}"#), r#"{"to":"+1","n":120}"#);
        let Ok(Mapped::Many(all)) = run(r#"[items.{"to": $}]"#, r#"{"items": ["a"]}"#) else { panic!("must be many") };
        assert_eq!(all.len(), 1);
    }

    #[test]
    fn nothing_null_and_an_empty_array_are_skipped() {
        for expression in ["absent", "null", "[]", r#"absent ? {"to": "x"}"#, "[null]"] {
            assert!(matches!(run(expression, "{}"), Ok(Mapped::Skipped)), "{expression}");
        }
    }

    #[test]
    fn headers_are_bound_by_lower_case_name_and_credentials_are_not() {
        assert_eq!(one(r#"{"a": $headers.`x-event`, "s": $source}"#, "{}"), r#"{"a":"solved","s":"example"}"#);
        assert!(matches!(run("$headers.authorization", "{}"), Ok(Mapped::Skipped)));
    }

    #[test]
    fn what_is_metered_stays_what_it_was() {
        let input = r#"{"a": ["x", "y"], "o": {"k": 1}, "n": 12, "t": null, "b": [[3], [4, 5]]}"#;
        let expression = r#"{
            "joined": $join(a, "-"), "chained": a ~> $join("+"), "string": $string(o), "mixed": "<" & o & a & n & missing & ">",
            "padded": $pad("7", -3, "0"), "context": a.$string(), "map": $map(a, $string),
            "replace": $replace("aXa", "X", "-"), "partial": ($f := $join(?, "/"); $f(a)),
            "lambda": ($g := function($s){ $s & "!" }; $g("hi")), "pipe": n ~> $string,
            "all": ($v := [9]; [n, b, $v, missing, t]), "nested": [[a], [b]], "range": [1..3, n], "called": [$append(n, 3)]
        }"#;
        // What the reference implementation, jsonata 2 for JavaScript, makes of it.
        let expected = r#"{
            "joined": "x-y", "chained": "x+y", "string": "{\"k\":1}", "mixed": "<{\"k\":1}[\"x\",\"y\"]12>",
            "padded": "007", "context": ["x", "y"], "map": ["x", "y"], "replace": "a-a", "partial": "x/y", "lambda": "hi!",
            "pipe": "12", "all": [12, [3], [4, 5], 9, null], "nested": [["x", "y"], [[3], [4, 5]]], "range": [1, 2, 3, 12],
            "called": [12, 3]
        }"#;
        let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(value(&one(expression, input)), value(expected));
    }

    #[test]
    fn a_mistake_has_its_line() {
        for (expression, line) in [
            ("{\n  \"to\": phone,\n  \"message\" \"x\"\n}", 2),
            ("{\n  \"to\": phone,\n  \"message\": \"x\n}\n", 2),
            ("{\n  \"to\": phone\n", 1),
            ("a ? \n b : \n ) + 1 \n\n", 2),
            ("", 0),
            ("{\n\"clientToken\": \"x:\" & $now()}", 1),
            ("(\n$t := $millis(); $u := \"x\" & $t; {\"clientToken\": $u})", 1),
            ("[1].{\n\"ClientToken\": $string($random())}", 1),
            ("(\n$id := $now; {\"clientToken\": $id()})", 1),
        ] {
            let refused = Mapping::compile(expression).unwrap_err();
            assert_eq!((refused.len(), refused[0].line), (1, line), "{expression:?} {refused:?}");
        }
        assert!(Mapping::compile("$map([1], $pad)").is_err());
    }

    #[test]
    fn deep_expressions_end_within_the_stack() {
        let cases = [
            "(".repeat(8_000),
            "[".repeat(4_000) + &"]".repeat(4_000),
            "-".repeat(8_000) + "1",
            "a".to_owned() + &"&a".repeat(4_000),
            "a".to_owned() + &".a".repeat(4_000),
            "a?".repeat(2_000) + "a" + &":a".repeat(2_000),
            "function(){".repeat(700) + &"}".repeat(700),
            "a".to_owned() + &"[0]".repeat(2_000),
            "{\"a\":".repeat(1_000) + "1" + &"}".repeat(1_000),
        ];
        let bindings = Bindings::of_event("example");
        for expression in &cases {
            if let Ok(mapping) = Mapping::compile(expression) {
                let _ = mapping.run(r#"{"a": {"a": "b"}}"#, &bindings);
            }
        }
    }

    #[test]
    fn what_never_ends_or_grows_without_bound_is_stopped_in_time() {
        let twice = |step: &str, end: &str| format!("({}{end})", step.repeat(60));
        for hostile in [
            twice("$s := $s & $s;", "{\"to\": $s}").replacen('(', "($s := \"0123456789\";", 1).as_str(),
            twice("$a := [$a, $a];", "{\"to\": $a}").replacen('(', "($a := [1];", 1).as_str(),
            twice("$a := [$a, $a];", "{\"to\": \"\" & $a}").replacen('(', "($a := [1];", 1).as_str(),
            "{\"to\": $count([1..10000].[[1..10000]])}",
            "($f := function($a){ $f([$a, [1..10000]]) }; {\"to\": $f([1])})",
            "{\"to\": \"x\" ~> $pad(1000000000)}",
            "{\"to\": $join($map([1..9999], function(){ $pad(\"x\", 9999) }))}",
            "($f := function($x) { $f($x) }; $f(1))",
            "($f := function($x) { 1 + $f($x) }; $f(1))",
            "($f := function($s) { $f($s & $s) }; $f(\"aaaa\"))",
            "[1..1000000000]",
            "$pad(\"x\", 1000000000)",
            "$join([1..9000].$pad(\"x\", 60000))",
            "(/(a+)+$/)(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\")",
        ] {
            let began = Instant::now();
            let outcome = run(hostile, "{}");
            assert!(matches!(outcome, Err(MappingProblem::Failed(_)) | Ok(Mapped::Skipped)), "{hostile}: {outcome:?}");
            assert!(began.elapsed() < Duration::from_secs(5), "{hostile} took {:?}", began.elapsed());
        }
    }

    #[test]
    fn ten_thousand_levels_are_refused_without_a_crash() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(matches!(run("$", &deep), Err(MappingProblem::NotReadable(_))));
    }

    #[test]
    fn an_error_never_quotes_the_payload() {
        for expression in ["$number(secret)", "1 + secret", "$error(secret)", "secret", "$toMillis(secret)", "secret()"]
        {
            let Err(MappingProblem::Failed(detail)) = run(expression, r#"{"secret": "+14155550123"}"#) else {
                panic!("{expression} must fail");
            };
            assert!(!detail.contains("4155550123"), "{detail}");
        }
    }

    #[test]
    fn a_token_of_the_clock_or_of_chance_is_refused() {
        for expression in [
            r#"{"clientToken": "x" & $now()}"#,
            r#"($t := $millis(); $u := "a" & $t; {"clientToken": $u})"#,
            r#"items.{"ClientToken": $string($random())}"#,
        ] {
            assert!(Mapping::compile(expression).is_err(), "{expression}");
        }
        assert!(Mapping::compile(r#"{"message": $now(), "clientToken": id}"#).is_ok());
        assert!(Mapping::compile("$eval(code)").is_err());
        assert!(Mapping::compile(&format!("\"{}\"", "x".repeat(8 * 1024))).is_err());
    }
}
