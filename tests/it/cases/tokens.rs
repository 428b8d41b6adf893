//! Two people, one token: an id that two events share must not make one text of two.

use crate::runtime_api::Invocation;
use crate::support::{body, event, function, started};
use data_encoding::HEXLOWER;
use proptest::prelude::*;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::collections::HashMap;
use test_support::support::starts;

const ONE: &str = "+12025550150";
const OTHER: &str = "+12025550151";

/// A FIFO queue's message.
fn fifo(queue: &str, group: &str, deduplication_id: &str, message_id: &str, to: &str) -> Value {
    let mut record = event("sqs-fifo")["Records"][0].clone();
    record["messageId"] = json!(message_id);
    record["body"] = json!(json!({"To": to, "Message": "Hello"}).to_string());
    record["eventSourceARN"] = json!(format!("arn:aws:sqs:us-east-2:123456789012:{queue}"));
    record["attributes"]["MessageGroupId"] = json!(group);
    record["attributes"]["MessageDeduplicationId"] = json!(deduplication_id);
    record
}

// High-throughput FIFO queues make a deduplication id unique within its group only.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
#[tokio::test]
async fn a_deduplication_id_is_one_of_its_group_and_queue() {
    let (connect, lambda) = function().await;
    let same_id = [
        fifo("welcome.fifo", "cust-1", "welcome", "m-1", ONE),
        fifo("welcome.fifo", "cust-2", "welcome", "m-2", OTHER),
    ];
    let reply = lambda.invoke(&json!({"Records": same_id})).await.unwrap();
    assert_eq!((reply, started(&connect)), (json!({"batchItemFailures": []}), 2));
    // The same person by two queues.
    for queue in ["shipped.fifo", "reminders.fifo"] {
        lambda.invoke(&json!({"Records": [fifo(queue, "a", "order-17", queue, ONE)]})).await.unwrap();
    }
    assert_eq!(started(&connect), 4);
}

// EventBridge and Scheduler targets must have content-based deduplication on: the id is then the SHA-256 of the body.
#[tokio::test]
async fn the_same_body_on_three_days_is_three_messages() {
    let (connect, lambda) = function().await;
    for day in ["monday", "tuesday", "wednesday"] {
        let mut record = fifo("daily.fifo", "a", "", day, ONE);
        let id = HEXLOWER.encode(digest(&SHA256, record["body"].as_str().unwrap().as_bytes()).as_ref());
        record["attributes"]["MessageDeduplicationId"] = json!(id);
        for _ in 0..2 {
            lambda.invoke(&json!({"Records": [record]})).await.unwrap();
        }
    }
    assert_eq!(started(&connect), 3);
}

// One Lambda function that loops over customers is one trace, and clients may choose a REST API's request id.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
#[tokio::test]
async fn a_trace_or_a_gateway_s_request_id_is_not_an_event_s() {
    let (connect, lambda) = function().await;
    for (number, to) in ["+12025550150", "+12025550151", "+12025550152"].into_iter().enumerate() {
        for name in ["alb", "rest-api"] {
            let mut request = event(name);
            request["body"] = json!(json!({"To": to, "Message": "Hello"}).to_string());
            if name == "alb" {
                let trace =
                    "Self=1-6789123N-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678;Sampled=1";
                request["headers"]["x-amzn-trace-id"] = json!(trace);
            } else {
                request["requestContext"]["extendedRequestId"] = json!(number.to_string());
            }
            assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201);
        }
    }
    assert_eq!(started(&connect), 6);
}

