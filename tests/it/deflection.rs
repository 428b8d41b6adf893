//! Deflection: a text to the customer of another contact.

use crate::support::{event, function, function_with, only_start, started, starts};
use serde_json::{Value, json};
use simulator::{ANONYMOUS_SAMPLE, Contact, Endpoint, Simulator, VOICE_SAMPLE};

const CALL: &str = "55555555-5555-4555-8555-555555555555";

fn lookups(connect: &Simulator) -> usize {
    connect.calls().iter().filter(|call| call.operation.as_deref() == Some("DescribeContact")).count()
}

/// A call with attributes that a text may take over.
fn call() -> Contact {
    let call = Contact::voice(CALL, "+12025550170");
    call.with_attribute("orderId", "A-1").with_attribute("language", "de").with_attribute("tier", "gold")
}

#[tokio::test]
async fn a_related_contact_is_passed_on_and_not_looked_up_when_nothing_of_it_is_needed() {
    let (connect, lambda) = function().await;
    lambda.invoke(&json!({"To": "+12025550150", "RelatedContactId": CALL})).await.unwrap();
    assert_eq!(only_start(&connect)["RelatedContactId"], CALL);
    assert_eq!(lookups(&connect), 0);
}

#[tokio::test]
async fn a_related_contact_supplies_the_number() {
    let (connect, lambda) = function().await;
    connect.put_contact(call());
    lambda.invoke(&json!({"RelatedContactId": CALL, "Message": "Hello"})).await.unwrap();
    let start = only_start(&connect);
    assert_eq!(start["DestinationEndpoint"]["Address"], "+12025550170");
    assert_eq!(start["RelatedContactId"], CALL);
    assert_eq!(start["Attributes"], json!(null));
    assert_eq!(lookups(&connect), 1);
}

#[tokio::test]
async fn attributes_are_copied_as_asked_and_the_request_s_own_win() {
    for (copy, to, attributes) in [
        (json!(true), None, json!({"orderId": "A-1", "language": "en", "tier": "gold", "own": "x"})),
        (json!(true), Some("+12025550150"), json!({"orderId": "A-1", "language": "en", "tier": "gold", "own": "x"})),
        (json!(["orderId", "language", "nothing"]), None, json!({"orderId": "A-1", "language": "en", "own": "x"})),
        (json!([]), None, json!({"language": "en", "own": "x"})),
        (json!(false), None, json!({"language": "en", "own": "x"})),
    ] {
        let (connect, lambda) = function().await;
        connect.put_contact(call());
        let attributes_given = json!({"language": "en", "own": "x"});
        let mut document = json!({"RelatedContactId": CALL, "CopyAttributes": copy, "Attributes": attributes_given});
        if let Some(to) = to {
            document["To"] = json!(to);
        }
        lambda.invoke(&document).await.unwrap();
        let start = only_start(&connect);
        assert_eq!(start["Attributes"], attributes, "{copy}");
        assert_eq!(start["DestinationEndpoint"]["Address"], to.unwrap_or("+12025550170"), "{copy}");
        assert_eq!(lookups(&connect), 1, "{copy}");
    }
}

