//! Idempotency: what the token is made of, and that the same event twice makes one contact.

use crate::runtime_api::{Invocation, Setup};
use crate::sender::{SENDERS, Sender, SenderResult};
use crate::support::{self, body, connect, event, function, function_with, started, tokens};
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

fn sha256(text: &str) -> String {
    HEXLOWER.encode(digest(&SHA256, text.as_bytes()).as_ref())
}

/// Whom the events of `events/` with an `Idempotency-Key` write to.
const PERSON: &str = "+12025550150";

/// The caller that the gateway of an event file authenticated, as it stands in tokens.
fn caller(name: &str) -> &'static str {
    match name {
        "http-api" => "111122223333|AIDACOSFODNN7EXAMPLE2|",
        _ => "",
    }
}

fn with_key(name: &str, key: &str) -> Value {
    let mut request = event(name);
    for headers in ["headers", "multiValueHeaders"] {
        let is_multi_value = headers == "multiValueHeaders";
        if let Some(headers) = request[headers].as_object_mut() {
            headers.remove("idempotency-key");
            let key = if is_multi_value { json!([key]) } else { json!(key) };
            headers.insert("Idempotency-Key".to_owned(), key);
        }
    }
    request
}

#[tokio::test]
async fn a_token_is_made_of_what_the_table_says() {
    let expected = [
        (Sender::HttpApi, "http:the-request"),
        (Sender::FunctionUrl, "http:the-request"),
        (Sender::RestApi, "http:the-request"),
        (Sender::Alb, "http:the-request"),
        (Sender::AlbMultiValue, "http:the-request"),
        (Sender::Sqs, "sqs:059f36b4-87a3-44ab-83d2-661975830a7d"),
        (Sender::SqsFifo, "sqs:123456789012/texts.fifo|customer-1|order-A-1001-shipped"),
        (Sender::Sns, "sns:95df01b4-ee98-5cb9-9903-4c221d41eb5e"),
        (Sender::PipesSqs, "sqs:20000000-0000-4000-8000-000000000001"),
        (Sender::EventBus, "eventbridge:0f1e2d3c-4b5a-4697-8877-66554433221a"),
        (Sender::EventBridge, "eventbridge:12345678-1234-1234-1234-111122223333"),
        (Sender::ContactEvent, "deflect:a-call"),
        (Sender::Direct, "invoke:the-request"),
    ];
    for (sender, token) in expected {
        let (connect, lambda) = function().await;
        for document in [json!({"To": "+12025550150"}), json!({"To": "+12025550150", "ClientToken": ""})] {
            let event = sender.wrap(&document, &connect);
            lambda.send(Invocation::json(&event).with_request_id("the-request")).await.unwrap();
        }
        // A contact event tells no number: its token is about the call.
        let person = if sender == Sender::ContactEvent { "a-call" } else { "+12025550150" };
        let token = support::token(token, person);
        assert_eq!(tokens(&connect), [token.clone(), token], "{sender:?}");
        assert_eq!(started(&connect), 1, "{sender:?}");
    }
}

/// EventBridge events that have no id of their own, as a producer that isn't EventBridge may write them.
fn without_id() -> [Value; 4] {
    let detail = json!({"To": "+12025550150"});
    let event = json!({"source": "my.app", "detail-type": "Order shipped", "detail": detail});
    let with = |id: Value| {
        let mut event = event.clone();
        event["id"] = id;
        event
    };
    [event.clone(), with(json!(null)), with(json!(7)), with(json!(""))]
}

#[tokio::test]
async fn an_event_without_an_id_has_the_token_of_what_carries_it() {
    for (name, pointer, sender) in [("sqs", "/messageId", "sqs"), ("sns", "/Sns/MessageId", "sns")] {
        let (connect, lambda) = function().await;
        let mut batch = event(name);
        let record = batch["Records"][0].clone();
        let body = if name == "sqs" { "/body" } else { "/Sns/Message" };
        let records = without_id().into_iter().enumerate().map(|(number, event)| {
            let mut record = record.clone();
            *record.pointer_mut(pointer).unwrap() = json!(format!("message-{number}"));
            *record.pointer_mut(body).unwrap() = json!(event.to_string());
            record
        });
        batch["Records"] = records.collect();
        for request_id in ["first", "redelivered"] {
            lambda.send(Invocation::json(&batch).with_request_id(request_id)).await.unwrap();
        }
        let expected: Vec<String> = (0..4)
            .flat_map(|number| [number; 2])
            .map(|number| support::token(&format!("{sender}:message-{number}"), "+12025550150"))
            .collect();
        assert_eq!(tokens(&connect), expected);
        assert_eq!(started(&connect), 4);
    }
    let (connect, lambda) = function().await;
    lambda.send(Invocation::json(&json!(without_id())).with_request_id("a-pipe")).await.unwrap();
    assert_eq!(
        tokens(&connect),
        [0, 1, 2, 3].map(|index| support::token(&format!("invoke:a-pipe:{index}"), "+12025550150"))
    );
    for (number, event) in without_id().iter().enumerate() {
        let (connect, lambda) = function().await;
        lambda.send(Invocation::json(event).with_request_id(&format!("by-itself-{number}"))).await.unwrap();
        assert_eq!(tokens(&connect), [support::token(&format!("invoke:by-itself-{number}"), "+12025550150")]);
    }
}

