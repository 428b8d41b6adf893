//! What an HTTP request asks for, and by which road its chats leave.

use super::super::Desk;
use super::request::HttpRequest;
use super::route::Route;
use super::{body, webhook};
use crate::chat::wire::{self, Origin};
use crate::chat::{ChatRequest, Token};
use crate::dispatch::{Ask, Road};
use crate::json::parse;
use crate::outcome::Failure;

/// What `request` asks for.
pub async fn ask(request: &HttpRequest, desk: &Desk<'_>) -> Ask {
    let ask = match request.route() {
        Ok(Route::OutboundChats) => document(request, desk).map(|chat| Ask::one(Ok::<_, Failure>(chat))),
        Ok(Route::Source(name)) => Box::pin(webhook::ask(request, &name, desk)).await,
        Ok(Route::OpenApi) => Ok(Ask::nothing()),
        Err(failure) => Err(failure),
    };
    ask.unwrap_or_else(Ask::failed)
}

/// How its chats leave: webhooks wait in the queue if there is one, others where they prefer it.
pub fn road(request: &HttpRequest, desk: &Desk<'_>) -> Road {
    let is_webhook = matches!(request.route(), Ok(Route::Source(_)));
    match desk.house.settings.queue_url.is_some() && (is_webhook || request.prefers_async()) {
        true => Road::Queue,
        false => Road::Connect,
    }
}

fn document(request: &HttpRequest, desk: &Desk<'_>) -> Result<ChatRequest, Failure> {
    let bytes = request.body.bytes()?;
    if !body::is_json(request.header("Content-Type")) {
        return Err(Failure::UnsupportedMediaType("application/json"));
    }
    let no_json = |what: &str| Failure::MalformedRequest(format!("the body {what}; send a JSON object"));
    if bytes.is_empty() {
        return Err(no_json("is empty"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| no_json("is no UTF-8"))?;
    let document = parse(text).ok_or_else(|| no_json("is no JSON"))?;
    Ok(wire::read(document, Origin::of(token(request, desk)), &desk.house.settings.defaults)?)
}

/// The sender's own key if it has one; else the gateway's id of the request.
fn token(request: &HttpRequest, desk: &Desk<'_>) -> Token {
    let key = request.header("Idempotency-Key").map(unquoted).filter(|key| !key.is_empty());
    let id = key.or_else(|| request.id.clone().filter(|id| !id.is_empty()));
    Token::new("http", id.unwrap_or_else(|| desk.invocation.request_id.clone()))
}

/// A structured field's string without its quotes; anything else as it stands.
fn unquoted(key: &str) -> String {
    let key = key.trim();
    match key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => key.to_owned(),
    }
}
