//! Expressions and payloads that would take for ever, or all memory. From public reports on JSONata and on regular
//! expressions, from what QuickJS does in C without a look at the clock, and from the fuzz target.

/// A payload of at most 512 KiB, the most that a webhook may have.
pub fn payload(name: &str) -> String {
    let text = |text: String| format!("{{\"t\":\"{text}\"}}");
    let list = |length: usize, item: &dyn Fn(usize) -> String| {
        format!("[{}]", (0..length).map(item).collect::<Vec<_>>().join(","))
    };
    let members = |names: &mut dyn Iterator<Item = usize>| {
        names.map(|number| format!("\"k{number}\":{number}")).collect::<Vec<_>>().join(",")
    };
    match name {
        "nothing" => "{}".to_owned(),
        "a" => text("a".repeat(500_000)),
        "two" => format!("{{\"t\":\"{}\",\"u\":\"{}b\"}}", "a".repeat(250_000), "a".repeat(249_999)),
        "one in the other" => format!("{{\"t\":\"{}\",\"u\":\"{}b\"}}", "a".repeat(350_000), "a".repeat(150_000)),
        "spaces" => text(" a".repeat(100_000)),
        "commas" => text(",".repeat(500_000) + "0"),
        "digits and commas" => text("0,".repeat(50_000) + "0"),
        "zeros" => text("0".repeat(100_000)),
        "pictures" => text("[Y]".repeat(170_000)),
        "words" => text("one, ".repeat(100_000)),
        "objects" => format!("{{\"items\":{}}}", list(10_000, &|id| format!("{{\"id\":{id},\"n\":\"x\"}}"))),
        "numbers" => format!("{{\"items\":{}}}", list(70_000, &|number| number.to_string())),
        "texts" => format!("{{\"items\":{}}}", list(20_000, &|number| format!("\"xxxxxxxxxx{number}\""))),
        "orders" => {
            let orders = list(1000, &|id| format!("{{\"cid\":{id}}}"));
            format!("{{\"orders\":{orders},\"customers\":{}}}", list(1000, &|id| format!("{{\"id\":{id}}}")))
        }
        "members" => {
            let (up, down) = (members(&mut (0..18_000)), members(&mut (0..18_000).rev()));
            format!("{{\"o\":{{{up}}},\"p\":{{{down}}}}}")
        }
        other => panic!("there is no payload {other}"),
    }
}

const CASES: [(&str, &[&str]); 15] = [
    (
        "nothing",
        &[
            "$formatInteger(1e12, \"I\")",
            "$formatInteger(1e300, \"w\")",
            "$fromMillis(1, \"[f,900000000-900000000]\")",
            "$fromMillis(1, \"[Y9,999,*-999999]\")",
            "$pad(\"x\", 1000000000)",
            "$pad(\"x\", -1000000, \"abc\")",
            "$join([1..9000].$pad(\"x\", 60000))",
            "[1..10000000]",
            "$count([1..10000].[[1..10000]])",
            "($f := function($x) { $f($x) }; $f(1))",
            "($f := function($x) { 1 + $f($x) }; $f(1))",
            "($f := function($s) { $f($s & $s) }; $f(\"aaaa\"))",
            "($f := function($a) { $f([$a, [1..10000]]) }; $f([1]))",
            "$string($reduce([1..20000], function($a) {[[$a]]}, []))",
            "$reduce([1..5000], function($a) {{\"a\": $a}}, 1)",
            "($f := function($g) { {\"then\": $g} }; [$f($sum), $f($string)])",
            "$formatNumber(1, \"0\", {\"zero-digit\": \"\"})",
            "($f := function($n) { $n & $f($n + 1) & $f($n + 1) }; $f(0))",
        ],
    ),
    (
        "a",
        &[
            "$match($uppercase(t), /.*[^A-Z]|[A-Z]/)",
            "$match(t, /(a+)+b/)",
            "$match(t, /(a*)*b/)",
            "$match(t, /(?=(a+))a*b\\1/)",
            "$match(t, /(.+)\\1b/)",
            "$match(t, /(?<=a+)b/)",
            "$match(t, /(?:a?){500}b/)",
            "$match(t, /a/)",
            "$contains(t, /(.*a){20}c/)",
            "$split(t, \"\")",
            "$replace(t, \"a\", t)",
            "$replace($substring(t, 0, 1000), \"a\", t) = $replace($substring(t, 0, 1000), \"a\", t)",
            "$map([1..100000], function() { $uppercase($$.t) })",
            "$map([1..100000], function() { $contains($$.t, \"b\") })",
            "$map([1..100000], function() { $length($$.t) })",
            "$lookup([1..100000].{\"a\": 1}, $$.t)",
            "{\"a\": 1} ~> |$|{}, [1..10000].$$.t|",
            "[1..10000]{$$.t: 1}",
            "$count($distinct([1..10000].$$.t))",
            "$join([1..1000].$$.t)",
            "$toMillis(t, t)",
            "$formatNumber(1, \"#,##0.00\", {\"decimal-separator\": t})",
        ],
    ),
    (
        "two",
        &[
            "[1..100000].($$.t = $$.u)",
            "[1..100000].($$.t < $$.u)",
            "$$.u in [1..20000].$$.t",
            "$sort([1..2000], function() { $$.t < $$.u })",
            "$parseInteger(t, u)",
            "$count($distinct([1..5000].[$$.t, $$.u]))",
        ],
    ),
    (
        "one in the other",
        &[
            "$contains(t, u)",
            "$replace(t, u, \"x\")",
            "$split(t, u)",
            "$substringBefore(t, u)",
            "$substringAfter(t, u)",
            "[1..1000].$contains($$.t, $substring($$.u, 140000))",
        ],
    ),
    ("spaces", &["$trim(t)", "$split(t, /\\s/)", "[1..1000].$trim($$.t)"]),
    ("commas", &["$formatInteger(1, t)", "$formatNumber(1, t)"]),
    ("digits and commas", &["$formatInteger(1, t)", "$formatNumber(1, t)", "$fromMillis(1, \"[Y\" & t & \"]\")"]),
    ("zeros", &["$formatInteger(1, t)", "$formatNumber(1, \"0.\" & t)", "$toMillis(\"1\", \"[Y\" & t & \"]\")"]),
    ("pictures", &["$fromMillis(1, t)", "$toMillis(t, t)"]),
    ("words", &["$parseInteger(t, \"w\")", "$toMillis(t, \"[Yw][Mw]\")", "$base64encode(t)"]),
    (
        "objects",
        &[
            "$count($distinct(items))",
            "items{$string(id): [1..10000]}",
            "items{$string(id): $sum([1..1000].($ * 2))}",
            "**.**.**.**.**",
            "items.$$.items.$$.items",
            "$map(items, function() { $map($$.items, function() { 1 }) })",
        ],
    ),
    (
        "numbers",
        &[
            "$sort(items)",
            "items[[1..70000]]",
            "$reduce(items, function($a, $b) { $append($a, $b) })",
            "$reverse(items)",
        ],
    ),
    ("texts", &["$count($distinct(items))", "$sort(items)", "items^($)"]),
    ("orders", &["orders@$o.customers@$c[$o.cid = $c.id]"]),
    (
        "members",
        &[
            "[1..1000].($$.o = $$.p)",
            "[1..1000].$keys($$.o)",
            "[1..1000].$string($$)",
            "[1..1000].$merge([$$.o, $$.p])",
            "$ ~> |o|{\"x\": $$.p}|",
        ],
    ),
];

