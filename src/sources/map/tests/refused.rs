//! What is refused before it runs, and where.

use super::*;

/// The places and problems of an expression, one a line.
fn refusals(expression: &str) -> String {
    let refused = Mapping::compile(expression, START).err().unwrap_or_default();
    let line = |Refused { place, problem }: &Refused| format!("{}:{} {problem}\n", place.line, place.column);
    refused.iter().map(line).collect()
}

#[test]
fn what_is_not_jsonata_is_told_with_its_place() {
    for (expression, expected) in [
        (
            "{\n  \"to\": phone,\n  \"message\" \"x\"\n}",
            "3:14 map is not JSONata: `:` is expected instead of `x` (S0202)",
        ),
        ("{\n  \"to\": phone,\n  \"message\": \"x\n}\n", "3:14 map is not JSONata: a string is not closed (S0101)"),
        ("\"it's\" & \"b", "1:10 map is not JSONata: a string is not closed (S0101)"),
        ("{\n  \"to\": phone\n", "2:14 map is not JSONata: it ends where `}` is expected (S0203)"),
        ("a ? \n b : \n ) + 1 \n\n", "3:2 map is not JSONata: `)` is not an operator that can stand here (S0211)"),
        ("", "1:1 map is not JSONata: it ends where a value is expected (S0207)"),
        ("(1; /* 2\n)", "1:5 map is not JSONata: a comment is not closed (S0106)"),
        ("a & `b", "1:5 map is not JSONata: a name in backquotes is not closed (S0105)"),
        ("$match(a, /b/) &\n $match(a, /(b/)", "2:12 map is not JSONata: a regular expression is not closed (S0302)"),
        ("$match(a, /b/) &\n $match(a, /b**/)", "2:12 map has a regular expression that JavaScript doesn't know"),
        ("\"\\x\"", "1:3 map is not JSONata: a string has an escape that JSON doesn't know"),
        ("a := 1", "1:1 map is not JSONata: on the left of := must be a variable: $name (S0212)"),
        ("function(a){1}", "1:10 map is not JSONata: a function's parameter must be a variable: $name (S0208)"),
        ("\u{1F600} & \"é\" + )", "1:11 map is not JSONata: `)`"),
    ] {
        let told = refusals(expression);
        assert!(told.starts_with(expected), "{expression:?}: {told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    let long = refusals(&format!("\"{}\"", "x".repeat(8 * 1024)));
    assert_eq!(long, "1:1 map has 8194 bytes; at most 8192 are allowed\n");
}

