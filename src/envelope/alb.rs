//! An Application Load Balancer's target.
//!
//! Odd: with multi-value headers switched on, events have `multiValueHeaders` and *only* replies with them are taken;
//! the query comes percent-encoded; there is no request id but the trace's; replies want a status description.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>

use super::Desk;
use super::http::{Body, HttpReply, HttpRequest};
use super::rest_api;
use crate::dispatch::Answer;
use crate::json::Members;
use crate::reply::Reply;
use serde_json::json;

/// A request that a load balancer brought.
pub struct Alb {
    /// The request.
    pub request: HttpRequest,
    /// Whether multi-value headers are on.
    is_multi_value: bool,
}

impl Alb {
    /// The request in an event.
    pub(super) fn hear(members: &Members<'_>) -> Alb {
        let query = rest_api::pairs(members, "multiValueQueryStringParameters", "queryStringParameters");
        let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = HttpRequest {
            method: members.text("httpMethod").unwrap_or_default().to_ascii_uppercase(),
            path: members.text("path").unwrap_or_default().into_owned(),
            stage: None,
            is_root: false,
            query_string: query.join("&"),
            headers: rest_api::pairs(members, "multiValueHeaders", "headers"),
            body: Body::of(members),
            id: None,
        };
        request.id = request.header("X-Amzn-Trace-Id").map(trace_id);
        Alb { request, is_multi_value: members.get("multiValueHeaders").is_some() }
    }

    /// The reply, its headers in the variant that the event used.
    pub(super) fn say(&self, answers: &[Answer], desk: &Desk<'_>) -> Reply {
        let HttpReply { status, headers, body } = HttpReply::of(&self.request, answers, desk);
        let value = |value: String| if self.is_multi_value { json!([value]) } else { json!(value) };
        let headers: serde_json::Map<_, _> =
            headers.into_iter().map(|(name, text)| (name.to_owned(), value(text))).collect();
        let member = if self.is_multi_value { "multiValueHeaders" } else { "headers" };
        json!({
            "statusCode": status,
            "statusDescription": format!("{status} {}", reason(status)),
            member: headers,
            "body": body,
            "isBase64Encoded": false,
        })
    }
}

/// The root of a trace header (`Self=…;Root=1-…`), which is what the load balancer calls the trace id.
fn trace_id(header: &str) -> String {
    let root = header.split(';').find_map(|part| part.trim().strip_prefix("Root="));
    root.unwrap_or(header).trim().to_owned()
}

/// The reason phrases of the statuses that are used here (RFC 9110).
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    }
}
