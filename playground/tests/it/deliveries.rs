//! Deliveries pasted into the page: published vectors are genuine, and each thing that can be wrong is named.

use crate::playground::Playground;
use serde_json::{Value, json};
use std::path::Path;

/// Vectors that the vendors publish; `*-derived` ones were computed from the scheme.
const VECTORS: &str = include_str!("../../../tests/data/signature-vectors.json");

const PRESETS: [&str; 11] = [
    "github",
    "slack",
    "hubspot-v1",
    "hubspot-v2",
    "hubspot-v3",
    "standard-webhooks",
    "twilio",
    "stripe",
    "zendesk",
    "shopify",
    "intercom",
];

fn vector(name: &str) -> Value {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    vectors.into_iter().find(|vector| vector["name"] == name).unwrap_or_else(|| panic!("{name}"))
}

/// A playground with a source for each preset, named after it, and one for a token and for HTTP Basic.
fn playground(name: &str) -> Playground {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for preset in PRESETS {
        let file = folder.join(format!("p-{preset}.toml"));
        let verify = format!("map = '{{}}'\n[verify]\npreset = \"{preset}\"\nsecrets = [\"env:S\"]\n");
        std::fs::write(file, verify).unwrap();
    }
    let token = "map = '{}'\n[verify]\ntype = \"token\"\nheader = \"X-Token\"\nsecrets = [\"env:S\"]\n";
    std::fs::write(folder.join("p-token.toml"), token).unwrap();
    std::fs::write(
        folder.join("p-basic.toml"),
        "map = '{}'\n[verify]\npreset = \"basic\"\nsecrets = [\"env:S_BASIC\"]\n",
    )
    .unwrap();
    Playground::start_with(&[("SOURCES_DIR", folder.to_str().unwrap())])
}

/// What is pasted for a vector.
fn pasted(vector: &Value) -> Value {
    let name = vector["name"].as_str().unwrap();
    let preset = if name == "octokit" {
        "github"
    } else {
        PRESETS.iter().rev().find(|preset| name.starts_with(**preset)).unwrap()
    };
    let mut headers: Vec<String> = Vec::new();
    headers.push(format!("> {} /webhook HTTP/1.1", vector["method"].as_str().unwrap_or("POST")));
    for (name, value) in vector["headers"].as_object().unwrap() {
        headers.push(format!("> {}: {}", name.to_lowercase(), value.as_str().unwrap()));
    }
    let mut body = vector["body"].as_str().unwrap_or_default().to_owned();
    if let Some(form) = vector["form"].as_object() {
        headers.push("> content-type: application/x-www-form-urlencoded".to_owned());
        let pairs = form.iter().map(|(name, value)| (name, value.as_str().unwrap()));
        body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    }
    json!({
        "source": format!("p-{preset}"),
        "headers": headers.join("\n"),
        "body": body,
        "url": vector["url"].as_str().unwrap_or_default(),
        "secret": vector["secret"],
    })
}

