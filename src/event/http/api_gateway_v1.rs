//! A REST API's proxy integration, payload format 1.0, which HTTP APIs can speak, too.
//!
//! Odd: headers come twice, with one value and with all; the query comes decoded, so that what a sender called has to be
//! written down again.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use super::api_gateway_v2;
use super::body::Body;
use super::caller;
use super::request::HttpRequest;
use super::request_context::RequestContext;
use super::response::HttpResponse;
use crate::json::Members;
use crate::response::Response;

/// Whether an event has payload format 1.0. A WebSocket API's event can have the same members, and a connection.
pub fn detect(members: &Members<'_>, context: &RequestContext<'_>) -> bool {
    members.get("httpMethod").is_some() && !context.is_of_web_socket()
}

/// The request in an event.
pub fn parse(members: &Members<'_>, context: &RequestContext<'_>) -> HttpRequest {
    let query = pairs(members, "multiValueQueryStringParameters", "queryStringParameters");
    // The context's path has the stage in it, as the sender called it; `path` may lack a base path. Odd: `sam local
    // start-api` writes the route (`/{proxy+}`) where the path should be.
    let called = context.path().filter(|path| !path.contains('{'));
    let path = called.or_else(|| members.text("path"));
    HttpRequest {
        method: members.text("httpMethod").unwrap_or_default().to_ascii_uppercase(),
        path: path.unwrap_or_default().into_owned(),
        stage: context.stage(),
        matched_route: members.text("resource").map(|route| route.into_owned()),
        query_string: form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish(),
        headers: pairs(members, "multiValueHeaders", "headers"),
        body: Body::from(members),
        caller: caller::ids(context),
        id: context.request_id(),
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
