//! Size: whatever is large in an event, its answer isn't, and gateways have limits for those.

use crate::runtime_api::Invocation;
use crate::sender::{SENDERS, Sender, SenderResult};
use crate::support::{body, function, function_with, starts};
use serde_json::{Map, Value, json};

/// What a Connect flow takes back from a function.
/// <https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html>
const FLOW_LIMIT: usize = 32 * 1024;
/// What Lambda keeps of an asynchronous invocation's error, and CloudWatch Logs of a line, is 256 KB; an ALB takes 1 MB.
const LIMIT: usize = 256 * 1024;

const HTTP: [Sender; 5] = [Sender::HttpApi, Sender::FunctionUrl, Sender::RestApi, Sender::Alb, Sender::AlbMultiValue];

#[tokio::test]
async fn a_thousand_header_fields_are_no_burden() {
    let (connect, lambda) = function().await;
    for sender in HTTP {
        let mut event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
        for (headers, value) in [("headers", json!("v".repeat(64))), ("multiValueHeaders", json!(vec!["v"; 64]))] {
            if let Some(headers) = event[headers].as_object_mut() {
                headers.extend((0..1_000).map(|number| (format!("x-header-{number}"), value.clone())));
            }
        }
        let heard = sender.read_result(&lambda.invoke(&event).await);
        assert!(matches!(heard, SenderResult::Started(Some(_))), "{sender:?}: {heard:?}");
    }
}

#[tokio::test]
async fn a_body_of_6_mb_is_refused_and_the_next_one_is_taken() {
    let (connect, lambda) = function().await;
    for sender in HTTP {
        // Lambda takes events of 6 MB, their envelope included; Base64 makes four characters of three.
        let most = if sender == Sender::FunctionUrl { 4_400_000 } else { 5_900_000 };
        let document = json!({"To": "+12025550150", "Message": "x".repeat(most)});
        match sender.read_result(&lambda.invoke(&sender.wrap(&document, &connect)).await) {
            SenderResult::Problem(413, _, problem) => assert_eq!(problem["code"], "PayloadTooLarge", "{sender:?}"),
            heard => panic!("{sender:?} heard {heard:?}"),
        }
        let heard = sender.read_result(&lambda.invoke(&sender.wrap(&json!({"To": "+12025550150"}), &connect)).await);
        assert!(matches!(heard, SenderResult::Started(_)), "{sender:?}: {heard:?}");
    }
    assert_eq!(starts(&connect).len(), HTTP.len());
}

/// A document with as many mistakes as fit into a message.
fn mistaken(count: usize) -> Value {
    let wrong = (0..count).map(|number| (format!("w{number}"), json!(1)));
    let mut document: Map<String, Value> = wrong.collect();
    document.insert("To".to_owned(), json!("12"));
    Value::Object(document)
}

#[tokio::test]
async fn of_tens_of_thousands_of_mistakes_the_first_are_told_and_the_rest_are_counted() {
    let (connect, lambda) = function_with(&[("FLOW_ERRORS", "return")]).await;
    for sender in SENDERS.into_iter().filter(|sender| *sender != Sender::ContactEvent) {
        // 32 KB of parameters are all that a flow passes; a queue's message has 256 KB; a body has 1 MiB.
        let count = if sender == Sender::ConnectFlow { 2_000 } else { 20_000 };
        let event = sender.wrap(&mistaken(count), &connect);
        let limit = if sender == Sender::ConnectFlow { FLOW_LIMIT } else { LIMIT };
        match lambda.send(Invocation::json(&event)).await {
            Ok(reply) => assert!(reply.to_string().len() < limit, "{sender:?}: {} bytes", reply.to_string().len()),
            Err(fault) => {
                assert_eq!(fault.error_type, "ValidationFailed", "{sender:?}");
                assert!(fault.error_message.len() < limit, "{sender:?}: {} bytes", fault.error_message.len());
            }
        }
    }
    let event = Sender::HttpApi.wrap(&mistaken(20_000), &connect);
    let problem = body(&lambda.invoke(&event).await.unwrap());
    let told = problem["errors"].as_array().unwrap();
    assert!(told.len() > 100, "{problem}");
    assert!(told.last().unwrap()["detail"].as_str().unwrap().starts_with("19901 more"), "{problem}");
    assert!(connect.calls().is_empty());
    let longest = lambda.stop().await.iter().map(String::len).max();
    assert!(longest.is_some_and(|longest| longest < LIMIT), "{longest:?}");
}
