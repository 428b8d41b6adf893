//! Signatures in number, headers that stand there twice, digests by name, and secrets that are of no use.

use super::super::super::file::parse;
use super::super::{Unverified, Webhook};
use super::{Attempt, secrets, vectors};
use data_encoding::BASE64;
use time::OffsetDateTime;

#[tokio::test]
async fn of_very_many_signatures_eight_are_looked_at() {
    let vector = vectors().into_iter().find(|vector| vector.name == "standard-webhooks").unwrap();
    let right = vector.headers["webhook-signature"].clone();
    let wrong = format!("v1,{}", BASE64.encode(&[7; 32]));
    for (before, passes) in [(0, true), (7, true), (8, false), (1_249, false)] {
        let mut attempt = Attempt::from_vector(&vector);
        *attempt.signature() = format!("{}{right}", format!("{wrong} ").repeat(before));
        assert_eq!(attempt.passes().await, passes, "behind {before} others");
    }
}

#[tokio::test]
async fn a_header_that_is_signed_and_stands_there_twice_is_refused_wherever_the_right_one_is() {
    let signed = [
        ("standard-webhooks", "webhook-id"),
        ("standard-webhooks", "webhook-timestamp"),
        ("slack", "x-slack-request-timestamp"),
        ("stripe-derived", "stripe-signature"),
        ("zendesk-derived", "x-zendesk-webhook-signature-timestamp"),
        ("hubspot-v3", "x-hubspot-request-timestamp"),
        ("twilio-sha256", "x-twilio-webhooks-signature-settings"),
    ];
    for (name, header) in signed {
        let vector = vectors().into_iter().find(|vector| vector.name == name).unwrap();
        let own = Attempt::from_vector(&vector);
        let (_, value) = own.headers.iter().find(|(name, _)| name == header).unwrap().clone();
        for (at, other) in [(0, value.as_str()), (own.headers.len(), value.as_str()), (own.headers.len(), "other")] {
            let mut attempt = Attempt::from_vector(&vector);
            attempt.headers.insert(at, (header.to_uppercase(), other.to_owned()));
            let Err(Unverified::Refused(detail)) = attempt.with(&vector.secret).await else {
                panic!("{name}: {header} at {at}")
            };
            assert!(detail.contains("twice"), "{name}: {detail}");
        }
    }
    // In one line, as an HTTP API joins them.
    let vector = vectors().into_iter().find(|vector| vector.name == "stripe-derived").unwrap();
    let mut attempt = Attempt::from_vector(&vector);
    attempt.signature().push_str(",t=12345");
    assert!(!attempt.passes().await);
}

#[tokio::test]
async fn a_header_of_the_message_that_stands_there_twice_is_refused() {
    let text = "map = '''{}'''\n[verify]\ntype = \"hmac\"\nsignature_header = \"X-Signature\"\n\
                signed_message = \"{header:X-Event}.{body}\"\nsecrets = [\"env:S\"]\n";
    let source = parse("example", "example.toml", text).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    // `printf 'paid.{}' | openssl dgst -sha256 -hmac secret`
    let signature = pair("X-Signature", "7f78cc13685e6224636a96337350635e516a0ac6151e78af5b133883429b92b9");
    let event = |name: &str| pair(name, "paid");
    for (headers, passes) in [
        (vec![signature.clone(), event("X-Event")], true),
        (vec![signature.clone(), event("X-Event"), event("x-event")], false),
        (vec![signature], false),
    ] {
        let webhook = Webhook { method: "POST", urls: &[], headers: &headers, query: &[], body: b"{}" };
        let outcome = source.verify(&webhook, &secrets(&[("S", "secret")]), OffsetDateTime::UNIX_EPOCH).await;
        assert_eq!(outcome.is_ok(), passes, "{headers:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_digest_that_twilio_names_and_nobody_knows_is_refused() {
    let vector = vectors().into_iter().find(|vector| vector.name == "twilio-sha256").unwrap();
    for (settings, passes) in [
        ("key=k,algorithm=HMAC_SHA256", true),
        ("algorithm=hmac_sha256", true),
        ("key=k,algorithm=HMAC_MD5", false),
        ("key=k", false),
        ("", false),
    ] {
        let mut attempt = Attempt::from_vector(&vector);
        let header = attempt.headers.iter_mut().find(|(name, _)| name.ends_with("settings")).unwrap();
        header.1 = settings.to_owned();
        assert_eq!(attempt.passes().await, passes, "{settings}");
    }
}

#[tokio::test]
async fn a_secret_that_its_scheme_cannot_use_is_for_the_owner_to_mend_and_not_quoted() {
    let vector = vectors().into_iter().find(|vector| vector.name == "standard-webhooks").unwrap();
    for secret in ["v1,whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "not Base64!", "whsec_!"] {
        let Err(Unverified::Unable(failure)) = Attempt::from_vector(&vector).with(secret).await else {
            panic!("{secret}")
        };
        assert_eq!((failure.row().code, failure.row().status), ("NotConfigured", 500));
        assert!(failure.owner_detail().contains("env:S") && !failure.detail().contains("env:S"), "{failure:?}");
        assert!(!failure.owner_detail().contains(secret), "{failure:?}");
    }
    // White space comes with copying, and is never of a secret.
    for secret in ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n", " C2FVsBQIhrscChlQIMV+b5sSYspob7oD\r\n"] {
        assert!(Attempt::from_vector(&vector).with(secret).await.is_ok(), "{secret:?}");
    }
}
