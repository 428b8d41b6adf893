//! The table of failures, through every sender.

use crate::runtime_api::{Invocation, InvocationResult, Lambda, Setup};
use crate::sender::{SENDERS, Sender, SenderResult};
use crate::support::{body, connect, event, function_with, sort, started, starts, transcript};
use futures_util::future::join_all;
use serde_json::{Value, json};
use simulator::{ANONYMOUS_SAMPLE, Fault, Simulator};
use std::time::Duration;

/// A row: what happened, the code, the HTTP status, whether to try again, `Retry-After`.
type Row = (&'static str, u16, bool, Option<&'static str>);

/// What Connect answers, and what senders are told of it.
const OF_CONNECT: [(Fault, Row); 20] = [
    (Fault::InvalidRequest, ("InvalidRequestException", 400, false, None)),
    (Fault::Validation, ("ValidationException", 400, false, None)),
    (Fault::AccessDenied, ("AccessDeniedException", 403, false, None)),
    (Fault::ResourceNotFound, ("ResourceNotFoundException", 404, false, None)),
    (Fault::Conflict, ("ConflictException", 409, true, None)),
    (Fault::LimitExceeded, ("LimitExceededException", 429, true, Some("60"))),
    (Fault::Throttling, ("ThrottlingException", 429, true, Some("1"))),
    (Fault::ThrottlingWithStatus400, ("ThrottlingException", 429, true, Some("1"))),
    (Fault::TooManyRequests, ("TooManyRequestsException", 429, true, Some("1"))),
    (Fault::InternalService, ("InternalServiceException", 502, true, None)),
    (Fault::ServiceUnavailable, ("ServiceUnavailableException", 503, true, Some("1"))),
    (Fault::ExpiredToken, ("ExpiredTokenException", 500, false, None)),
    (Fault::UnrecognizedClient, ("UnrecognizedClientException", 500, false, None)),
    (Fault::InvalidSignature, ("InvalidSignatureException", 500, false, None)),
    (Fault::Unknown, ("TeapotException", 502, false, None)),
    (Fault::InvalidParameter, ("InvalidParameterException", 502, false, None)),
    // Answers without a name get one that says so.
    (Fault::NoContactId, ("InvalidResponse", 502, false, None)),
    (Fault::Nonsense, ("InvalidResponse", 502, false, None)),
    (Fault::Redirect, ("HttpStatus302", 502, false, None)),
    (Fault::Dropped, ("Unreachable", 503, true, Some("1"))),
];

/// What is refused before any call, and what of.
fn of_the_function() -> Vec<(Value, Row)> {
    vec![
        (json!({"To": "+12025550150", "DisplayName": "x".repeat(257)}), ("ValidationFailed", 400, false, None)),
        (json!({"RelatedContactId": ANONYMOUS_SAMPLE}), ("NoDestination", 400, false, None)),
        (json!({"To": "+442079460018"}), ("DestinationNotAllowed", 403, false, None)),
        (json!({"To": "+12025550150", "Channel": "WhatsApp"}), ("NotConfigured", 500, false, None)),
    ]
}

const SETTINGS: [(&str, &str); 3] =
    [("ALLOWED_DESTINATIONS", "+1"), ("CONNECT_WHATSAPP_NUMBER", ""), ("AWS_MAX_ATTEMPTS", "1")];

/// Holds what a sender heard against a row.
fn check(sender: Sender, ending: &InvocationResult, (code, status, retryable, retry_after): Row) {
    match sender.read_result(ending) {
        SenderResult::FailedMessage => {}
        SenderResult::Error(error_type, message) => {
            assert_eq!(error_type, code, "{sender:?}: {message}");
            assert!(message.len() > 20, "{sender:?} {code}: {message}");
        }
        SenderResult::Problem(heard_status, heard_retry_after, problem) => {
            assert_eq!(heard_status, status, "{sender:?} {code}: {problem}");
            assert_eq!(heard_retry_after.as_deref(), retry_after, "{sender:?} {code}");
            assert_eq!(problem["type"], format!("urn:connect-outbound-chat:{}", kebab(code)), "{sender:?}");
            assert_eq!(problem["status"], status, "{sender:?}");
            assert_eq!(problem["code"], code, "{sender:?}");
            assert_eq!(problem["retryable"], retryable, "{sender:?} {code}");
            assert!(problem["requestId"].as_str().unwrap().starts_with("00000000-0000-4000-8000-"), "{sender:?}");
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{sender:?} {problem}");
            assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{sender:?} {problem}");
        }
        SenderResult::Started(_) => panic!("{sender:?} heard of no {code}: {ending:?}"),
    }
    match (sender, ending) {
        (Sender::Alb | Sender::AlbMultiValue, Ok(reply)) => {
            assert!(reply["statusDescription"].as_str().unwrap().starts_with(&format!("{status} ")), "{reply}");
            let (used, other) = match sender {
                Sender::Alb => ("headers", "multiValueHeaders"),
                _ => ("multiValueHeaders", "headers"),
            };
            assert!(reply.get(used).is_some() && reply.get(other).is_none(), "{reply}");
        }
        (Sender::HttpApi | Sender::FunctionUrl | Sender::RestApi, Ok(reply)) => {
            assert!(reply.get("multiValueHeaders").is_none(), "{reply}");
        }
        _ => {}
    }
}

