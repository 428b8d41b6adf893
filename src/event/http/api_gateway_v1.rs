//! A REST API's proxy integration, payload format 1.0, which HTTP APIs can speak, too.
//!
//! Odd: headers come twice, with one value and with all; the query comes decoded, so that what a sender called has to be
//! written down again.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use super::RawEvent;
use super::api_gateway_v2;
use super::body::Body;
use super::caller;
use super::request::HttpRequest;
use super::response::HttpResponse;
use crate::json::Members;
use crate::response::Response;

/// Whether an event has payload format 1.0.
pub fn detect(event: &RawEvent<'_>) -> bool {
    let context = event.members.object("requestContext");
    // A WebSocket API's event can have the same members, and a connection.
    let is_web_socket = context.get("connectionId").is_some();
    event.members.get("httpMethod").is_some() && event.members.get("requestContext").is_some() && !is_web_socket
}

/// The request in an event.
pub fn parse(members: &Members<'_>) -> HttpRequest {
    let context = members.object("requestContext");
    let query = pairs(members, "multiValueQueryStringParameters", "queryStringParameters");
    let owned = |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| text.into_owned());
    // The context's path has the stage in it, as the sender called it; `path` may lack a base path. Odd: `sam local
    // start-api` writes the route (`/{proxy+}`) where the path should be.
    let called = owned(context.text("path")).filter(|path| !path.contains('{'));
    let path = called.or_else(|| owned(members.text("path")));
    HttpRequest {
        method: members.text("httpMethod").unwrap_or_default().to_ascii_uppercase(),
        path: path.unwrap_or_default(),
        stage: owned(context.text("stage")),
        matched_route: owned(members.text("resource")),
        query_string: form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish(),
        headers: pairs(members, "multiValueHeaders", "headers"),
        body: Body::from(members),
        caller: caller::ids(&context),
        id: owned(context.text("requestId")),
    }
}

/// The response in payload format 1.0, which is that of format 2.0.
pub fn respond(response: HttpResponse) -> Response {
    api_gateway_v2::respond(response)
}

/// Pairs of a member that has all values or, where it has none, of the one that has one value each.
pub fn pairs(members: &Members<'_>, all: &str, single: &str) -> Vec<(String, String)> {
    let pairs = api_gateway_v2::pairs(&members.object(all));
    if pairs.is_empty() { api_gateway_v2::pairs(&members.object(single)) } else { pairs }
}
