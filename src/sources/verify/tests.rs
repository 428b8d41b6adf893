//! Every published vector, and what must not pass in its place.

mod forgeries;
mod headers;

use super::super::Source;
use super::super::file::parse;
use super::*;
use data_encoding::BASE64;
use ring::hmac;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::format_description::well_known::Rfc3339;

/// Vectors that the vendors publish; `*-derived` ones were computed from the scheme.
const VECTORS: &str = include_str!("../../../tests/data/signature-vectors.json");

#[derive(Deserialize, Clone)]
struct Vector {
    name: String,
    secret: String,
    now: Option<i64>,
    method: Option<String>,
    url: Option<String>,
    #[serde(default)]
    body: String,
    form: Option<BTreeMap<String, String>>,
    headers: BTreeMap<String, String>,
}

impl Vector {
    fn preset(&self) -> &'static str {
        let presets = [
            ("github", "github"),
            ("octokit", "github"),
            ("slack", "slack"),
            ("hubspot-v1", "hubspot-v1"),
            ("hubspot-v2", "hubspot-v2"),
            ("hubspot-v3", "hubspot-v3"),
            ("standard-webhooks", "standard-webhooks"),
            ("twilio", "twilio"),
            ("stripe", "stripe"),
            ("zendesk", "zendesk"),
            ("shopify", "shopify"),
            ("intercom", "intercom"),
        ];
        presets.into_iter().find(|(start, _)| self.name.starts_with(start)).expect("a vector of a known preset").1
    }

    fn body(&self) -> Vec<u8> {
        match &self.form {
            Some(form) => form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish().into_bytes(),
            None => self.body.clone().into_bytes(),
        }
    }

    fn now(&self) -> OffsetDateTime {
        let zendesk = OffsetDateTime::parse("2021-07-25T10:00:00Z", &Rfc3339).unwrap();
        self.now.map_or(zendesk, |now| OffsetDateTime::from_unix_timestamp(now).unwrap())
    }

    fn headers(&self) -> Vec<(String, String)> {
        let form =
            self.form.as_ref().map(|_| ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        // Names in another case than published: they arrive in lower case from most gateways.
        self.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).chain(form).collect()
    }
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(VECTORS).unwrap()
}

fn source(preset: &str, secrets: &[&str]) -> Source {
    let secrets: Vec<String> = secrets.iter().map(|name| format!("\"env:{name}\"")).collect();
    let text = format!("map = '''{{}}'''\n[verify]\npreset = \"{preset}\"\nsecrets = [{}]\n", secrets.join(", "));
    parse("example", "example.toml", &text).unwrap()
}

/// Secrets of an environment of name and value.
fn secrets(values: &[(&str, &str)]) -> Secrets {
    let values: Vec<(String, String)> = values.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let config = crate::aws::SdkConfig::builder().build();
    Secrets::new(&config, Arc::new(move |name| values.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())))
}

struct Attempt {
    vector: Vector,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    now: OffsetDateTime,
}

impl Attempt {
    fn from_vector(vector: &Vector) -> Attempt {
        Attempt { headers: vector.headers(), body: vector.body(), now: vector.now(), vector: vector.clone() }
    }

    async fn with(&self, secret: &str) -> Result<Verified, Unverified> {
        let query: Vec<(String, String)> = self
            .vector
            .url
            .as_deref()
            .and_then(|url| url.split_once('?'))
            .map(|(_, query)| form_urlencoded::parse(query.as_bytes()).into_owned().collect())
            .unwrap_or_default();
        let urls: Vec<&str> = self.vector.url.as_deref().into_iter().collect();
        let webhook = Webhook {
            method: self.vector.method.as_deref().unwrap_or("POST"),
            urls: &urls,
            headers: &self.headers,
            query: &query,
            body: &self.body,
        };
        source(self.vector.preset(), &["OTHER", "S"])
            .verify(&webhook, &secrets(&[("S", secret), ("OTHER", "b3RoZXI=")]), self.now)
            .await
    }

    async fn passes(&self) -> bool {
        self.with(&self.vector.secret).await.is_ok()
    }

    fn signature(&mut self) -> &mut String {
        let is_signature = |name: &str| match name {
            "x-shopify-hmac-sha256" => true,
            name => {
                let is_other = ["timestamp", "version", "settings"].iter().any(|word| name.contains(word));
                name.contains("signature") && !is_other
            }
        };
        &mut self.headers.iter_mut().find(|(name, _)| is_signature(name)).expect("a signature header").1
    }
}

#[tokio::test]
async fn every_published_vector_is_genuine() {
    for vector in vectors() {
        let outcome = Attempt::from_vector(&vector).with(&vector.secret).await;
        assert!(outcome.is_ok(), "{}: {outcome:?}", vector.name);
    }
}