fn kebab(code: &str) -> String {
    let mut kebab = String::new();
    for letter in code.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

/// Runs `play` for every sender at once, each with a function and a Connect of its own.
async fn in_every_dialect<F: Future<Output = ()>>(
    settings: &[(&str, &str)],
    play: impl Fn(Sender, Simulator, Lambda) -> F,
) {
    let plays = SENDERS.map(|sender| {
        let play = &play;
        async move {
            let (connect, lambda) = function_with(settings).await;
            play(sender, connect, lambda).await;
        }
    });
    join_all(plays).await;
}

#[tokio::test]
async fn every_sender_hears_what_connect_answered_by_the_one_table() {
    in_every_dialect(&SETTINGS, |sender, connect, lambda| async move {
        for (fault, row) in OF_CONNECT {
            let event = sender.wrap(&json!({"To": fault.number(), "Message": "Hello"}), &connect);
            let ending = lambda.invoke(&event).await;
            check(sender, &ending, row);
        }
        assert_eq!(started(&connect), 0, "{sender:?}");
        assert_eq!(starts(&connect).len(), OF_CONNECT.len(), "{sender:?}");
    })
    .await;
}

#[tokio::test]
async fn every_sender_hears_of_a_lookup_that_failed_by_the_same_table() {
    in_every_dialect(&SETTINGS, |sender, connect, lambda| async move {
        for (fault, row) in OF_CONNECT {
            // A description without a contact is no answer either.
            connect.fail_next("DescribeContact", fault, 1);
            let event = sender.wrap(&json!({"RelatedContactId": ANONYMOUS_SAMPLE}), &connect);
            check(sender, &lambda.invoke(&event).await, row);
        }
        assert!(starts(&connect).is_empty(), "{sender:?}");
    })
    .await;
}

#[tokio::test]
async fn every_sender_hears_what_the_function_refused_and_connect_is_not_called() {
    in_every_dialect(&SETTINGS, |sender, connect, lambda| async move {
        for (document, row) in of_the_function() {
            if sender == Sender::ContactEvent && ["ValidationFailed", "NotConfigured"].contains(&row.0) {
                continue; // It carries no document that could be wrong.
            }
            let event = sender.wrap(&document, &connect);
            check(sender, &lambda.invoke(&event).await, row);
        }
        assert!(starts(&connect).is_empty(), "{sender:?}");
    })
    .await;
}

#[tokio::test]
async fn every_sender_hears_of_a_document_that_is_no_json_or_no_object() {
    let row = ("MalformedRequest", 400, false, None);
    in_every_dialect(&[], |sender, connect, lambda| async move {
        if matches!(sender, Sender::ConnectFlow | Sender::ContactEvent | Sender::Direct) {
            return;
        }
        for text in ["{\"To\": ", "[]", "\"+12025550150\"", "12", "null", "", "true"] {
            check(sender, &lambda.invoke(&sender.wrap_text(text)).await, row);
        }
        assert!(connect.calls().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_flow_or_a_contact_event_without_a_contact_is_malformed() {
    let (connect, lambda) = function_with(&[]).await;
    let mut flow = event("connect-flow");
    flow["Details"]["ContactData"]["ContactId"] = json!(null);
    let mut contact_event = event("contact-event");
    contact_event["detail"]["contactId"] = json!(null);
    let mut empty = event("contact-event");
    empty["detail"] = json!(null);
    for event in [flow, contact_event, empty] {
        assert_eq!(lambda.invoke(&event).await.unwrap_err().error_type, "MalformedRequest");
    }
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn every_sender_hears_that_nothing_listens() {
    let connect = connect().await;
    // A port that was free a moment ago, and is nobody's now.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let lambda = Setup::with_defaults(&format!("http://{free}")).set("AWS_MAX_ATTEMPTS", "1").start().await;
    for sender in SENDERS {
        let event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
        check(sender, &lambda.invoke(&event).await, ("Unreachable", 503, true, Some("1")));
    }
}

#[tokio::test]
async fn every_sender_hears_before_the_deadline_that_connect_gave_no_answer() {
    in_every_dialect(&[], |sender, connect, lambda| async move {
        let event = sender.wrap(&json!({"To": Fault::VerySlow.number()}), &connect);
        let deadline_in = Duration::from_millis(2_500);
        let ending = lambda.send(Invocation::json(&event).with_deadline_in(deadline_in)).await;
        check(sender, &ending, ("Timeout", 504, true, None));
        // The next one is not held up by it.
        let event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
        assert!(matches!(sender.read_result(&lambda.invoke(&event).await), SenderResult::Started(_)), "{sender:?}");
    })
    .await;
}

#[tokio::test]
async fn a_flow_that_asked_for_it_hears_of_failures_in_a_flat_map_of_strings() {
    let (connect, lambda) = function_with(&[("FLOW_ERRORS", "return"), SETTINGS[0], SETTINGS[1], SETTINGS[2]]).await;
    let of_connect = OF_CONNECT.map(|(fault, row)| (json!({"To": fault.number()}), row));
    for (document, (code, status, retryable, _)) in of_connect.into_iter().chain(of_the_function()) {
        let reply = lambda.invoke(&Sender::ConnectFlow.wrap(&document, &connect)).await.unwrap();
        let message = reply["Message"].as_str().unwrap().to_owned();
        assert!(message.len() > 20, "{message}");
        let mut map = json!({
            "Status": "FAILED",
            "Code": code,
            "StatusCode": status.to_string(),
            "Retryable": retryable.to_string(),
            "Message": message,
        });
        // The token is told whenever the request came to one.
        if let Some(token) = reply.get("ClientToken") {
            map["ClientToken"] = token.clone();
        }
        assert_eq!(reply, map);
    }
    let reply = lambda.invoke(&event("connect-flow")).await.unwrap();
    assert_eq!(reply["Status"], "STARTED");
    assert!(reply.as_object().unwrap().values().all(Value::is_string), "{reply}");
}

#[tokio::test]
async fn every_failure_is_told_over_http_as_its_snapshot_shows() {
    let (connect, lambda) = function_with(&SETTINGS).await;
    let mut heard = Vec::new();
    for (fault, _) in OF_CONNECT {
        let event = Sender::HttpApi.wrap(&json!({"To": fault.number()}), &connect);
        heard.push((fault.name().to_owned(), lambda.invoke(&event).await));
    }
    for (document, row) in of_the_function() {
        heard.push((row.0.to_owned(), lambda.invoke(&Sender::HttpApi.wrap(&document, &connect)).await));
    }
    connect.clear_calls();
    let mut stories: Value = heard
        .iter()
        .map(|(name, ending)| {
            let mut told = transcript(ending, &connect)["ending"]["reply"].take();
            // AWS's id of the request is made up by the simulator each time.
            let problem = &mut told["body"]["(JSON in a string)"];
            let detail = problem["detail"].as_str().unwrap();
            problem["detail"] = json!(detail.split(" (AWS request id ").next());
            problem["requestId"] = json!("[request]");
            (name.clone(), told)
        })
        .collect::<serde_json::Map<_, _>>()
        .into();
    sort(&mut stories);
    insta::assert_json_snapshot!("failures-over-http", stories);
}

#[tokio::test]
async fn a_failed_event_of_each_sender_is_told_as_its_snapshot_shows() {
    let (connect, lambda) = function_with(&[]).await;
    let wrong = json!({"To": "12", "Message": "", "RelatedContactID": "x", "Attributes": {"a b": "c", "d": null}});
    let mut stories = json!({});
    for sender in SENDERS.into_iter().filter(|sender| *sender != Sender::ContactEvent) {
        let request = Invocation::json(&sender.wrap(&wrong, &connect)).with_request_id("the-request");
        stories[format!("{sender:?}")] = transcript(&lambda.send(request).await, &connect)["ending"].take();
    }
    assert!(connect.calls().is_empty());
    sort(&mut stories);
    insta::assert_json_snapshot!("refused-by-sender", stories);
}

#[tokio::test]
async fn a_batch_is_tried_to_its_end_before_it_fails() {
    let (connect, lambda) = function_with(&[("AWS_MAX_ATTEMPTS", "1")]).await;
    let good = json!({"To": "+12025550150"});
    let bad = json!({"To": Fault::AccessDenied.number()});
    let later = json!({"To": Fault::Throttling.number()});
    let fault = lambda.invoke(&json!([bad, good, later, {"To": "x"}, good])).await.unwrap_err();
    assert_eq!(fault.error_type, "ThrottlingException");
    assert_eq!(started(&connect), 2);
    // What can never succeed is told, and not tried for ever.
    let results = lambda.invoke(&json!([bad, good, {"To": "x"}])).await.unwrap();
    let codes: Vec<&Value> = results.as_array().unwrap().iter().map(|result| &result["Code"]).collect();
    assert_eq!(codes, [&json!("AccessDeniedException"), &json!(null), &json!("ValidationFailed")]);
    assert_eq!(started(&connect), 3);
    let mut topic = event("sns");
    let notification = topic["Records"][0].clone();
    let records = [&bad, &good, &good].map(|document| {
        let mut record = notification.clone();
        record["Sns"]["Message"] = json!(document.to_string());
        record["Sns"]["MessageId"] = json!(format!("message-{}", document["To"]));
        record
    });
    topic["Records"] = json!(records);
    assert_eq!(lambda.invoke(&topic).await.unwrap_err().error_type, "AccessDeniedException");
    assert_eq!(started(&connect), 4);
}

#[tokio::test]
async fn a_problem_points_at_each_violation() {
    let (connect, lambda) = function_with(&[]).await;
    let document = json!({"To": "12", "message": "", "Attributes": {"a b": "x"}, "chatDurationInMinutes": 1});
    let reply = lambda.invoke(&Sender::HttpApi.wrap(&document, &connect)).await.unwrap();
    let problem = body(&reply);
    let mut pointers: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/Attributes/a b", "/To", "/chatDurationInMinutes", "/message"]);
}
