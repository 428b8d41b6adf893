//! `POST /outbound-chats`: the body is a request document.

use super::body;
use super::request::HttpRequest;
use crate::context::Context;
use crate::dispatch::Job;
use crate::json::parse;
use crate::outcome::Failure;
use crate::request::Token;
use crate::request::document::{self, EventContext};

/// The job of the document in the body.
///
/// # Errors
/// [`Failure::UnsupportedMediaType`], [`Failure::MalformedRequest`], [`Failure::PayloadTooLarge`] or the rules that the
/// document breaks.
pub fn job(request: &HttpRequest, context: Context<'_>) -> Result<Job, Failure> {
    let bytes = request.body.bytes()?;
    if !body::is_json(request.header("Content-Type")) {
        return Err(Failure::UnsupportedMediaType("application/json"));
    }
    let not_json = |what: &str| Failure::MalformedRequest(format!("the body {what}; send a JSON object"));
    if bytes.is_empty() {
        return Err(not_json("is empty"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| not_json("is not UTF-8"))?;
    let document = parse(text).ok_or_else(|| not_json("is not JSON"))?;
    let event_context = EventContext::from_token(token(request, context));
    Ok(Job::one(document::read(document, event_context, &context.app.settings.defaults)))
}

/// The sender's own key if it has one; else the gateway's id of the request.
fn token(request: &HttpRequest, context: Context<'_>) -> Token {
    let key = request.header("Idempotency-Key").map(unquoted).filter(|key| !key.is_empty());
    let id = key.or_else(|| request.id.clone().filter(|id| !id.is_empty()));
    Token::new("http", id.unwrap_or_else(|| context.invocation.request_id.clone()))
}

/// A structured field's string without its quotes; anything else as it stands.
fn unquoted(key: &str) -> String {
    let key = key.trim();
    match key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => key.to_owned(),
    }
}
