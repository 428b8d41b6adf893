//! One person, two texts: a repeat, a replay or a second event of the same matter starts nothing.

use crate::runtime_api::Invocation;
use crate::support::{body, event, function, function_with, started, starts};
use serde_json::{Value, json};
use simulator::{Contact, Fault, Simulator};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

const CALL: &str = "11111111-1111-4111-8111-111111111111";

fn ago(age: Duration) -> Value {
    json!((OffsetDateTime::now_utc() - age).format(&Rfc3339).unwrap())
}

// Connect forgets a token after 7 days; an archive may be replayed at any time.
#[tokio::test]
async fn a_replay_of_what_connect_has_forgotten_is_skipped_and_no_failure() {
    let (connect, lambda) = function().await;
    let mut archived = event("eventbridge");
    archived["replay-name"] = json!("last-month");
    archived["time"] = ago(Duration::weeks(5));
    let mut bus = event("event-bus");
    bus["SystemMetadata"]["aws:DeliveryType"] = json!("REPLAY");
    bus["Data"]["time"] = ago(Duration::days(8));
    for replay in [archived.clone(), bus.clone(), json!([bus, archived])] {
        let reply = lambda.invoke(&replay).await.unwrap();
        assert!(reply.to_string().contains("Skipped"), "{reply}");
    }
    let mut queue = event("sqs");
    queue["Records"].as_array_mut().unwrap().truncate(1);
    queue["Records"][0]["body"] = json!(archived.to_string());
    assert_eq!(lambda.invoke(&queue).await.unwrap(), json!({"batchItemFailures": []}));
    assert!(connect.calls().is_empty());
    archived["time"] = ago(Duration::days(7) - Duration::hours(1));
    lambda.invoke(&archived).await.unwrap();
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn an_event_of_more_than_a_week_is_refused_without_any_setting() {
    let (connect, lambda) = function().await;
    let mut old = event("eventbridge");
    for (age, refused) in
        [(Duration::days(7) + Duration::minutes(1), true), (Duration::days(7) - Duration::hours(1), false)]
    {
        old["time"] = ago(age);
        assert_eq!(
            lambda.invoke(&old).await.err().map(|fault| fault.error_type),
            refused.then(|| "EventTooOld".to_owned())
        );
    }
    for unreadable in [json!("yesterday"), json!(1_700_000_000), json!({}), json!("")] {
        old["time"] = unreadable.clone();
        let fault = lambda.invoke(&old).await.unwrap_err();
        assert_eq!(fault.error_type, "MalformedRequest", "{unreadable}");
        assert!(fault.error_message.contains("time"), "{}", fault.error_message);
    }
    assert_eq!(started(&connect), 1);
    let (connect, lambda) = function_with(&[("MAX_AGE_SECONDS", "0")]).await;
    lambda.invoke(&old).await.unwrap();
    assert_eq!(started(&connect), 1);
}

// The innermost event's time is the age of the matter: a queue may be filled today with what is old.
#[tokio::test]
async fn the_age_is_that_of_the_innermost_event_that_has_a_time() {
    let (connect, lambda) = function().await;
    let milliseconds =
        |age: Duration| json!(((OffsetDateTime::now_utc() - age).unix_timestamp_nanos() / 1_000_000).to_string());
    for (inner, outer, failures) in [
        (Some(Duration::days(8)), Duration::ZERO, 1),
        (Some(Duration::ZERO), Duration::days(8), 0),
        (None, Duration::days(8), 1),
        (None, Duration::ZERO, 0),
    ] {
        let mut carried = event("eventbridge");
        carried["id"] = json!(format!("{inner:?} {outer}"));
        match inner {
            Some(age) => carried["time"] = ago(age),
            None => drop(carried.as_object_mut().unwrap().remove("time")),
        }
        let mut queue = event("sqs");
        queue["Records"].as_array_mut().unwrap().truncate(1);
        queue["Records"][0]["attributes"]["SentTimestamp"] = milliseconds(outer);
        queue["Records"][0]["body"] = json!(carried.to_string());
        let reply = lambda.invoke(&queue).await.unwrap();
        assert_eq!(reply["batchItemFailures"].as_array().unwrap().len(), failures, "{inner:?} in {outer}");
    }
    assert_eq!(started(&connect), 2);
}

// A client without a key is told the token, without which its next try would be a second text.
#[tokio::test]
async fn a_problem_names_the_token_and_says_to_send_it() {
    let (connect, lambda) = function().await;
    let mut request = event("alb");
    request["body"] = json!(json!({"To": Fault::VerySlow.number()}).to_string());
    let event = Invocation::json(&request).with_deadline_in(std::time::Duration::from_millis(2_500));
    let problem = body(&lambda.send(event).await.unwrap());
    let token = problem["ClientToken"].as_str().unwrap();
    assert_eq!(problem["code"], "Timeout");
    assert!(problem["detail"].as_str().unwrap().contains(token), "{problem}");
    assert!(starts(&connect).iter().all(|call| call.body["ClientToken"] == token));
    // The same where the invocation fails.
    let direct = json!({"To": Fault::VerySlow.number()});
    let event = Invocation::json(&direct).with_deadline_in(std::time::Duration::from_millis(2_500));
    let fault = lambda.send(event).await.unwrap_err();
    assert!(fault.error_message.contains("invoke:"), "{}", fault.error_message);
}

/// A flow that runs for a chat by SMS with a customer.
fn chat_flow(parameters: Value) -> Value {
    let mut flow = event("connect-flow");
    let contact = &mut flow["Details"]["ContactData"];
    contact["Channel"] = json!("CHAT");
    contact["RelatedContactId"] = json!("22222222-2222-4222-8222-222222222222");
    contact["SegmentAttributes"]["connect:Subtype"]["ValueString"] = json!("connect:SMS");
    flow["Details"]["Parameters"] = parameters;
    flow
}

#[tokio::test]
async fn a_flow_for_a_text_is_not_answered_with_a_text() {
    let (connect, lambda) = function().await;
    let customer = "+12025550161";
    for parameters in [
        json!({"Message": "Hello"}),
        json!({"Message": "Hello", "To": null}),
        json!({"Message": "Hello", "To": customer}),
        json!({"Message": "Hello", "to": "+1 (202) 555-0161", "Channel": "SMS"}),
        json!({"Channel": "WhatsApp"}),
        json!({"RelatedContactId": CALL}),
    ] {
        let reply = lambda.invoke(&chat_flow(parameters.clone())).await.unwrap();
        assert_eq!((&reply["Status"], &reply["Code"]), (&json!("SKIPPED"), &json!("AlreadyAChat")), "{parameters}");
    }
    assert!(connect.calls().is_empty());
    for parameters in [json!({"To": "+12025550199"}), json!({"To": customer, "Channel": "WhatsApp"})] {
        assert_eq!(lambda.invoke(&chat_flow(parameters)).await.unwrap()["Status"], "STARTED");
    }
    assert_eq!(started(&connect), 2);
}

/// A contact event of a call that was given up, with these members changed.
fn contact_event(members: &Value) -> Value {
    let mut contact_event = event("contact-event");
    let detail = contact_event["detail"].as_object_mut().unwrap();
    detail.extend(members.as_object().unwrap().clone());
    contact_event
}

fn call(connect: &Simulator, id: &str) {
    connect.put_contact(Contact::voice(id, "+12025550170"));
}

// https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
#[tokio::test]
async fn one_call_is_one_text_however_many_legs_it_has() {
    let (connect, lambda) = function().await;
    for (contact, initial, method) in
        [("a", None, "INBOUND"), ("b", Some("a"), "TRANSFER"), ("c", Some("a"), "QUEUE_TRANSFER")]
    {
        call(&connect, contact);
        let members = json!({"contactId": contact, "initialContactId": initial, "initiationMethod": method});
        for event_type in ["DISCONNECTED", "COMPLETED"] {
            let mut event = contact_event(&members);
            event["detail"]["eventType"] = json!(event_type);
            lambda.invoke(&event).await.unwrap();
        }
    }
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn only_the_end_of_a_call_that_nobody_answered_is_acted_on() {
    let (connect, lambda) = function().await;
    call(&connect, CALL);
    let agent = json!({"agentArn": "arn:aws:connect:us-east-1:111122223333:instance/i/agent/a"});
    for members in [
        json!({"eventType": "INITIATED"}),
        json!({"eventType": "CONNECTED_TO_AGENT"}),
        json!({"eventType": "QUEUED"}),
        json!({"eventType": null}),
        json!({"agentInfo": agent}),
        json!({"AgentInfo": agent, "agentInfo": null}),
        json!({"initiationMethod": "OUTBOUND"}),
        json!({"initiationMethod": "EXTERNAL_OUTBOUND"}),
        json!({"initiationMethod": "MONITOR"}),
        json!({"initiationMethod": "CALLBACK"}),
        json!({"initiationMethod": "API"}),
        json!({"channel": "TASK"}),
        json!({"channel": "EMAIL"}),
        json!({"channel": "CHAT"}),
        json!({"relatedContactId": "33333333-3333-4333-8333-333333333333"}),
    ] {
        let reply = lambda.invoke(&contact_event(&members)).await.unwrap();
        assert!(reply["Skipped"].is_string(), "{members}: {reply}");
    }
    assert!(connect.calls().is_empty());
    let lines = lambda.stop().await;
    assert!(lines.iter().filter(|line| line.contains("\"reason\"")).count() >= 15);
}

// Who chose a queued callback has one coming: the flow ended the first leg of that call.
// https://docs.aws.amazon.com/connect/latest/adminguide/about-queued-callbacks.html
#[tokio::test]
async fn who_waits_for_a_callback_or_spoke_with_an_agent_is_not_texted() {
    let (connect, lambda) = function().await;
    for (number, (reason, texted)) in [
        ("CONTACT_FLOW_DISCONNECT", false),
        ("AGENT_DISCONNECT", false),
        ("THIRD_PARTY_DISCONNECT", false),
        ("EXPIRED", false),
        ("CUSTOMER_DISCONNECT", true),
        ("TELECOM_PROBLEM", true),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("call-{number}");
        connect.put_contact(Contact::voice(&id, "+12025550170").with_disconnect_reason(reason));
        let before = started(&connect);
        lambda.invoke(&contact_event(&json!({"contactId": id, "initialContactId": null}))).await.unwrap();
        assert_eq!(started(&connect) - before, usize::from(texted), "{reason}");
    }
    // A sender that names the call itself means it.
    lambda.invoke(&json!({"RelatedContactId": "call-0", "Message": "Hello"})).await.unwrap();
    assert_eq!(started(&connect), 3);
}
