//! Failures on cue, by number and for the next requests.

use std::time::Duration;

use serde_json::json;
use simulator::{Fault, Options};
use tokio::time::Instant;

use crate::client::{SIGNED, chat, chat_to, get, raw, simulator, start, with};

/// What the API model and AWS's common errors have: the error and its status.
const ERRORS: [(Fault, u16, &str); 16] = [
    (Fault::InvalidRequest, 400, "InvalidRequestException"),
    (Fault::AccessDenied, 403, "AccessDeniedException"),
    (Fault::ResourceNotFound, 404, "ResourceNotFoundException"),
    (Fault::Conflict, 409, "ConflictException"),
    (Fault::LimitExceeded, 429, "LimitExceededException"),
    (Fault::Throttling, 429, "ThrottlingException"),
    (Fault::ThrottlingWithStatus400, 400, "ThrottlingException"),
    (Fault::TooManyRequests, 429, "TooManyRequestsException"),
    (Fault::InternalService, 500, "InternalServiceException"),
    (Fault::ServiceUnavailable, 503, "ServiceUnavailableException"),
    (Fault::ExpiredToken, 403, "ExpiredTokenException"),
    (Fault::UnrecognizedClient, 403, "UnrecognizedClientException"),
    (Fault::Unknown, 418, "TeapotException"),
    (Fault::InvalidParameter, 400, "InvalidParameterException"),
    (Fault::Validation, 400, "ValidationException"),
    (Fault::InvalidSignature, 403, "InvalidSignatureException"),
];

#[tokio::test]
async fn each_error_has_a_number_that_provokes_it() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    for (fault, status, error) in ERRORS {
        let reply = start(&simulator, &chat_to(&fault.number())).await;
        assert_eq!((reply.status, reply.error()), (status, error));
        let message = reply.json();
        assert!(message["Message"].is_string() ^ message["message"].is_string(), "{message}");
        let call = simulator.calls().pop().expect("a call");
        assert_eq!((call.status, call.error.as_deref()), (status, Some(error)));
    }
    assert_eq!(simulator.contacts().len(), 3, "nothing was started");
}

#[tokio::test]
async fn numbers_outside_the_table_start_a_chat() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    for number in ["+12025550100", "+12025550142", "+12025550150", "+12025550199"] {
        assert_eq!(start(&simulator, &chat_to(number)).await.status, 200);
    }
}

#[tokio::test]
async fn answers_that_are_none_of_the_apis() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    let redirect = start(&simulator, &chat_to(&Fault::Redirect.number())).await;
    assert_eq!((redirect.status, redirect.header("location")), (302, Some("http://elsewhere.invalid/")));
    assert_eq!(start(&simulator, &chat_to(&Fault::NoContactId.number())).await.json(), json!({}));
    let nonsense = start(&simulator, &chat_to(&Fault::Nonsense.number())).await;
    assert_eq!((nonsense.status, nonsense.json()), (200, json!(null)));
    let gateway = start(&simulator, &chat_to(&Fault::BadGateway.number())).await;
    assert_eq!((gateway.status, gateway.error()), (502, ""));
    assert_eq!(simulator.contacts().len(), 3, "nothing was started");
}

#[tokio::test]
async fn a_dropped_connection_carries_not_one_byte() {
    let (simulator, _) = simulator(Options::default()).await;
    for (fault, contacts) in [(Fault::Dropped, 3), (Fault::AnswerLost, 4)] {
        assert_eq!(raw(&simulator, &request_to(fault, "keep-alive")).await, b"");
        assert_eq!(simulator.contacts().len(), contacts);
        let call = simulator.calls().pop().expect("a call");
        assert_eq!((call.status, call.error.as_deref()), (0, Some(fault.name())));
        assert_eq!(call.contact_id.is_some(), contacts == 4);
    }
}

#[tokio::test]
async fn half_an_answer_is_shorter_than_it_says() {
    let (simulator, _) = simulator(Options::default()).await;
    let bytes = raw(&simulator, &request_to(Fault::HalfAnswer, "keep-alive")).await;
    let reply = crate::client::parse(&bytes);
    let length: usize = reply.header("content-length").and_then(|length| length.parse().ok()).expect("a length");
    assert!(reply.status == 200 && !reply.text.is_empty() && reply.text.len() < length);
    assert_eq!(simulator.contacts().len(), 4, "the chat was started");
}

#[tokio::test]
async fn a_repeat_with_the_token_of_a_lost_answer_finds_the_contact() {
    let (simulator, _) = simulator(Options::default()).await;
    for fault in [Fault::AnswerLost, Fault::HalfAnswer] {
        let chat = with(chat_to(&fault.number()), "/ClientToken", json!(fault.name()));
        start(&simulator, &chat).await;
        let lost = simulator.calls().pop().and_then(|call| call.contact_id);
        assert_eq!(Some(start(&simulator, &chat).await.contact_id()), lost);
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_comes_after_two_seconds() {
    let (simulator, _) = simulator(Options::default()).await;
    let before = Instant::now();
    assert_eq!(start(&simulator, &chat_to(&Fault::Slow.number())).await.status, 200);
    assert!(before.elapsed() >= Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_very_slow_connection_closes_after_a_minute_without_an_answer() {
    let (simulator, _) = simulator(Options::default()).await;
    let before = Instant::now();
    assert_eq!(raw(&simulator, &request_to(Fault::VerySlow, "close")).await, b"");
    assert!(before.elapsed() > Duration::from_secs(60));
    assert_eq!(simulator.contacts().len(), 3, "nothing was started");
}

#[tokio::test]
async fn the_next_requests_fail_in_the_order_they_were_asked_to() {
    let (simulator, _) = simulator(Options::default()).await;
    simulator.fail_next("StartOutboundChatContact", Fault::Throttling, 2);
    simulator.fail_next("DescribeContact", Fault::InternalService, 1);
    simulator.fail_next("StartOutboundChatContact", Fault::Conflict, 1);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(start(&simulator, &chat()).await.status);
    }
    assert_eq!(statuses, [429, 429, 409, 200]);
    assert_eq!(get(&simulator, "/contacts/i/c").await.status, 500);
    assert_eq!(get(&simulator, "/contacts/i/c").await.status, 404);
}

#[tokio::test]
async fn faults_not_yet_due_can_be_taken_back() {
    let (simulator, _) = simulator(Options::default()).await;
    simulator.fail_next("StartOutboundChatContact", Fault::Dropped, u32::MAX);
    assert_eq!(start(&simulator, &chat()).await.status, 0);
    simulator.clear_faults();
    assert_eq!(start(&simulator, &chat()).await.status, 200);
}

fn request_to(fault: Fault, connection: &str) -> Vec<u8> {
    let body = chat_to(&fault.number()).to_string();
    let head = format!("PUT /contact/outbound-chat HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n");
    format!("{head}{SIGNED}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
