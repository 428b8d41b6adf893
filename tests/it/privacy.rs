//! Seen and kept quiet: what the process writes, and what of a request is nowhere in it.

use crate::hostile::{Hostile, Manner};
use crate::request::read;
use crate::runtime_api::{Invocation, InvocationResult, Lambda, Setup};
use crate::sender::{SENDERS, Sender};
use crate::support::connect;
use futures_util::future::join_all;
use serde_json::{Value, json};
use simulator::{Contact, Fault};

/// What of the requests here may be seen by nobody but Connect. Each piece is one that nothing else says.
const PRIVATE: [&str; 17] = [
    "2025550187",
    "555-0187",
    "2025550188",
    "2125550",
    "Quackenbush",
    "zirconia",
    "zinnia",
    "zephyr",
    "zodiac",
    "zygote",
    "zeppelin",
    "zealot",
    "zenith@example.com",
    // The function's own credentials.
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI",
    "EXAMPLEKEY",
    "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
];

const RELATED: &str = "77777777-7777-4777-8777-777777777777";

/// A request that is right, with something private at every place.
fn right() -> Value {
    json!({
        "To": "+12025550187",
        "Message": "Your zirconia has arrived.",
        "DisplayName": "Zebulon Quackenbush",
        "Attributes": {"zephyr-key": "zinnia", "other": "zodiac"},
        "SegmentAttributes": {
            "connect:Subtype": {"ValueString": "connect:SMS"},
            "zygote": {"ValueMap": {"zygote-2": {"ValueString": "zeppelin"}}},
        },
    })
}

/// Requests that are wrong at every place in turn, the private piece in the way.
fn wrong() -> Vec<Value> {
    let with = |pointer: &str, value: Value| {
        let mut document = right();
        match document.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => document[&pointer[1..]] = value,
        }
        document
    };
    vec![
        with("/To", json!("Zebulon Quackenbush")),
        with("/To", json!("(202) 555-0187")),
        with("/To", json!("+12025550187 zirconia")),
        with("/To", json!({"number": "+12025550187"})),
        with("/Message", json!("zirconia ".repeat(200))),
        with("/Message", json!(format!("{}ж zirconia", "zinnia ".repeat(100)))),
        with("/Message", json!(["zirconia"])),
        with("/DisplayName", json!("Quackenbush".repeat(30))),
        with("/DisplayName", json!(2_025_550_187_u32)),
        with("/Attributes", json!("zinnia")),
        with("/Attributes/zephyr-key", json!("zinnia".repeat(6_000))),
        with("/Attributes", json!({"other": {"zephyr": "zinnia"}})),
        with("/Attributes", json!({"other": ["zinnia"], "+12025550187": "zodiac", "zenith@example.com": null})),
        with("/SegmentAttributes/connect:Subtype/ValueString", json!("zeppelin")),
        with("/SegmentAttributes/connect:Subtype/ValueString", json!("zeppelin".repeat(200))),
        with("/SegmentAttributes/connect:Subtype", json!({"ValueInteger": "zeppelin"})),
        with("/From", json!("+12025550187")),
        with("/InstanceId", json!("zealot".repeat(30))),
        with("/ContactFlowId", json!("arn:zealot:zealot")),
        with("/ClientToken", json!("zealot".repeat(100))),
        with("/Channel", json!("zodiac")),
        with("/InitialSystemMessage", json!({"ContentType": "zirconia", "Content": "zirconia"})),
        with("/SupportedMessagingContentTypes", json!(["zirconia"])),
        with("/ChatDurationInMinutes", json!("zirconia")),
        with("/CopyAttributes", json!("zephyr")),
        with("/RelatedContactId", json!({"id": "zealot"})),
        with("/+12025550187", json!("zodiac")),
    ]
}

fn check(what: &str, text: &str) {
    for private in PRIVATE {
        assert!(!text.contains(private), "{private} is in {what}: {text}");
    }
}

fn check_ending(ending: &InvocationResult) {
    match ending {
        Ok(reply) => check("a reply", &reply.to_string()),
        Err(fault) => check("an error", &format!("{} {}", fault.error_type, fault.error_message)),
    }
}

async fn loud(connect: &str, format: &str) -> Lambda {
    let setup = Setup::with_defaults(connect)
        .set("AWS_LAMBDA_LOG_LEVEL", "TRACE")
        .set("AWS_LAMBDA_LOG_FORMAT", format)
        .set("RUST_LOG", "trace")
        .set("RUST_BACKTRACE", "full")
        .set("AWS_ENDPOINT_URL_EVENTBRIDGE", connect)
        .set("RESULTS_BUS", "results")
        .set("RESULT_ATTRIBUTES", "order")
        .set("AWS_MAX_ATTEMPTS", "2");
    setup.start().await
}

async fn check_written(lambda: Lambda) {
    let written = lambda.stop().await;
    assert!(!written.is_empty());
    for line in &written {
        check("what was written", line);
    }
}