#[tokio::test]
async fn no_mutation_of_a_vector_is() {
    for vector in vectors() {
        let name = &vector.name;
        assert!(Attempt::from_vector(&vector).with("another secret").await.is_err(), "{name}: another secret");
        assert!(Attempt::from_vector(&vector).with("").await.is_err(), "{name}: an empty secret");

        let mut attempt = Attempt::from_vector(&vector);
        attempt.body.push(b' ');
        assert!(!attempt.passes().await, "{name}: one more byte");

        let mut attempt = Attempt::from_vector(&vector);
        attempt.headers.clear();
        assert!(!attempt.passes().await, "{name}: no header");

        for cut in [1, 4, 20] {
            let mut attempt = Attempt::from_vector(&vector);
            let signature = attempt.signature();
            signature.truncate(signature.len() - cut);
            assert!(!attempt.passes().await, "{name}: cut by {cut}");
        }
        let mut attempt = Attempt::from_vector(&vector);
        attempt.signature().clear();
        assert!(!attempt.passes().await, "{name}: empty");

        let mut attempt = Attempt::from_vector(&vector);
        let signature = attempt.signature();
        *signature = signature.repeat(2);
        // Senders that split their header may repeat a signature; to the others it is another one.
        let splits = ["standard-webhooks", "stripe"].contains(&vector.preset());
        assert!(splits || !attempt.passes().await, "{name}: doubled");

        let mut attempt = Attempt::from_vector(&vector);
        let signature = attempt.signature();
        let middle = signature.len() - 10;
        let flipped = if signature.as_bytes()[middle] == b'0' { "1" } else { "0" };
        signature.replace_range(middle..=middle, flipped);
        assert!(!attempt.passes().await, "{name}: one character flipped");
    }
}

#[tokio::test]
async fn a_timestamp_counts_for_five_minutes_both_ways() {
    for vector in vectors().iter().filter(|vector| vector.now.is_some() || vector.name.starts_with("zendesk")) {
        for (seconds, passes) in [(300, true), (-300, true), (301, false), (-301, false), (86_400 * 365, false)] {
            let mut attempt = Attempt::from_vector(vector);
            attempt.now += time::Duration::seconds(seconds);
            assert_eq!(attempt.passes().await, passes, "{} after {seconds} s", vector.name);
        }
    }
}

#[tokio::test]
async fn any_of_several_signatures_passes() {
    let vector = vectors().into_iter().find(|vector| vector.name == "standard-webhooks").unwrap();
    let mut attempt = Attempt::from_vector(&vector);
    let signature = attempt.signature();
    *signature = format!("v1,{} v2,x {signature}", BASE64.encode(&[7; 32]));
    assert_eq!(
        attempt.with(&vector.secret).await.unwrap().signed_id.as_deref(),
        Some("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk")
    );
}

#[tokio::test]
async fn a_twilio_body_that_no_signature_covers_is_refused() {
    let vector = vectors().into_iter().find(|vector| vector.name == "twilio-form").unwrap();
    let mut attempt = Attempt::from_vector(&vector);
    // A genuine signature of the URL alone must not carry a body of another type.
    attempt.headers.retain(|(name, _)| name != "content-type");
    attempt.body = b"{\"to\": \"someone else\"}".to_vec();
    assert!(!attempt.passes().await);
}

#[tokio::test]
async fn zendesks_older_order_of_body_and_timestamp_is_refused() {
    let vector = vectors().into_iter().find(|vector| vector.name == "zendesk-derived").unwrap();
    let mut attempt = Attempt::from_vector(&vector);
    let key = hmac::Key::new(hmac::HMAC_SHA256, vector.secret.as_bytes());
    let message = [vector.body.as_bytes(), b"2021-07-25T10:00:00Z"].concat();
    *attempt.signature() = BASE64.encode(hmac::sign(&key, &message).as_ref());
    assert!(!attempt.passes().await);
}

#[tokio::test]
async fn tokens_and_basic_credentials_are_compared_with_the_secret() {
    let text = "map = '''{}'''\n[verify]\npreset = \"token\"\nheader = \"X-Api-Key\"\nsecrets = [\"env:S\"]\n";
    let token = parse("t", "t.toml", text).unwrap();
    let basic = source("basic", &["S"]);
    let secrets = secrets(&[("S", "user:pass:word")]);
    for (source, name, value, passes) in [
        (&token, "x-api-key", "user:pass:word", true),
        (&token, "x-api-key", "user:pass:wor", false),
        (&token, "x-api-key", "", false),
        // `printf 'user:pass:word' | base64`
        (&basic, "authorization", "Basic dXNlcjpwYXNzOndvcmQ=", true),
        (&basic, "authorization", "Basic dXNlcjpwYXNz", false),
        (&basic, "authorization", "Bearer dXNlcjpwYXNzOndvcmQ=", false),
    ] {
        let headers = vec![(name.to_owned(), value.to_owned())];
        let webhook = Webhook { method: "POST", urls: &[], headers: &headers, query: &[], body: b"{}" };
        let outcome = source.verify(&webhook, &secrets, OffsetDateTime::UNIX_EPOCH).await;
        assert_eq!(outcome.is_ok(), passes, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_refusal_names_the_url_and_never_what_would_be_right() {
    let vector = vectors().into_iter().find(|vector| vector.name == "hubspot-v3").unwrap();
    let Err(Unverified::Refused(detail)) = Attempt::from_vector(&vector).with("wrong").await else {
        panic!("must be refused")
    };
    assert!(detail.contains("https://www.example.com/webhook_uri") && detail.contains("PUBLIC_URL"), "{detail}");
    assert!(!detail.contains("K36dawei") && !detail.contains("example_field"), "{detail}");
}

#[tokio::test]
async fn a_signature_over_a_url_that_nobody_told_is_for_the_owner_to_mend() {
    let vector = vectors().into_iter().find(|vector| vector.name == "hubspot-v3").unwrap();
    let headers = vector.headers();
    let webhook = Webhook { method: "POST", urls: &[], headers: &headers, query: &[], body: &vector.body() };
    let outcome = source("hubspot-v3", &["env:S"]).verify(&webhook, &secrets(&[("S", "any")]), vector.now()).await;
    let Err(Unverified::Unable(failure)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((failure.row().code, failure.row().status), ("NotConfigured", 500));
    assert!(failure.detail().contains("PUBLIC_URL"), "{}", failure.detail());
}
