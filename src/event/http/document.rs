//! `POST /outbound-chats`: the body is a request document.

use super::MAX_REQUESTS;
use super::body::MAX_DOCUMENT_BYTES;
use super::request::HttpRequest;
use crate::context::Context;
use crate::dispatch::{Job, Work};
use crate::json::{Kind, items, parse_document};
use crate::media_type::{MediaType, is_compressed};
use crate::outcome::Failure;
use crate::request::document::{self, EventContext};
use crate::request::{ChatRequest, PhoneNumber, Rejection, Token};
use serde_json::value::RawValue;

/// The job of the document, or the array of documents, in the body.
///
/// # Errors
/// [`Failure::UnsupportedMediaType`], [`Failure::MalformedRequest`], [`Failure::PayloadTooLarge`].
pub fn job(request: &HttpRequest, context: Context<'_>) -> Result<Job, Failure> {
    let bytes = request.body.bytes(MAX_DOCUMENT_BYTES)?;
    if MediaType::from_content_type(request.header("Content-Type")) != MediaType::Json {
        return Err(Failure::UnsupportedMediaType("application/json"));
    }
    let not_json = |what: &str| match is_compressed(request.header("Content-Encoding")) {
        false => Failure::MalformedRequest(format!("the body {what}; send a JSON object")),
        true => Failure::UnsupportedMediaType("application/json without a Content-Encoding"),
    };
    if bytes.is_empty() {
        return Err(not_json("is empty"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| not_json("is not UTF-8"))?;
    let document = parse_document(text).map_err(|problem| not_json(&problem))?;
    let token = token(request, context);
    let read = |document: &RawValue, token: Token| {
        let defaults = &context.app.settings.defaults;
        document::read(document, EventContext::new(token, context.invocation.now), defaults).map_err(Failure::from)
    };
    if Kind::from_raw(document) != Kind::Array {
        return Ok(Job::one(read(document, token)));
    }
    let documents = items(document);
    match documents.len() {
        0 => Err(Failure::MalformedRequest("the array in the body is empty; send 1 to 25 requests".to_owned())),
        1..=MAX_REQUESTS => {
            let documents = documents.into_iter().enumerate();
            let read = |(index, document)| read(document, token.item(index)).map_err(|failure| failure.at_index(index));
            let mut chats: Vec<Result<ChatRequest, Failure>> = documents.map(read).collect();
            refuse_shared_tokens(&mut chats);
            Ok(Job::from(Work::Many(chats)))
        }
        count => {
            let detail = format!("the array in the body has {count} requests; {MAX_REQUESTS} are allowed in one call");
            Err(Failure::MalformedRequest(detail))
        }
    }
}

/// Refuses a request whose `ClientToken` is that of an earlier one to somebody else: Connect would answer it with the earlier
/// one's contact, and its text would be lost without a word.
fn refuse_shared_tokens(chats: &mut [Result<ChatRequest, Failure>]) {
    for index in 1..chats.len() {
        let (before, rest) = chats.split_at_mut(index);
        let Some(Ok(chat)) = rest.first() else { continue };
        let is_other = |earlier: &ChatRequest| {
            earlier.params.client_token == chat.params.client_token && recipient(earlier) != recipient(chat)
        };
        let Some(earlier) = before.iter().position(|earlier| earlier.as_ref().is_ok_and(is_other)) else { continue };
        let detail =
            format!("is that of request {earlier}, which goes to somebody else; give each text a token of its own");
        rest[0] = Err(Failure::ValidationFailed(vec![Rejection::new(format!("/{index}/ClientToken"), detail)]));
    }
}

/// Who is texted: the number or, where it has yet to be looked up, the contact that has it.
fn recipient(chat: &ChatRequest) -> (Option<&PhoneNumber>, Option<&str>) {
    match &chat.destination {
        Some(number) => (Some(number), None),
        None => (None, chat.params.related_contact_id.as_deref()),
    }
}

/// The token of the sender's own key, which is unique for its caller. Without a key there is only Lambda's own request id: no
/// gateway repeats an invocation, and its id of the request, or the trace, may be shared or chosen by the caller.
fn token(request: &HttpRequest, context: Context<'_>) -> Token {
    let key = request.header("Idempotency-Key").map(unquoted).filter(|key| !key.is_empty());
    match key {
        Some(key) => Token::from_ids("http", request.caller.iter().map(String::as_str).chain([key.as_str()])),
        None => Token::new("http", &context.invocation.request_id),
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
