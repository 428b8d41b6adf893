//! An Application Load Balancer's target.
//!
//! Odd: with multi-value headers switched on, events have `multiValueHeaders` and *only* responses with them are taken;
//! the query comes percent-encoded; there is no request id but the trace's; responses want a status description.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>

use super::api_gateway_v1::pairs;
use super::body::Body;
use super::request::HttpRequest;
use super::response::HttpResponse;
use crate::invocation::trace_root;
use crate::json::Members;
use crate::response::Response;
use http::StatusCode;
use serde_json::json;

/// The variant of headers that a target group is set to.
pub enum Headers {
    /// `headers`, one value each.
    Single,
    /// `multiValueHeaders`.
    MultiValue,
}

impl From<&Members<'_>> for Headers {
    fn from(members: &Members<'_>) -> Headers {
        if members.get("multiValueHeaders").is_some() { Headers::MultiValue } else { Headers::Single }
    }
}

/// The request in an event.
pub fn parse(members: &Members<'_>) -> HttpRequest {
    let query = pairs(members, "multiValueQueryStringParameters", "queryStringParameters");
    let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut request = HttpRequest {
        method: members.text("httpMethod").unwrap_or_default().to_ascii_uppercase(),
        path: members.text("path").unwrap_or_default().into_owned(),
        stage: None,
        matched_route: None,
        query_string: query.join("&"),
        headers: pairs(members, "multiValueHeaders", "headers"),
        body: Body::from(members),
        caller: Vec::new(),
        id: None,
    };
    // The trace's root (`Self=…;Root=1-…`) is what the load balancer calls the trace id.
    request.id = request.header("X-Amzn-Trace-Id").map(|header| trace_root(header).unwrap_or(header.trim()).to_owned());
    request
}

/// The response, its headers in the variant that the event used.
pub fn respond(HttpResponse { status, headers, body }: HttpResponse, variant: &Headers) -> Response {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown");
    let (member, headers) = match variant {
        Headers::Single => {
            ("headers", headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect())
        }
        Headers::MultiValue => {
            ("multiValueHeaders", headers.into_iter().map(|(name, value)| (name.to_owned(), json!([value]))).collect())
        }
    };
    json!({
        "statusCode": status,
        "statusDescription": format!("{status} {reason}"),
        member: serde_json::Value::Object(headers),
        "body": body,
        "isBase64Encoded": false,
    })
}
