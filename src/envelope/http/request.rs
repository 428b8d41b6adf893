//! An HTTP request, whichever gateway brought it, and what it asks for.

use super::super::Desk;
use super::body::{self, Body};
use super::route::Route;
use super::webhook;
use crate::chat::Token;
use crate::chat::wire::{self, Origin};
use crate::dispatch::{Ask, Road};
use crate::json::parse;
use crate::outcome::Failure;

/// An HTTP request as its gateway tells it.
pub struct HttpRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was called, percent-encoded, with stage and base path.
    pub path: String,
    /// The stage, where the gateway has one.
    pub stage: Option<String>,
    /// The query string as it was called, without its question mark.
    pub query_string: String,
    /// The headers, as they came.
    pub headers: Vec<(String, String)>,
    /// The body as the gateway passed it.
    pub body: Body,
    /// The gateway's id of the request.
    pub id: Option<String>,
}

impl HttpRequest {
    /// The value of a header, whatever the case of its name; of several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Where it goes.
    pub fn route(&self) -> Result<Route, Failure> {
        Route::of(&self.method, &self.path, self.stage.as_deref())
    }

    /// What it asks for.
    pub async fn ask(&self, desk: &Desk<'_>) -> Ask {
        let ask = match self.route() {
            Ok(Route::OutboundChats) => self.request_document(desk).map(|chat| Ask::one(Ok(chat))),
            Ok(Route::Source(name)) => webhook::ask(self, &name, desk).await,
            Ok(Route::OpenApi) => return Ask { chats: Vec::new(), many: false, skipped: None, line: None },
            Err(failure) => Err(failure),
        };
        ask.unwrap_or_else(Ask::failed)
    }

    /// How its chats leave: webhooks wait in the queue if there is one, others where they prefer it.
    pub fn road(&self, desk: &Desk<'_>) -> Road {
        let is_webhook = matches!(self.route(), Ok(Route::Source(_)));
        match desk.house.settings.queue_url.is_some() && (is_webhook || self.prefers_async()) {
            true => Road::Queue,
            false => Road::Connect,
        }
    }

    /// Whether the sender asked for `Prefer: respond-async`.
    pub fn prefers_async(&self) -> bool {
        let prefer = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Prefer"));
        let mut preferences = prefer.flat_map(|(_, value)| value.split(','));
        preferences
            .any(|one| one.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("respond-async")))
    }

    fn request_document(&self, desk: &Desk<'_>) -> Result<crate::chat::ChatRequest, Failure> {
        let bytes = self.body.bytes()?;
        if !body::is_json(self.header("Content-Type")) {
            return Err(Failure::UnsupportedMediaType("application/json"));
        }
        let no_json = |what: &str| Failure::MalformedRequest(format!("the body {what}; send a JSON object"));
        if bytes.is_empty() {
            return Err(no_json("is empty"));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| no_json("is no UTF-8"))?;
        let document = parse(text).ok_or_else(|| no_json("is no JSON"))?;
        wire::read(document, Origin::of(self.token(desk)), &desk.house.settings.defaults)
    }

    /// The sender's own key if it has one; else the gateway's id of the request.
    fn token(&self, desk: &Desk<'_>) -> Token {
        let key = self.header("Idempotency-Key").map(unquoted).filter(|key| !key.is_empty());
        let id = key.or_else(|| self.id.clone().filter(|id| !id.is_empty()));
        Token::new("http", id.unwrap_or_else(|| desk.invocation.request_id.clone()))
    }
}

/// A structured field's string without its quotes; anything else as it stands.
fn unquoted(key: &str) -> String {
    let key = key.trim();
    match key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => key.to_owned(),
    }
}