/// Each with the name of its payload.
pub fn hostile() -> impl Iterator<Item = (&'static str, &'static str)> {
    CASES.iter().flat_map(|(name, expressions)| expressions.iter().map(|expression| (*expression, *name)))
}

/// Those of them that take memory before they take time.
pub const LARGE: [(&str, &str); 12] = [
    ("[1..10000000]", "nothing"),
    ("$count([1..10000].[[1..10000]])", "nothing"),
    ("($f := function($x) { 1 + $f($x) }; $f(1))", "nothing"),
    ("($f := function($a) { $f([$a, [1..10000]]) }; $f([1]))", "nothing"),
    ("$split(t, \"\")", "a"),
    ("$map([1..100000], function() { $uppercase($$.t) })", "a"),
    ("$formatInteger(1, t)", "commas"),
    ("$toMillis(t, \"[Yw][Mw]\")", "words"),
    ("items.$$.items.$$.items", "objects"),
    ("$sort(items)", "numbers"),
    ("orders@$o.customers@$c[$o.cid = $c.id]", "orders"),
    ("[1..1000].$keys($$.o)", "members"),
];

/// As deep, as long and as twisted as an expression may be.
pub fn expressions() -> Vec<String> {
    let around =
        |open: &str, middle: &str, close: &str, times: usize| open.repeat(times) + middle + &close.repeat(times);
    vec![
        around("(", "", "", 8_000),
        around("[", "", "]", 4_000),
        around("-", "1", "", 8_000),
        around("", "a", "&a", 4_000),
        around("", "a", ".a", 4_000),
        around("a?", "a", ":a", 2_000),
        around("function(){", "", "}", 650),
        around("", "a", "[0]", 2_000),
        around("{\"a\":", "1", "}", 1_000),
        around("(", "a", "??1)", 1_000),
        around("((((", "a", "?:1)?:1)?:1)?:1)", 500),
        around("a(", "", ")", 2_000),
        around("", "%", ".%", 4_000),
        around("a@$a.", "a", "", 1_500),
        around("a^(", "a", ")", 1_000),
        around("[", "1", ",1", 4_000) + "]",
        around("{\"a\":1,", "", "", 1) + &"\"a\":1,".repeat(1_100) + "\"b\":2}",
        around("/**/", "", "", 2_000),
        around("/", "(a{1000}){1000}", "/", 1),
        around("'\"", "'", "", 4_000),
        around("/(", "[", "", 4_000),
        around("function($a)<", "a<", "a<", 2_500),
        around("", "9", "9", 8_000),
        around("\u{1F600}", "", "", 2_000),
    ]
}
