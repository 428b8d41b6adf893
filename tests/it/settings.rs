//! Settings: all mistakes at once, at start-up; what is missing, when it is needed.

use crate::runtime_api::{DEFAULT_SETTINGS, Setup};
use crate::support::{body, connect, event, function_with, only_start, started};
use serde_json::{Value, json};

#[tokio::test]
async fn all_mistakes_of_the_settings_are_told_at_once_before_the_first_event() {
    let wrong = [
        ("CONNECT_INSTANCE", "arn:aws:s3:::bucket"),
        ("CONNECT_FLOW", "arn:aws:s3:::bucket"),
        ("CONNECT_SMS_NUMBER", "+14155550100"),
        ("CONNECT_WHATSAPP_NUMBER", "+1=,x"),
        ("DEFAULT_COUNTRY", "Narnia"),
        ("ALLOWED_DESTINATIONS", "1,44"),
        ("RATE_PER_SECOND", "0"),
        ("QUEUE_URL", "my-queue"),
        ("SOURCES_DIR", "/nowhere/to/be/found"),
        ("PUBLIC_URL", "example.com"),
        ("MAX_AGE_SECONDS", "-1"),
        ("FLOW_ERRORS", "ignore"),
    ];
    let setup = wrong.iter().fold(Setup::bare("http://127.0.0.1:9"), |setup, (name, value)| setup.set(name, value));
    let (success, lines) = setup.start().await.exit().await;
    assert!(!success);
    let told: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (name, value) in wrong {
        let about = |line: &&Value| line["detail"].as_str().is_some_and(|detail| detail.starts_with(name));
        let lines: Vec<&Value> = told.iter().filter(about).collect();
        let [line] = lines[..] else { panic!("{name} is told {} times", lines.len()) };
        assert_eq!(line["level"], "ERROR", "{name}");
        assert_eq!(line["code"], "NotConfigured", "{name}");
        assert!(value.len() < 2 || !line["detail"].as_str().unwrap().contains(value), "{name} is quoted");
    }
    assert_eq!(told.len(), wrong.len());
}

#[tokio::test]
async fn a_function_with_every_rate_that_the_settings_allow_starts() {
    for rate in ["0.001", "0.5", "2", "3.7", "150", "1001", "100000"] {
        let (connect, lambda) = function_with(&[("RATE_PER_SECOND", rate)]).await;
        lambda.invoke(&event("direct")).await.unwrap();
        assert_eq!(started(&connect), 1, "at {rate}");
    }
}

#[tokio::test]
async fn what_a_request_needs_and_nobody_set_is_told_by_its_variable_and_its_member() {
    let needed = [
        ("CONNECT_INSTANCE", "InstanceId", json!({"To": "+12025550150"})),
        ("CONNECT_FLOW", "ContactFlowId", json!({"To": "+12025550150"})),
        ("CONNECT_SMS_NUMBER", "From", json!({"To": "+12025550150"})),
        ("CONNECT_WHATSAPP_NUMBER", "From", json!({"To": "+12025550150", "Channel": "WhatsApp"})),
    ];
    for (variable, member, document) in needed {
        let connect = connect().await;
        let lambda = Setup::with_defaults(&connect.url()).unset(variable).start().await;
        let fault = lambda.invoke(&document).await.unwrap_err();
        assert_eq!(fault.error_type, "NotConfigured", "{variable}");
        assert!(fault.error_message.contains(variable), "{variable}: {}", fault.error_message);
        assert!(fault.error_message.contains(member), "{variable}: {}", fault.error_message);
        let mut request = event("http-api");
        request["body"] = json!(document.to_string());
        let reply = lambda.invoke(&request).await.unwrap();
        assert_eq!(
            (&reply["statusCode"], &body(&reply)["errors"][0]["pointer"]),
            (&json!(500), &json!(format!("/{member}")))
        );
        assert!(connect.calls().is_empty(), "{variable}");
    }
}

