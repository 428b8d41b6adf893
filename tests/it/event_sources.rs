//! The built-in sources of EventBridge events: on when `EVENT_SOURCES_ON` names them, and not before.

use crate::runtime_api::{Lambda, Setup};
use crate::support::{connect, event, only_start, starts, token, tokens};
use serde_json::{Value, json};
use simulator::{Contact, Simulator};
use std::path::Path;

const ALL: &str = "post-call-survey, salesforce-event-relay,shopify-events";
const CALL: &str = "11111111-1111-4111-8111-111111111111";

fn example(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("sources/examples/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

async fn function(connect: &Simulator) -> Lambda {
    Setup::with_defaults(&connect.url()).set("EVENT_SOURCES_ON", ALL).start().await
}

#[tokio::test]
async fn an_event_of_a_partner_starts_a_text_whose_token_is_of_the_change_or_the_order() {
    let connect = connect().await;
    let lambda = function(&connect).await;
    for (name, key) in [
        ("salesforce-event-relay", "salesforce-event-relay:000f07d5-d33e-8607-991e-ad2c1fda0750:1"),
        ("shopify-events", "shopify-orders:820982911946154508"),
    ] {
        connect.clear_calls();
        // Once as the bus brings it, once by a queue.
        lambda.invoke(&example(name)).await.unwrap();
        let mut queue = event("sqs");
        queue["Records"].as_array_mut().unwrap().truncate(1);
        queue["Records"][0]["body"] = json!(example(name).to_string());
        assert_eq!(lambda.invoke(&queue).await.unwrap(), json!({"batchItemFailures": []}), "{name}");
        let expected = token(key, "+14155550142");
        assert_eq!(tokens(&connect), [expected.clone(), expected], "{name}");
        let message = starts(&connect)[0].body["InitialSystemMessage"]["Content"].clone();
        assert!(message.as_str().unwrap().starts_with("Hello Maria,"), "{name}: {message}");
    }
}

#[tokio::test]
async fn a_survey_goes_to_who_called_whose_number_amazon_connect_tells() {
    let connect = connect().await;
    connect.put_contact(Contact::voice(CALL, "+12025550170"));
    let lambda = function(&connect).await;
    for rule in ["Happy customers", "Long calls"] {
        let mut survey = example("post-call-survey");
        survey["id"] = json!(format!("event-of-{rule}"));
        survey["detail"]["ruleName"] = json!(rule);
        lambda.invoke(&survey).await.unwrap();
    }
    let calls = starts(&connect);
    assert_eq!(calls[0].body["ClientToken"], calls[1].body["ClientToken"], "one call, one survey");
    assert_eq!(calls[0].body["DestinationEndpoint"]["Address"], "+12025550170");
    assert_eq!(calls[0].body["RelatedContactId"], CALL);
    assert_eq!(tokens(&connect)[0], token(&format!("post-call-survey:{CALL}"), CALL));
}

#[tokio::test]
async fn an_update_without_a_phone_is_skipped_for_a_reason_that_names_the_member() {
    let connect = connect().await;
    let lambda = function(&connect).await;
    let mut update = example("salesforce-event-relay");
    update["detail"]["payload"].as_object_mut().unwrap().remove("MobilePhone");
    update["detail"]["payload"]["ChangeEventHeader"]["changedFields"] = json!(["Fax", "LastModifiedDate"]);
    let reply = lambda.invoke(&update).await.unwrap();
    assert!(reply["Code"].as_str().or(reply["Skipped"].as_str()).is_some(), "{reply}");
    let written = lambda.stop().await;
    let named = written.iter().any(|line| {
        line.contains("\"skipped\"") && line.contains("detail.payload.MobilePhone is missing, null or empty")
    });
    assert!(named, "{written:#?}");
    assert!(starts(&connect).is_empty());
}

#[tokio::test]
async fn a_change_that_is_not_of_the_phone_or_an_order_without_consent_is_skipped() {
    let connect = connect().await;
    let lambda = function(&connect).await;
    let mut enriched = example("salesforce-event-relay");
    enriched["detail"]["payload"]["ChangeEventHeader"]["changedFields"] = json!(["Fax"]);
    let mut deleted = example("salesforce-event-relay");
    deleted["detail"]["payload"]["ChangeEventHeader"]["changeType"] = json!("DELETE");
    let mut unconsented = example("shopify-events");
    unconsented["detail"]["payload"]["customer"]["sms_marketing_consent"]["state"] = json!("not_subscribed");
    let mut cancelled = example("shopify-events");
    cancelled["detail"]["metadata"]["X-Shopify-Topic"] = json!("orders/cancelled");
    for event in [enriched, deleted, unconsented, cancelled] {
        lambda.invoke(&event).await.unwrap();
    }
    assert!(starts(&connect).is_empty());
}

#[tokio::test]
async fn a_source_of_events_that_nobody_named_takes_none() {
    let connect = connect().await;
    let lambda = Setup::with_defaults(&connect.url()).set("EVENT_SOURCES_ON", "shopify-events").start().await;
    let fault = lambda.invoke(&example("salesforce-event-relay")).await.unwrap_err();
    assert!(fault.error_message.contains("ContactChangeEvent") || fault.error_type == "ValidationFailed", "{fault:?}");
    lambda.invoke(&example("shopify-events")).await.unwrap();
    assert_eq!(only_start(&connect)["DestinationEndpoint"]["Address"], "+14155550142");
}

#[tokio::test]
async fn a_name_that_no_source_has_stops_the_start_and_the_nearest_is_told() {
    for (name, told) in [
        ("salesforce-event-really", "did you mean salesforce-event-relay?"),
        // A webhook's source is no source of events.
        ("zendesk", "there are post-call-survey, salesforce-event-relay, shopify-events"),
    ] {
        let setup =
            Setup::with_defaults("http://127.0.0.1:9").set("EVENT_SOURCES_ON", &format!("shopify-events,{name}"));
        let (success, written) = setup.start().await.exit().await;
        assert!(!success, "{name}");
        assert!(written.iter().any(|line| line.contains("EVENT_SOURCES_ON") && line.contains(told)), "{written:#?}");
    }
}
