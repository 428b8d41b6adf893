//! What an HTTP sender hears: 201, 202, 204, a list of results, or a problem document.

use super::super::{Desk, direct};
use super::request::HttpRequest;
use super::route::Route;
use crate::dispatch::Answer;
use crate::outcome::{Failure, Outcome};
use crate::reply::started;
use crate::sources;
use serde_json::{Value, json};

/// The description of the routes, for CRMs that import one.
const OPENAPI: &str = include_str!("openapi.json");

/// A reply before its gateway's dialect is put on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty with 204.
    pub body: String,
}

impl HttpReply {
    /// The reply to `request`, of whose asks `answers` came.
    pub fn of(request: &HttpRequest, answers: &[Answer], desk: &Desk<'_>) -> HttpReply {
        let route = request.route();
        if route == Ok(Route::OpenApi) {
            return HttpReply::new(200, "application/json", OPENAPI.to_owned());
        }
        let Some(answer) = answers.first() else { return HttpReply::problem(&Failure::NotFound, desk) };
        let source = match &route {
            Ok(Route::Source(name)) => desk.house.sources.named(name),
            _ => None,
        };
        if source.is_some_and(|source| source.answer() == sources::Answer::SalesforceAck) && answer.failure().is_none()
        {
            return HttpReply::new(200, "text/xml; charset=utf-8", sources::SALESFORCE_ACK.to_owned());
        }
        match answer.outcomes.as_slice() {
            _ if answer.many => HttpReply::many(answer, desk),
            [] | [Outcome::Skipped(_), ..] => HttpReply { status: 204, headers: Vec::new(), body: String::new() },
            [Outcome::Started(contact), ..] => HttpReply::json(201, &started(contact)),
            [Outcome::Queued { client_token }, ..] => {
                let mut reply = HttpReply::json(202, &json!({"ClientToken": client_token}));
                if request.prefers_async() {
                    reply.headers.push(("Preference-Applied", "respond-async".to_owned()));
                }
                reply
            }
            [Outcome::Failed(failure), ..] => HttpReply::problem(failure, desk),
        }
    }

    /// A list of results: "try again" if any of them may succeed then, which their tokens make harmless.
    fn many(answer: &Answer, desk: &Desk<'_>) -> HttpReply {
        let results: Vec<Value> = answer.outcomes.iter().map(|outcome| result(outcome, desk)).collect();
        let again = answer.outcomes.iter().filter_map(Outcome::failure).map(Failure::row).filter(|row| row.retryable);
        let wait = again.map(|row| row.retry_after.unwrap_or(1)).max();
        let mut reply = HttpReply::json(if wait.is_some() { 503 } else { 200 }, &json!({"results": results}));
        reply.headers.extend(wait.map(|seconds| ("Retry-After", seconds.to_string())));
        reply
    }

    fn problem(failure: &Failure, desk: &Desk<'_>) -> HttpReply {
        let row = failure.row();
        let mut reply = HttpReply::new(row.status, "application/problem+json", problem(failure, desk).to_string());
        reply.headers.extend(row.retry_after.map(|seconds| ("Retry-After", seconds.to_string())));
        if let Failure::MethodNotAllowed { allow } = failure {
            reply.headers.push(("Allow", (*allow).to_owned()));
        }
        reply
    }

    fn json(status: u16, body: &Value) -> HttpReply {
        HttpReply::new(status, "application/json", body.to_string())
    }

    fn new(status: u16, content_type: &str, body: String) -> HttpReply {
        HttpReply { status, headers: vec![("Content-Type", content_type.to_owned())], body }
    }
}

fn result(outcome: &Outcome, desk: &Desk<'_>) -> Value {
    match outcome {
        Outcome::Failed(failure) => problem(failure, desk),
        Outcome::Started(_) | Outcome::Queued { .. } | Outcome::Skipped(_) => {
            let mut said = direct::said(outcome);
            let status = if matches!(outcome, Outcome::Queued { .. }) { 202 } else { 201 };
            said["status"] = json!(status);
            said
        }
    }
}

fn problem(failure: &Failure, desk: &Desk<'_>) -> Value {
    let row = failure.row();
    let words = words(row.code);
    let errors: Vec<Value> = failure
        .rejections()
        .iter()
        .map(|rejection| json!({"pointer": rejection.pointer, "detail": rejection.detail}))
        .collect();
    let mut problem = json!({
        "type": format!("urn:connect-outbound-chat:{}", words.join("-")),
        "title": title(&words),
        "status": row.status,
        "detail": failure.detail(),
        "code": row.code,
        "retryable": row.retryable,
        "requestId": desk.invocation.request_id,
    });
    if !errors.is_empty() {
        problem["errors"] = Value::Array(errors);
    }
    problem
}

/// The words of a code, in lower case: `ValidationFailed` is `validation`, `failed`.
fn words(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before_was_lower = false;
    for letter in code.chars() {
        match words.last_mut() {
            Some(word) if !(letter.is_ascii_uppercase() && before_was_lower) => word.push(letter.to_ascii_lowercase()),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
        before_was_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    words
}

fn title(words: &[String]) -> String {
    let title = words.join(" ");
    title.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(title.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_becomes_a_urn_in_kebab_case_and_a_title() {
        assert_eq!(words("ValidationFailed").join("-"), "validation-failed");
        assert_eq!(words("InternalServiceException").join("-"), "internal-service-exception");
        assert_eq!(title(&words("EventTooOld")), "Event too old");
    }
}
