//! Lambda's Invoke API, good enough for the AWS CLI and every SDK with an endpoint of their own.
//!
//! Odd: a function that fails is answered with 200, and only a header says so.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use super::{ServerState, log, read};
use crate::dev_server::{Event, Invoked, lambda_error};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// Bytes of the largest payload: of a call that waits for the result, and of one that doesn't.
const MAX_REQUEST_RESPONSE_BYTES: usize = 6_291_456;
const MAX_EVENT_BYTES: usize = 1_048_576;
/// Bytes of the log that come with the response.
const LOG_TAIL_BYTES: usize = 4_096;

/// How the caller wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InvocationType {
    RequestResponse,
    Event,
    DryRun,
}

/// Invokes the function, whatever its name.
pub(super) async fn invoke(State(state): State<ServerState>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let kind = match InvocationType::from_headers(&parts.headers) {
        Ok(kind) => kind,
        Err(refusal) => return refusal.into_response(),
    };
    let event = match event(kind, read(body).await) {
        Ok(event) => event,
        Err(refusal) => return refusal.into_response(),
    };
    let event = Event { via: "Invoke", title: format!("invoke {name}"), text: event, function: None };
    match kind {
        InvocationType::DryRun => StatusCode::NO_CONTENT.into_response(),
        InvocationType::Event => {
            tokio::spawn(async move { log(&state.dev_server.invoke(event).await.trial) });
            (StatusCode::ACCEPTED, [("x-amzn-RequestId", uuid::Uuid::new_v4().to_string())]).into_response()
        }
        InvocationType::RequestResponse => {
            let invoked = state.dev_server.invoke(event).await;
            log(&invoked.trial);
            response(&invoked, parts.headers.get("x-amz-log-type").is_some_and(|value| value == "Tail"))
        }
    }
}

impl InvocationType {
    fn from_headers(headers: &HeaderMap) -> Result<InvocationType, Refusal> {
        let Some(kind) = headers.get("x-amz-invocation-type") else { return Ok(InvocationType::RequestResponse) };
        match kind.as_bytes() {
            b"RequestResponse" => Ok(InvocationType::RequestResponse),
            b"Event" => Ok(InvocationType::Event),
            b"DryRun" => Ok(InvocationType::DryRun),
            _ => Err(Refusal {
                status: StatusCode::BAD_REQUEST,
                name: "InvalidParameterValueException",
                message: "InvocationType must be RequestResponse, Event or DryRun".to_owned(),
            }),
        }
    }
}

/// The payload as an event; none at all is an empty object.
fn event(kind: InvocationType, body: Option<axum::body::Bytes>) -> Result<String, Refusal> {
    let max = if kind == InvocationType::Event { MAX_EVENT_BYTES } else { MAX_REQUEST_RESPONSE_BYTES };
    let body = body.filter(|body| body.len() <= max).ok_or_else(|| Refusal {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        name: "RequestEntityTooLargeException",
        message: format!("Request must be smaller than {max} bytes for the InvokeFunction operation"),
    })?;
    if body.is_empty() {
        return Ok("{}".to_owned());
    }
    match std::str::from_utf8(&body).map(|text| (text, serde_json::from_str::<serde::de::IgnoredAny>(text))) {
        Ok((text, Ok(_))) => Ok(text.to_owned()),
        Ok((_, Err(error))) => Err(not_json(&error.to_string())),
        Err(_) => Err(not_json("it is not UTF-8")),
    }
}

fn not_json(problem: &str) -> Refusal {
    let message = format!("Could not parse request body into json: {problem}");
    Refusal { status: StatusCode::BAD_REQUEST, name: "InvalidRequestContentException", message }
}

fn response(invoked: &Invoked, wants_log: bool) -> Response {
    let (payload, failed) = match &invoked.result {
        Ok(reply) => (reply.clone(), false),
        Err(fault) => (lambda_error(fault), true),
    };
    let mut response = axum::Json(payload).into_response();
    let mut put = |name: &'static str, value: String| {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    };
    put("x-amzn-requestid", invoked.request_id.clone());
    put("x-amz-executed-version", "$LATEST".to_owned());
    if failed {
        put("x-amz-function-error", "Unhandled".to_owned());
    }
    if wants_log {
        put("x-amz-log-result", BASE64.encode(tail(invoked).as_bytes()));
    }
    response
}

/// The end of what Lambda would have in its log.
fn tail(invoked: &Invoked) -> String {
    let Invoked { request_id, trial, .. } = invoked;
    let lines: String = trial.lines.iter().map(|line| format!("{line}\n")).collect();
    let log = format!(
        "START RequestId: {request_id} Version: $LATEST\n{lines}END RequestId: {request_id}\n\
         REPORT RequestId: {request_id}\tDuration: {} ms\n",
        trial.took
    );
    let from = (log.len().saturating_sub(LOG_TAIL_BYTES)..=log.len()).find(|at| log.is_char_boundary(*at));
    log[from.unwrap_or_default()..].to_owned()
}

/// An error of Lambda's own, before the function is asked.
struct Refusal {
    status: StatusCode,
    name: &'static str,
    message: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Refusal { status, name, message } = self;
        let body: Value = json!({"Type": "User", "Message": message, "message": message});
        (status, [("x-amzn-ErrorType", name)], axum::Json(body)).into_response()
    }
}