#[tokio::test]
async fn a_message_without_an_id_is_refused_because_nothing_would_make_it_unique() {
    for (name, pointer) in [("sqs", "/Records/0/messageId"), ("sns", "/Records/0/Sns/MessageId")] {
        let (connect, lambda) = function().await;
        let mut batch = event(name);
        batch["Records"].as_array_mut().unwrap().truncate(1);
        *batch.pointer_mut(pointer).unwrap() = json!("");
        match lambda.invoke(&batch).await {
            Ok(reply) => assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(1), "{reply}"),
            Err(fault) => assert_eq!(fault.error_type, "MalformedRequest"),
        }
        assert_eq!(started(&connect), 0, "{name}");
    }
}

#[tokio::test]
async fn a_token_of_the_sender_s_own_stands_before_any_other() {
    for sender in SENDERS.into_iter().filter(|sender| *sender != Sender::ContactEvent) {
        let (connect, lambda) = function().await;
        let document = json!({"To": "+12025550150", "ClientToken": "mine"});
        let ending = lambda.invoke(&sender.wrap(&document, &connect)).await;
        assert!(matches!(sender.read_result(&ending), SenderResult::Started(_)), "{sender:?}");
        assert_eq!(tokens(&connect), ["mine"], "{sender:?}");
    }
}

#[tokio::test]
async fn an_idempotency_key_is_taken_quoted_or_bare_before_the_request_s_id() {
    for name in ["http-api", "function-url", "rest-api", "alb", "alb-multi-value"] {
        let (connect, lambda) = function().await;
        for key in ["order-7", "\"order-7\"", "  \"order-7\"  "] {
            let reply = lambda.invoke(&with_key(name, key)).await.unwrap();
            let token = format!("http:{}order-7:", caller(name));
            assert!(body(&reply)["ClientToken"].as_str().unwrap().starts_with(&token), "{name} {key}: {reply}");
        }
        assert_eq!(started(&connect), 1, "{name}");
        for none in ["", "\"\""] {
            let event = Invocation::json(&with_key(name, none)).with_request_id(&format!("without-{}", none.len()));
            let reply = lambda.send(event).await.unwrap();
            let token = format!("http:without-{}:", none.len());
            assert!(body(&reply)["ClientToken"].as_str().unwrap().starts_with(&token), "{name}: {reply}");
        }
    }
}

#[tokio::test]
async fn a_token_over_500_characters_ends_in_the_digest_of_its_logical_part() {
    let (connect, lambda) = function().await;
    // 489, `http:` and `:` with five digits are 500 characters.
    for (key, token) in [
        ("k".repeat(489), format!("http:{}", "k".repeat(489))),
        ("k".repeat(490), format!("http:{}", sha256(&"k".repeat(490)))),
    ] {
        let reply = lambda.invoke(&with_key("alb", &key)).await.unwrap();
        assert_eq!(body(&reply)["ClientToken"], support::token(&token, PERSON));
    }
    let long = "ä".repeat(600);
    let mut wrapped = event("eventbridge");
    wrapped["id"] = json!(long);
    let reply = lambda.invoke(&wrapped).await.unwrap();
    let person = wrapped["detail"]["To"].as_str().unwrap();
    assert_eq!(reply["ClientToken"], support::token(&format!("eventbridge:{}", sha256(&long)), person));
    assert_eq!(started(&connect), 3);
}

#[tokio::test]
async fn the_same_event_twice_makes_one_contact_whoever_sends_it() {
    // Without a key, an HTTP request is itself alone.
    for name in [
        "connect-flow",
        "connect-flow-dotted-keys",
        "connect-flow-nested-json",
        "contact-event",
        "event-bus",
        "event-bus-array",
        "eventbridge",
        "http-api",
        "pipes-sqs",
        "scheduler",
        "sns",
        "sqs",
        "sqs-carrying",
        "sqs-fifo",
    ] {
        let (connect, lambda) = function().await;
        let first = lambda.invoke(&event(name)).await.unwrap();
        let contacts = started(&connect);
        assert_eq!(lambda.invoke(&event(name)).await.unwrap(), first, "{name}");
        assert_eq!(started(&connect), contacts, "{name}");
        assert!(contacts > 0, "{name}");
    }
}