#[tokio::test]
async fn all_that_is_missing_is_told_together() {
    let connect = connect().await;
    let lambda = Setup::bare(&connect.url()).start().await;
    let fault = lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap_err();
    for (variable, _) in DEFAULT_SETTINGS.iter().filter(|(variable, _)| *variable != "CONNECT_WHATSAPP_NUMBER") {
        assert!(fault.error_message.contains(variable), "{variable}: {}", fault.error_message);
    }
}

#[tokio::test]
async fn a_request_that_names_everything_needs_no_setting() {
    let connect = connect().await;
    let lambda = Setup::bare(&connect.url()).start().await;
    lambda.invoke(&event("direct")).await.unwrap();
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn a_setting_of_nothing_but_space_counts_as_none() {
    let (_connect, lambda) = function_with(&[("ALLOWED_DESTINATIONS", ""), ("MAX_AGE_SECONDS", " ")]).await;
    lambda.invoke(&event("direct")).await.unwrap();
}

#[tokio::test]
async fn the_number_with_the_longest_matching_prefix_sends() {
    let arn = |name: &str| format!("arn:aws:connect:us-east-1:111122223333:phone-number/{name}");
    let numbers = format!("{},+1={},+1415={},+44={}", arn("any"), arn("us"), arn("sf"), arn("uk"));
    let (connect, lambda) = function_with(&[("CONNECT_SMS_NUMBER", &numbers)]).await;
    for (to, name) in
        [("+12025550150", "us"), ("+14155550150", "sf"), ("+442079460018", "uk"), ("+4915123456789", "any")]
    {
        connect.clear_calls();
        lambda.invoke(&json!({"To": to})).await.unwrap();
        assert_eq!(only_start(&connect)["SourceEndpoint"]["Address"], arn(name));
    }
}

#[tokio::test]
async fn settings_are_taken_as_arns_too() {
    let instance = "arn:aws:connect:us-east-1:111122223333:instance/aaaa-bbbb";
    let flow = format!("{instance}/contact-flow/cccc-dddd");
    let (connect, lambda) = function_with(&[("CONNECT_INSTANCE", instance), ("CONNECT_FLOW", &flow)]).await;
    lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap();
    let call = only_start(&connect);
    assert_eq!((&call["InstanceId"], &call["ContactFlowId"]), (&json!("aaaa-bbbb"), &json!("cccc-dddd")));
}

#[tokio::test]
async fn a_number_in_national_format_is_read_in_the_default_country() {
    let written = [
        ("US", "(415) 555-0123", "+14155550123"),
        ("DE", "0171 1234567", "+491711234567"),
        ("DE", "0044 20 7946 0018", "+442079460018"),
        ("GB", "+44 20 7946 0018", "+442079460018"),
    ];
    for (country, to, e164) in written {
        let (connect, lambda) = function_with(&[("DEFAULT_COUNTRY", country)]).await;
        lambda.invoke(&json!({"To": to})).await.unwrap();
        assert_eq!(only_start(&connect)["DestinationEndpoint"]["Address"], e164, "{to} in {country}");
    }
    let (connect, lambda) = function_with(&[]).await;
    for (_, to, _) in written.into_iter().filter(|(_, to, _)| !to.starts_with('+')) {
        let fault = lambda.invoke(&json!({"To": to})).await.unwrap_err();
        assert_eq!(fault.error_type, "ValidationFailed");
        assert!(!fault.error_message.contains(to));
    }
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn the_sdk_s_own_variables_work_unchanged() {
    let (connect, lambda) = function_with(&[("AWS_MAX_ATTEMPTS", "1")]).await;
    connect.fail_next("StartOutboundChatContact", simulator::Fault::InternalService, 1);
    let fault = lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap_err();
    assert_eq!(fault.error_type, "InternalServiceException");
    assert_eq!(connect.calls().len(), 1);
    let setup = Setup::with_defaults("http://127.0.0.1:9").unset("AWS_ENDPOINT_URL_CONNECT");
    let lambda = setup.set("AWS_ENDPOINT_URL", &connect.url()).start().await;
    lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap();
}
