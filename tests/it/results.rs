//! Result events: what the bus is told of each chat, and that telling it changes no answer.

use crate::harness::{Harness, SCHEDULE, messages};
use crate::sender::Sender;
use crate::sources::Folder;
use crate::support::{body, event, started};
use serde_json::{Value, json};
use simulator::{Contact, Fault};
use std::time::{Duration, Instant};

const BUS: [(&str, &str); 3] =
    [("RESULTS_BUS", "results"), ("RESULT_ATTRIBUTES", "orderId, crmId"), ("MAX_RECEIVES", "3")];
const NOON: &str = "2026-01-01T12:00:00Z";

async fn with_bus(more: &[(&str, &str)]) -> Harness {
    Harness::new(&[&BUS[..], more].concat()).await
}

/// The detail-type and the detail of everything on the bus.
fn told(harness: &Harness) -> Vec<(String, Value)> {
    let events = harness.connect.events();
    assert!(events.iter().all(|event| event.source == "connect-outbound-chat" && event.event_bus_name == "results"));
    events.into_iter().map(|event| (event.detail_type, Value::Object(event.detail))).collect()
}

fn only_told(harness: &Harness) -> (String, Value) {
    let told = told(harness);
    let [only] = &told[..] else { panic!("{told:?}") };
    only.clone()
}

fn document() -> Value {
    json!({
        "To": "+3546111234", "Message": "Your zirconia has arrived", "DisplayName": "Quackenbush",
        "ClientToken": "order-17", "Attributes": {"orderId": "A-1", "name": "Quackenbush"},
    })
}

#[tokio::test]
async fn a_started_chat_is_told_with_its_contact_and_no_more_of_the_customer_than_the_named_attributes() {
    let harness = with_bus(&[]).await;
    let mut request = event("eventbridge");
    request["detail"] = document();
    let reply = harness.handle(&request, NOON).await.unwrap();
    assert_eq!(
        only_told(&harness),
        (
            "Outbound chat started".to_owned(),
            json!({
                "clientToken": "order-17", "contactId": reply["ContactId"], "relatedContactId": null,
                "sender": "EventBridge", "source": null, "channel": "SMS", "code": null, "retryable": false,
                "final": true, "correlationId": request["id"], "attributes": {"orderId": "A-1"},
            })
        )
    );
}

#[tokio::test]
async fn a_result_event_has_the_members_that_its_page_lists() {
    let harness = with_bus(&[]).await;
    let mut request = event("eventbridge");
    request["detail"] = document();
    harness.handle(&request, NOON).await.unwrap();
    let (_, detail) = only_told(&harness);
    let mut told: Vec<&str> = detail.as_object().unwrap().keys().map(String::as_str).collect();
    let page = std::fs::read_to_string(format!("{}/docs/deploying.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let section = page.split("\n## Result events\n").nth(1).unwrap().split("\n## ").next().unwrap();
    // The first table of the section.
    let rows = section.lines().skip_while(|line| !line.starts_with("| `")).take_while(|line| line.starts_with("| `"));
    let mut listed: Vec<&str> =
        rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2)).collect();
    told.sort_unstable();
    listed.sort_unstable();
    assert_eq!(told, listed);
}

#[tokio::test]
async fn a_chat_that_waits_is_told_as_not_final_and_told_again_when_it_has_gone() {
    let harness = with_bus(&[&SCHEDULE[..], &[("SEND_WINDOW", "08:00-21:00")]].concat()).await;
    harness.handle(&document(), "2026-01-01T00:00:00Z").await.unwrap();
    assert_eq!(
        only_told(&harness),
        (
            "Outbound chat scheduled".to_owned(),
            json!({
                "clientToken": "order-17", "contactId": null, "relatedContactId": null, "sender": "Direct",
                "source": null, "channel": "SMS", "code": null, "retryable": false, "final": false,
                "correlationId": null, "attributes": {"orderId": "A-1"},
            })
        )
    );
    for message in harness.fired(Duration::from_secs(8 * 3_600)) {
        harness.handle(&message, "2026-01-01T08:00:00Z").await.unwrap();
    }
    let told = told(&harness);
    assert_eq!((told.len(), told[1].0.as_str()), (2, "Outbound chat started"));
    assert_eq!((&told[1].1["clientToken"], &told[1].1["final"]), (&json!("order-17"), &json!(true)));
}