#[tokio::test]
async fn an_asynchronous_retry_of_a_direct_call_makes_no_second_contact() {
    let (connect, lambda) = function().await;
    for _ in 0..2 {
        lambda.send(Invocation::json(&event("direct")).with_request_id("the-same")).await.unwrap();
    }
    assert_eq!(started(&connect), 1);
    lambda.send(Invocation::json(&event("direct")).with_request_id("another")).await.unwrap();
    assert_eq!(started(&connect), 2);
}

#[tokio::test]
async fn a_deployment_between_two_tries_sends_nothing_twice() {
    let connect = connect().await;
    let new_number = "arn:aws:connect:us-east-1:111122223333:phone-number/new";
    for settings in [[("CONNECT_FLOW", "old")], [("CONNECT_FLOW", "new")], [("CONNECT_SMS_NUMBER", new_number)]] {
        let setup = settings.iter().fold(Setup::with_defaults(&connect.url()), |setup, (n, v)| setup.set(n, v));
        let lambda = setup.start().await;
        for name in ["connect-flow", "contact-event", "sqs", "http-api"] {
            lambda.invoke(&event(name)).await.unwrap();
        }
    }
    assert_eq!(started(&connect), 5);
}

#[tokio::test]
async fn both_events_of_one_call_make_one_text() {
    let (connect, lambda) = function().await;
    let (first, second) = (event("contact-event"), event("contact-event-mixed-casing"));
    assert_ne!(first["id"], second["id"]);
    lambda.invoke(&first).await.unwrap();
    lambda.invoke(&second).await.unwrap();
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn a_block_that_a_flow_tries_again_sends_once_and_one_that_says_something_else_sends_too() {
    let (connect, lambda) = function().await;
    let flow = |parameters: Value| {
        let mut flow = event("connect-flow");
        flow["Details"]["Parameters"] = parameters;
        flow
    };
    let text = |message: &str| json!({"Message": message, "Attributes.orderId": "A-1"});
    lambda.invoke(&flow(text("One"))).await.unwrap();
    lambda.invoke(&flow(text("One"))).await.unwrap();
    assert_eq!(started(&connect), 1);
    lambda.invoke(&flow(text("Two"))).await.unwrap();
    assert_eq!(started(&connect), 2);
    let mut other_contact = flow(text("One"));
    other_contact["Details"]["ContactData"]["ContactId"] = json!("another");
    lambda.invoke(&other_contact).await.unwrap();
    assert_eq!(started(&connect), 3);
    for token in tokens(&connect) {
        let parts: Vec<&str> = token.split(':').collect();
        let [sender, contact, digest, _person] = parts[..] else { panic!("{token}") };
        assert_eq!(sender, "flow");
        assert!(contact == "another" || contact == "4a573372-1f28-4e26-b97b-XXXXXXXXXXX");
        assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
    }
}

#[tokio::test]
async fn the_deduplication_id_counts_in_fifo_queues_alone() {
    let (connect, lambda) = function().await;
    let mut standard = event("sqs");
    standard["Records"].as_array_mut().unwrap().truncate(1);
    standard["Records"][0]["attributes"]["MessageDeduplicationId"] = json!("ignored");
    lambda.invoke(&standard).await.unwrap();
    let person = serde_json::from_str::<Value>(standard["Records"][0]["body"].as_str().unwrap()).unwrap();
    let person = person["To"].as_str().unwrap();
    assert_eq!(tokens(&connect), [support::token("sqs:059f36b4-87a3-44ab-83d2-661975830a7d", person)]);
    let mut fifo = event("sqs-fifo");
    // The same message, sent again by a sender that got no answer: another message id, the same deduplication id.
    lambda.invoke(&fifo).await.unwrap();
    let once = started(&connect);
    for record in fifo["Records"].as_array_mut().unwrap() {
        record["messageId"] = json!(format!("again-{}", record["messageId"].as_str().unwrap()));
    }
    lambda.invoke(&fifo).await.unwrap();
    assert_eq!(started(&connect), once);
}

#[tokio::test]
async fn an_event_keeps_its_token_whatever_carries_it() {
    let (connect, lambda) = function_with(&[]).await;
    lambda.invoke(&event("eventbridge")).await.unwrap();
    lambda.invoke(&event("contact-event")).await.unwrap();
    assert_eq!(started(&connect), 2);
    lambda.invoke(&event("sqs-carrying")).await.unwrap();
    // Of five messages, two carry what came before.
    assert_eq!(started(&connect), 5);
}

#[tokio::test]
async fn every_reply_that_names_a_contact_names_its_token() {
    let (connect, lambda) = function().await;
    for sender in SENDERS {
        let reply = lambda.invoke(&sender.wrap(&json!({"To": "+12025550150"}), &connect)).await.unwrap();
        let text = reply.to_string();
        assert_eq!(text.contains("ContactId"), text.contains("ClientToken"), "{sender:?}: {reply}");
    }
}