#[tokio::test]
async fn an_idempotency_key_is_one_of_its_caller() {
    let (connect, lambda) = function().await;
    let with = |name: &str, place: &str, caller: Value, to: &str| {
        let mut request = event(name);
        request["headers"]["Idempotency-Key"] = json!("1");
        request["headers"].as_object_mut().unwrap().remove("idempotency-key");
        request["multiValueHeaders"] = json!(null);
        request["body"] = json!(json!({"To": to, "Message": "Hello"}).to_string());
        request["requestContext"][place] = caller;
        request
    };
    let iam = |user: &str| json!({"iam": {"accountId": "111122223333", "userId": user}});
    let jwt = |subject: &str| json!({"jwt": {"claims": {"iss": "https://id.example.com", "sub": subject}}});
    let pairs = [
        ("http-api", "authorizer", iam("AIDAONE"), iam("AIDATWO")),
        ("http-api", "authorizer", jwt("a"), jwt("b")),
        (
            "http-api",
            "authorizer",
            jwt("a|b"),
            json!({"jwt": {"claims": {"iss": "https://id.example.com|a", "sub": "b"}}}),
        ),
        (
            "rest-api",
            "identity",
            json!({"accountId": "1", "user": "AIDAONE"}),
            json!({"accountId": "1", "user": "AIDATWO"}),
        ),
        ("rest-api", "identity", json!({"apiKeyId": "key-1"}), json!({"apiKeyId": "key-2"})),
        ("rest-api", "authorizer", json!({"principalId": "p-1"}), json!({"principalId": "p-2"})),
    ];
    for (number, (name, place, one, another)) in pairs.into_iter().enumerate() {
        let before = started(&connect);
        let to = format!("+1202555{:04}", 150 + number);
        for caller in [&one, &another, &one] {
            lambda.invoke(&with(name, place, caller.clone(), &to)).await.unwrap();
        }
        assert_eq!(started(&connect) - before, 2, "{one} {another}");
    }
    // Many callers may share the key of a usage plan.
    let before = started(&connect);
    for caller in ["p-1", "p-2"] {
        let mut request = with("rest-api", "authorizer", json!({"principalId": caller}), "+12025550198");
        request["requestContext"]["identity"]["apiKeyId"] = json!("key-1");
        lambda.invoke(&request).await.unwrap();
    }
    assert_eq!(started(&connect) - before, 2);
    // A role's next session is the same caller.
    let before = started(&connect);
    for session in ["AROAROLE:monday", "AROAROLE:tuesday"] {
        lambda.invoke(&with("http-api", "authorizer", iam(session), "+12025550199")).await.unwrap();
    }
    assert_eq!(started(&connect) - before, 1);
}

/// Ids that people and machines make, separators of every kind in them.
fn any_id() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["a", "a:b", "b", "a|b", "a%3Ab", "0", "1", ":", "|", "%", "a:0", "order-7"])
            .prop_map(ToOwned::to_owned),
        "[a-c:|%0-1]{1,4}",
        "[ -~]{1,12}",
    ]
}

/// What makes an event itself, and whom it goes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Identity {
    EventBridge(String),
    Sns(String),
    Sqs(String),
    Fifo(String, String, String),
    Key(Option<String>, String),
    KeyItem(String, usize),
}

fn any_identity() -> impl Strategy<Value = (Identity, usize)> {
    let identity = prop_oneof![
        any_id().prop_map(Identity::EventBridge),
        any_id().prop_map(Identity::Sns),
        any_id().prop_map(Identity::Sqs),
        (any_id(), any_id(), any_id()).prop_map(|(queue, group, id)| Identity::Fifo(queue, group, id)),
        (prop::option::of(any_id()), any_id()).prop_map(|(caller, key)| Identity::Key(caller, key)),
        (any_id(), 0..3_usize).prop_map(|(key, index)| Identity::KeyItem(key, index)),
    ];
    (identity, 0..3_usize)
}

fn made(identity: &Identity, to: &str) -> Value {
    let document = json!({"To": to, "Message": "Hello"});
    let text = document.to_string();
    let keyed = |caller: Option<&String>, key: &str, body: String| {
        let mut request = event("rest-api");
        request["multiValueHeaders"] = json!(null);
        request["headers"] = json!({"Idempotency-Key": key, "Content-Type": "application/json"});
        request["requestContext"]["identity"] = json!({"apiKeyId": caller});
        request["body"] = json!(body);
        request
    };
    match identity {
        Identity::EventBridge(id) => {
            let mut wrapped = event("eventbridge");
            wrapped["id"] = json!(id);
            wrapped["detail"] = document;
            wrapped
        }
        Identity::Sns(id) => {
            let mut wrapped = event("sns");
            wrapped["Records"][0]["Sns"]["MessageId"] = json!(id);
            wrapped["Records"][0]["Sns"]["Message"] = json!(text);
            wrapped
        }
        Identity::Sqs(id) => {
            let mut record = event("sqs")["Records"][0].clone();
            record["messageId"] = json!(id);
            record["body"] = json!(text);
            json!({"Records": [record]})
        }
        Identity::Fifo(queue, group, id) => json!({"Records": [fifo(&format!("{queue}.fifo"), group, id, "m", to)]}),
        Identity::Key(caller, key) => keyed(caller.as_ref(), key, text),
        Identity::KeyItem(key, index) => {
            let nobody = json!({"To": "nobody"});
            let mut items = vec![nobody; *index];
            items.push(document);
            keyed(None, key, json!(items).to_string())
        }
    }
}

