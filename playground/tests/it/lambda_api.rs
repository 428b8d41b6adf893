//! Lambda's Invoke API.

use crate::playground::{NUMBER, Playground};
use data_encoding::BASE64;
use serde_json::json;

const INVOCATIONS: &str = "/2015-03-31/functions/outbound-chat/invocations";

#[test]
fn an_event_is_answered_with_the_functions_result() {
    let playground = Playground::start();
    let answer = playground.post(INVOCATIONS, &json!({"To": NUMBER, "Message": "Hello"}).to_string());
    assert_eq!((answer.status, answer.header("X-Amz-Executed-Version")), (200, Some("$LATEST")));
    assert_eq!(answer.header("X-Amz-Function-Error"), None);
    // Behind the request id stand the digits that tell the recipient from others.
    let token = format!("invoke:{}:", answer.header("x-amzn-RequestId").unwrap());
    assert!(answer.json()["ClientToken"].as_str().unwrap().starts_with(&token));
}

#[test]
fn any_name_and_an_arn_are_the_function() {
    let playground = Playground::start();
    for name in ["a", "arn%3Aaws%3Alambda%3Aus-east-1%3A111122223333%3Afunction%3Aoutbound-chat"] {
        let path = format!("/2015-03-31/functions/{name}/invocations?Qualifier=live");
        assert_eq!(playground.post(&path, &json!({"To": NUMBER}).to_string()).status, 200);
    }
}

#[test]
fn a_failed_invocation_is_told_in_lambdas_form() {
    let playground = Playground::start();
    for (event, error_type) in
        [("{}", "MalformedRequest"), ("", "MalformedRequest"), (r#"{"To": 1}"#, "ValidationFailed")]
    {
        let answer = playground.post(INVOCATIONS, event);
        assert_eq!((answer.status, answer.header("X-Amz-Function-Error")), (200, Some("Unhandled")));
        assert_eq!(answer.json()["errorType"], error_type);
        assert!(answer.json()["errorMessage"].is_string());
    }
}

#[test]
fn an_event_is_accepted_before_it_is_done_and_a_dry_run_does_nothing() {
    let playground = Playground::start();
    let event = json!({"To": NUMBER}).to_string();
    let ask = |kind| playground.ask("POST", INVOCATIONS, &[("X-Amz-Invocation-Type", kind)], event.as_bytes());
    assert_eq!((ask("DryRun").status, ask("Event").status, ask("Nonsense").status), (204, 202, 400));
    // The function takes its turns in order: once this one is answered, the one before it is done.
    ask("RequestResponse");
    let (_, said) = playground.end("-INT");
    assert_eq!(said.matches("started").count(), 2, "{said}");
}

#[test]
fn the_tail_of_the_log_comes_if_it_is_asked_for() {
    let playground = Playground::start();
    let answer = playground.ask("POST", INVOCATIONS, &[("X-Amz-Log-Type", "Tail")], br#"{"To": 1}"#);
    let log = BASE64.decode(answer.header("X-Amz-Log-Result").unwrap().as_bytes()).unwrap();
    let log = String::from_utf8(log).unwrap();
    assert!(log.starts_with("START RequestId: ") && log.contains("\"ValidationFailed\""), "{log}");
}

#[test]
fn what_lambda_itself_refuses_it_refuses_by_its_own_names() {
    let playground = Playground::start();
    let large = format!("\"{}\"", "x".repeat(6 << 20));
    for (payload, status, name) in
        [("{\"To\":", 400, "InvalidRequestContentException"), (large.as_str(), 413, "RequestEntityTooLargeException")]
    {
        let answer = playground.post(INVOCATIONS, payload);
        assert_eq!((answer.status, answer.header("x-amzn-ErrorType")), (status, Some(name)));
        assert!(answer.json()["Message"].is_string());
    }
}
