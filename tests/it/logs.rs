//! Log lines and metrics: their shape, and that each chat and each invocation has its own.

use crate::hostile::{Hostile, Manner};
use crate::runtime_api::{Invocation, Setup};
use crate::support::{connect, event, function_with};
use serde_json::{Value, json};
use simulator::Fault;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The lines of a run, log and metrics apart, each held to its format.
fn apart(written: &[String]) -> (Vec<Value>, Vec<Value>) {
    let lines = written.iter().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    let (metrics, log): (Vec<Value>, Vec<Value>) = lines.partition(|line| line.get("_aws").is_some());
    metrics.iter().for_each(check_metrics);
    log.iter().for_each(check_line);
    (log, metrics)
}

/// Flat, with a time and a level that Lambda's own filter knows.
fn check_line(line: &Value) {
    let members = line.as_object().unwrap();
    assert!(members.values().all(|value| !value.is_object() && !value.is_array()), "{line}");
    assert!(OffsetDateTime::parse(line["timestamp"].as_str().unwrap(), &Rfc3339).is_ok(), "{line}");
    assert!(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].contains(&line["level"].as_str().unwrap()), "{line}");
    assert_eq!(line["service"], "connect-outbound-chat", "{line}");
}

/// The JSON schema of CloudWatch's specification of the format, by hand.
fn check_metrics(line: &Value) {
    let short = |value: &Value| value.as_str().is_some_and(|text| (1..=250).contains(&text.len()));
    assert!(line["_aws"]["Timestamp"].is_i64() || line["_aws"]["Timestamp"].is_u64(), "{line}");
    let age = OffsetDateTime::now_utc().unix_timestamp() * 1_000 - line["_aws"]["Timestamp"].as_i64().unwrap();
    assert!((-60_000..600_000).contains(&age), "a time that is none: {line}");
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().unwrap() {
        assert!(short(&directive["Namespace"]), "{line}");
        let dimensions = directive["Dimensions"].as_array().unwrap();
        assert!(!dimensions.is_empty(), "{line}");
        for name in dimensions.iter().flat_map(|set| set.as_array().unwrap()) {
            assert!(short(name) && short(&line[name.as_str().unwrap()]), "{line}");
        }
        assert!(dimensions.iter().all(|set| set.as_array().unwrap().len() <= 30), "{line}");
        let metrics = directive["Metrics"].as_array().unwrap();
        assert!((1..=100).contains(&metrics.len()), "{line}");
        for metric in metrics {
            assert!(short(&metric["Name"]), "{line}");
            assert!(["Count", "Milliseconds"].contains(&metric["Unit"].as_str().unwrap()), "{line}");
            assert!(line[metric["Name"].as_str().unwrap()].is_number(), "{line}");
        }
    }
}

