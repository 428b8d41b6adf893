//! JSONata: what arrived in, request documents out. The only file that knows the engine.
//!
//! Bounded always: 8 KiB of expression, 200 ms, a stack of 500, lists of 10,000, texts of 64 KiB. Errors name JSONata's
//! code and never a value.

mod guard;

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator, EvaluatorError, EvaluatorOptions};
use jsonata_core::parser;
use jsonata_core::value::JValue;
use serde_json::value::RawValue;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How long an expression may be, in bytes.
const MAX_EXPRESSION: usize = 8 * 1024;

/// A compiled expression.
#[derive(Debug)]
pub struct Mapping {
    ast: AstNode,
    /// Whether a result may have a `clientToken` of its own.
    pub makes_token: bool,
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

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingProblem {
    /// What arrived can't be read.
    NotReadable(String),
    /// The expression failed on it, or made something else than requests.
    Failed(String),
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
    /// What is wrong with it.
    pub fn compile(expression: &str) -> Result<Mapping, String> {
        if expression.len() > MAX_EXPRESSION {
            return Err(format!("map has {} bytes; {MAX_EXPRESSION} are allowed", expression.len()));
        }
        let ast = parser::parse(expression).map_err(|error| format!("map is no JSONata: {error}"))?;
        let guarded = guard::guard(&ast)?;
        Ok(Mapping { ast: guarded.ast, makes_token: guarded.makes_token })
    }

    /// What it makes of `input`, which is JSON.
    ///
    /// # Errors
    /// It fails, takes too long, or makes something else than request documents.
    pub fn run(&self, input: &str, bindings: &Bindings) -> Result<Mapped, MappingProblem> {
        let (input, context) = (read(input)?, bindings.context()?);
        let options = EvaluatorOptions {
            timeout_ms: Some(200),
            max_stack_depth: Some(500),
            max_sequence_length: Some(10_000),
            ..EvaluatorOptions::default()
        };
        let mut evaluator = Evaluator::with_options(context, options);
        guard::register(&mut evaluator).map_err(|error| failed(&error))?;
        // The engine is no code of ours: a panic of it must cost this webhook only.
        let result = catch_unwind(AssertUnwindSafe(|| evaluator.evaluate(&self.ast, &input)));
        let value = result.map_err(|_| MappingProblem::Failed("the engine gave up on it".to_owned()))?;
        mapped(value.map_err(|error| failed(&error))?)
    }
}

fn read(json: &str) -> Result<JValue, MappingProblem> {
    let problem = "what arrived is no JSON, or nests deeper than 128 levels";
    JValue::from_json_str(json).map_err(|_| MappingProblem::NotReadable(problem.to_owned()))
}

fn mapped(value: JValue) -> Result<Mapped, MappingProblem> {
    match &value {
        JValue::Undefined | JValue::Null => Ok(Mapped::Skipped),
        JValue::Object(_) => document(&value).map(Mapped::One),
        JValue::Array(items) => {
            let items = items.iter().filter(|item| !matches!(item, JValue::Undefined | JValue::Null));
            let documents = items.map(document).collect::<Result<Vec<_>, _>>()?;
            Ok(if documents.is_empty() { Mapped::Skipped } else { Mapped::Many(documents) })
        }
        _ => Err(no_document()),
    }
}

fn document(value: &JValue) -> Result<Box<RawValue>, MappingProblem> {
    if !value.is_object() {
        return Err(no_document());
    }
    let json = value.to_json_string().map_err(|_| no_document())?;
    RawValue::from_string(json).map_err(|_| no_document())
}

fn no_document() -> MappingProblem {
    let detail = "the mapping made something else than a request document, a list of them, or nothing";
    MappingProblem::Failed(detail.to_owned())
}

/// The error's code in words of ours: its own can quote what it failed on.
fn failed(error: &EvaluatorError) -> MappingProblem {
    let why = match error.code() {
        Some("D1012") => "it took longer than 200 ms",
        Some("D1011" | "U1001") => "it calls itself more than 500 deep",
        Some("D2014" | "D2015") => "it made a list of more than 10000 items",
        Some("T2001" | "T2002") => "it reckons with something that is no number",
        Some("T1006") => "it calls something that is no function",
        Some("T0410" | "T0411" | "T0412") => "it passes a function something that it doesn't take",
        Some("D3030") => "it turns something into a number that is none",
        Some("D3137" | "D3141") => "it raised an error itself",
        _ if error.message() == guard::TOO_LONG => "it made a text of more than 65536 characters",
        _ => "it can't be carried out on this payload",
    };
    let code = error.code().filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let code = code.map_or_else(String::new, |code| format!(" (JSONata {code})"));
    MappingProblem::Failed(format!("the mapping failed: {why}{code}"))
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
    fn what_never_ends_or_grows_without_bound_is_stopped_in_time() {
        for hostile in [
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
