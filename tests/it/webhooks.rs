//! Webhooks: what is let in and read, and what a stranger is told.

use crate::crm::{Crm, Heard, open, setup};
use crate::runtime_api::Setup;
use crate::sources::Folder;
use crate::support::{connect, event, started};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_body_of_512_kib_is_read_and_one_more_byte_is_not() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let zendesk = Crm::named("zendesk");
    let example = zendesk.example();
    for (length, status) in [(1 << 19, 201), ((1 << 19) + 1, 413)] {
        let body = format!("{example}{}", " ".repeat(length - example.len()));
        assert_eq!(Heard::from_delivery(&lambda, &zendesk.delivers(&body)).await.status, status, "{length}");
    }
}

#[tokio::test]
async fn a_body_is_read_by_what_it_is_said_to_be() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let zendesk = Crm::named("zendesk");
    for (number, (content_type, encoding, status)) in [
        (Some("application/json,application/json"), None, 201),
        (Some(""), None, 201),
        (None, None, 201),
        (Some("application/json"), Some("identity"), 201),
        // A gateway that decompresses leaves the header where it was.
        (Some("application/json"), Some("gzip"), 201),
        (Some("application/json,text/xml"), None, 415),
        (Some("image/png"), None, 415),
    ]
    .into_iter()
    .enumerate()
    {
        let mut request = zendesk.delivers(&zendesk.example().replace("35436", &format!("3543{number}")));
        request["headers"].as_object_mut().unwrap().remove("content-type");
        for (name, value) in [("content-type", content_type), ("content-encoding", encoding)] {
            if let Some(value) = value {
                request["headers"][name] = json!(value);
            }
        }
        let heard = Heard::from_delivery(&lambda, &request).await;
        assert_eq!(heard.status, status, "{content_type:?} {encoding:?}: {}", heard.body);
    }
    // `printf '{}' | gzip -n`
    let gzip = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let mut request = zendesk.delivers_bytes(gzip);
    request["headers"]["content-encoding"] = json!("gzip");
    let heard = Heard::from_delivery(&lambda, &request).await;
    assert_eq!((heard.status, &heard.json()["code"]), (415, &json!("UnsupportedMediaType")), "{}", heard.body);
    // Without a word of it, it is a body that nobody can ever read.
    let heard = Heard::from_delivery(&lambda, &zendesk.delivers_bytes(gzip)).await;
    assert_eq!(
        (heard.status, &heard.json()["results"][0]["code"]),
        (200, &json!("MalformedRequest")),
        "{}",
        heard.body
    );
    let heard = Heard::from_delivery(&lambda, &zendesk.delivers(&format!("\u{feff}{}", zendesk.example()))).await;
    assert_eq!(heard.status, 201, "a byte order mark: {}", heard.body);
}

const SLACK: &str = "map = '''null'''\n[verify]\npreset = \"slack\"\nsecrets = [\"env:SLACK_SECRET\"]\n";

/// <https://docs.slack.dev/reference/events/url_verification>
#[tokio::test]
async fn slack_gets_its_challenge_back_once_its_signature_is_right() {
    use connect_outbound_chat::sources::{Webhook, check};
    let connect = connect().await;
    let folder = Folder::with(&[("slack", SLACK)]);
    let setup = setup(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap()).set("SLACK_SECRET", "secret");
    let lambda = setup.start().await;
    let challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkYFXO7tYXAYM8P";
    let body = json!({"token": "x", "challenge": challenge, "type": "url_verification"}).to_string();
    let heard = Heard::from_delivery(&lambda, &open("slack", &body)).await;
    assert_eq!(heard.status, 401);
    assert!(!heard.body.contains(challenge));
    let webhook = Webhook { method: "POST", urls: &[], headers: &[], query: &[], body: body.as_bytes() };
    let source = check("slack", "slack.toml", SLACK).unwrap();
    let signed = source.source().sign(&webhook, "secret", "", time::OffsetDateTime::now_utc()).unwrap();
    let mut request = open("slack", &body);
    for (name, value) in signed.headers {
        request["headers"][name.to_lowercase()] = json!(value);
    }
    let heard = Heard::from_delivery(&lambda, &request).await;
    assert_eq!((heard.status, heard.body.as_str()), (200, challenge));
}