#[tokio::test]
async fn attributes_that_are_too_many_together_are_refused() {
    let (connect, lambda) = function().await;
    connect.put_contact(Contact::voice(CALL, "+12025550170").with_attribute("theirs", "x".repeat(20_000)));
    let document = |length: usize| json!({"RelatedContactId": CALL, "CopyAttributes": true, "Attributes": {"ours": "x".repeat(length)}});
    // 6 + 20,000 + 4 + 12,758 = 32,768
    lambda.invoke(&document(12_758)).await.unwrap();
    let fault = lambda.invoke(&document(12_759)).await.unwrap_err();
    assert_eq!(fault.error_type, "ValidationFailed");
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn a_contact_without_a_telephone_number_is_refused_by_its_id_and_channel() {
    let (connect, lambda) = function().await;
    let mut email = call();
    email.channel = Some("EMAIL".to_owned());
    email.customer_endpoint = Some(Endpoint {
        kind: "EMAIL_ADDRESS".to_owned(),
        address: "jane.doe@example.com".to_owned(),
        display_name: None,
    });
    connect.put_contact(email);
    let mut withheld = Contact::voice("withheld", "anonymous");
    withheld.attributes.insert("language".to_owned(), "de".to_owned());
    connect.put_contact(withheld);
    for (id, channel) in [(CALL, "EMAIL"), (ANONYMOUS_SAMPLE, "VOICE"), ("withheld", "VOICE")] {
        let fault = lambda.invoke(&json!({"RelatedContactId": id})).await.unwrap_err();
        assert_eq!(fault.error_type, "NoDestination");
        assert!(fault.error_message.contains(id) && fault.error_message.contains(channel), "{}", fault.error_message);
        assert!(!fault.error_message.contains("jane.doe"));
    }
    // A number of the request's own is all that was missing.
    lambda.invoke(&json!({"RelatedContactId": CALL, "To": "+12025550150", "CopyAttributes": true})).await.unwrap();
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn a_contact_that_nobody_knows_is_not_found() {
    let (connect, lambda) = function().await;
    let fault = lambda.invoke(&json!({"RelatedContactId": "nobody"})).await.unwrap_err();
    assert_eq!(fault.error_type, "ResourceNotFoundException");
    assert!(starts(&connect).is_empty());
}

#[tokio::test]
async fn a_contact_is_looked_up_once_however_many_of_a_batch_ask_for_it() {
    let (connect, lambda) = function().await;
    connect.put_contact(call());
    let items: Vec<Value> =
        (0..20).map(|item| json!({"RelatedContactId": CALL, "Message": format!("{item}")})).collect();
    lambda.invoke(&json!(items)).await.unwrap();
    assert_eq!((lookups(&connect), started(&connect)), (1, 20));
}

#[tokio::test]
async fn the_parameters_of_a_flow_override_each_of_what_its_contact_gives() {
    let (connect, lambda) = function().await;
    let mut flow = event("connect-flow");
    flow["Details"]["Parameters"] = json!({
        "to": "+12025550150",
        "InstanceId": "another-instance",
        "RelatedContactId": VOICE_SAMPLE,
        "CopyAttributes": "true",
        "ClientToken": "mine",
    });
    lambda.invoke(&flow).await.unwrap();
    let start = only_start(&connect);
    assert_eq!(start["DestinationEndpoint"]["Address"], "+12025550150");
    assert_eq!(start["InstanceId"], "another-instance");
    assert_eq!(start["RelatedContactId"], VOICE_SAMPLE);
    assert_eq!(start["Attributes"], json!({"orderId": "A-1001"}));
    assert_eq!(start["ClientToken"], "mine");
}

#[tokio::test]
async fn a_flow_s_text_is_read_as_what_the_member_wants() {
    let (connect, lambda) = function().await;
    let mut flow = event("connect-flow");
    flow["Details"]["Parameters"] = json!({
        "ChatDurationInMinutes": "120",
        "CopyAttributes": "[\"language\"]",
        "Attributes": "{\"orderId\": \"A-1\", \"count\": 7}",
        "Attributes.yes": "true",
        "SegmentAttributes": "{\"connect:Subtype\": {\"ValueString\": \"connect:WhatsApp\"}}",
        "SupportedMessagingContentTypes": "[\"text/plain\", \"text/markdown\"]",
        "Message": "{\"this\": \"is text all the same\"}",
        "DisplayName": "120",
    });
    lambda.invoke(&flow).await.unwrap();
    assert_eq!(lookups(&connect), 0, "the event tells the attributes");
    let start = only_start(&connect);
    assert_eq!(start["ChatDurationInMinutes"], 120);
    assert_eq!(start["Attributes"], json!({"orderId": "A-1", "count": "7", "yes": "true", "language": "en"}));
    assert_eq!(start["SegmentAttributes"]["connect:Subtype"]["ValueString"], "connect:WhatsApp");
    assert_eq!(start["SupportedMessagingContentTypes"], json!(["text/plain", "text/markdown"]));
    assert_eq!(start["InitialSystemMessage"]["Content"], "{\"this\": \"is text all the same\"}");
    assert_eq!(start["ParticipantDetails"]["DisplayName"], "120");
}

#[tokio::test]
async fn a_flow_s_null_or_foreign_endpoint_is_looked_up() {
    let (connect, lambda) = function().await;
    connect.put_contact(call());
    for endpoint in [
        json!(null),
        json!({"Type": "EMAIL_ADDRESS", "Address": "jane.doe@example.com"}),
        json!({"Type": "TELEPHONE_NUMBER", "Address": null}),
        json!({"Type": "TELEPHONE_NUMBER", "Address": "anonymous"}),
    ] {
        connect.clear_calls();
        let mut flow = event("connect-flow");
        flow["Details"]["ContactData"]["ContactId"] = json!(CALL);
        flow["Details"]["ContactData"]["CustomerEndpoint"] = endpoint.clone();
        lambda.invoke(&flow).await.unwrap();
        assert_eq!(lookups(&connect), 1, "{endpoint}");
        assert_eq!(only_start(&connect)["DestinationEndpoint"]["Address"], "+12025550170", "{endpoint}");
    }
}

#[tokio::test]
async fn a_flow_without_parameters_starts_by_the_settings_alone() {
    for parameters in [json!({}), json!(null)] {
        let (connect, lambda) = function().await;
        let mut flow = event("connect-flow");
        flow["Details"]["Parameters"] = parameters;
        assert_eq!(lambda.invoke(&flow).await.unwrap()["Status"], "STARTED");
        assert_eq!(only_start(&connect)["DestinationEndpoint"]["Address"], "+12025550161");
    }
}

#[tokio::test]
async fn a_chat_or_a_contact_with_a_related_one_is_never_answered_with_a_chat() {
    let (connect, lambda) = function().await;
    for (channel, related) in
        [("CHAT", None), ("Chat", None), ("chat", None), ("VOICE", Some("x")), ("CHAT", Some("x")), ("TASK", Some("x"))]
    {
        for key in ["channel", "Channel", "CHANNEL"] {
            let mut contact_event = event("contact-event");
            let detail = contact_event["detail"].as_object_mut().unwrap();
            detail.remove("channel");
            detail.insert(key.to_owned(), json!(channel));
            detail.insert("RelatedContactID".to_owned(), json!(related));
            let reply = lambda.invoke(&contact_event).await.unwrap();
            assert_eq!(reply["ContactId"], json!(null), "{channel} {related:?} {key}");
        }
    }
    assert!(connect.calls().is_empty());
    // What comes in a queue is guarded, too, and is no failure.
    let mut queue = event("sqs");
    queue["Records"][0]["body"] = json!(event("contact-event-chat").to_string());
    queue["Records"].as_array_mut().unwrap().truncate(1);
    assert_eq!(lambda.invoke(&queue).await.unwrap(), json!({"batchItemFailures": []}));
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn the_event_of_a_chat_that_the_function_started_starts_no_other() {
    let (connect, lambda) = function().await;
    let contact_event = event("contact-event");
    let reply = lambda.invoke(&contact_event).await.unwrap();
    let mut its_own = contact_event;
    its_own["detail"]["contactId"] = reply["ContactId"].clone();
    its_own["detail"]["channel"] = json!("CHAT");
    its_own["detail"]["initiationMethod"] = json!("API");
    lambda.invoke(&its_own).await.unwrap();
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn the_instance_of_a_contact_event_is_found_in_any_casing_and_in_a_malformed_arn() {
    let (connect, lambda) = function_with(&[("CONNECT_INSTANCE", "")]).await;
    connect.put_contact(call());
    for (number, (key, arn)) in [
        ("instanceArn", "arn:aws::connect:us-west-2:123456789012:instance/from-the-event"),
        ("InstanceARN", "arn:aws:connect:us-west-2:123456789012:instance/from-the-event"),
        ("INSTANCEARN", "arn:aws-us-gov:connect:us-gov-west-1:123456789012:instance/from-the-event"),
    ]
    .into_iter()
    .enumerate()
    {
        connect.clear_calls();
        let mut contact_event = event("contact-event");
        let id = format!("call-{number}");
        connect.put_contact(Contact::voice(&id, "+12025550171"));
        contact_event["detail"] = json!({
            "ContactID": id, key: arn, "CHANNEL": "Voice", "EVENTTYPE": "Disconnected", "InitiationMethod": "Inbound",
        });
        lambda.invoke(&contact_event).await.unwrap();
        let start = only_start(&connect);
        assert_eq!(start["InstanceId"], "from-the-event", "{key}");
        assert_eq!(start["RelatedContactId"], json!(id), "{key}");
    }
}