// Two different events never have one token, and one event always has the same.
#[test]
fn a_token_is_one_event_s_and_one_person_s() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (connect, lambda) = runtime.block_on(function());
    let mut known: HashMap<String, (Identity, usize)> = HashMap::new();
    let mut cases = 0;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let known = std::cell::RefCell::new(&mut known);
    let cases = std::cell::RefCell::new(&mut cases);
    runner
        .run(&any_identity(), |(identity, person)| {
            // A key that is empty, or white space at its ends, is read as HTTP reads header values.
            if let Identity::Key(_, key) | Identity::KeyItem(key, _) = &identity {
                prop_assume!(!key.trim_matches(['"', ' ']).is_empty() && key.trim() == key && !key.starts_with('"'));
            }
            let to = ["+12025550150", "+12025550151", "+12025550152"][person];
            let event = made(&identity, to);
            connect.clear_calls();
            let _ = runtime.block_on(lambda.send(Invocation::json(&event)));
            let calls = starts(&connect);
            prop_assert_eq!(calls.len(), 1, "{:?}", identity);
            let token = calls[0].body["ClientToken"].as_str().unwrap().to_owned();
            **cases.borrow_mut() += 1;
            let same = (identity.clone(), person);
            let mut known = known.borrow_mut();
            prop_assert_eq!(known.entry(token).or_insert_with(|| same.clone()), &same);
            Ok(())
        })
        .unwrap();
    assert!(**cases.borrow() >= 600);
}

// However an event comes, it is the same event.
#[tokio::test]
async fn one_event_has_one_token_by_every_road() {
    let (connect, lambda) = function().await;
    let inner = event("eventbridge");
    let text = inner.to_string();
    let mut queue = event("sqs");
    queue["Records"].as_array_mut().unwrap().truncate(1);
    queue["Records"][0]["body"] = json!(text);
    let mut topic = event("sns");
    topic["Records"][0]["Sns"]["Message"] = json!(text);
    let envelope = json!({
        "Type": "Notification", "MessageId": "n-1", "TopicArn": "arn:aws:sns:us-east-1:111122223333:t", "Message": text,
    });
    let mut topic_in_queue = queue.clone();
    topic_in_queue["Records"][0]["body"] = json!(envelope.to_string());
    let mut redelivered = queue.clone();
    redelivered["Records"][0]["messageId"] = json!("another");
    let mut bus = event("event-bus");
    bus["Data"] = inner.clone();
    let mut replayed = bus.clone();
    replayed["SystemMetadata"]["aws:DeliveryType"] = json!("REPLAY");
    replayed["SystemMetadata"]["aws:EventId"] = json!("another");
    let mut archived = inner.clone();
    archived["replay-name"] = json!("replay-1");
    let mut bus_in_queue = queue.clone();
    bus_in_queue["Records"][0]["body"] = json!(bus.to_string());
    let ways = [
        inner.clone(),
        queue,
        topic,
        topic_in_queue,
        redelivered,
        json!([inner]),
        bus.clone(),
        json!([bus]),
        bus_in_queue,
        replayed,
        archived,
    ];
    for (number, way) in ways.iter().enumerate() {
        let event = Invocation::json(way).with_request_id(&format!("request-{number}"));
        lambda.send(event).await.unwrap();
    }
    assert_eq!((starts(&connect).len(), started(&connect)), (ways.len(), 1));
}

// Step Functions' Retry is a new invocation: only a token of the execution's own survives it.
#[tokio::test]
async fn a_placeholder_that_scheduler_did_not_replace_is_not_a_token() {
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    let (connect, lambda) = function().await;
    let fault = lambda
        .invoke(&json!({"To": ONE, "ClientToken": "<aws.scheduler.schedule-arn>:<aws.scheduler.scheduled-time>"}))
        .await
        .unwrap_err();
    assert_eq!(fault.error_type, "ValidationFailed");
    assert!(fault.error_message.contains("/ClientToken"), "{}", fault.error_message);
    assert_eq!(started(&connect), 0);
}

// A flow's static value, and a state machine's without .$, hand the reference on as it is written: the second customer would
// hear nothing. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
#[tokio::test]
async fn a_reference_that_nobody_resolved_is_not_a_token() {
    let (connect, lambda) = function().await;
    for token in ["$.ContactId", "$.Attributes.order", "$$.Execution.Id", "{% $states.context.Execution.Id %}"] {
        let fault = lambda.invoke(&json!({"To": ONE, "ClientToken": token})).await.unwrap_err();
        assert_eq!(fault.error_type, "ValidationFailed", "{token}");
        assert!(fault.error_message.contains("/ClientToken"), "{}", fault.error_message);
    }
    assert_eq!(started(&connect), 0);
}

#[tokio::test]
async fn an_array_over_http_is_as_many_requests() {
    let (connect, lambda) = function().await;
    let mut request = event("http-api");
    let five: Vec<Value> = (0..5).map(|number| json!({"To": format!("+1202555015{number}")})).collect();
    request["body"] = json!(json!(five).to_string());
    let reply = lambda.invoke(&request).await.unwrap();
    assert_eq!((&reply["statusCode"], body(&reply)["results"].as_array().unwrap().len()), (&json!(200), 5));
    assert_eq!(started(&connect), 5);
    request["body"] = json!(json!(vec![json!({"To": ONE}); 26]).to_string());
    assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 400);
    assert_eq!(started(&connect), 5);
}
