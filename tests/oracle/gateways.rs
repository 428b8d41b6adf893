//! Requests over HTTP: headers, query and body, by the source that shows them.

use crate::{Played, Readers, hold};
use aws_lambda_events::alb::AlbTargetGroupRequest;
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayV2httpRequest};
use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlRequest;
use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use test_support::support::event;

/// Never shown to a mapping: they let their bearer in.
const HIDDEN: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "x-amz-security-token"];

/// What says that a body is not JSON.
const CONTENT_TYPE: [&str; 2] = ["/headers/content-type", "/multiValueHeaders"];

const PATH: &str = "/sources/echo";

/// What a gateway's event says, whichever gateway it is.
struct Request<'a> {
    method: &'a str,
    path: &'a str,
    /// All values of a name, in order.
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<String>,
    is_base64: bool,
}

impl Request<'_> {
    /// As the source shows it; `None` if it is no request to the source, or has no JSON in it.
    fn shown(self) -> Option<Value> {
        let bytes = match (self.body?, self.is_base64) {
            (body, true) => BASE64.decode(body.as_bytes()).ok()?,
            (body, false) => body.into_bytes(),
        };
        let body: Value = serde_json::from_slice(&bytes).ok()?;
        let is_hidden = |(name, _): &(String, String)| HIDDEN.contains(&name.as_str());
        let headers: Map<_, _> = self
            .headers
            .into_iter()
            .filter(|pair| !is_hidden(pair))
            .map(|(name, value)| (name, json!(value)))
            .collect();
        let query: Map<_, _> = self.query.into_iter().map(|(name, value)| (name, json!(value))).collect();
        let is_for_source = self.method == "POST" && self.path.ends_with(PATH);
        is_for_source.then(|| json!({"headers": headers, "query": query, "body": body}))
    }
}

/// What the source showed.
fn shown(played: &Played) -> Option<Value> {
    let [call] = played.calls.as_slice() else { return None };
    Some(serde_json::from_str(call["Attributes"]["read"].as_str()?).unwrap())
}

/// Whether the crate reads the values of all headers as texts. Odd: it takes a list in a list for bytes.
fn has_texts_alone(event: &Value) -> bool {
    let headers = ["headers", "multiValueHeaders"].into_iter().filter_map(|member| event[member].as_object());
    headers.flat_map(|headers| headers.values().filter_map(Value::as_array)).flatten().all(Value::is_string)
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The pairs of a header map, whose type the crate does not show.
macro_rules! headers {
    ($headers:expr) => {
        pairs($headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())))
    };
}

/// A request to the source.
fn to_source(name: &str, paths: &[&str]) -> Value {
    let mut event = event(name);
    event["body"] = json!(json!({"name": "Jo", "n": 1}).to_string());
    event["isBase64Encoded"] = json!(false);
    for path in paths {
        *event.pointer_mut(path).unwrap() = json!(PATH);
    }
    event
}

fn parse_query(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn http_api(event: &Value) -> Option<Value> {
    let event: ApiGatewayV2httpRequest =
        serde_json::from_value(event.clone()).ok().filter(|_| has_texts_alone(event))?;
    Request {
        method: event.request_context.http.method.as_str(),
        path: event.raw_path.as_deref()?,
        headers: headers!(event.headers),
        query: parse_query(event.raw_query_string.as_deref().unwrap_or_default()),
        body: event.body,
        is_base64: event.is_base64_encoded,
    }
    .shown()
}

fn function_url(event: &Value) -> Option<Value> {
    let event: LambdaFunctionUrlRequest =
        serde_json::from_value(event.clone()).ok().filter(|_| has_texts_alone(event))?;
    Request {
        method: event.request_context.http.method.as_deref()?,
        path: event.raw_path.as_deref()?,
        headers: headers!(event.headers),
        query: parse_query(event.raw_query_string.as_deref().unwrap_or_default()),
        body: event.body,
        is_base64: event.is_base64_encoded,
    }
    .shown()
}

fn rest_api(event: &Value) -> Option<Value> {
    let event: ApiGatewayProxyRequest =
        serde_json::from_value(event.clone()).ok().filter(|_| has_texts_alone(event))?;
    // With several values where there are any, as API Gateway writes both.
    let (headers, several) = (headers!(event.headers), headers!(event.multi_value_headers));
    let (query, all) = (&event.query_string_parameters, &event.multi_value_query_string_parameters);
    Request {
        method: event.http_method.as_str(),
        path: event.request_context.path.as_deref().or(event.path.as_deref())?,
        headers: if several.is_empty() { headers } else { several },
        query: pairs(if all.is_empty() { query.iter() } else { all.iter() }),
        body: event.body,
        is_base64: event.is_base64_encoded,
    }
    .shown()
}

fn alb(event: &Value) -> Option<Value> {
    let event: AlbTargetGroupRequest = serde_json::from_value(event.clone()).ok().filter(|_| has_texts_alone(event))?;
    let (headers, several) = (headers!(event.headers), headers!(event.multi_value_headers));
    let (query, all) = (&event.query_string_parameters, &event.multi_value_query_string_parameters);
    // A load balancer passes the query as it was called, percent-encoded.
    let query = pairs(if all.is_empty() { query.iter() } else { all.iter() });
    let query = query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    Request {
        method: event.http_method.as_str(),
        path: event.path.as_deref()?,
        headers: if several.is_empty() { headers } else { several },
        query: parse_query(&query),
        body: event.body,
        is_base64: event.is_base64_encoded,
    }
    .shown()
}

#[tokio::test]
async fn an_http_api_s_requests_are_read_alike() {
    let event = to_source("http-api", &["/rawPath", "/requestContext/http/path"]);
    hold("http-api", &event, &Readers { theirs: http_api, ours: shown }, &CONTENT_TYPE).await;
}

#[tokio::test]
async fn a_function_url_s_requests_are_read_alike() {
    let event = to_source("function-url", &["/rawPath", "/requestContext/http/path"]);
    hold("function-url", &event, &Readers { theirs: function_url, ours: shown }, &CONTENT_TYPE).await;
}

#[tokio::test]
async fn a_rest_api_s_requests_are_read_alike() {
    let event = to_source("rest-api", &["/path", "/requestContext/path"]);
    hold("rest-api", &event, &Readers { theirs: rest_api, ours: shown }, &CONTENT_TYPE).await;
}

#[tokio::test]
async fn a_load_balancer_s_requests_are_read_alike() {
    for name in ["alb", "alb-multi-value"] {
        hold(name, &to_source(name, &["/path"]), &Readers { theirs: alb, ours: shown }, &CONTENT_TYPE).await;
    }
}
