//! What a CRM is answered.
//!
//! CRMs have no use for the table of failures: many switch a webhook off after a few 4xx, or repeat for a day what can
//! never succeed, and repeat only for a few statuses (each source's file says which). So whatever may succeed later is
//! 503 to all of them, and what never will is 200: the failure is in the body, in the log and in the metrics. A mistake
//! in the mapping or in a setting keeps the status of the table: the CRM shows it to the owner, who can correct it.

use super::problem;
use super::request::HttpRequest;
use super::response::{HttpResponse, result};
use crate::context::Context;
use crate::dispatch::JobResult;
use crate::outcome::{AwsService, Failure, Outcome, ServiceErrorKind, SkipCode};
use crate::sources::{ResponseFormat, SALESFORCE_ACK, SALESFORCE_NO_ACK, Source, challenge};
use serde_json::json;

/// Seconds that a sender shall wait if the failure itself names none.
const RETRY_AFTER_S: u32 = 1;

/// What is left to do about a failed chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    /// Nothing: it can never be started.
    Nothing,
    /// Its owner has to correct something; until then a repeat fails in the same way.
    Mend(u16),
    /// It may succeed when it is sent again, after so many seconds.
    Repeat(u32),
}

/// The response to a webhook of `source`.
pub fn respond(source: &Source, request: &HttpRequest, result: &JobResult, context: Context<'_>) -> HttpResponse {
    match (source.response_format(), result) {
        // A caller whose credentials are wrong is not Salesforce.
        (ResponseFormat::SalesforceAck, JobResult::One(Outcome::Failed(chat)))
            if matches!(chat.failure, Failure::SignatureInvalid(_)) =>
        {
            HttpResponse::problem(chat, context)
        }
        (ResponseFormat::Json, _) => json(request, result, context),
        (ResponseFormat::SalesforceAck, _) => salesforce_ack(result, context),
    }
}

fn json(request: &HttpRequest, result: &JobResult, context: Context<'_>) -> HttpResponse {
    let outcome = match result {
        JobResult::Many(outcomes) => return many(outcomes, context),
        JobResult::One(outcome) => outcome,
    };
    match outcome {
        Outcome::Skipped(skip) if skip.code == SkipCode::UrlVerification => {
            let challenge = request.body.bytes(usize::MAX).ok().and_then(|body| challenge(&body)).unwrap_or_default();
            HttpResponse::text(200, "text/plain; charset=utf-8", challenge)
        }
        Outcome::Failed(failed) => match left(&failed.failure, context) {
            Left::Nothing => many(std::slice::from_ref(outcome), context),
            Left::Mend(_) => HttpResponse::problem(failed, context),
            Left::Repeat(seconds) => {
                let mut problem = problem::document(failed, context);
                problem["status"] = json!(503);
                let mut response = HttpResponse::text(503, "application/problem+json", problem.to_string());
                response.headers.push(("Retry-After", seconds.to_string()));
                response
            }
        },
        _ => HttpResponse::one(request, outcome, context),
    }
}

/// A list of results, by the status of what is left to do.
fn many(outcomes: &[Outcome], context: Context<'_>) -> HttpResponse {
    let results: Vec<_> = outcomes.iter().map(|outcome| result(outcome, context)).collect();
    let body = json!({"results": results});
    let left = outcomes.iter().filter_map(Outcome::failure).map(|failure| left(failure, context)).max();
    match left.unwrap_or(Left::Nothing) {
        Left::Nothing => HttpResponse::json(200, &body),
        Left::Mend(status) => HttpResponse::json(status, &body),
        Left::Repeat(seconds) => {
            let mut response = HttpResponse::json(503, &body);
            response.headers.push(("Retry-After", seconds.to_string()));
            response
        }
    }
}

/// Salesforce reads nothing but its acknowledgement; anything else it repeats for 24 hours. An acknowledgement that
/// says no is a right answer: 200. The acknowledgement can't say which of the notifications failed, and needn't: those
/// that were started are started once, however often they come.
fn salesforce_ack(result: &JobResult, context: Context<'_>) -> HttpResponse {
    let mut failures = result.outcomes().iter().filter_map(Outcome::failure);
    let is_done = failures.all(|failure| {
        // A body that can't be read may have been damaged on the way, and may be complete when it comes again.
        left(failure, context) == Left::Nothing && !matches!(failure, Failure::MalformedRequest(_))
    });
    let status = match result.failure() {
        Some(failure @ Failure::PayloadTooLarge { .. }) => failure.row().status,
        _ => 200,
    };
    HttpResponse::text(
        status,
        "text/xml; charset=utf-8",
        if is_done { SALESFORCE_ACK } else { SALESFORCE_NO_ACK }.to_owned(),
    )
}

fn left(failure: &Failure, context: Context<'_>) -> Left {
    let row = failure.row();
    match failure {
        Failure::Unreachable | Failure::Timeout | Failure::GroupBlocked | Failure::OutsideSendWindow { .. } => {
            Left::Repeat(row.retry_after.unwrap_or(RETRY_AFTER_S))
        }
        Failure::Service(_) if row.retryable => Left::Repeat(row.retry_after.unwrap_or(RETRY_AFTER_S)),
        // With a queue, only the queue is called: that it is not there or not ours says nothing of the text.
        Failure::Service(_) if context.app.settings.queue_url.is_some() => Left::Repeat(RETRY_AFTER_S),
        // What a setting names refuses, and says nothing of the text.
        Failure::Service(error) if error.service != AwsService::Connect => Left::Mend(row.status),
        Failure::Service(error) => match error.kind {
            ServiceErrorKind::Credentials => Left::Mend(row.status),
            ServiceErrorKind::Invalid
            | ServiceErrorKind::Denied
            | ServiceErrorKind::NotFound
            | ServiceErrorKind::Conflict
            | ServiceErrorKind::TooManyChats
            | ServiceErrorKind::Throttled
            | ServiceErrorKind::Internal
            | ServiceErrorKind::Unavailable
            | ServiceErrorKind::Other => Left::Nothing,
        },
        Failure::MalformedRequest(_)
        | Failure::ValidationFailed(_)
        | Failure::NoDestination { .. }
        | Failure::EventTooOld { .. }
        | Failure::Expired
        | Failure::DestinationNotAllowed(_) => Left::Nothing,
        Failure::SignatureInvalid(_)
        | Failure::UnknownSource
        | Failure::MappingFailed(_)
        | Failure::NotConfigured(_)
        | Failure::SecretUnusable(_)
        | Failure::NotFound
        | Failure::MethodNotAllowed { .. }
        | Failure::UnsupportedMediaType(_)
        | Failure::PayloadTooLarge { .. } => Left::Mend(row.status),
    }
}
