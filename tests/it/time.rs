//! Time and tries: what is tried again and how often. That every answer comes before the deadline, the emulated
//! Runtime API checks of each invocation.

use crate::hostile::{Hostile, Manner};
use crate::runtime_api::{Invocation, Setup};
use crate::sender::Sender;
use crate::support::{body, event, function, function_with, started, starts};
use futures_util::future::join_all;
use serde_json::json;
use simulator::Fault;
use std::time::Duration;

#[tokio::test]
async fn what_a_second_try_may_mend_is_tried_again_inside_and_nothing_else_is() {
    let tries = [
        (Fault::LimitExceeded, 1),
        (Fault::InvalidRequest, 1),
        (Fault::AccessDenied, 1),
        (Fault::ResourceNotFound, 1),
        (Fault::Conflict, 1),
        (Fault::ExpiredToken, 1),
        (Fault::UnrecognizedClient, 1),
        (Fault::Unknown, 1),
        (Fault::Throttling, 3),
        (Fault::ThrottlingWithStatus400, 3),
        (Fault::TooManyRequests, 3),
        (Fault::InternalService, 3),
        (Fault::ServiceUnavailable, 3),
        (Fault::BadGateway, 3),
        (Fault::Dropped, 3),
    ];
    join_all(tries.map(|(fault, calls)| async move {
        let (connect, lambda) = function().await;
        lambda.invoke(&json!({"To": fault.number()})).await.unwrap_err();
        assert_eq!(starts(&connect).len(), calls, "{fault:?}");
        let tokens: Vec<_> = starts(&connect).iter().map(|call| call.body["ClientToken"].clone()).collect();
        assert!(tokens.iter().all(|token| *token == tokens[0]), "{fault:?}");
    }))
    .await;
}

