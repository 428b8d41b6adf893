//! A Lambda Function URL: an HTTP request as an event in payload format 2.0, and the reply as HTTP again.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html>

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use time::OffsetDateTime;

/// Bytes of the largest body that Lambda takes.
pub(super) const MAX_BODY_BYTES: usize = 6 << 20;

/// The event of a request.
pub(super) fn event(parts: &Parts, body: &[u8], address: SocketAddr, now: OffsetDateTime) -> Value {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    let headers = headers(&parts.headers);
    let mut event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "playground",
            "domainName": headers.get("host").cloned().unwrap_or_else(|| json!(address.to_string())),
            "domainPrefix": "playground",
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": headers.get("user-agent").cloned().unwrap_or_else(|| json!("")),
            },
            "requestId": uuid::Uuid::new_v4().to_string(),
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": now.unix_timestamp() * 1_000,
        },
        "isBase64Encoded": false,
    });
    let cookies: Vec<&str> = cookies(&parts.headers).collect();
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    if !body.is_empty() {
        put_body(&mut event, body, parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()));
    }
    event
}

/// The HTTP response that a reply stands for.
pub(super) fn response(reply: &Value) -> Response {
    let status = reply["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else {
        // Without a status the whole reply is the body, as Lambda has it.
        return axum::Json(reply).into_response();
    };
    let body = reply["body"].as_str().unwrap_or_default();
    let body = match reply["isBase64Encoded"] {
        Value::Bool(true) => BASE64.decode(body.as_bytes()).unwrap_or_default(),
        _ => body.as_bytes().to_vec(),
    };
    let mut response = Response::builder().status(status);
    for (name, value) in reply["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap_or_default());
    }
    response.body(Body::from(body)).unwrap_or_else(|_| failed())
}

/// What Lambda answers for a function that failed.
pub(super) fn failed() -> Response {
    (StatusCode::BAD_GATEWAY, axum::Json(json!({"Message": "Internal Server Error"}))).into_response()
}

/// What Lambda answers to a body that is too large for it.
pub(super) fn too_large() -> Response {
    (StatusCode::PAYLOAD_TOO_LARGE, axum::Json(json!({"Message": "Request Entity Too Large"}))).into_response()
}

/// Headers by their names in lower case, those of one name joined by commas; cookies stand elsewhere.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let names = headers.keys().filter(|name| *name != header::COOKIE);
    let joined = |name| {
        let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        values.collect::<Vec<_>>().join(",")
    };
    names.map(|name| (name.as_str().to_owned(), json!(joined(name)))).collect()
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).map(str::trim).filter(|cookie| !cookie.is_empty())
}

/// Lambda passes a body as text if its type says that it is one; forms come in Base64, too.
fn put_body(event: &mut Value, body: &[u8], content_type: Option<&str>) {
    let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    let is_text = essence.starts_with("text/")
        || ["json", "xml", "javascript"].iter().any(|kind| {
            essence
                .strip_prefix("application/")
                .is_some_and(|kind_of| kind_of == *kind || kind_of.ends_with(&format!("+{kind}")))
        });
    match std::str::from_utf8(body) {
        Ok(text) if is_text => event["body"] = json!(text),
        _ => {
            event["body"] = json!(BASE64.encode(body));
            event["isBase64Encoded"] = json!(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn event_of(request: axum::http::request::Builder, body: &[u8]) -> Value {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        event(&parts, body, ([127, 0, 0, 1], 9000).into(), OffsetDateTime::UNIX_EPOCH)
    }

    #[test]
    fn headers_of_one_name_are_joined_by_commas_and_cookies_stand_apart() {
        let request =
            Request::post("/a%20b?x=1&x=2").header("X-A", "1").header("x-a", "2").header("Cookie", "a=b; c=d");
        let event = event_of(request, b"");
        assert_eq!(event["headers"]["x-a"], "1,2");
        assert_eq!(event["cookies"], json!(["a=b", "c=d"]));
        assert_eq!((&event["rawPath"], &event["rawQueryString"]), (&json!("/a%20b"), &json!("x=1&x=2")));
        assert!(event.get("body").is_none() && event["headers"].get("cookie").is_none());
    }

    #[test]
    fn a_body_comes_as_text_if_it_is_one() {
        let json = event_of(Request::post("/").header("Content-Type", "application/json; charset=utf-8"), b"{}");
        assert_eq!((&json["body"], &json["isBase64Encoded"]), (&json!("{}"), &json!(false)));
        for (content_type, body) in [("application/x-www-form-urlencoded", &b"a=b"[..]), ("text/plain", &[0xff][..])] {
            let event = event_of(Request::post("/").header("Content-Type", content_type), body);
            assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(BASE64.encode(body)), &json!(true)));
        }
    }
}
