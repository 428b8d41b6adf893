//! What carries request documents: messages, events, and a flow's invocation.

use crate::{Played, Readers, hold};
use aws_lambda_events::connect::ConnectEvent;
use aws_lambda_events::eventbridge::EventBridgeEvent;
use aws_lambda_events::sns::{SnsEvent, SnsMessage};
use aws_lambda_events::sqs::SqsEvent;
use serde_json::{Value, json};
use test_support::settings::default_setting;
use test_support::support::event;

/// What matters of a call: who is written what, and by which event.
fn summary(to: &Value, message: &Value, id: &str) -> Value {
    json!({"to": to, "message": message, "id": id})
}

/// The calls that were made, in no order; the event's id is the token without the person's digits.
fn calls(played: &Played) -> Vec<Value> {
    let call = |call: &Value| {
        let token = call["ClientToken"].as_str().unwrap();
        let (id, _) = token.rsplit_once(':').unwrap();
        summary(&call["DestinationEndpoint"]["Address"], &call["InitialSystemMessage"]["Content"], id)
    };
    let mut calls: Vec<Value> = played.calls.iter().map(call).collect();
    calls.sort_by_key(Value::to_string);
    calls
}

/// The call that a request document's text asks for, if it can be one: the rest is about rules, and not about reading.
fn asked_for(text: Option<&str>, id: &str) -> Option<Value> {
    let document: Value = serde_json::from_str(text?).ok()?;
    let is_number = document["To"].as_str().is_some_and(|to| to.starts_with('+'));
    let is_text = document["Message"].is_null() || document["Message"].as_str().is_some_and(|text| !text.is_empty());
    (is_number && is_text).then(|| summary(&document["To"], &document["Message"], id))
}

/// An id that is there: an empty one makes no text unique.
fn id(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty())
}

fn sqs(event: &Value) -> Option<Value> {
    // Odd: the crate takes an array for a record whose members have no names.
    let is_batch = |records: &Vec<Value>| !records.is_empty() && records.iter().all(Value::is_object);
    event["Records"].as_array().filter(|records| is_batch(records))?;
    let event: SqsEvent = serde_json::from_value(event.clone()).ok()?;
    let (mut calls, mut failed) = (Vec::new(), Vec::new());
    for record in event.records {
        let message_id = id(record.message_id)?;
        let queue = record.event_source_arn.filter(|arn| arn.ends_with(".fifo"));
        let deduplication = id(record.attributes.get("MessageDeduplicationId").cloned());
        let event_id = match (queue, deduplication) {
            (Some(queue), Some(deduplication)) => {
                let (rest, name) = queue.rsplit_once(':')?;
                let (_, account) = rest.rsplit_once(':')?;
                let group = record.attributes.get("MessageGroupId").map_or("", String::as_str);
                format!("sqs:{account}/{name}|{group}|{deduplication}")
            }
            _ => format!("sqs:{message_id}"),
        };
        let call = asked_for(record.body.as_deref(), &event_id);
        match call {
            Some(call) => calls.push(call),
            None => failed.push(json!({"itemIdentifier": message_id})),
        }
    }
    calls.sort_by_key(Value::to_string);
    Some(json!({"calls": calls, "failed": failed}))
}

fn sqs_played(played: &Played) -> Option<Value> {
    Some(json!({"calls": calls(played), "failed": played.result.as_ref().ok()?["batchItemFailures"]}))
}

fn sns(event: &Value) -> Option<Value> {
    let event: SnsEvent = serde_json::from_value(event.clone()).ok()?;
    let call = |sns: SnsMessage| asked_for(Some(&sns.message), &format!("sns:{}", id(Some(sns.message_id))?));
    let calls: Option<Vec<Value>> = event.records.into_iter().map(|record| call(record.sns)).collect();
    calls.filter(|calls| !calls.is_empty()).map(Value::from)
}

fn event_bridge(event: &Value) -> Option<Value> {
    let event: EventBridgeEvent = serde_json::from_value(event.clone()).ok()?;
    let text = event.detail.as_str().map_or_else(|| event.detail.to_string(), ToOwned::to_owned);
    Some(json!([asked_for(Some(&text), &format!("eventbridge:{}", id(event.id)?))?]))
}

/// The calls, unless there was none.
fn played(played: &Played) -> Option<Value> {
    Some(json!(calls(played))).filter(|_| !played.calls.is_empty())
}

fn connect_flow(event: &Value) -> Option<Value> {
    let event: ConnectEvent = serde_json::from_value(event.clone()).ok()?;
    let (contact, parameters) = (event.details.contact_data, event.details.parameters);
    let endpoint = contact.customer_endpoint;
    let number = endpoint.address.filter(|_| endpoint.type_.as_deref() == Some("TELEPHONE_NUMBER"));
    // Null, empty and absent are one to a flow; without an instance the settings' one is meant.
    let given = |name: &str| parameters.get(name).filter(|text| !text.is_empty());
    let instance = contact.instance_arn.filter(|arn| arn.contains(":instance/"));
    Some(json!({
        "to": given("To").or(number.as_ref()).filter(|to| to.starts_with('+'))?,
        "message": given("Message"),
        "related": id(contact.contact_id)?,
        "instance": instance.as_deref().and_then(|arn| arn.rsplit('/').next()).unwrap_or(&default_setting("CONNECT_INSTANCE")?),
    }))
}

fn connect_flow_played(played: &Played) -> Option<Value> {
    let [call] = played.calls.as_slice() else { return None };
    Some(json!({
        "to": call["DestinationEndpoint"]["Address"],
        "message": call["InitialSystemMessage"]["Content"],
        "related": call["RelatedContactId"],
        "instance": call["InstanceId"],
    }))
}

#[tokio::test]
async fn messages_of_a_queue_are_read_alike() {
    let mut fifo = event("sqs-fifo");
    // In groups of their own, so that neither waits for the other.
    fifo["Records"][1]["attributes"]["MessageGroupId"] = json!("customer-2");
    for (name, event) in [("sqs", event("sqs")), ("sqs-fifo", fifo)] {
        hold(name, &event, &Readers { theirs: sqs, ours: sqs_played }, &["/Records/0/eventSource"]).await;
    }
}

#[tokio::test]
async fn messages_of_a_topic_are_read_alike() {
    hold("sns", &event("sns"), &Readers { theirs: sns, ours: played }, &["/Records/0/EventSource"]).await;
}

#[tokio::test]
async fn events_of_eventbridge_and_the_scheduler_are_read_alike() {
    for name in ["eventbridge", "scheduler"] {
        hold(name, &event(name), &Readers { theirs: event_bridge, ours: played }, &[]).await;
    }
}

#[tokio::test]
async fn a_flow_s_invocation_is_read_alike() {
    let readers = Readers { theirs: connect_flow, ours: connect_flow_played };
    // Parameters have rules, and an id has no spaces.
    hold("connect-flow", &event("connect-flow"), &readers, &["/Details/Parameters", "/Details/ContactData/ContactId"])
        .await;
}
