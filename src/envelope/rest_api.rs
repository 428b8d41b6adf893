//! A REST API's proxy integration, payload format 1.0, which HTTP APIs can speak, too.
//!
//! Odd: headers come twice, with one value and with all; the query comes decoded, so that what a sender called has to be
//! written down again.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use super::Desk;
use super::http::{Body, HttpReply, HttpRequest};
use super::http_api;
use crate::dispatch::Answer;
use crate::json::{Kind, Members, items, text};
use crate::reply::Reply;
use serde_json::json;

/// A request in payload format 1.0.
pub struct RestApi {
    /// The request.
    pub request: HttpRequest,
}

impl RestApi {
    /// The request in an event.
    pub(super) fn hear(members: &Members<'_>) -> RestApi {
        let context = members.object("requestContext");
        let query = pairs(members, "multiValueQueryStringParameters", "queryStringParameters");
        let owned = |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| text.into_owned());
        // The context's path has the stage in it, as the sender called it; `path` may lack a base path.
        let path = owned(context.text("path")).or_else(|| owned(members.text("path")));
        RestApi {
            request: HttpRequest {
                method: members.text("httpMethod").unwrap_or_default().to_ascii_uppercase(),
                path: path.unwrap_or_default(),
                stage: owned(context.text("stage")),
                is_root: members.text("resource").as_deref() == Some("/"),
                query_string: form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish(),
                headers: pairs(members, "multiValueHeaders", "headers"),
                body: Body::of(members),
                id: owned(context.text("requestId")),
            },
        }
    }

    /// The reply in payload format 1.0.
    pub(super) fn say(&self, answers: &[Answer], desk: &Desk<'_>) -> Reply {
        let HttpReply { status, headers, body } = HttpReply::of(&self.request, answers, desk);
        let headers: serde_json::Map<_, _> =
            headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        json!({"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": false})
    }
}

/// Pairs of a member that has all values, or else of the one that has one value each.
pub fn pairs(members: &Members<'_>, all: &str, single: &str) -> Vec<(String, String)> {
    let Some(all) = members.get(all).filter(|raw| Kind::of(raw) == Kind::Object) else {
        return http_api::headers(&members.object(single));
    };
    let values = |(name, raw): (&str, &serde_json::value::RawValue)| -> Vec<(String, String)> {
        items(raw).into_iter().filter_map(|raw| Some((name.to_owned(), text(raw)?.into_owned()))).collect()
    };
    Members::of(all).iter().flat_map(values).collect()
}
