//! Mappings: what they make, and what they say when they make nothing.

mod bounds;
mod refused;
mod results;

use super::*;

const START: Place = Place { line: 1, column: 1 };

fn mapping(expression: &str) -> Mapping {
    Mapping::compile(expression, START).unwrap_or_else(|refused| panic!("{expression}: {refused:?}"))
}

fn run(expression: &str, input: &str) -> Result<Mapped, MappingProblem> {
    let headers = [("X-Event".to_owned(), "solved".to_owned()), ("Authorization".to_owned(), "s3cret".to_owned())];
    let bindings = Bindings::from_webhook(&headers, &[], "example", &["X-Signature".to_owned()]);
    mapping(expression).run(input, &bindings, None)
}

fn one(expression: &str, input: &str) -> String {
    match run(expression, input) {
        Ok(Mapped::One(document)) => document.get().to_owned(),
        other => panic!("{expression} made {other:?}"),
    }
}

/// What an expression makes, whatever it is, as JSON: nothing, or JSONata's code.
fn evaluate(expression: &str, input: &str, bindings: &str) -> Result<Option<String>, String> {
    let mapping = Mapping { expression: expression.to_owned(), place: START, makes_token: false };
    match mapping.call("runForAnything", input, bindings, None) {
        Ok(Ran::Made { documents, .. }) => Ok(documents.into_iter().next()),
        Ok(Ran::NotReadable) => Err("not readable".to_owned()),
        Ok(Ran::Failed(failure)) => Err(failure.code),
        Err(stop) => Err(format!("{stop:?}")),
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
fn what_is_not_a_request_document_is_a_failure() {
    for expression in
        ["1", "\"text\"", "true", "[1]", "[[{}]]", "$sum", "function(){1}", "/a/", "{\"to\": $sum}", "[{}, 1]"]
    {
        let Err(MappingProblem::Failed(detail)) = run(expression, "{}") else { panic!("{expression} must fail") };
        assert!(detail.contains("something other than a request document"), "{expression}: {detail}");
    }
}

#[test]
fn headers_are_bound_by_lower_case_name_and_credentials_are_not() {
    assert_eq!(one(r#"{"a": $headers.`x-event`, "s": $source}"#, "{}"), r#"{"a":"solved","s":"example"}"#);
    assert!(matches!(run("$headers.authorization", "{}"), Ok(Mapped::Skipped)));
}

#[test]
fn an_event_has_its_metadata_bound_and_a_webhook_has_none() {
    let mapping = mapping(r#"{"to": $metadata.phone, "source": $source, "query": $query.x}"#);
    for (metadata, expected) in
        [(Some(r#"{"phone": "+1"}"#.into()), r#"{"to":"+1","source":"bus"}"#), (None, r#"{"source":"bus"}"#)]
    {
        let bindings = Bindings::from_event("bus", metadata);
        let Ok(Mapped::One(document)) = mapping.run("{}", &bindings, None) else { panic!("must be one") };
        assert_eq!(document.get(), expected);
    }
}

#[test]
fn one_run_leaves_nothing_to_the_next() {
    // A binding at the top, a member of the payload that is a prototype's name, a change of the payload.
    let first = r#"($seen := 1; $x := $ ~> |$|{"phone": "changed"}|; {"to": $seen, "p": `__proto__`})"#;
    assert_eq!(one(first, r#"{"__proto__": 2, "phone": "+1"}"#), r#"{"to":1,"p":2}"#);
    assert_eq!(one(r#"{"seen": $seen, "p": polluted, "to": phone}"#, r#"{"phone": "+1"}"#), r#"{"to":"+1"}"#);
}

#[test]
fn ten_thousand_levels_are_refused_without_a_crash() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(run("$", &deep).is_err());
    assert!(matches!(run("{\"to\": 1}", "{"), Err(MappingProblem::NotReadable(_))));
    assert_eq!(one("{\"to\": 1}", "{}"), "{\"to\":1}");
}

#[test]
fn an_error_never_quotes_the_payload() {
    let payload =
        r#"{"secret": "+14155550123", "o": {"token": "+14155550123", "code": "+14155550123", "position": 1}}"#;
    for expression in [
        "$number(secret)",
        "1 + secret",
        "$error(secret)",
        "$error()",
        "secret",
        "$toMillis(secret)",
        "($f := o; $f())",
        "($f := function($x){ $x.o.f() }; $f($))",
        "{secret: 1, \"+\" & $substring(secret, 1): 2}",
        "$assert(false, secret)",
        "$decodeUrl(\"%\" & secret)",
        "$formatNumber(1, secret)",
        "1 ~> secret",
        "$.o()",
    ] {
        let mapping = Mapping { expression: expression.to_owned(), place: START, makes_token: false };
        let failed = mapping.run(payload, &Bindings::from_event("e", None), None);
        let Err(MappingProblem::Failed(detail)) = failed else { panic!("{expression} must fail") };
        assert!(!detail.contains("4155550123"), "{detail}");
    }
}

#[test]
fn a_failure_names_its_line_and_column_in_the_file_and_jsonata_s_code() {
    let source = "(\n  $n := $number(phone);\n  {\"to\": $n}\n)";
    let place = Place { line: 5, column: 8 };
    let mapping = Mapping::compile(source, place).unwrap();
    let failed = mapping.run(r#"{"phone": "x"}"#, &Bindings::from_event("e", None), None);
    let detail = "the mapping failed at line 6, column 9 (`number`): it turns a value into a number that is not one \
                  (JSONata D3030)";
    assert_eq!(failed.unwrap_err(), MappingProblem::Failed(detail.to_owned()));
    let mapping = Mapping::compile("{\"to\": 1 + phone}", place).unwrap();
    let failed = mapping.run(r#"{"phone": "x"}"#, &Bindings::from_event("e", None), None);
    let detail = "the mapping failed at line 5, column 17 (`+`): it does arithmetic on a value that is not a number \
                  (JSONata T2002)";
    assert_eq!(failed.unwrap_err(), MappingProblem::Failed(detail.to_owned()));
}