#[test]
fn a_function_that_does_not_exist_is_told_with_its_place() {
    for (expression, expected) in [
        (
            "{\n \"to\": $uppercas(phone)}",
            "2:8 map calls $uppercas, which is not a function; did you mean $uppercase?\n",
        ),
        ("$frobnicate(1)", "1:1 map calls $frobnicate, which is neither a function of JSONata nor bound with :=\n"),
        ("$frobnicate(?, 1)", "1:1 map calls $frobnicate, which is neither a function of JSONata nor bound with :=\n"),
        ("phone ~> $trimm", "1:10 map calls $trimm, which is not a function; did you mean $trim?\n"),
        ("$map(phones, $uppercas)", "1:14 map calls $uppercas, which is not a function; did you mean $uppercase?\n"),
        ("uppercase(phone)", "1:1 map calls uppercase: a function's name begins with $, write $uppercase\n"),
        ("a.b.uppercase(phone)", "1:5 map calls uppercase: a function's name begins with $, write $uppercase\n"),
        (
            "($clean := function($x){$x}; $claen(a))",
            "1:30 map calls $claen, which is not a function; did you mean $clean?\n",
        ),
        ("$eval(\"1\")", "1:1 map must not use $eval: it would run code out of a payload\n"),
        ("a ~> $eval", "1:6 map must not use $eval: it would run code out of a payload\n"),
        ("$map(a, $eval)", "1:9 map must not use $eval: it would run code out of a payload\n"),
        (
            "$a(1) & $b(2)",
            "1:1 map calls $a, which is neither a function of JSONata nor bound with :=\n\
                            1:9 map calls $b, which is neither a function of JSONata nor bound with :=\n",
        ),
    ] {
        assert_eq!(refusals(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_bound_in_the_expression_or_by_the_function_can_be_called_or_is_at_least_not_refused() {
    for expression in [
        "($f := function($x){$x}; $f(1))",
        "($f := function($g){$g(1)}; $f($sum))",
        "$map(a, function($v, $i){$v & $i})",
        "a@$x.b.{\"c\": $x}",
        "a#$i.{\"c\": $string($i)}",
        "a[1]#$i.{\"c\": $i}",
        "a^(b)#$i.{\"c\": $i}",
        "$headers.a & $query.b & $source & $metadata.c & $string($$) & $string($)",
        // A function in an object is called by its bare name.
        "($o := {\"double\": function($x){$x * 2}}; $o.double(2))",
        "($o := {name: function($x){$x * 2}}; $o.double(2))",
        "λ($x){$x}(1)",
        // Nothing, and allowed: it may be meant for another run.
        "$unbound ? 1 : 2",
    ] {
        assert_eq!(refusals(expression), "", "{expression}");
    }
    let double = r#"($o := {"double": function($x){$x * 2}}; {"to": $o.double(2)})"#;
    assert_eq!(one(double, "{}"), r#"{"to":4}"#);
}

#[test]
fn every_function_of_jsonata_is_known_and_no_other() {
    let source = include_str!("../js/jsonata.js");
    let bound = source.lines().filter_map(|line| line.trim().strip_prefix("staticFrame.bind('")?.split('\'').next());
    let of_a_run = source.lines().filter_map(|line| line.trim().strip_prefix("environment.bind('")?.split('\'').next());
    let functions: Vec<_> = bound.chain(of_a_run).filter(|name| *name != "eval").collect();
    assert_eq!(functions.len(), 64, "{functions:?}");
    for name in functions {
        assert_eq!(refusals(&format!("${name}(1)")), "", "{name}");
    }
}

#[test]
fn a_token_of_the_clock_or_of_chance_is_refused() {
    for (expression, place, name) in [
        (r#"{"clientToken": "x" & $now()}"#, "1:23", "now"),
        ("{\n\"clientToken\": \"x:\" & $now()}", "2:23", "now"),
        ("(\n$t := $millis(); $u := \"x\" & $t; {\"clientToken\": $u})", "2:7", "millis"),
        ("[1].{\n\"ClientToken\": $string($random())}", "2:24", "random"),
        ("(\n$id := $now; {\"clientToken\": $id()})", "2:8", "now"),
        (r#"items.{"ClientToken": $shuffle(ids)[0]}"#, "1:23", "shuffle"),
        (r#"items{"clientToken": $now()}"#, "1:22", "now"),
        (r#"$ ~> |$|{"clientToken": $now()}|"#, "1:25", "now"),
        (r#"($mk := function($id){ {"clientToken": $id} }; $mk($now()))"#, "1:52", "now"),
        (r#"($mk := function($id){ {"clientToken": $id} }; $now() ~> $mk)"#, "1:48", "now"),
        (r#"{"clientToken": $map(ids, $random)[0]}"#, "1:27", "random"),
    ] {
        let expected = format!("{place} map must not make clientToken of ${name}: each try would be a new text\n");
        assert_eq!(refusals(expression), expected, "{expression}");
    }
    assert!(mapping(r#"{"message": $now(), "clientToken": id}"#).makes_token);
    assert!(mapping(r#"items{"ClientToken": id}"#).makes_token);
    assert!(!mapping(r#"{"message": "clientToken"}"#).makes_token);
    // A variable of this name is no clock.
    assert!(mapping(r#"($now := id; {"clientToken": $now})"#).makes_token);
}
