//! Lambda's Invoke API, good enough for the AWS CLI and every SDK with an endpoint of their own.
//!
//! Odd: a function that fails is answered with 200, and only a header says so.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use super::{Front, log, read};
use crate::dev_server::{Event, Invoked, lambda_error};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The largest payload of a call that is waited for, and of one that isn't.
const MOST: usize = 6_291_456;
const MOST_OF_EVENT: usize = 1_048_576;
/// So much of the log comes with the answer.
const TAIL: usize = 4_096;

/// How the caller wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InvocationType {
    RequestResponse,
    Event,
    DryRun,
}

/// Invokes the function, whatever its name.
pub(super) async fn invoke(State(front): State<Front>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match InvocationType::of(&parts.headers) {
        Ok(asked) => asked,
        Err(refusal) => return refusal.into_response(),
    };
    let event = match event(asked, read(body).await) {
        Ok(event) => event,
        Err(refusal) => return refusal.into_response(),
    };
    let event = Event { via: "Invoke", title: format!("invoke {name}"), text: event, function: None };
    match asked {
        InvocationType::DryRun => StatusCode::NO_CONTENT.into_response(),
        InvocationType::Event => {
            tokio::spawn(async move { log(&front.desk.invoke(event).await.trial) });
            (StatusCode::ACCEPTED, [("x-amzn-RequestId", uuid::Uuid::new_v4().to_string())]).into_response()
        }
        InvocationType::RequestResponse => {
            let invoked = front.desk.invoke(event).await;
            log(&invoked.trial);
            answer(&invoked, parts.headers.get("x-amz-log-type").is_some_and(|kind| kind == "Tail"))
        }
    }
}

impl InvocationType {
    fn of(headers: &HeaderMap) -> Result<InvocationType, Refusal> {
        let Some(asked) = headers.get("x-amz-invocation-type") else { return Ok(InvocationType::RequestResponse) };
        match asked.as_bytes() {
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
fn event(asked: InvocationType, body: Option<axum::body::Bytes>) -> Result<String, Refusal> {
    let most = if asked == InvocationType::Event { MOST_OF_EVENT } else { MOST };
    let body = body.filter(|body| body.len() <= most).ok_or_else(|| Refusal {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        name: "RequestEntityTooLargeException",
        message: format!("Request must be smaller than {most} bytes for the InvokeFunction operation"),
    })?;
    if body.is_empty() {
        return Ok("{}".to_owned());
    }
    match std::str::from_utf8(&body).map(|text| (text, serde_json::from_str::<serde::de::IgnoredAny>(text))) {
        Ok((text, Ok(_))) => Ok(text.to_owned()),
        Ok((_, Err(error))) => Err(no_json(&error.to_string())),
        Err(_) => Err(no_json("it is no UTF-8")),
    }
}

fn no_json(problem: &str) -> Refusal {
    let message = format!("Could not parse request body into json: {problem}");
    Refusal { status: StatusCode::BAD_REQUEST, name: "InvalidRequestContentException", message }
}

fn answer(invoked: &Invoked, wants_log: bool) -> Response {
    let (payload, failed) = match &invoked.answer {
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

/// The last 4 KB of what Lambda would have in its log.
fn tail(invoked: &Invoked) -> String {
    let Invoked { request_id, trial, .. } = invoked;
    let lines: String = trial.lines.iter().map(|line| format!("{line}\n")).collect();
    let log = format!(
        "START RequestId: {request_id} Version: $LATEST\n{lines}END RequestId: {request_id}\n\
         REPORT RequestId: {request_id}\tDuration: {} ms\n",
        trial.took
    );
    let from = (log.len().saturating_sub(TAIL)..=log.len()).find(|at| log.is_char_boundary(*at));
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
