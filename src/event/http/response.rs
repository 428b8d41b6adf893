//! What an HTTP sender is answered: 201, 202, 204, a list of results, or a problem document.

use super::problem;
use super::request::HttpRequest;
use crate::context::Context;
use crate::outcome::{FailedChat, Failure, Outcome};
use crate::response::{outcome, scheduled, started};
use serde_json::{Value, json};

/// A response before it has its gateway's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty with 204.
    pub body: String,
}

impl HttpResponse {
    /// What one outcome is answered.
    pub fn one(request: &HttpRequest, outcome: &Outcome, context: Context<'_>) -> HttpResponse {
        match outcome {
            Outcome::Skipped(_) => HttpResponse::no_content(),
            Outcome::Started(contact) => HttpResponse::json(201, &started(contact)),
            Outcome::Queued { client_token } => {
                let mut response = HttpResponse::json(202, &json!({"ClientToken": client_token}));
                if request.prefers_async() {
                    response.headers.push(("Preference-Applied", "respond-async".to_owned()));
                }
                response
            }
            Outcome::Scheduled { client_token, send_at } => HttpResponse::json(202, &scheduled(client_token, *send_at)),
            Outcome::Failed(failed) => HttpResponse::problem(failed, context),
        }
    }

    /// A list of results: "try again" if any of them may succeed then, which their tokens make harmless.
    pub fn many(outcomes: &[Outcome], context: Context<'_>) -> HttpResponse {
        let results: Vec<Value> = outcomes.iter().map(|outcome| result(outcome, context)).collect();
        let again = outcomes.iter().filter_map(Outcome::failure).map(Failure::row).filter(|row| row.retryable);
        let wait = again.map(|row| row.retry_after.unwrap_or(1)).max();
        let mut response = HttpResponse::json(if wait.is_some() { 503 } else { 200 }, &json!({"results": results}));
        response.headers.extend(wait.map(|seconds| ("Retry-After", seconds.to_string())));
        response
    }

    /// The problem document of `failed`, with the status that the table gives it.
    pub fn problem(failed: &FailedChat, context: Context<'_>) -> HttpResponse {
        let row = failed.failure.row();
        let body = problem::document(failed, context).to_string();
        let mut response = HttpResponse::text(row.status, "application/problem+json", body);
        response.headers.extend(row.retry_after.map(|seconds| ("Retry-After", seconds.to_string())));
        if let Failure::MethodNotAllowed { allow } = &failed.failure {
            response.headers.push(("Allow", (*allow).to_owned()));
        }
        response
    }

    /// Nothing to tell.
    pub fn no_content() -> HttpResponse {
        HttpResponse { status: 204, headers: Vec::new(), body: String::new() }
    }

    /// A body of JSON.
    pub fn json(status: u16, body: &Value) -> HttpResponse {
        HttpResponse::text(status, "application/json", body.to_string())
    }

    /// A body of text.
    pub fn text(status: u16, content_type: &str, body: String) -> HttpResponse {
        HttpResponse { status, headers: vec![("Content-Type", content_type.to_owned())], body }
    }
}

/// One result of a list, with the status that it would have alone.
pub fn result(of: &Outcome, context: Context<'_>) -> Value {
    let status = match of {
        Outcome::Failed(failed) => return problem::document(failed, context),
        Outcome::Queued { .. } | Outcome::Scheduled { .. } => 202,
        Outcome::Started(_) | Outcome::Skipped(_) => 201,
    };
    let mut result = outcome(of);
    result["status"] = json!(status);
    result
}