fn named(line: &Value) -> Vec<&str> {
    let metrics = line["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
    metrics.iter().map(|metric| metric["Name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_chat_and_an_invocation_have_a_line_each_by_which_they_are_found_again() {
    let (_connect, lambda) = function_with(&[]).await;
    let reply = lambda.send(Invocation::json(&event("connect-flow")).with_request_id("first")).await.unwrap();
    let bad = lambda.send(Invocation::json(&json!({"To": "12"})).with_request_id("second")).await;
    assert!(bad.is_err());
    let (log, _) = apart(&lambda.stop().await);
    let of = |request: &str| -> Vec<&Value> { log.iter().filter(|line| line["request_id"] == request).collect() };
    let [chat, invocation] = of("first")[..] else { panic!("{log:?}") };
    assert_eq!((&chat["message"], &invocation["message"]), (&json!("chat"), &json!("invocation")));
    assert_eq!(chat["contact_id"], reply["ContactId"]);
    assert_eq!(chat["related_contact_id"], "4a573372-1f28-4e26-b97b-XXXXXXXXXXX");
    assert_eq!((&chat["outcome"], &chat["code"]), (&json!("started"), &json!(null)));
    for line in [chat, invocation] {
        assert_eq!(line["sender"], "ConnectFlow");
        assert_eq!(line["function_request_id"], "first");
        assert_eq!(line["xray_trace_id"], "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(line["correlation_id"], "4a573372-1f28-4e26-b97b-XXXXXXXXXXX");
        assert_eq!(line["cold_start"], true);
        assert!(line["latency_ms"].as_f64().is_some_and(|latency| latency > 0.0), "{line}");
        assert_eq!(line["level"], "INFO");
    }
    let [chat, invocation] = of("second")[..] else { panic!("{log:?}") };
    for line in [chat, invocation] {
        assert_eq!((&line["code"], &line["outcome"]), (&json!("ValidationFailed"), &json!("failed")));
        assert_eq!((&line["cold_start"], &line["sender"]), (&json!(false), &json!("Direct")));
        assert_eq!(line["level"], "WARN");
    }
}

/// The keys of a line, in the order in which they are written.
fn keys(line: &str) -> Vec<String> {
    let line = line.strip_prefix("{\"").unwrap().split(",\"");
    line.map(|member| member.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_keys_of_a_line_have_their_order_what_happened_before_where() {
    let connect = connect().await;
    let setup = Setup::with_defaults(&connect.url()).set("CONNECT_FLOW", "");
    let lambda = setup.start().await;
    lambda.invoke(&event("connect-flow")).await.unwrap_err();
    lambda.send(Invocation::json(&event("direct"))).await.unwrap();
    let written = lambda.stop().await;
    let failed = "timestamp level message service outcome code latency_ms detail sender request_id \
                  function_request_id correlation_id xray_trace_id cold_start";
    let invocation = "timestamp level message service outcome code chats started failed latency_ms sender request_id \
                      function_request_id correlation_id xray_trace_id cold_start";
    let started = "timestamp level message service outcome channel contact_id related_contact_id latency_ms sender \
                   request_id function_request_id xray_trace_id cold_start";
    let lines: Vec<String> =
        written.iter().filter(|line| !line.contains("\"_aws\"")).map(|line| keys(line).join(" ")).collect();
    assert_eq!(&lines[..3], [failed, invocation, started]);
}

#[tokio::test]
async fn a_batch_has_a_line_a_chat_and_one_for_all() {
    let (_connect, lambda) = function_with(&[]).await;
    lambda.invoke(&event("sqs-carrying")).await.unwrap();
    let (log, metrics) = apart(&lambda.stop().await);
    let count = |message: &str| log.iter().filter(|line| line["message"] == message).count();
    assert_eq!((count("chat"), count("invocation"), metrics.len()), (5, 1, 5));
    let invocation = log.last().unwrap();
    assert_eq!(
        (&invocation["chats"], &invocation["started"], &invocation["failed"]),
        (&json!(5), &json!(5), &json!(0))
    );
}

#[tokio::test]
async fn each_outcome_is_counted_by_sender_and_channel() {
    let (connect, lambda) = function_with(&[("AWS_MAX_ATTEMPTS", "1")]).await;
    let play = async |document: Value| drop(lambda.invoke(&document).await);
    play(json!({"To": "+12025550150", "Channel": "WhatsApp"})).await;
    play(event("connect-flow")).await;
    play(event("contact-event-chat")).await;
    play(json!({"To": "12"})).await;
    play(json!({"To": Fault::AccessDenied.number()})).await;
    play(json!({"To": Fault::Throttling.number()})).await;
    play(json!({"To": Fault::LimitExceeded.number()})).await;
    let slow = Invocation::json(&json!({"To": Fault::VerySlow.number()}));
    drop(lambda.send(slow.with_deadline_in(Duration::from_millis(1_000))).await);
    play(event("not-understood-s3")).await;
    drop(connect);
    let (_, metrics) = apart(&lambda.stop().await);
    let counted: Vec<Value> =
        metrics.iter().map(|line| json!([line["Sender"], line["Channel"], named(line)])).collect();
    let expected = [
        json!(["Direct", "WhatsApp", ["Started", "ConnectLatency"]]),
        json!(["ConnectFlow", "SMS", ["Started", "Deflected", "ConnectLatency"]]),
        json!(["ContactEvent", "Unknown", ["Skipped"]]),
        json!(["Direct", "Unknown", ["Rejected"]]),
        json!(["Direct", "SMS", ["Refused", "ConnectLatency"]]),
        json!(["Direct", "SMS", ["Throttled", "ConnectLatency"]]),
        json!(["Direct", "SMS", ["Throttled", "ConnectLatency"]]),
        json!(["Direct", "SMS", ["TimedOut", "ConnectLatency"]]),
    ];
    assert_eq!(counted, expected);
    for line in &metrics {
        for name in named(line).into_iter().filter(|name| *name != "ConnectLatency") {
            assert_eq!(line[name], 1, "{line}");
        }
    }
}

#[tokio::test]
async fn strangers_are_counted_apart_so_that_they_are_in_no_alarm_s_share() {
    let (_connect, lambda) = function_with(&[("ZENDESK_SECRET", "s")]).await;
    let post = |path: &str, body: &str| {
        let mut request = event("http-api");
        request["rawPath"] = json!(path);
        request["requestContext"]["http"]["path"] = json!(path);
        request["routeKey"] = json!("$default");
        request["body"] = json!(body);
        request
    };
    let mut get = post("/outbound-chats", "");
    get["requestContext"]["http"]["method"] = json!("GET");
    let strangers = [
        post("/sources/zendesk", "{}"),
        post("/sources/nobody", "{}"),
        post("/wp-login.php", "{}"),
        post("/sources/zendesk", &"x".repeat(600_000)),
        get,
    ];
    for request in strangers {
        let reply = lambda.invoke(&request).await.unwrap();
        assert!([401, 404, 405, 413].contains(&reply["statusCode"].as_u64().unwrap()), "{reply}");
    }
    lambda.invoke(&post("/outbound-chats", r#"{"To": "12"}"#)).await.unwrap();
    let (_, metrics) = apart(&lambda.stop().await);
    let counted: Vec<Vec<&str>> = metrics.iter().map(named).collect();
    assert_eq!(counted, [["Unverified"], ["Unverified"], ["Unverified"], ["Unverified"], ["Unverified"], ["Rejected"]]);
}

#[tokio::test]
async fn a_chat_is_counted_when_it_is_decided_and_not_at_the_end_of_its_batch() {
    let (_connect, lambda) = function_with(&[]).await;
    let items = json!([{"To": "+12025550150"}, {"To": Fault::Slow.number()}]);
    lambda.invoke(&items).await.unwrap();
    let (_, metrics) = apart(&lambda.stop().await);
    let at: Vec<i64> = metrics.iter().map(|line| line["_aws"]["Timestamp"].as_i64().unwrap()).collect();
    assert!(at[1] - at[0] > 1_500, "{at:?}");
}

#[tokio::test]
async fn the_level_is_lambda_s_and_metrics_are_written_at_any() {
    for (level, lines) in [("TRACE", 2), ("INFO", 2), ("WARN", 0), ("ERROR", 0), ("FATAL", 0)] {
        let (_connect, lambda) = function_with(&[("AWS_LAMBDA_LOG_LEVEL", level)]).await;
        lambda.invoke(&event("direct")).await.unwrap();
        let (log, metrics) = apart(&lambda.stop().await);
        assert_eq!((log.len(), metrics.len()), (lines, 1), "{level}");
    }
}

#[tokio::test]
async fn a_failure_is_written_at_the_levels_that_want_it() {
    for (level, lines) in [("debug", 2), ("Warn", 2), ("error", 1), ("FATAL", 0)] {
        let connect = Hostile::start(Manner::Garbage).await;
        let setup = Setup::with_defaults(&connect.url()).unset("CONNECT_FLOW").set("AWS_LAMBDA_LOG_LEVEL", level);
        let lambda = setup.start().await;
        lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap_err();
        let (log, metrics) = apart(&lambda.stop().await);
        assert_eq!((log.len(), metrics.len()), (lines, 1), "{level}");
    }
}

#[tokio::test]
async fn lines_are_text_where_lambda_is_set_so() {
    let (_connect, lambda) = function_with(&[("AWS_LAMBDA_LOG_FORMAT", "Text")]).await;
    lambda.invoke(&event("direct")).await.unwrap();
    let written = lambda.stop().await;
    let text: Vec<&String> = written.iter().filter(|line| serde_json::from_str::<Value>(line).is_err()).collect();
    let [chat, invocation] = text[..] else { panic!("{written:#?}") };
    assert!(
        chat.contains("INFO chat ") && chat.contains(" sender=\"Direct\"") && chat.contains(" outcome=\"started\"")
    );
    assert!(invocation.contains("INFO invocation ") && invocation.contains(" chats=1 "), "{invocation}");
    let time = chat.split(' ').next().unwrap();
    assert!(OffsetDateTime::parse(time, &Rfc3339).is_ok(), "{chat}");
}

#[tokio::test]
async fn what_only_the_owner_can_mend_is_an_error_in_the_log() {
    let connect = Hostile::start(Manner::Garbage).await;
    let lambda = Setup::with_defaults(&connect.url()).unset("CONNECT_FLOW").start().await;
    lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap_err();
    let (log, _) = apart(&lambda.stop().await);
    let chat = log.iter().find(|line| line["message"] == "chat").unwrap();
    assert_eq!((&chat["level"], &chat["code"]), (&json!("ERROR"), &json!("NotConfigured")));
}
