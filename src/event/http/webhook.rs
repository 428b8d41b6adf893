//! `POST /sources/{name}`: a webhook's signature is checked, then its body is mapped.

use super::super::mapped;
use super::body::MAX_WEBHOOK_BYTES;
use super::request::HttpRequest;
use crate::context::Context;
use crate::dispatch::Job;
use crate::media_type::{MediaType, is_compressed};
use crate::outcome::{Failure, Skip, SkipCode};
use crate::request::document::EventContext;
use crate::request::{Token, token};
use crate::sources::{MappingProblem, Source, Unverified, Verified, Webhook};

/// The job of the webhook.
///
/// # Errors
/// [`Failure::UnknownSource`], [`Failure::PayloadTooLarge`], [`Failure::SignatureInvalid`], or that nobody can tell whether
/// it is genuine: nothing is looked into before that is known.
pub async fn job(request: &HttpRequest, name: &str, context: Context<'_>) -> Result<Job, Failure> {
    let source = context.app.sources.named(name).ok_or(Failure::UnknownSource)?;
    let body = match request.body.bytes(MAX_WEBHOOK_BYTES) {
        // What nobody can decode, nobody can have signed.
        Err(Failure::MalformedRequest(detail)) => return Err(Failure::SignatureInvalid(detail)),
        body => body?,
    };
    let query: Vec<(String, String)> = form_urlencoded::parse(request.query_string.as_bytes()).into_owned().collect();
    let urls = urls(context.app.settings.public_url.as_deref(), request, name);
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let webhook =
        Webhook { method: &request.method, urls: &urls, headers: &request.headers, query: &query, body: &body };
    match source.verify(&webhook, &context.app.secrets, context.invocation.now).await {
        Ok(verified) => Ok(verified_job(source, &webhook, verified, context)),
        Err(Unverified::NotReadable(detail)) => Ok(Job::failed(unreadable(&webhook, detail))),
        Err(Unverified::Unable(failure)) => Err(failure),
        Err(Unverified::Refused(detail)) => {
            Err(Failure::SignatureInvalid(format!("source {}: {detail}", source.name())))
        }
    }
}

fn verified_job(source: &Source, webhook: &Webhook<'_>, verified: Verified, context: Context<'_>) -> Job {
    if source.is_challenge(webhook) {
        return Job::skip(Skip::new(SkipCode::UrlVerification, "the sender asked whether this URL is ours"));
    }
    if webhook.media_type() == MediaType::Other {
        return Job::failed(Failure::UnsupportedMediaType("application/json, XML or a form"));
    }
    let id = verified.signed_id.unwrap_or_else(|| token::sha256_hex(webhook.body));
    let event_context = EventContext::new(Token::new(source.name(), &id), context.invocation.now);
    let mapped = source.map_webhook(webhook, context.deadline);
    if let Err(MappingProblem::NotReadable(detail)) = mapped {
        return Job::failed(unreadable(webhook, detail));
    }
    mapped::job(source, mapped, || source.missing_in_webhook(webhook), &event_context, context)
}

/// Why a body can't be read: nothing here decompresses one.
fn unreadable(webhook: &Webhook<'_>, detail: String) -> Failure {
    match is_compressed(webhook.header("Content-Encoding")) {
        false => Failure::MalformedRequest(detail),
        true => Failure::UnsupportedMediaType("application/json, XML or a form, without a Content-Encoding"),
    }
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
    let origin = &public_url[..public_url.len() - base.len()];
    let route =
        request.path.rfind("/sources/").map_or_else(|| format!("/sources/{name}"), |at| request.path[at..].to_owned());
    let mut urls = Vec::new();
    if !base.is_empty() && request.path.starts_with(base) {
        urls.push(format!("{origin}{}", path_and_query(&request.path, &request.query_string)));
    }
    for path in [&request.path, &route] {
        let url = format!("{public_url}{}", path_and_query(path, &request.query_string));
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls
}
