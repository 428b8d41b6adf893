//! What CRMs send that isn't as their documents' examples are.

use crate::crm::{Crm, Heard, setup};
use crate::support::{connect, starts};
use serde_json::{Value, json};

/// What a CRM heard of its example with changes, and what Amazon Connect was asked for.
async fn sent(name: &str, change: impl Fn(&mut Value)) -> (Heard, Vec<Value>) {
    let connect = connect().await;
    let lambda = setup(&connect.url()).start().await;
    let crm = Crm::named(name);
    let mut body: Value = serde_json::from_str(&crm.example()).unwrap();
    change(&mut body);
    let heard = Heard::from_delivery(&lambda, &crm.delivers(&body.to_string())).await;
    (heard, starts(&connect).into_iter().map(|call| call.body).collect())
}

// A field that nobody filled in is null: the text goes out without it.
#[tokio::test]
async fn a_null_that_only_an_attribute_is_made_of_leaves_the_attribute_out() {
    for (name, member, attribute) in [
        ("servicenow", "number", "servicenowNumber"),
        ("salesforce-flow", "recordId", "salesforceRecordId"),
        ("shopify-orders", "name", "shopifyOrder"),
    ] {
        let (heard, starts) = sent(name, |body| body[member] = Value::Null).await;
        assert_eq!(heard.status, 201, "{name}: {}", heard.body);
        assert_eq!(starts[0]["Attributes"][attribute], Value::Null, "{name}: {}", starts[0]);
        let message = starts[0]["InitialSystemMessage"]["Content"].as_str().unwrap();
        assert!(!message.contains("null") && !message.contains("  "), "{name}: {message}");
    }
}

// A step with a pre-image and a post-image, or with two post-images: the number stands in both.
#[tokio::test]
async fn of_two_images_of_dataverse_that_both_hold_the_number_the_first_counts() {
    let (heard, starts) = sent("dataverse", |body| {
        let mut second = body["PostEntityImages"][0].clone();
        second["key"] = json!("AnotherImage");
        second["value"]["Attributes"] = json!([
            {"key": "firstname", "value": "Ana"}, {"key": "mobilephone", "value": "+14155550143"},
        ]);
        body["PostEntityImages"].as_array_mut().unwrap().push(second);
        body["InputParameters"][0]["value"]["Attributes"] = json!([]);
    })
    .await;
    assert_eq!(heard.status, 201, "{}", heard.body);
    assert_eq!(starts[0]["DestinationEndpoint"]["Address"], "+14155550142");
    assert!(starts[0]["InitialSystemMessage"]["Content"].as_str().unwrap().starts_with("Hello Maria,"));
}

// <https://learn.microsoft.com/dotnet/api/microsoft.xrm.sdk.iexecutioncontext.operationid>: a synchronous step has no
// system job, and so no OperationId. Every second update had the first one's token.
#[tokio::test]
async fn a_synchronous_step_of_dataverse_is_told_apart_by_its_request() {
    let none = "00000000-0000-0000-0000-000000000000";
    let mut tokens = Vec::new();
    for request in ["ee3a1fd9-0000-4000-8000-000000000001", "ee3a1fd9-0000-4000-8000-000000000002"] {
        let (heard, starts) = sent("dataverse", |body| {
            body["OperationId"] = json!(none);
            body["RequestId"] = json!(request);
        })
        .await;
        assert_eq!(heard.status, 201, "{}", heard.body);
        tokens.push(starts[0]["ClientToken"].clone());
    }
    assert_ne!(tokens[0], tokens[1]);
    let (heard, starts) = sent("dataverse", |body| body["OperationId"] = json!(none)).await;
    assert_eq!((heard.status, &heard.json()["code"]), (422, &json!("MappingFailed")), "{}", heard.body);
    assert!(heard.body.contains("OperationId or RequestId") && starts.is_empty(), "{}", heard.body);
}
