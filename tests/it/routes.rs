//! HTTP: routes, methods, bodies and their types.

use crate::support::{body, event, function, started, tokens};
use data_encoding::BASE64;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NAMES: [&str; 5] = ["http-api", "function-url", "rest-api", "alb", "alb-multi-value"];

/// A request by any gateway.
fn request(name: &str, method: &str, path: &str, content_type: Option<&str>, body: Option<&str>) -> Value {
    let mut request = event(name);
    request["isBase64Encoded"] = json!(false);
    request["body"] = json!(body);
    for place in ["/httpMethod", "/requestContext/httpMethod", "/requestContext/http/method"] {
        if let Some(place) = request.pointer_mut(place) {
            *place = json!(method);
        }
    }
    for place in ["/path", "/rawPath", "/requestContext/path", "/requestContext/http/path"] {
        if let Some(place) = request.pointer_mut(place) {
            *place = json!(path);
        }
    }
    for place in ["headers", "multiValueHeaders"] {
        let Some(headers) = request[place].as_object_mut() else { continue };
        headers
            .retain(|header, _| !["content-type", "idempotency-key"].contains(&header.to_ascii_lowercase().as_str()));
        if let Some(content_type) = content_type {
            let value = if place == "headers" { json!(content_type) } else { json!([content_type]) };
            headers.insert("CONTENT-TYPE".to_owned(), value);
        }
    }
    request
}

fn document() -> String {
    json!({"To": "+12025550150"}).to_string()
}

/// Status and headers of a reply, whichever variant they are in.
fn answered(reply: &Value) -> (u64, BTreeMap<String, String>) {
    let single = reply["headers"].as_object().into_iter().flatten();
    let multi = reply["multiValueHeaders"].as_object().into_iter().flatten();
    let headers = single.chain(multi.map(|(name, values)| (name, &values[0])));
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    (reply["statusCode"].as_u64().unwrap(), headers)
}

#[tokio::test]
async fn a_chat_is_posted_to_its_route_whatever_stands_before_it() {
    let (_connect, lambda) = function().await;
    for name in NAMES {
        for path in ["/", "/outbound-chats", "/outbound-chats/", "/prod/outbound-chats", "/crm/v1/outbound-chats"] {
            let request = request(name, "POST", path, Some("application/json"), Some(&document()));
            let reply = lambda.invoke(&request).await.unwrap();
            assert_eq!(reply["statusCode"], 201, "{name} {path}: {reply}");
        }
    }
    // API Gateway names the stage, so that its root is known.
    for (name, pointer) in [("http-api", "/requestContext/stage"), ("rest-api", "/requestContext/stage")] {
        for path in ["/dev", "/dev/", "/dev/outbound-chats"] {
            let mut request = request(name, "POST", path, None, Some(&document()));
            *request.pointer_mut(pointer).unwrap() = json!("dev");
            assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201, "{name} {path}");
        }
    }
    // A domain's base path before the root is known by the route that the gateway matched.
    for (name, member, route) in [("http-api", "routeKey", "POST /"), ("rest-api", "resource", "/")] {
        let mut request = request(name, "POST", "/texts", None, Some(&document()));
        assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 404, "{name}");
        request[member] = json!(route);
        assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201, "{name}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_404_and_a_wrong_method_405_with_allow() {
    let (connect, lambda) = function().await;
    for name in NAMES {
        for (method, path, status, code, allow) in [
            ("POST", "/nowhere", 404, "NotFound", None),
            ("GET", "/outbound-chats/1", 404, "NotFound", None),
            ("POST", "/sources/nobody", 404, "UnknownSource", None),
            ("GET", "/outbound-chats", 405, "MethodNotAllowed", Some("POST")),
            ("PUT", "/outbound-chats", 405, "MethodNotAllowed", Some("POST")),
            ("DELETE", "/", 405, "MethodNotAllowed", Some("POST")),
            ("GET", "/sources/zendesk", 405, "MethodNotAllowed", Some("POST, HEAD")),
            ("POST", "/openapi.json", 405, "MethodNotAllowed", Some("GET, HEAD")),
        ] {
            let request = request(name, method, path, Some("application/json"), Some(&document()));
            let reply = lambda.invoke(&request).await.unwrap();
            let (answer, headers) = answered(&reply);
            assert_eq!(answer, status, "{name} {method} {path}");
            assert_eq!(headers.get("Allow").map(String::as_str), allow, "{name} {method} {path}");
            assert_eq!(headers["Content-Type"], "application/problem+json");
            assert_eq!(body(&reply)["code"], code, "{name} {method} {path}");
        }
    }
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn a_body_that_is_no_json_by_its_content_type_is_415() {
    let (connect, lambda) = function().await;
    for name in NAMES {
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
            let request = request(name, "POST", "/outbound-chats", Some(content_type), Some(&document()));
            let reply = lambda.invoke(&request).await.unwrap();
            assert_eq!(answered(&reply).0, 415, "{name} {content_type}");
            assert_eq!(body(&reply)["retryable"], false);
        }
    }
    assert_eq!(started(&connect), 0);
    for (number, content_type) in
        [None, Some("application/json"), Some("Application/JSON ; charset=UTF-8"), Some("application/vnd.api+json")]
            .into_iter()
            .enumerate()
    {
        let document = json!({"To": "+12025550150", "ClientToken": number.to_string()}).to_string();
        let request = request("http-api", "POST", "/", content_type, Some(&document));
        assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201, "{content_type:?}");
    }
    assert_eq!(started(&connect), 4);
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_413_and_one_of_a_mebibyte_is_read() {
    let (connect, lambda) = function().await;
    let body_of = |length: usize| {
        let document = document();
        format!("{document}{}", " ".repeat(length - document.len()))
    };
    for (length, status) in [(1 << 20, 201), ((1 << 20) + 1, 413)] {
        for is_base64 in [false, true] {
            let text = body_of(length);
            let text = if is_base64 { BASE64.encode(text.as_bytes()) } else { text };
            let mut request = request("function-url", "POST", "/", None, Some(&text));
            request["isBase64Encoded"] = json!(is_base64);
            assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], status, "{length} {is_base64}");
        }
    }
    assert_eq!(started(&connect), 2);
}