fn check(playground: &Playground, pasted: &Value) -> Value {
    let answer = playground.post("/_playground/delivery", &pasted.to_string());
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// All that is wrong, as the page shows it.
fn problems(diagnosis: &Value) -> String {
    let steps = diagnosis["steps"].as_array().unwrap().iter().filter(|step| step["outcome"] == "problem");
    steps
        .map(|step| format!("{} {}\n", step["title"].as_str().unwrap(), step["detail"].as_str().unwrap_or_default()))
        .collect()
}

fn with(mut pasted: Value, member: &str, change: impl Fn(&str) -> String) -> Value {
    pasted[member] = json!(change(pasted[member].as_str().unwrap()));
    pasted
}

#[test]
fn every_published_vector_is_genuine_however_old_the_copy_is() {
    let playground = playground("published");
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    for vector in &vectors {
        let diagnosis = check(&playground, &pasted(vector));
        assert_eq!(diagnosis["isGenuine"], true, "{}: {diagnosis:#}", vector["name"]);
        assert_eq!(problems(&diagnosis), "", "{}", vector["name"]);
    }
    assert!(vectors.len() >= 14);
}

#[test]
fn what_is_wrong_is_named() {
    let playground = playground("wrong");
    let of = |name: &str| pasted(&vector(name));
    let second_line =
        |headers: &str| headers.lines().take(1).chain(headers.lines().skip(2)).collect::<Vec<_>>().join("\n");
    for (pasted, expected) in [
        (with(of("github-docs"), "headers", second_line), "The header X-Hub-Signature-256 is missing."),
        (with(of("octokit"), "headers", |headers| headers.replace("sha256=", "sha1=")), "begins with sha256="),
        (
            with(of("octokit"), "headers", |headers| headers.replace("sha256=48", "sha256=")),
            "has 31 bytes; SHA-256 has 32",
        ),
        (
            with(of("octokit"), "headers", |headers| headers.replace("sha256=48", "sha256=zz")),
            "is not hexadecimal digits",
        ),
        (
            with(of("octokit"), "headers", |headers| format!("{headers}\nX-Hub-Signature-256: sha256=00")),
            "is there 2 times",
        ),
        (with(of("shopify-derived"), "secret", |_| "other".to_owned()), "the secret is another one"),
        (with(of("slack"), "headers", |headers| headers.replace("1531420618", "yesterday")), "can’t be read"),
        (with(of("slack"), "headers", |headers| headers.replace("1531420618", "1531420618000")), "can’t be read"),
        (with(of("slack"), "headers", |headers| headers.replace("1531420618", "9531420618")), "in the future"),
        (
            with(of("standard-webhooks"), "headers", |headers| headers.replace("webhook-id", "id")),
            "webhook-id or svix-id is missing",
        ),
        (with(of("standard-webhooks"), "secret", |secret| format!("v1,{secret}")), "begins with v1,"),
        (
            with(of("standard-webhooks"), "secret", |_| "whsec_not Base64!".to_owned()),
            "unusable form: it is not Base64",
        ),
        (with(of("shopify-derived"), "secret", |_| " ".to_owned()), "There is no secret."),
    ] {
        let diagnosis = check(&playground, &pasted);
        assert!(problems(&diagnosis).contains(expected), "{expected}: {diagnosis:#}");
        let verdict = diagnosis["verdict"].as_str().unwrap();
        assert!(!verdict.starts_with("Genuine"), "{expected}: {verdict}");
    }
}

#[test]
fn what_copying_or_a_gateway_changed_is_found() {
    let playground = playground("changed");
    let of = |name: &str| pasted(&vector(name));
    for (pasted, expected) in [
        (with(of("shopify-derived"), "body", |body| format!("{body}\n")), "without the line break at its end"),
        (with(of("shopify-derived"), "body", |_| "{ \"id\": 820982911946154508 }".to_owned()), "sent as compact JSON"),
        (with(of("hubspot-v2"), "url", |url| format!("{url}/")), "signed the URL https://www.example.com/webhook_uri."),
        (
            with(of("hubspot-v3"), "url", |url| url.replace("https", "http")),
            "signed the URL https://www.example.com/webhook_uri.",
        ),
        (with(of("hubspot-v2"), "url", |_| String::new()), "the URL differs"),
        (with(of("standard-webhooks"), "secret", |secret| format!("Bearer {secret}")), "unusable form"),
        (
            with(of("octokit"), "secret", |secret| format!("Bearer {secret}")),
            "begins with something that doesn’t belong",
        ),
    ] {
        let diagnosis = check(&playground, &pasted);
        assert_eq!(diagnosis["isGenuine"], false);
        assert!(problems(&diagnosis).contains(expected), "{expected}: {diagnosis:#}");
    }
    let diagnosis = check(&playground, &with(of("hubspot-v2"), "url", |_| String::new()));
    let assumed = format!("Assumed: http://{}/webhook", playground.front);
    assert!(diagnosis.to_string().contains(&assumed), "{diagnosis:#}");
}

#[test]
fn a_token_and_basic_credentials_are_checked_too() {
    let playground = playground("credentials");
    let delivery = |source: &str, headers: &str, secret: &str| {
        check(&playground, &json!({"source": source, "headers": headers, "body": "{}", "url": "", "secret": secret}))
    };
    assert_eq!(delivery("p-token", "X-Token: abc", "abc")["isGenuine"], true);
    assert!(problems(&delivery("p-token", "X-Token: abd", "abc")).contains("another one"));
    assert!(
        problems(&delivery("p-token", "Authorization: abc", "abc"))
            .contains("The header X-Token is missing. There is Authorization")
    );
    assert_eq!(delivery("p-basic", "Authorization: Basic dXNlcjpwYXNz", "user:pass")["isGenuine"], true);
    assert!(problems(&delivery("p-basic", "Authorization: Basic dXNlcjpwYXNz", "user")).contains("user:password"));
}

#[test]
fn neither_the_secret_nor_the_right_signature_is_told() {
    let playground = playground("told");
    let vector = vector("shopify-derived");
    let answer =
        playground.post("/_playground/delivery", &with(pasted(&vector), "body", |_| "{}".to_owned()).to_string());
    assert!(!answer.body.contains("hush"), "{answer:?}");
    // HMAC-SHA-256 of {} under hush, by openssl.
    assert!(!answer.body.contains("UFwgrGBPZilFtmKh8TqcovA78LGYb1BdWu9I4Q2oyRg"), "{answer:?}");
    assert_eq!(
        playground
            .post(
                "/_playground/delivery",
                &json!({"source": "p-token", "headers": " ", "body": "", "url": "", "secret": ""}).to_string()
            )
            .status,
        400
    );
    assert_eq!(
        playground
            .post(
                "/_playground/delivery",
                &json!({"source": "none", "headers": "A: b", "body": "", "url": "", "secret": ""}).to_string()
            )
            .status,
        404
    );
}
