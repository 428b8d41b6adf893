//! An HTTP API (payload format 2.0) and a Function URL, which speaks the same.
//!
//! Odd: several headers of one name come joined by commas.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use super::body::Body;
use super::caller;
use super::request::HttpRequest;
use super::request_context::RequestContext;
use super::response::HttpResponse;
use crate::json::{Kind, Members, items, text};
use crate::response::Response;
use serde_json::json;

/// The request in an event, whose context has `http`.
pub fn parse(members: &Members<'_>, context: &RequestContext<'_>, http: &Members<'_>) -> HttpRequest {
    let path = members.text("rawPath").or_else(|| http.text("path"));
    HttpRequest {
        method: http.text("method").unwrap_or_default().to_ascii_uppercase(),
        path: path.unwrap_or_default().into_owned(),
        stage: context.stage(),
        matched_route: members.text("routeKey").map(|key| key.rsplit(' ').next().unwrap_or_default().to_owned()),
        query_string: members.text("rawQueryString").unwrap_or_default().into_owned(),
        headers: pairs(&members.object("headers")),
        body: Body::from(members),
        caller: caller::ids(context),
        id: context.request_id(),
    }
}

/// The response in payload format 2.0.
pub fn respond(HttpResponse { status, headers, body }: HttpResponse) -> Response {
    let headers: serde_json::Map<_, _> =
        headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    json!({"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": false})
}

/// Headers or query members, of one value each or, as some tools write them, of a list.
pub fn pairs(members: &Members<'_>) -> Vec<(String, String)> {
    let values = |raw| if Kind::from_raw(raw) == Kind::Array { items(raw) } else { vec![raw] };
    let all = members.iter().flat_map(|(name, raw)| values(raw).into_iter().map(move |raw| (name, raw)));
    all.filter_map(|(name, raw)| Some((name.to_owned(), text(raw)?.into_owned()))).collect()
}