#[tokio::test]
async fn a_body_is_what_its_bytes_say() {
    let (connect, lambda) = function().await;
    for body in [None, Some(""), Some(" "), Some("{"), Some("[]"), Some("To=%2B12025550150"), Some("{} {}")] {
        let reply = lambda.invoke(&request("http-api", "POST", "/", None, body)).await.unwrap();
        assert_eq!(reply["statusCode"], 400, "{body:?}");
        assert!(reply["body"].as_str().unwrap().contains("MalformedRequest"), "{body:?}");
    }
    for bytes in [&b"\xff\xfe"[..], b"{\"To\": \"\xff\"}"] {
        let mut request = request("http-api", "POST", "/", None, Some(&BASE64.encode(bytes)));
        request["isBase64Encoded"] = json!(true);
        assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 400);
    }
    let mut no_base64 = request("http-api", "POST", "/", None, Some("{\"To\": 1}"));
    no_base64["isBase64Encoded"] = json!(true);
    assert_eq!(lambda.invoke(&no_base64).await.unwrap()["statusCode"], 400);
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn the_description_of_the_routes_is_there_to_import() {
    let (_connect, lambda) = function().await;
    for name in NAMES {
        let reply = lambda.invoke(&request(name, "GET", "/openapi.json", None, None)).await.unwrap();
        let (status, headers) = answered(&reply);
        assert_eq!((status, headers["Content-Type"].as_str()), (200, "application/json"), "{name}");
        let description = body(&reply);
        assert!(description["openapi"].as_str().unwrap().starts_with("3.1"), "{name}");
        for path in ["/outbound-chats", "/sources/{name}", "/openapi.json"] {
            assert!(description["paths"][path].is_object(), "{name} {path}");
        }
    }
}

#[tokio::test]
async fn an_envelope_with_members_that_nobody_knows_or_nulls_is_still_understood() {
    let (_connect, lambda) = function().await;
    for name in NAMES {
        let mut request = request(name, "POST", "/", None, Some(&document()));
        request["somethingNew"] = json!({"a": [1]});
        request["requestContext"]["somethingNew"] = json!(null);
        for member in
            ["queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "cookies", "stageVariables"]
        {
            request[member] = json!(null);
        }
        assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201, "{name}");
        if name != "alb-multi-value" {
            request["headers"] = json!(null);
        }
        assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201, "{name}");
    }
}

// As aws_lambda_events reads them (tests/oracle): gateways write `headers` with one text each and `multiValueHeaders` with
// lists, and tools that imitate gateways mix the two.
#[tokio::test]
async fn a_header_is_read_whether_its_values_are_listed_or_not() {
    let (connect, lambda) = function().await;
    let play = async |name: &str, members: Value| {
        let mut request = request(name, "POST", "/outbound-chats", None, Some(&document()));
        for (member, headers) in members.as_object().unwrap() {
            request[member] = headers.clone();
        }
        connect.clear_calls();
        lambda.invoke(&request).await.unwrap();
        tokens(&connect).remove(0)
    };
    for (name, members) in [
        ("http-api", json!({"headers": {"Idempotency-Key": ["key-1"]}})),
        ("rest-api", json!({"headers": null, "multiValueHeaders": {"Idempotency-Key": "key-1"}})),
        ("rest-api", json!({"headers": {"Idempotency-Key": "key-1"}, "multiValueHeaders": {}})),
    ] {
        let token = play(name, members).await;
        assert!(token.contains("key-1"), "{name}: {token}");
    }
}

#[tokio::test]
async fn an_http_body_is_never_looked_into_to_tell_who_sent_it() {
    let (connect, lambda) = function().await;
    let reply = lambda.invoke(&request("http-api", "POST", "/", None, Some(&event("sqs").to_string()))).await.unwrap();
    assert_eq!(body(&reply)["code"], "ValidationFailed");
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn prefer_respond_async_without_a_queue_starts_in_the_call() {
    let (connect, lambda) = function().await;
    let mut request = request("http-api", "POST", "/", None, Some(&document()));
    request["headers"]["prefer"] = json!("respond-async");
    assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201);
    assert_eq!(started(&connect), 1);
}