#[tokio::test]
async fn a_passing_trouble_is_not_heard_of() {
    join_all([Fault::Throttling, Fault::ThrottlingWithStatus400, Fault::InternalService, Fault::Dropped].map(
        |fault| async move {
            let (connect, lambda) = function().await;
            connect.fail_next("StartOutboundChatContact", fault, 2);
            lambda.invoke(&event("direct")).await.unwrap();
            assert_eq!((starts(&connect).len(), started(&connect)), (3, 1), "{fault:?}");
        },
    ))
    .await;
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_and_the_contact_is_found() {
    join_all([Fault::AnswerLost, Fault::HalfAnswer].map(|fault| async move {
        let (connect, lambda) = function().await;
        let reply = lambda.invoke(&json!({"To": fault.number()})).await.unwrap();
        let contacts = connect.contacts();
        assert!(contacts.iter().any(|contact| reply["ContactId"] == *contact.id), "{fault:?}");
        assert_eq!(started(&connect), 1, "{fault:?}");
    }))
    .await;
}

#[tokio::test]
async fn with_too_little_time_left_nothing_is_begun() {
    let (connect, lambda) = function().await;
    for sender in [Sender::HttpApi, Sender::Direct, Sender::ConnectFlow, Sender::Sqs] {
        for left in [0, 50, 300] {
            let event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
            let invocation = Invocation::json(&event).with_deadline_in(Duration::from_millis(left));
            match lambda.send(invocation).await {
                Ok(reply) if sender == Sender::HttpApi => assert_eq!(body(&reply)["code"], "Timeout"),
                Ok(reply) => assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(1), "{reply}"),
                Err(fault) => assert_eq!(fault.error_type, "Timeout", "{sender:?}"),
            }
        }
    }
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn a_flow_is_answered_within_its_eight_seconds_whatever_lambda_allows() {
    let (_connect, lambda) = function().await;
    let mut flow = event("connect-flow");
    flow["Details"]["Parameters"]["To"] = json!(Fault::VerySlow.number());
    let fault = lambda.send(Invocation::json(&flow).with_deadline_in(Duration::from_secs(60))).await.unwrap_err();
    assert_eq!(fault.error_type, "Timeout");
    assert!(lambda.took() < Duration::from_secs(8), "{:?}", lambda.took());
}

#[tokio::test]
async fn a_flow_s_second_try_fits_into_its_eight_seconds() {
    let (connect, lambda) = function().await;
    connect.fail_next("StartOutboundChatContact", Fault::VerySlow, 1);
    let reply = lambda.invoke(&event("connect-flow")).await.unwrap();
    assert_eq!(reply["Status"], "STARTED");
    assert!(lambda.took() < Duration::from_secs(8), "{:?}", lambda.took());
}

#[tokio::test]
async fn one_slow_record_costs_no_other_its_turn() {
    let (connect, lambda) = function().await;
    let mut queue = event("sqs");
    let record = queue["Records"][0].clone();
    let records = (0..50).map(|number| {
        let mut record = record.clone();
        let to = if number == 7 { Fault::VerySlow.number() } else { "+12025550150".to_owned() };
        record["messageId"] = json!(format!("message-{number}"));
        record["body"] = json!(json!({"To": to}).to_string());
        record
    });
    queue["Records"] = records.collect();
    let deadline_in = Duration::from_secs(4);
    let reply = lambda.send(Invocation::json(&queue).with_deadline_in(deadline_in)).await.unwrap();
    assert_eq!(reply, json!({"batchItemFailures": [{"itemIdentifier": "message-7"}]}));
    assert_eq!(started(&connect), 49);
}

#[tokio::test]
async fn what_the_pace_leaves_no_time_for_is_reported_and_its_token_makes_the_next_try_harmless() {
    let (connect, lambda) = function_with(&[("RATE_PER_SECOND", "2")]).await;
    let mut queue = event("sqs");
    let record = queue["Records"][0].clone();
    let records = (0..30).map(|number| {
        let mut record = record.clone();
        record["messageId"] = json!(format!("message-{number:02}"));
        record["body"] = json!(json!({"To": "+12025550150"}).to_string());
        record
    });
    queue["Records"] = records.collect();
    let deadline_in = Duration::from_secs(3);
    let reply = lambda.send(Invocation::json(&queue).with_deadline_in(deadline_in)).await.unwrap();
    let failed = reply["batchItemFailures"].as_array().unwrap().len();
    assert_eq!(failed + started(&connect), 30);
    // A burst of five, and two a second: ten in 2.65 s, give or take one.
    assert!((9..=11).contains(&started(&connect)), "{}", started(&connect));
    assert_eq!(starts(&connect).len(), started(&connect));
}

#[tokio::test]
async fn a_connect_without_manners_is_a_failure_in_time_and_the_process_lives() {
    use Manner::{Garbage, GarbageBody, HalfABody, HalfABodyForever, HalfAHead, OtherJson, Reset, Silent, Trickle};
    let heard = [
        (Reset, "Unreachable"),
        (Silent, "Timeout"),
        (Trickle, "Timeout"),
        (HalfABody, "Unreachable"),
        (HalfABodyForever, "Timeout"),
        (HalfAHead, "Unreachable"),
        (Garbage, "Unreachable"),
        (GarbageBody, "InvalidResponse"),
        (OtherJson, "InvalidResponse"),
    ];
    join_all(heard.map(|(manner, code)| async move {
        let connect = Hostile::start(manner).await;
        let lambda = Setup::with_defaults(&connect.url()).start().await;
        for event in [event("direct"), event("direct"), json!({"RelatedContactId": "c"})] {
            let deadline_in = Duration::from_secs(4);
            let fault = lambda.send(Invocation::json(&event).with_deadline_in(deadline_in)).await.unwrap_err();
            assert_eq!(fault.error_type, code, "{manner:?}: {}", fault.error_message);
        }
        assert!(!connect.requests().is_empty(), "{manner:?}");
    }))
    .await;
}

#[tokio::test]
async fn connect_is_asked_with_a_signature_and_the_trace() {
    let connect = Hostile::start(Manner::OtherJson).await;
    let lambda = Setup::with_defaults(&connect.url()).start().await;
    lambda.invoke(&event("direct")).await.unwrap_err();
    let requests = connect.requests();
    let head = requests[0].split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
    assert!(head.starts_with("put /contact/outbound-chat http/1.1"), "{head}");
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::trim));
    let signature = header("authorization").unwrap();
    assert!(signature.starts_with("aws4-hmac-sha256 credential=akiaiosfodnn7example/"), "{signature}");
    assert!(signature.contains("/us-east-1/connect/aws4_request"), "{signature}");
    assert_eq!(header("x-amz-security-token"), Some("iqojb3jpz2lux2vjexampletoken"));
    let trace = header("x-amzn-trace-id").unwrap();
    assert!(trace.contains("root=1-5759e988-bd862e3fe1be46a994272793"), "{trace}");
}
