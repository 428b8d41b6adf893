//! An HTTP API (payload format 2.0) and a Function URL, which speaks the same.
//!
//! Odd: several headers of one name come joined by commas.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use super::Desk;
use super::http::{Body, HttpReply, HttpRequest};
use crate::dispatch::Answer;
use crate::json::{Members, text};
use crate::reply::Reply;
use serde_json::json;

/// A request in payload format 2.0.
pub struct HttpApi {
    /// The request.
    pub request: HttpRequest,
}

impl HttpApi {
    /// The request in an event.
    pub(super) fn hear(members: &Members<'_>) -> HttpApi {
        let context = members.object("requestContext");
        let http = context.object("http");
        let owned = |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| text.into_owned());
        let path = owned(members.text("rawPath")).or_else(|| owned(http.text("path")));
        HttpApi {
            request: HttpRequest {
                method: http.text("method").unwrap_or_default().to_ascii_uppercase(),
                path: path.unwrap_or_default(),
                stage: owned(context.text("stage")),
                is_root: members.text("routeKey").is_some_and(|route| route.ends_with(" /")),
                query_string: owned(members.text("rawQueryString")).unwrap_or_default(),
                headers: headers(&members.object("headers")),
                body: Body::of(members),
                id: owned(context.text("requestId")),
            },
        }
    }

    /// The reply in payload format 2.0.
    pub(super) fn say(&self, answers: &[Answer], desk: &Desk<'_>) -> Reply {
        let HttpReply { status, headers, body } = HttpReply::of(&self.request, answers, desk);
        let headers: serde_json::Map<_, _> =
            headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        json!({"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": false})
    }
}

/// Headers with one value each.
pub fn headers(members: &Members<'_>) -> Vec<(String, String)> {
    members.iter().filter_map(|(name, raw)| Some((name.to_owned(), text(raw)?.into_owned()))).collect()
}
