//! Refused or lost for no reason: what senders rightly send must be read.

use crate::support::{body, event, function, only_start, started};
use serde_json::{Value, json};

fn flow(parameters: Value) -> Value {
    let mut flow = event("connect-flow");
    flow["Details"]["Parameters"] = parameters;
    flow
}

#[tokio::test]
async fn a_flow_s_null_or_empty_parameter_is_absent() {
    let (connect, lambda) = function().await;
    let nothing = json!({
        "Message": "Hello", "Attributes.calledNumber": null, "Attributes.empty": "", "DisplayName": "",
        "ChatDurationInMinutes": "", "ParticipantDetails.DisplayName": "", "To": null, "CopyAttributes": "",
    });
    lambda.invoke(&flow(nothing)).await.unwrap();
    let start = only_start(&connect);
    assert_eq!((&start["Attributes"], &start["ParticipantDetails"]), (&json!(null), &json!(null)));
    // An empty destination means somebody who is not known: a guess could reach a stranger.
    let fault = lambda.invoke(&flow(json!({"To": "", "Message": "Hello"}))).await.unwrap_err();
    assert!(fault.error_message.contains("/To"), "{}", fault.error_message);
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn a_reference_that_was_typed_instead_of_chosen_is_not_sent() {
    let (connect, lambda) = function().await;
    for text in ["Dear $.Attributes.name", "$.External.text", "Call $.CustomerEndpoint.Address"] {
        let fault = lambda.invoke(&flow(json!({"Message": text}))).await.unwrap_err();
        assert_eq!(fault.error_type, "ValidationFailed", "{text}");
    }
    lambda.invoke(&json!({"To": "+12025550150", "Message": "It costs $.Attributes. no more"})).await.unwrap();
    assert_eq!(started(&connect), 1);
}

/// Connect answers a token that it knows with the contact that it started first, whoever the second one is for.
#[tokio::test]
async fn a_token_that_two_people_share_in_one_array_is_refused_for_the_second() {
    let (connect, lambda) = function().await;
    let request = |to: &str| json!({"To": to, "Message": "Hello", "ClientToken": "order-17"});
    let mut post = event("http-api");
    post["headers"].as_object_mut().unwrap().remove("idempotency-key");
    post["body"] =
        json!([request("+12025550150"), request("+12025550151"), request("+12025550150")]).to_string().into();
    let results = body(&lambda.invoke(&post).await.unwrap())["results"].clone();
    assert_eq!(results[1]["code"], "ValidationFailed");
    assert_eq!(results[1]["errors"][0]["pointer"], "/1/ClientToken");
    assert_eq!(results[0]["ContactId"], results[2]["ContactId"], "the same text twice is one text");
    assert_eq!(started(&connect), 1);
}

/// A document store's ids, or an S3 key, may be longer than a token may be.
#[tokio::test]
async fn a_mapping_s_key_may_be_longer_than_a_token() {
    let connect = crate::support::connect().await;
    let source = "map = '{\"to\": to, \"clientToken\": \"crm:\" & id}'\n[verify]\ntype = \"none\"\n";
    let folder = crate::sources::Folder::with(&[("crm", source)]);
    let setup = crate::runtime_api::Setup::with_defaults(&connect.url());
    let lambda = setup.set("SOURCES_DIR", folder.0.to_str().unwrap()).start().await;
    for end in ["1", "2"] {
        let document = json!({"to": "+12025550150", "id": format!("{}{end}", "k".repeat(600))}).to_string();
        lambda.invoke(&crate::crm::open("crm", &document)).await.unwrap();
    }
    assert_eq!(started(&connect), 2, "two events are two texts");
}

// Flows may name attributes as they like: $.Attributes.['Customer Name'].
// https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
#[tokio::test]
async fn an_attribute_that_the_api_refuses_is_left_out_and_costs_no_text() {
    let (connect, lambda) = function().await;
    let mut flow = flow(json!({"CopyAttributes": "true"}));
    flow["Details"]["ContactData"]["Attributes"] = json!({"Customer Name": "Jane", "orderId": "A-1"});
    lambda.invoke(&flow).await.unwrap();
    assert_eq!(only_start(&connect)["Attributes"], json!({"orderId": "A-1"}));
    assert_eq!(connect.calls().len(), 1, "nothing is looked up that the event tells");
    connect.clear_calls();
    let call = simulator::Contact::voice("a-call", "+12025550170");
    connect.put_contact(call.with_attribute("Customer Name", "Jane").with_attribute("orderId", "A-1"));
    lambda.invoke(&json!({"RelatedContactId": "a-call", "CopyAttributes": true})).await.unwrap();
    assert_eq!(only_start(&connect)["Attributes"], json!({"orderId": "A-1"}));
    let lines = lambda.stop().await;
    assert_eq!(lines.iter().filter(|line| line.contains("\"attributes_left_out\":1")).count(), 2, "{lines:?}");
}

#[tokio::test]
async fn a_null_attribute_is_left_out() {
    let (connect, lambda) = function().await;
    lambda.invoke(&json!({"To": "+12025550150", "Attributes": {"a": null, "b": "x"}})).await.unwrap();
    assert_eq!(only_start(&connect)["Attributes"], json!({"b": "x"}));
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_dropped() {
    let (connect, lambda) = function().await;
    let text = format!("\u{FEFF}{}", json!({"To": "+12025550150"}));
    let mut queue = event("sqs");
    queue["Records"].as_array_mut().unwrap().truncate(1);
    queue["Records"][0]["body"] = json!(text);
    assert_eq!(lambda.invoke(&queue).await.unwrap(), json!({"batchItemFailures": []}));
    let mut request = event("alb");
    request["body"] = json!(text);
    assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201);
    assert_eq!(started(&connect), 2);
}

// `sam local start-api` writes the route in place of the path.
// https://github.com/aws/aws-sam-cli/issues/4439
#[tokio::test]
async fn sam_local_s_proxy_route_is_followed() {
    let (_connect, lambda) = function().await;
    let mut request = event("rest-api");
    request["path"] = json!("/outbound-chats");
    request["resource"] = json!("/{proxy+}");
    request["requestContext"]["path"] = json!("/{proxy+}");
    assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 201);
}