#[tokio::test]
async fn a_chat_that_is_skipped_on_purpose_is_told_with_the_code_of_the_reason() {
    let harness = with_bus(&[]).await;
    let chat = json!({"ValueString": "connect:SMS"});
    let mut flow = Sender::ConnectFlow.wrap(&json!({"Message": "Hello"}), &harness.connect);
    flow["Details"]["ContactData"]["Channel"] = json!("CHAT");
    flow["Details"]["ContactData"]["SegmentAttributes"] = json!({"connect:Subtype": chat});
    assert_eq!(harness.handle(&flow, NOON).await.unwrap()["Status"], "SKIPPED");
    let (detail_type, detail) = only_told(&harness);
    assert_eq!(detail_type, "Outbound chat skipped");
    assert_eq!((&detail["code"], &detail["final"]), (&json!("AlreadyAChat"), &json!(true)));
    assert_eq!((&detail["retryable"], &detail["contactId"]), (&json!(false), &json!(null)));
}

#[tokio::test]
async fn a_failure_is_final_when_nobody_tries_again() {
    for (fault, code, is_retryable) in [
        (Fault::InvalidRequest, "InvalidRequestException", false),
        (Fault::LimitExceeded, "LimitExceededException", true),
    ] {
        let harness = with_bus(&[]).await;
        harness.connect.fail_next("StartOutboundChatContact", fault, 1);
        harness.handle(&document(), NOON).await.unwrap_err();
        assert_eq!(
            only_told(&harness),
            (
                "Outbound chat failed".to_owned(),
                json!({
                    "clientToken": "order-17", "contactId": null, "relatedContactId": null, "sender": "Direct",
                    "source": null, "channel": "SMS", "code": code, "retryable": is_retryable,
                    "final": !is_retryable, "correlationId": null, "attributes": {"orderId": "A-1"},
                })
            )
        );
    }
}

#[tokio::test]
async fn a_queue_gives_a_message_up_after_so_many_receives_and_not_before() {
    for fault in [Fault::InvalidRequest, Fault::LimitExceeded] {
        for (receives, is_final) in [("1", false), ("2", false), ("3", true), ("4", true)] {
            let harness = with_bus(&[]).await;
            harness.connect.fail_next("StartOutboundChatContact", fault, 1);
            let mut message = messages([document().to_string()]);
            message["Records"][0]["attributes"]["ApproximateReceiveCount"] = json!(receives);
            let reply = harness.handle(&message, NOON).await.unwrap();
            assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(1));
            assert_eq!(only_told(&harness).1["final"], is_final, "{fault:?} {receives}");
        }
    }
}

#[tokio::test]
async fn a_related_contact_and_its_copied_attributes_are_told_if_they_are_named() {
    let harness = with_bus(&[]).await;
    let contact = Contact::voice("call", "+3546111234").with_attribute("crmId", "7").with_attribute("name", "Ana");
    harness.connect.put_contact(contact);
    harness.handle(&json!({"RelatedContactId": "call", "CopyAttributes": true}), NOON).await.unwrap();
    let (_, detail) = only_told(&harness);
    assert_eq!((&detail["relatedContactId"], &detail["attributes"]), (&json!("call"), &json!({"crmId": "7"})));
}

#[tokio::test]
async fn what_the_queue_carries_beside_a_request_is_told_if_it_is_made_like_an_id() {
    let harness = with_bus(&[]).await;
    let mut batch = messages([document().to_string(), document().to_string()]);
    let attribute = |text: &str| json!({"stringValue": text, "dataType": "String"});
    batch["Records"][0]["messageAttributes"] =
        json!({"source": attribute("zendesk"), "correlationId": attribute("Root=1-67891233-abcdef")});
    // Anybody who may write to the queue can put a customer's number there.
    batch["Records"][1]["messageAttributes"] =
        json!({"source": attribute("+3546111234"), "correlationId": attribute("6111234")});
    harness.handle(&batch, NOON).await.unwrap();
    let mut told: Vec<(Value, Value)> = told(&harness)
        .into_iter()
        .map(|(_, detail)| (detail["source"].clone(), detail["correlationId"].clone()))
        .collect();
    told.sort_by_key(|(source, _)| source.is_null());
    assert_eq!(told, [(json!("zendesk"), json!("Root=1-67891233-abcdef")), (json!(null), json!(null))]);
}

