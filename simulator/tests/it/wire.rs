//! Requests and answers as rest-json has them.

use simulator::Options;

use crate::client::{SIGNED, chat, get, parse, raw, send, simulator, start};

#[tokio::test]
async fn a_chat_is_started_with_an_id_of_its_own() {
    let (simulator, _) = simulator(Options::default()).await;
    let reply = start(&simulator, &chat()).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("x-amzn-requestid").map(str::len), Some(36));
    assert_eq!(reply.header("x-amzn-errortype"), None);
    assert_eq!(reply.contact_id().len(), 36);
    assert_ne!(start(&simulator, &chat()).await.contact_id(), reply.contact_id());
}

#[tokio::test]
async fn an_unsigned_request_is_refused_by_the_framework() {
    let (simulator, _) = simulator(Options::default()).await;
    for header in ["", "Authorization: Bearer token\r\n"] {
        let reply = send(&simulator, "PUT", "/contact/outbound-chat", header, &chat().to_string()).await;
        assert_eq!((reply.status, reply.error()), (403, "MissingAuthenticationTokenException"));
        assert_eq!(reply.text, r#"{"message":"Missing Authentication Token"}"#);
    }
}

#[tokio::test]
async fn a_signature_must_be_whole_and_for_connect() {
    let (simulator, _) = simulator(Options::default()).await;
    let cut = "Authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/connect/aws4_request\r\n";
    let sqs = SIGNED.replace("/connect/", "/sqs/");
    for (header, error) in [(cut, "IncompleteSignatureException"), (&sqs, "InvalidSignatureException")] {
        let reply = send(&simulator, "GET", "/contacts/i/c", header, "").await;
        assert_eq!((reply.status, reply.error()), (403, error));
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_a_serialization_exception() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    for body in ["", "{", "[]", "7", "null", "\"text\"", &"[".repeat(100_000)] {
        let reply = send(&simulator, "PUT", "/contact/outbound-chat", SIGNED, body).await;
        assert_eq!((reply.status, reply.error()), (400, "SerializationException"), "{body:.20}");
    }
}

#[tokio::test]
async fn an_unknown_route_or_method_is_an_unknown_operation() {
    let (simulator, _) = simulator(Options::default()).await;
    for (method, path) in [("GET", "/"), ("POST", "/contact/outbound-chat"), ("GET", "/contacts/i"), ("GET", "/%ff")] {
        let reply = send(&simulator, method, path, SIGNED, "").await;
        assert_eq!((reply.status, reply.error()), (404, "UnknownOperationException"), "{method} {path}");
    }
}

#[tokio::test]
async fn ids_in_paths_may_be_percent_encoded() {
    let (simulator, _) = simulator(Options::default()).await;
    let id = start(&simulator, &chat()).await.contact_id();
    let encoded = id.replace('-', "%2D");
    let arn = "arn%3Aaws%3Aconnect%3Aus-east-1%3A111122223333%3Ainstance%2Fi";
    let reply = get(&simulator, &format!("/contacts/{arn}/{encoded}")).await;
    assert_eq!(reply.json()["Contact"]["Id"], id.as_str());
}

#[tokio::test]
async fn a_body_beyond_all_measure_is_refused_whole() {
    let (simulator, _) = simulator(Options::default()).await;
    let head = "PUT /contact/outbound-chat HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 999999999\r\n";
    let reply = parse(&raw(&simulator, format!("{head}{SIGNED}\r\n").as_bytes()).await);
    assert_eq!((reply.status, reply.error()), (413, "RequestEntityTooLargeException"));
}

#[tokio::test]
async fn no_bytes_make_it_panic() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    let path =
        format!("GET /contacts/{}/%80%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{SIGNED}\r\n", "é".repeat(9));
    for bytes in [b"\0\0\0\0\r\n\r\n".as_slice(), b"GET", b"\xff\xfe / HTTP/1.1\r\n\r\n", path.as_bytes()] {
        let mut request = bytes.to_vec();
        request.extend_from_slice(b"\r\n\r\n");
        raw(&simulator, &request).await;
    }
    assert_eq!(start(&simulator, &chat()).await.status, 200);
}