#[tokio::test]
async fn a_body_that_is_not_text_is_told_as_what_it_is() {
    let (_connect, lambda) = function().await;
    let mut request = event("http-api");
    request["body"] = json!({"To": "+12025550150"});
    let reply = lambda.invoke(&request).await.unwrap();
    assert_eq!(reply["statusCode"], 400);
    assert!(body(&reply)["detail"].as_str().unwrap().contains("an object"), "{reply}");
}

#[tokio::test]
async fn malformed_json_is_told_with_line_and_column() {
    let (_connect, lambda) = function().await;
    let mut request = event("http-api");
    request["body"] = json!("{\n  \"To\": \"+12025550150\",\n  \"Message\" \"Hello\"\n}");
    let detail = body(&lambda.invoke(&request).await.unwrap())["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("line 3, column 13"), "{detail}");
}

#[tokio::test]
async fn a_warm_up_ping_is_skipped() {
    let (connect, lambda) = function().await;
    let mut schedule = event("scheduler");
    schedule["source"] = json!("aws.events");
    schedule["detail-type"] = json!("Scheduled Event");
    schedule["detail"] = json!({});
    for ping in [json!({"warmer": true, "concurrency": 3}), json!({"source": "serverless-plugin-warmup"}), schedule] {
        let reply = lambda.invoke(&ping).await.unwrap();
        assert!(reply["Skipped"].is_string(), "{reply}");
    }
    assert!(connect.calls().is_empty());
}

// Kinds of events that people connect by mistake, as AWS documents them.
#[tokio::test]
async fn an_event_that_is_not_understood_is_told_what_it_was() {
    let (connect, lambda) = function().await;
    for (what, event) in [
        ("Kinesis", json!({"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": "e30="}}]})),
        ("DynamoDB", json!({"Records": [{"eventSource": "aws:dynamodb", "dynamodb": {}}]})),
        ("S3", json!({"Records": [{"eventSource": "aws:s3", "s3": {}}]})),
        ("SES", json!({"Records": [{"eventSource": "aws:ses", "ses": {}}]})),
        (
            "Kafka",
            json!({"eventSource": "aws:kafka", "bootstrapServers": "b", "records": {"t-0": [{"value": "e30="}]}}),
        ),
        ("CloudWatch Logs", json!({"awslogs": {"data": "H4sI"}})),
        ("Cognito", json!({"triggerSource": "PreSignUp_SignUp", "userPoolId": "p", "request": {}})),
        ("Lex", json!({"sessionState": {}, "bot": {"name": "b"}})),
        ("VPC Lattice", json!({"raw_path": "/", "method": "POST", "headers": {}})),
        ("VPC Lattice", json!({"version": "2.0", "path": "/", "requestContext": {"serviceNetworkArn": "arn"}})),
        ("authorizer", json!({"type": "TOKEN", "methodArn": "arn", "authorizationToken": "t"})),
        ("Payload", json!({"ExecutedVersion": "$LATEST", "Payload": {"To": "+12025550150"}, "StatusCode": 200})),
        ("mapping template", json!({"body-json": {"To": "+12025550150"}, "params": {}, "stage-variables": {}})),
        ("CodePipeline", json!({"CodePipeline.job": {"id": "1"}})),
        ("custom resource", json!({"RequestType": "Create", "ResponseURL": "https://example.com"})),
        ("CloudFront", json!({"Records": [{"cf": {"config": {}}}]})),
        (
            "source my.shop, detail-type Order Placed",
            json!({"source": "my.shop", "detail-type": "Order Placed", "detail": {"a": 1}}),
        ),
        ("AppSync", json!({"typeName": "Query", "fieldName": "f", "arguments": {}})),
        ("firstThing, secondThing", json!({"firstThing": 1, "secondThing": 2})),
    ] {
        let fault = lambda.invoke(&event).await.unwrap_err();
        assert_eq!(fault.error_type, "MalformedRequest", "{what}");
        assert!(fault.error_message.contains(what), "{what}: {}", fault.error_message);
        assert!(fault.error_message.chars().count() <= 1_000);
    }
    let mut topic = event("sns");
    let alarm = json!({"AlarmName": "Refused texts", "NewStateValue": "ALARM", "Trigger": {}});
    topic["Records"][0]["Sns"]["Message"] = json!(alarm.to_string());
    let fault = lambda.invoke(&topic).await.unwrap_err();
    assert!(fault.error_message.contains("Refused texts"), "{}", fault.error_message);
    assert!(connect.calls().is_empty());
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
#[tokio::test]
async fn an_error_has_at_most_1000_characters_and_begins_with_the_point() {
    let (_connect, lambda) = function().await;
    let unknown: serde_json::Map<String, Value> =
        (0..200).map(|number| (format!("member{number}"), json!(1))).collect();
    let mut document = Value::Object(unknown);
    document["To"] = json!("+12025550150");
    let fault = lambda.invoke(&document).await.unwrap_err();
    assert!(fault.error_message.starts_with("the request breaks a rule: /member0 is not a known member"), "{fault:?}");
    assert_eq!(fault.error_message.matches("known members are").count(), 1);
    assert!(fault.error_message.chars().count() <= 1_000);
}
