//! Describes an event that no kind recognizes, in words that its sender can act on.

use super::RawEvent;
use crate::json::{Kind, Members, items};
use crate::outcome::{Failure, shorten};
use crate::request::members;
use crate::request::rejection::is_quotable;
use serde_json::value::RawValue;

/// Says what arrived, without quoting any value of it, and what is understood.
pub fn failure(event: &RawEvent<'_>) -> Failure {
    let (what, advice) = describe(event);
    understood(&format!("{what} arrived{}{advice}", if advice.is_empty() { "" } else { ": " }))
}

/// What arrived is not JSON at all.
pub fn no_json() -> Failure {
    understood("something that is not JSON arrived")
}

/// Whether a document has members and none that a request document could have.
pub fn is_foreign(document: &RawValue) -> bool {
    let members = Members::from_raw(document);
    !members.is_empty() && !members.iter().any(|(name, _)| members::suggests_a_request(name))
}

fn understood(arrived: &str) -> Failure {
    let understood = "a request document (To, Message, …), an HTTP request (Function URL, HTTP API, REST API, ALB), SQS, \
                      SNS, Pipes, EventBridge, a Connect contact event or a Connect flow's invocation";
    Failure::MalformedRequest(shorten(format!("{arrived}; this function understands {understood}")))
}

/// What arrived, and what to do about it, if that is known.
fn describe(event: &RawEvent<'_>) -> (String, &'static str) {
    let RawEvent { raw, members } = event;
    if let Some(name) = members.text("AlarmName") {
        let alarm =
            if is_name(&name) { format!("the CloudWatch alarm {name}") } else { "a CloudWatch alarm".to_owned() };
        return (alarm, "");
    }
    if let Some(records) = records(members) {
        return (records, "");
    }
    if let Some(known) = known(members) {
        let (what, advice) = known.split_once(": ").unwrap_or((known, ""));
        return (what.to_owned(), advice);
    }
    let what = match Kind::from_raw(raw) {
        Kind::Object if members.is_empty() => "an empty object".to_owned(),
        Kind::Object => format!("an object with {}", named(members)),
        kind => kind.name().to_owned(),
    };
    (what, "")
}

/// The names of an object's members, as far as they may be shown.
fn named(members: &Members<'_>) -> String {
    const MAX_NAMES: usize = 10;
    let names: Vec<&str> = members.iter().map(|(name, _)| name).filter(|name| is_quotable(name)).collect();
    match (names.len(), members.iter().count()) {
        (0, _) => "none of a request document's members".to_owned(),
        (shown, all) if shown == all && all <= MAX_NAMES => format!("the members {}", names.join(", ")),
        (_, all) => {
            let shown = &names[..names.len().min(MAX_NAMES)];
            format!("{all} members, among them {}", shown.join(", "))
        }
    }
}

/// Whether a text has the form of a name: senders may write anything where a name should be.
pub fn is_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '/' | '_' | '-' | ':');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (1..=100).contains(&text.len()) && text.chars().all(is_plain) && (digits <= 6 || text.starts_with("aws."))
}

/// A batch of records of a service.
fn records(members: &Members<'_>) -> Option<String> {
    let raw = members.get("Records").or_else(|| members.get("records"))?;
    if members.get("eventSource").is_some_and(|source| source.get().contains("afka")) {
        return Some("a batch of Kafka records".to_owned());
    }
    if members.get("deliveryStreamArn").is_some() {
        return Some("a Data Firehose transformation's batch".to_owned());
    }
    let Some(first) = items(raw).first().map(|record| Members::from_raw(record)) else {
        return Some("a batch without records".to_owned());
    };
    if first.get("cf").is_some() {
        return Some("a CloudFront (Lambda@Edge) request".to_owned());
    }
    let source = ["eventSource", "EventSource"].into_iter().find_map(|name| first.text(name));
    Some(match source.filter(|source| is_name(source) && source.starts_with("aws:")) {
        Some(source) => format!("a batch of {} records", service(&source)),
        None => "a batch of unknown records".to_owned(),
    })
}

