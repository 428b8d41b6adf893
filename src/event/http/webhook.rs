//! `POST /sources/{name}`: a webhook's signature is checked, then its body is mapped.

use super::super::mapped;
use super::request::HttpRequest;
use crate::context::Context;
use crate::dispatch::Job;
use crate::outcome::Failure;
use crate::request::document::EventContext;
use crate::request::{Token, token};
use crate::sources::{Source, Unverified, Verified, Webhook};

/// The job of the webhook.
///
/// # Errors
/// [`Failure::UnknownSource`], [`Failure::SignatureInvalid`], [`Failure::UnsupportedMediaType`] or what is wrong with
/// its body. The signature is checked before the body is looked into.
pub async fn job(request: &HttpRequest, name: &str, context: Context<'_>) -> Result<Job, Failure> {
    let source = context.app.sources.named(name).ok_or(Failure::UnknownSource)?;
    let body = request.body.bytes()?;
    let query: Vec<(String, String)> = form_urlencoded::parse(request.query_string.as_bytes()).into_owned().collect();
    let mut webhook =
        Webhook { method: &request.method, url: None, headers: &request.headers, query: &query, body: &body };
    let urls = urls(context.app.settings.public_url.as_deref(), request, name);
    let verified = verify(source, &mut webhook, &urls, context).await?;
    let content_type = request.header("Content-Type");
    if !source.accepts(content_type) {
        return Err(Failure::UnsupportedMediaType("application/json, XML or a form"));
    }
    let id = verified.signed_id.unwrap_or_else(|| token::sha256_hex(&body));
    let event_context = EventContext::from_token(Token::new(name, &id));
    Ok(mapped::job(source, source.map_webhook(&webhook, content_type), &event_context, context))
}

/// Tries each URL that the sender may have called: behind a gateway, which part of a path it saw can't be known.
async fn verify<'a>(
    source: &Source,
    webhook: &mut Webhook<'a>,
    urls: &'a [String],
    context: Context<'_>,
) -> Result<Verified, Failure> {
    let mut refusal = None;
    for url in urls.iter().map(|url| Some(url.as_str())).chain(urls.is_empty().then_some(None)) {
        webhook.url = url;
        match source.verify(webhook, &context.app.secrets, context.invocation.now).await {
            Ok(verified) => return Ok(verified),
            Err(Unverified::Unable(failure)) => return Err(failure),
            Err(Unverified::Refused(detail)) => refusal = refusal.or(Some(detail)),
        }
    }
    let detail = refusal.unwrap_or_default();
    Err(Failure::SignatureInvalid(format!("source {}: {detail}", source.name())))
}

fn path_and_query(path: &str, query_string: &str) -> String {
    match query_string {
        "" => path.to_owned(),
        query_string => format!("{path}?{query_string}"),
    }
}

/// `PUBLIC_URL` with the path that was called, and with the route alone.
fn urls(public_url: Option<&str>, request: &HttpRequest, name: &str) -> Vec<String> {
    let Some(public_url) = public_url else { return Vec::new() };
    let authority = public_url.find("://").map_or(0, |at| at + 3);
    let base = public_url[authority..].find('/').map_or("", |at| &public_url[authority + at..]);
    let event_context = &public_url[..public_url.len() - base.len()];
    let route =
        request.path.rfind("/sources/").map_or_else(|| format!("/sources/{name}"), |at| request.path[at..].to_owned());
    let mut urls = Vec::new();
    if !base.is_empty() && request.path.starts_with(base) {
        urls.push(format!("{event_context}{}", path_and_query(&request.path, &request.query_string)));
    }
    for path in [&request.path, &route] {
        let url = format!("{public_url}{}", path_and_query(path, &request.query_string));
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}
