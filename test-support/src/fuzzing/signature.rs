//! Any request as a webhook, by every preset.
//!
//! The input is a letter that chooses the preset, and a request as HTTP/1.1 writes it: method and URL, headers, an empty
//! line, the body. Held to what signatures are for: nobody gets in without the secret, who has it gets in, and a body
//! that was changed on its way does not.

use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::sources::{self, Checked, Secrets, Unverified, Verified, Webhook};
use std::sync::LazyLock;

/// Presets, what completes each, and whether its signature covers the body.
const SCHEMES: [(&str, &str, Covers); 15] = [
    ("github", "", Covers::Body),
    ("shopify", "", Covers::Body),
    ("intercom", "", Covers::Body),
    ("slack", "", Covers::Body),
    ("stripe", "", Covers::Body),
    ("standard-webhooks", "", Covers::Body),
    ("zendesk", "", Covers::Body),
    ("hubspot-v3", "", Covers::Body),
    ("hubspot-v2", "", Covers::Body),
    ("hubspot-v1", "", Covers::Body),
    // Names and values of a form are joined without anything between them: two forms can be one text.
    ("twilio", "", Covers::BodyUnlessForm),
    ("token", "header = \"X-Token\"", Covers::Nothing),
    ("token", "query = \"token\"", Covers::Nothing),
    ("token", "body = \"auth.token\"", Covers::Nothing),
    ("basic", "", Covers::Nothing),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Covers {
    Body,
    BodyUnlessForm,
    Nothing,
}

static SOURCES: LazyLock<Vec<Checked>> = LazyLock::new(|| {
    let source = |(preset, rest, _): &(&str, &str, Covers)| {
        let variable = if *preset == "basic" { "BASIC" } else { "SECRET" };
        let text = format!("map = '{{}}'\n[verify]\npreset = \"{preset}\"\n{rest}\nsecrets = [\"env:{variable}\"]\n");
        sources::check("fuzz", "fuzz.toml", &text).expect("a source without mistakes")
    };
    SCHEMES.iter().map(source).collect()
});

static SECRETS: LazyLock<Secrets> = LazyLock::new(super::secrets);

/// Holds the function to it with one input.
pub fn check(bytes: &[u8]) {
    let Some((choice, request)) = bytes.split_first() else { return };
    let choice = usize::from(choice.wrapping_sub(b'a')) % SCHEMES.len();
    let (source, covers) = (&SOURCES[choice], SCHEMES[choice].2);
    let (head, body) = match request.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&request[..at], &request[at + 2..]),
        None => (request, &b""[..]),
    };
    let Ok(head) = std::str::from_utf8(head) else { return };
    let mut lines = head.lines();
    let (method, url) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or(("POST", "https://example.com/"));
    // Each header once: what is signed and stands there twice is refused, whoever signed it.
    let mut headers: Vec<(String, String)> = Vec::new();
    for header in lines.filter_map(|line| line.split_once(": ")).map(owned) {
        if !has(&headers, &header.0) {
            headers.push(header);
        }
    }
    let query: Vec<(String, String)> = url
        .split_once('?')
        .map_or("", |(_, query)| query)
        .split('&')
        .filter_map(|one| one.split_once('='))
        .map(owned)
        .collect();
    let webhook = Webhook { method, urls: &[url], headers: &headers, query: &query, body };

    let verify = |webhook: &Webhook<'_>| super::block_on(source.source().verify(webhook, &SECRETS, super::noon()));
    refused(&verify(&webhook));
    // Whether a signature over a URL is right can't be told where nobody says the URL: that is ours to mend.
    let blind = verify(&Webhook { urls: &[], ..webhook.clone() });
    match &blind {
        Err(Unverified::Unable(Failure::NotConfigured(_))) => {}
        _ => refused(&blind),
    }

    let secret = if SCHEMES[choice].0 == "basic" { super::NAME_AND_PASSWORD } else { super::SECRET };
    let Some(genuine) = source.source().sign(&webhook, secret, "msg_1", super::noon()) else {
        return;
    };
    let others: Vec<_> = headers.iter().filter(|(name, _)| !has(&genuine.headers, name)).cloned().collect();
    let headers: Vec<_> = genuine.headers.into_iter().chain(others).collect();
    let query: Vec<_> = genuine.query.into_iter().chain(query.iter().cloned()).collect();
    let genuine = Webhook { headers: &headers, query: &query, ..webhook };
    assert!(verify(&genuine).is_ok(), "{}: who has the secret gets in", SCHEMES[choice].0);
    let is_form = genuine
        .header("Content-Type")
        .is_some_and(|value| value.to_ascii_lowercase().contains("x-www-form-urlencoded"));
    if covers == Covers::Body || covers == Covers::BodyUnlessForm && !is_form {
        let longer = [body, b" "].concat();
        refused(&verify(&Webhook { body: &longer, ..genuine.clone() }));
        if let Some((_, shorter)) = body.split_last() {
            refused(&verify(&Webhook { body: shorter, ..genuine.clone() }));
        }
    }
}

fn refused(verified: &Result<Verified, Unverified>) {
    assert!(matches!(verified, Err(Unverified::Refused(_))), "nobody gets in without the secret: {verified:?}");
}

fn has(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