#[tokio::test]
async fn a_batch_is_told_in_tens() {
    let harness = with_bus(&[]).await;
    let bodies = (0..25).map(|index| json!({"To": format!("+35461112{index:02}"), "ClientToken": index.to_string()}));
    harness.handle(&messages(bodies.map(|body| body.to_string())), NOON).await.unwrap();
    let mut sizes: Vec<usize> = harness
        .connect
        .calls()
        .iter()
        .filter(|call| call.operation.as_deref() == Some("PutEvents"))
        .map(|call| call.body["Entries"].as_array().unwrap().len())
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [5, 10, 10]);
    let mut tokens: Vec<String> =
        told(&harness).into_iter().map(|(_, detail)| detail["clientToken"].as_str().unwrap().to_owned()).collect();
    tokens.sort_by_key(|token| token.parse::<u32>().unwrap());
    assert_eq!(tokens, (0..25).map(|index| index.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_bus_that_is_down_is_one_metric_and_changes_no_answer() {
    for fault in [Fault::AccessDenied, Fault::ResourceNotFound, Fault::Dropped, Fault::VerySlow, Fault::Nonsense] {
        let harness = with_bus(&[]).await;
        harness.connect.fail_next("PutEvents", fault, 9);
        let began = Instant::now();
        let reply = harness.handle(&document(), NOON).await.unwrap();
        assert_eq!(reply["ClientToken"], "order-17", "{fault:?}");
        assert!(began.elapsed() < Duration::from_secs(4), "{fault:?}: {:?}", began.elapsed());
        assert!(harness.lines().contains("\"ResultsLost\":1"), "{fault:?}: {}", harness.lines());
        assert_eq!(started(&harness.connect), 1, "{fault:?}");
    }
    // Of two, the bus takes one.
    let harness = with_bus(&[]).await;
    harness.connect.fail_next("PutEvents", Fault::PartialFailure, 1);
    harness
        .handle(&messages(["a", "b"].map(|token| json!({"To": "+3546111234", "ClientToken": token}).to_string())), NOON)
        .await
        .unwrap();
    assert_eq!((told(&harness).len(), harness.lines().matches("\"ResultsLost\":1").count()), (1, 1));
}

#[tokio::test]
async fn a_slow_bus_costs_no_flow_its_answer() {
    // A flow waits for 8 seconds, whatever Lambda allows; what Connect leaves of them, the bus can't have.
    // https://docs.aws.amazon.com/connect/latest/adminguide/invoke-lambda-function-block.html
    let harness = with_bus(&[]).await;
    harness.connect.fail_next("StartOutboundChatContact", Fault::VerySlow, 9);
    harness.connect.fail_next("PutEvents", Fault::VerySlow, 9);
    let began = Instant::now();
    harness.handle(&Sender::ConnectFlow.wrap(&document(), &harness.connect), NOON).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn result_events_that_come_back_are_neither_acted_on_nor_told_of() {
    let harness = with_bus(&[]).await;
    harness.handle(&document(), NOON).await.unwrap();
    let own = serde_json::to_value(&harness.connect.events()[0]).unwrap();
    for event in [own.clone(), messages([own.to_string()]), json!([own])] {
        harness.handle(&event, NOON).await.unwrap();
    }
    assert!(harness.lines().contains("an event of this function itself"));
    // To tell of it would go round for ever.
    assert_eq!((told(&harness).len(), started(&harness.connect)), (1, 1));
}

#[tokio::test]
async fn a_ping_is_about_no_chat_and_told_to_nobody() {
    let harness = with_bus(&[]).await;
    harness.handle(&json!({"warmer": true}), NOON).await.unwrap();
    assert_eq!(harness.calls("PutEvents"), 0);
}

#[tokio::test]
async fn what_strangers_send_is_told_to_nobody() {
    const OPEN: &str = "map = '{\"to\": to}'\n[verify]\ntype = \"none\"\n";
    const SIGNED: &str = "map = '{\"to\": to}'\n[verify]\npreset = \"basic\"\nsecrets = [\"env:CRM_SECRET\"]\n";
    let folder = Folder::with(&[("open", OPEN), ("signed", SIGNED)]);
    let harness = Harness::with_sources(&BUS, Some(&folder.0)).await;
    let webhook = |name: &str, path: &str| {
        let mut request = event("function-url");
        request["rawPath"] = json!(path);
        request["isBase64Encoded"] = json!(false);
        request["body"] = json!(json!({"to": name}).to_string());
        request
    };
    for (path, code) in
        [("/sources/signed", "SignatureInvalid"), ("/sources/nobody", "UnknownSource"), ("/nowhere", "NotFound")]
    {
        let reply = harness.handle(&webhook("+3546111234", path), NOON).await.unwrap();
        assert_eq!(body(&reply)["code"], code);
    }
    assert_eq!(harness.calls("PutEvents"), 0);
    // What a source lets in is told, with the source's name and the gateway's id.
    let request = webhook("12", "/sources/open");
    harness.handle(&request, NOON).await.unwrap();
    let (_, detail) = only_told(&harness);
    assert_eq!((&detail["source"], &detail["code"]), (&json!("open"), &json!("ValidationFailed")));
    assert_eq!(detail["correlationId"], request["requestContext"]["requestId"]);
}