/// What people call the service that an `eventSource` names.
fn service(source: &str) -> String {
    let name = match source {
        "aws:s3" => "Amazon S3",
        "aws:kinesis" => "Amazon Kinesis",
        "aws:dynamodb" => "DynamoDB stream",
        "aws:codecommit" => "CodeCommit",
        "aws:ses" => "Amazon SES",
        other => return other.to_owned(),
    };
    format!("{name} ({source})")
}

/// Events that are known by their members; behind a colon, what to do.
fn known(members: &Members<'_>) -> Option<&'static str> {
    let has = |names: &[&str]| names.iter().all(|name| members.get(name).is_some());
    let context = members.object("requestContext");
    let is_any = |all: &[&[&str]]| all.iter().any(|names| has(names));
    let table: [(bool, &str); 34] = [
        (has(&["awslogs"]), "a CloudWatch Logs subscription's batch"),
        (context.get("connectionId").is_some() || context.get("routeKey").is_some(), "a WebSocket API's event"),
        (
            context.get("serviceNetworkArn").is_some() || is_any(&[&["raw_path", "method"], &["serviceNetworkArn"]]),
            "a VPC Lattice request",
        ),
        (is_any(&[&["requestPayload"], &["responsePayload"]]), "a Lambda destination's record"),
        (is_any(&[&["methodArn"], &["routeArn"], &["authorizationToken"]]), "a Lambda authorizer's request"),
        (has(&["triggerSource", "userPoolId"]), "an Amazon Cognito trigger"),
        (has(&["identityPoolId", "datasetName"]), "an Amazon Cognito Sync trigger"),
        (is_any(&[&["sessionState", "bot"], &["currentIntent", "bot"]]), "an Amazon Lex fulfilment request"),
        (has(&["session", "request", "version"]), "an Alexa skill's request"),
        (has(&["messageVersion", "agent"]), "an Amazon Bedrock agent's request"),
        (has(&["AlarmName"]), "a CloudWatch alarm"),
        (has(&["alarmData"]), "a CloudWatch alarm's action"),
        (has(&["eventSource", "rmqMessagesByQueue"]), "a batch of RabbitMQ messages"),
        (has(&["eventSource", "messages"]), "a batch of ActiveMQ messages"),
        (has(&["eventSource", "eventSourceArn", "events"]), "a batch of DocumentDB changes"),
        (has(&["bootstrapServers"]), "a batch of Kafka records"),
        (has(&["CodePipeline.job"]), "a CodePipeline job"),
        (has(&["RequestType", "ResponseURL"]), "a CloudFormation custom resource's request"),
        (has(&["requestId", "fragment"]), "a CloudFormation macro's request"),
        (is_any(&[&["invokingEvent"], &["configRuleName"]]), "an AWS Config rule's event"),
        (has(&["getObjectContext"]), "an S3 Object Lambda request"),
        (has(&["invocationSchemaVersion", "tasks"]), "an S3 Batch Operations task"),
        (has(&["SecretId", "Step"]), "a Secrets Manager rotation"),
        (
            has(&["Payload", "StatusCode"]),
            "a Step Functions task's result: pass its Payload ($.Payload) on, not all of it",
        ),
        (has(&["Payload"]), "an object with a Payload around it: pass what is in Payload on, not all of it"),
        (
            is_any(&[&["body-json"], &["params", "stage-variables"]]),
            "an API Gateway mapping template's event: use a Lambda proxy integration",
        ),
        (has(&["typeName", "fieldName"]) || has(&["info", "arguments"]), "an AWS AppSync resolver's request"),
        (has(&["placementInfo"]), "an AWS IoT 1-Click event"),
        (has(&["clickType"]) || has(&["deviceEvent"]), "an AWS IoT button's event"),
        (has(&["ResourceProperties"]), "a CloudFormation custom resource's request"),
        (has(&["dataSources", "window"]) || has(&["window", "state"]), "a tumbling window's batch"),
        (has(&["LifecycleHookName"]) || has(&["DeploymentId"]), "a CodeDeploy hook's event"),
        (has(&["jobId", "inputs"]) || has(&["jobName"]), "a job's event of another service"),
        (has(&["httpMethod"]) || has(&["rawPath"]), "an HTTP request without its requestContext"),
    ];
    table.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
}