#[tokio::test]
async fn nothing_private_is_written_or_told_whoever_sends_it_and_whatever_comes_of_it() {
    let plays = SENDERS.into_iter().flat_map(|sender| ["JSON", "Text"].map(|format| (sender, format)));
    join_all(plays.map(|(sender, format)| async move {
        let connect = connect().await;
        connect.put_contact(
            Contact::voice(RELATED, "+12025550188")
                .with_attribute("zephyr-theirs", "zodiac")
                .with_attribute("name", "Zebulon Quackenbush"),
        );
        let lambda = loud(&connect.url(), format).await;
        check_ending(&lambda.invoke(&sender.wrap(&right(), &connect)).await);
        let mut related = right();
        related.as_object_mut().unwrap().remove("To");
        related["RelatedContactId"] = json!(RELATED);
        related["CopyAttributes"] = json!(true);
        check_ending(&lambda.invoke(&sender.wrap(&related, &connect)).await);
        if sender != Sender::ContactEvent {
            for document in wrong() {
                let ending = lambda.invoke(&sender.wrap(&document, &connect)).await;
                if let Ok(reply) = &ending {
                    assert!(!reply.to_string().contains("ContactId\":"), "{document} was taken: {reply}");
                }
                check_ending(&ending);
            }
        }
        for fault in [Fault::InvalidRequest, Fault::LimitExceeded, Fault::Nonsense, Fault::ExpiredToken] {
            connect.fail_next("StartOutboundChatContact", fault, 1);
            check_ending(&lambda.invoke(&sender.wrap(&right(), &connect)).await);
        }
        if !matches!(sender, Sender::ConnectFlow | Sender::ContactEvent | Sender::Direct) {
            for text in
                ["zirconia +12025550187", "{\"To\": \"+12025550187\", zirconia", "\"zirconia\"", "[\"zirconia\"]"]
            {
                check_ending(&lambda.invoke(&sender.wrap_text(text)).await);
            }
        }
        // What the bus is told, it is told of every chat that came to a request.
        assert!(!connect.events().is_empty(), "{sender:?}");
        for event in connect.events() {
            check("a result event", &serde_json::to_string(&event).unwrap());
        }
        check_written(lambda).await;
    }))
    .await;
}

#[tokio::test]
async fn a_connect_that_quotes_the_request_in_its_error_is_not_quoted() {
    let simulator = &connect().await;
    join_all(SENDERS.map(|sender| async move {
        for manner in [Manner::Echo, Manner::EchoInternal] {
            let connect = Hostile::start(manner).await;
            let lambda = loud(&connect.url(), "JSON").await;
            let ending = lambda.invoke(&sender.wrap(&right(), simulator)).await;
            assert!(connect.requests()[0].contains("AKIAIOSFODNN7EXAMPLE"));
            if let Err(fault) = &ending {
                // It was read, and its name is all that was taken from it.
                let called = ["InvalidRequestException", "InternalServiceException"];
                assert!(called.contains(&fault.error_type.as_str()), "{fault:?}");
            }
            check_ending(&ending);
            check_written(lambda).await;
        }
    }))
    .await;
}

#[tokio::test]
async fn an_event_that_nobody_understands_is_not_quoted_either() {
    let connect = connect().await;
    let lambda = loud(&connect.url(), "JSON").await;
    for event in [
        &br#"{"name": "Zebulon Quackenbush", "phone": "+12025550187"}"#[..],
        br#"{"Records": [{"eventSource": "zirconia", "body": "+12025550187"}]}"#,
        br#"{"requestPayload": {"To": "+12025550187"}, "responsePayload": "zirconia"}"#,
        br#"{"To": "+12025550187", "Message": "zirconia"#,
        b"zirconia",
        br#""zirconia""#,
        b"{\"To\": \"+12025550187\", \"Message\": \"zirconia \xff\"}",
        br#"{"Details": {"ContactData": {"ContactId": null, "CustomerEndpoint": {"Address": "+12025550187"}}}}"#,
        br#"{"source": "zirconia", "detail-type": "zinnia", "detail": "+12025550187"}"#,
        br#"{"source": "aws.connect", "detail-type": "Amazon Connect Contact Event", "detail": {"contactId": 2025550187}}"#,
    ] {
        let ending = lambda.send(Invocation::from_bytes(event)).await;
        assert!(ending.is_err(), "{}", String::from_utf8_lossy(event));
        check_ending(&ending);
    }
    check_written(lambda).await;
}

#[tokio::test]
async fn a_setting_that_is_wrong_is_not_quoted() {
    for (name, value) in
        [("CONNECT_SMS_NUMBER", "+12025550187"), ("QUEUE_URL", "zirconia"), ("PUBLIC_URL", "zinnia zodiac")]
    {
        let (_, written) = Setup::with_defaults("http://127.0.0.1:9").set(name, value).start().await.exit().await;
        assert!(written.iter().any(|line| line.contains(name)));
        written.iter().for_each(|line| check("a mistake", line));
    }
}

#[test]
fn the_debug_of_a_request_or_of_what_is_wrong_with_it_shows_nothing_private() {
    let mut document = right();
    document["RelatedContactId"] = json!(RELATED);
    document["CopyAttributes"] = json!(["zephyr-theirs"]);
    let shown = format!("{:?}", read(&document).unwrap());
    for private in ["2025550187", "Quackenbush", "zirconia", "zephyr", "zinnia", "zodiac", "zygote", "zeppelin"] {
        assert!(!shown.contains(private), "{private} is in {shown}");
    }
    for document in wrong() {
        check("a failure's Debug", &format!("{:?}", read(&document).unwrap_err()));
    }
}