#[tokio::test]
async fn a_secret_that_its_scheme_cannot_use_stops_the_start_with_file_and_line() {
    for (name, value, place) in [
        ("STANDARD_WEBHOOKS_SECRET", "v1,whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "sources/standard-webhooks.toml:"),
        ("STANDARD_WEBHOOKS_SECRET", "n0 Base64!", "sources/standard-webhooks.toml:"),
        ("PIPEDRIVE_BASIC", "zirconia", "sources/pipedrive.toml:"),
        ("MINE", "xyz", "mine.toml:6"),
    ] {
        let mine = "map = '''{}'''\n[verify]\ntype = \"hmac\"\nsigned_message = \"{body}\"\nsignature_header = \"X\"\n\
                    secrets = [\"env:MINE\"]\nsecret_encoding = \"hex\"\n";
        let folder = Folder::with(&[("mine", mine)]);
        let setup = Setup::with_defaults("http://127.0.0.1:9").set("SOURCES_DIR", folder.0.to_str().unwrap());
        let (success, written) = setup.set("MINE", "00ff").set(name, value).start().await.exit().await;
        assert!(!success, "{name}");
        assert!(written.iter().any(|line| line.contains(place) && line.contains(name)), "{name}: {written:#?}");
        assert!(!written.iter().any(|line| line.contains(value)), "{name}: {written:#?}");
    }
}

/// The account and the secret's ARN are no stranger's business.
#[tokio::test]
async fn a_stranger_never_sees_where_a_secret_lies_and_the_log_does() {
    let arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:crm-AbCdEf";
    let connect = connect().await;
    let text = format!("map = '''null'''\n[verify]\npreset = \"github\"\nsecrets = [\"secretsmanager:{arn}#key\"]\n");
    let folder = Folder::with(&[("crm", &text)]);
    let service = axum::Router::new().fallback(|| async {
        (StatusCode::BAD_REQUEST, json!({"__type": "AccessDeniedException", "Message": "x"}).to_string())
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, service).into_future());
    let setup = setup(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap());
    let lambda = setup.set("AWS_ENDPOINT_URL_SECRETS_MANAGER", &url).start().await;
    let mut request = open("crm", "{}");
    request["headers"]["x-hub-signature-256"] = json!(format!("sha256={}", "0".repeat(64)));
    let heard = Heard::from_delivery(&lambda, &request).await;
    assert_eq!((heard.status, &heard.json()["code"]), (500, &json!("NotConfigured")), "{}", heard.body);
    assert!(!heard.body.contains("arn:") && !heard.body.contains("111122223333"), "{}", heard.body);
    let written = lambda.stop().await;
    assert!(written.iter().any(|line| line.contains(arn) && line.contains("AccessDeniedException")), "{written:#?}");
}

#[tokio::test]
async fn a_signed_header_that_a_gateway_passes_twice_is_refused() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let standard = Crm::named("standard-webhooks");
    let signed = standard.delivers(&standard.example());
    for (name, status) in [("", 201), ("webhook-id", 401), ("webhook-timestamp", 401)] {
        for gateway in ["rest-api", "alb-multi-value"] {
            let mut request = event(gateway);
            for member in ["path", "body", "isBase64Encoded"] {
                request[member] = signed.get(member).cloned().unwrap_or_else(|| json!("/sources/standard-webhooks"));
            }
            if gateway == "rest-api" {
                request["resource"] = json!("/sources/{name}");
                request["requestContext"]["path"] = json!("/prod/sources/standard-webhooks");
            }
            let mut headers = serde_json::Map::new();
            for (header, value) in signed["headers"].as_object().unwrap() {
                let values = if header == name { json!([value, "other"]) } else { json!([value]) };
                headers.insert(header.clone(), values);
            }
            request["multiValueHeaders"] = Value::Object(headers);
            let heard = Heard::from_delivery(&lambda, &request).await;
            assert_eq!(heard.status, status, "{gateway} {name}: {}", heard.body);
        }
    }
    assert_eq!(started(&connect), 1);
}

/// A body of a mebibyte with 1,250 signatures took 6.7 seconds: each was a digest of the whole body.
#[tokio::test]
async fn very_many_signatures_cost_no_more_than_one() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let standard = Crm::named("standard-webhooks");
    let mut took = Vec::new();
    for parts in [1, 1_250] {
        let mut fastest = Duration::MAX;
        for _ in 0..5 {
            let mut request = standard.delivers(&"x".repeat(1 << 19));
            let wrong = format!("v1,{}", data_encoding::BASE64.encode(&[7; 32]));
            request["headers"]["webhook-signature"] = json!(vec![wrong; parts].join(" "));
            assert_eq!(Heard::from_delivery(&lambda, &request).await.status, 401);
            fastest = fastest.min(lambda.took());
        }
        took.push(fastest);
    }
    println!("one signature {:?}, 1,250 signatures {:?}", took[0], took[1]);
    assert!(took[1] < took[0] * 2 + Duration::from_millis(100), "{took:?}");
}

// A trigger's body had the ticket's id in `id`, and the mapping reads `ticket_id`: two tickets had the token `zendesk::Solved`,
// and the second person's text was answered with the first one's contact.
#[tokio::test]
async fn a_webhook_whose_id_has_another_name_is_refused_and_the_member_named() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let zendesk = Crm::named("zendesk");
    for (ticket, number) in [("35436", "+12025550150"), ("35437", "+12025550151")] {
        let body = zendesk.example_with_number(number).replace("35436", ticket).replace("ticket_id", "id");
        let heard = Heard::from_delivery(&lambda, &zendesk.delivers(&body)).await;
        assert_eq!((heard.status, &heard.json()["code"]), (422, &json!("MappingFailed")), "{}", heard.body);
        assert!(heard.body.contains("ticket_id, is empty"), "{}", heard.body);
    }
    assert!(connect.calls().is_empty());
}

// `printf '{}' | gzip -n`; no gateway undoes it for a request document either.
#[tokio::test]
async fn a_compressed_request_document_is_415_and_not_called_malformed() {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let mut request = event("function-url");
    request["headers"]["content-encoding"] = json!("gzip");
    assert_eq!(Heard::from_delivery(&lambda, &request).await.status, 201, "it is JSON after all");
    request["isBase64Encoded"] = json!(true);
    request["body"] = json!("H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==");
    let heard = Heard::from_delivery(&lambda, &request).await;
    assert_eq!((heard.status, &heard.json()["code"]), (415, &json!("UnsupportedMediaType")), "{}", heard.body);
}
