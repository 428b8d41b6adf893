//! Texts go at the right hour: put off while it is not theirs, and started once when it is.
//!
//! Everybody here lives in Iceland, which keeps UTC all year round, in winter as in summer.
//! <https://www.iana.org/time-zones>: `Zone Atlantic/Reykjavik`, a link to Africa/Abidjan.

use crate::crm::open;
use crate::harness::{Harness, SCHEDULE, messages};
use crate::runtime_api::Setup;
use crate::sender::{SENDERS, Sender, SenderResult};
use crate::sources::Folder;
use crate::support::{body, connect, event, only_start, started, starts};
use connect_outbound_chat::request::send_at::rfc3339;
use serde_json::{Value, json};
use simulator::{Contact, Fault};
use std::time::Duration;

const TO: &str = "+3546111234";
const MIDNIGHT: &str = "2026-01-01T00:00:00Z";
const EIGHT: &str = "2026-01-01T08:00:00Z";
const NOON: &str = "2026-01-01T12:00:00Z";
const WINDOW: (&str, &str) = ("SEND_WINDOW", "08:00-21:00");
const HOUR: Duration = Duration::from_secs(3_600);

async fn with_window() -> Harness {
    Harness::new(&[&[WINDOW][..], &SCHEDULE].concat()).await
}

fn document() -> Value {
    json!({"To": TO, "Message": "Good morning"})
}

fn with(member: &str, value: impl Into<Value>) -> Value {
    let mut document = document();
    document[member] = value.into();
    document
}

/// The only reply in a sender's list of them, if it has one.
fn only_reply(sender: Sender, reply: &Value) -> Value {
    match sender {
        Sender::Sns => reply["results"][0].clone(),
        Sender::PipesItems => reply[0].clone(),
        _ if sender.is_http() => body(reply),
        _ => reply.clone(),
    }
}

#[tokio::test]
async fn every_sender_but_a_flow_is_told_when_a_text_will_go_and_it_goes_then() {
    for sender in SENDERS.into_iter().filter(|sender| *sender != Sender::ConnectFlow) {
        let harness = with_window().await;
        let event = sender.wrap(&document(), &harness.connect);
        let reply = harness.handle(&event, MIDNIGHT).await.unwrap();
        assert!(starts(&harness.connect).is_empty(), "{sender:?}");
        let [schedule] = &harness.connect.schedules()[..] else { panic!("{sender:?}: {reply}") };
        let input: Value = serde_json::from_str(schedule.input.as_deref().unwrap()).unwrap();
        let token = &input["ClientToken"];
        match sender {
            Sender::Sqs | Sender::SqsFifo | Sender::PipesSqs => assert_eq!(reply, json!({"batchItemFailures": []})),
            _ => {
                let told = only_reply(sender, &reply);
                assert_eq!((&told["ClientToken"], &told["SendAt"]), (token, &json!(EIGHT)), "{sender:?}: {reply}");
            }
        }
        if sender.is_http() {
            assert_eq!(reply["statusCode"], 202, "{sender:?}");
        }
        assert!(harness.lines().contains("\"Scheduled\":1"), "{sender:?}: {}", harness.lines());
        // The same event again waits once, and what fires is started with the token that its sender knows.
        assert_eq!(harness.handle(&event, MIDNIGHT).await.unwrap(), reply, "{sender:?}");
        let fired = harness.fired(8 * HOUR);
        let [message] = &fired[..] else { panic!("{sender:?}: {fired:?}") };
        assert_eq!(harness.handle(message, EIGHT).await.unwrap(), json!({"batchItemFailures": []}), "{sender:?}");
        let start = only_start(&harness.connect);
        assert_eq!(
            (&start["ClientToken"], &start["DestinationEndpoint"]["Address"]),
            (token, &json!(TO)),
            "{sender:?}"
        );
    }
}

#[tokio::test]
async fn every_sender_s_text_is_started_at_once_where_its_window_is_open() {
    for sender in SENDERS {
        let harness = with_window().await;
        let result = harness.handle(&sender.wrap(&document(), &harness.connect), NOON).await;
        let result = result.map_err(|fault| panic!("{sender:?}: {fault}"));
        assert!(matches!(sender.read_result(&result), SenderResult::Started(_)), "{sender:?}");
        assert_eq!((started(&harness.connect), harness.calls("CreateSchedule")), (1, 0), "{sender:?}");
    }
}

#[tokio::test]
async fn a_flow_s_customer_is_on_the_line_and_texted_at_any_hour() {
    let harness = with_window().await;
    let reply = harness.handle(&Sender::ConnectFlow.wrap(&document(), &harness.connect), MIDNIGHT).await.unwrap();
    assert_eq!(reply["Status"], "STARTED");
    // What it asks to be sent later is sent then, and no window binds it when it comes by the queue.
    let at = "2026-01-01T03:00:00Z";
    let later = Sender::ConnectFlow.wrap(&with("SendAt", at), &harness.connect);
    let reply = harness.handle(&later, MIDNIGHT).await.unwrap();
    assert_eq!((&reply["Status"], &reply["SendAt"]), (&json!("SCHEDULED"), &json!(at)));
    assert!(reply.as_object().unwrap().values().all(Value::is_string), "a flow takes flat strings alone: {reply}");
    for message in harness.fired(3 * HOUR) {
        harness.handle(&message, at).await.unwrap();
    }
    assert_eq!(started(&harness.connect), 2);
}

#[tokio::test]
async fn what_a_source_maps_waits_like_any_other_request() {
    const SOURCE: &str = "map = '{\"to\": detail.phone}'\n[event_pattern]\nsource = [\"com.example.*\"]\n\
                          detail-type = [\"*\"]\n";
    let folder = Folder::with(&[("shop", SOURCE)]);
    let settings = [&[WINDOW][..], &SCHEDULE].concat();
    let harness = Harness::with_sources(&settings, Some(&folder.0)).await;
    let mut mapped = event("eventbridge");
    mapped["source"] = json!("com.example.shop");
    mapped["detail"] = json!({"phone": TO});
    assert_eq!(harness.handle(&mapped, MIDNIGHT).await.unwrap()["SendAt"], EIGHT);
    assert!(starts(&harness.connect).is_empty());
}

#[tokio::test]
async fn send_at_time_zone_and_ignore_send_window_say_when() {
    for (member, value, at) in [
        ("IgnoreSendWindow", json!(true), None),
        ("SendAt", json!("2025-12-31T12:00:00Z"), Some(EIGHT)),
        ("SendAt", json!("2026-01-01T12:30:00Z"), Some("2026-01-01T12:30:00Z")),
        ("SendAt", json!("2026-01-01T12:30:00+01:00"), Some("2026-01-01T11:30:00Z")),
        // Nobody is woken because of a time that was asked for.
        ("SendAt", json!("2026-01-02T03:00:00Z"), Some("2026-01-02T08:00:00Z")),
        // Midnight in Iceland is nine in the morning in Tokyo, and four in the afternoon in Los Angeles.
        ("TimeZone", json!("Asia/Tokyo"), None),
        ("TimeZone", json!("America/Los_Angeles"), None),
        ("TimeZone", json!("Europe/Berlin"), Some("2026-01-01T07:00:00Z")),
    ] {
        let harness = with_window().await;
        let reply = harness.handle(&with(member, value.clone()), MIDNIGHT).await.unwrap();
        assert_eq!(reply["SendAt"].as_str(), at, "{member} {value}: {reply}");
        assert_eq!(started(&harness.connect), usize::from(at.is_none()), "{member} {value}");
    }
    let harness = with_window().await;
    let mut local = with("SendAt", "2026-01-01T09:00");
    local["TimeZone"] = json!("America/New_York");
    assert_eq!(harness.handle(&local, MIDNIGHT).await.unwrap()["SendAt"], "2026-01-01T14:00:00Z");
}

/// JSON Schema, and so every client that is made from our description, takes 3600.0 for a whole number: found by schemathesis.
/// <https://json-schema.org/understanding-json-schema/reference/numeric#integer>
#[tokio::test]
async fn seconds_till_a_text_expires_may_be_written_with_a_point_behind_them() {
    for (seconds, is_sent) in [(json!(3_600), true), (json!(3_600.0), true), (json!(0.0), false)] {
        let harness = Harness::new(&[]).await;
        let sent = harness.handle(&with("ExpiresAt", seconds.clone()), MIDNIGHT).await;
        assert_eq!((sent.is_ok(), started(&harness.connect)), (is_sent, usize::from(is_sent)), "{seconds}");
    }
    let fault = Harness::new(&[]).await.handle(&with("ExpiresAt", json!(0.5)), MIDNIGHT).await.unwrap_err();
    assert_eq!(fault.error_type, "ValidationFailed");
}

#[tokio::test]
async fn what_can_have_no_hour_is_refused_and_not_put_off() {
    for (document, code, named) in [
        (with("SendAt", "2026-01-08T00:00:01Z"), "ValidationFailed", "/SendAt"),
        (with("SendAt", "tomorrow"), "ValidationFailed", "/SendAt"),
        (with("TimeZone", "Europe/Atlantis"), "ValidationFailed", "/TimeZone"),
        // Toll-free: the number tells no zone.
        (json!({"To": "+18005550199"}), "ValidationFailed", "/TimeZone"),
        (with("ExpiresAt", "2025-12-31T23:59:59Z"), "EventTooOld", "ExpiresAt"),
        // It would be too late when the window opens.
        (with("ExpiresAt", "2026-01-01T07:59:59Z"), "EventTooOld", "ExpiresAt"),
        (with("ExpiresAt", "PT2H"), "EventTooOld", "ExpiresAt"),
    ] {
        let harness = with_window().await;
        let fault = harness.handle(&document, MIDNIGHT).await.unwrap_err();
        assert_eq!(fault.error_type, code, "{document}");
        assert!(fault.error_message.contains(named), "{document}: {fault}");
        assert!(harness.connect.calls().is_empty(), "{document}");
    }
}

#[tokio::test]
async fn without_a_scheduler_a_shut_window_says_when_to_come_again() {
    let harness = Harness::new(&[WINDOW]).await;
    let reply = harness.handle(&Sender::HttpApi.wrap(&document(), &harness.connect), MIDNIGHT).await.unwrap();
    assert_eq!((&reply["statusCode"], &body(&reply)["code"]), (&json!(409), &json!("OutsideSendWindow")));
    let retry_after: u32 = reply["headers"]["Retry-After"].as_str().unwrap().parse().unwrap();
    assert!((8 * 3_600 - 1..=8 * 3_600).contains(&retry_after), "{retry_after}");
    assert_eq!(body(&reply)["retryable"], true);
    let later = with("SendAt", NOON);
    let reply = harness.handle(&Sender::HttpApi.wrap(&later, &harness.connect), MIDNIGHT).await.unwrap();
    assert_eq!((&reply["statusCode"], &body(&reply)["code"]), (&json!(500), &json!("NotConfigured")));
    // A worker leaves it to the queue.
    let reply = harness.handle(&messages([document().to_string()]), MIDNIGHT).await.unwrap();
    assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(1));
    assert!(harness.connect.calls().is_empty());
}

#[tokio::test]
async fn a_request_for_the_queue_is_put_off_before_it_with_all_that_says_when() {
    // No such queue: it would be told as a failure.
    let queue = ("QUEUE_URL", "http://127.0.0.1:9/123456789012/texts");
    let harness = Harness::new(&[&[WINDOW, queue][..], &SCHEDULE].concat()).await;
    let members = json!({
        "TimeZone": "Africa/Lagos", "SendAt": "2026-01-01T06:30:00Z", "ExpiresAt": "2026-01-01T20:00:00Z",
        "IgnoreSendWindow": true,
    });
    let mut document = document();
    document.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let mut request = Sender::HttpApi.wrap(&document, &harness.connect);
    request["headers"]["Prefer"] = json!("respond-async");
    let reply = harness.handle(&request, MIDNIGHT).await.unwrap();
    assert_eq!((&reply["statusCode"], &body(&reply)["SendAt"]), (&json!(202), &json!("2026-01-01T06:30:00Z")));
    let schedules = harness.connect.schedules();
    let input: Value = serde_json::from_str(schedules[0].input.as_deref().unwrap()).unwrap();
    for (name, value) in members.as_object().unwrap() {
        assert_eq!(&input[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_related_contact_is_looked_up_before_its_hour_is_decided_and_again_when_it_has_come() {
    let harness = with_window().await;
    harness.connect.put_contact(Contact::voice("call", TO).with_attribute("orderId", "A-1"));
    let document = json!({"RelatedContactId": "call", "CopyAttributes": true});
    let reply = harness.handle(&messages([document.to_string()]), MIDNIGHT).await.unwrap();
    assert_eq!(reply, json!({"batchItemFailures": []}));
    assert_eq!((harness.connect.schedules().len(), started(&harness.connect)), (1, 0));
    for message in harness.fired(8 * HOUR) {
        harness.handle(&message, EIGHT).await.unwrap();
    }
    let start = only_start(&harness.connect);
    assert_eq!(start["DestinationEndpoint"]["Address"], TO);
    assert_eq!((&start["RelatedContactId"], &start["Attributes"]), (&json!("call"), &json!({"orderId": "A-1"})));
}

/// A fault of CreateSchedule, and whether the text waits although it was answered so.
const FAULTS: [(Fault, u32); 9] = [
    // Before: nothing was created.
    (Fault::Throttling, 9),
    (Fault::ServiceUnavailable, 9),
    (Fault::InternalService, 9),
    (Fault::AccessDenied, 9),
    (Fault::Dropped, 9),
    // Amid and after: the schedule is there, and nobody was told.
    (Fault::HalfAnswer, 9),
    (Fault::AnswerLost, 9),
    // It passes before the SDK gives up.
    (Fault::AnswerLost, 1),
    (Fault::InternalService, 1),
];

#[tokio::test]
async fn whatever_befalls_create_schedule_a_redelivery_makes_it_one_text() {
    for (fault, times) in FAULTS {
        let harness = with_window().await;
        let message = messages([with("ClientToken", "order-17").to_string()]);
        harness.connect.fail_next("CreateSchedule", fault, times);
        let reply = harness.handle(&message, MIDNIGHT).await.unwrap();
        let failed = reply["batchItemFailures"].as_array().unwrap().len();
        let waiting = harness.connect.schedules().len();
        // Never lost without a word: who isn't told of a failure has a text that waits.
        assert!(failed == 1 || waiting == 1, "{fault:?} {times}: {reply}");
        harness.connect.clear_faults();
        let again = harness.handle(&message, MIDNIGHT).await.unwrap();
        assert_eq!(again, json!({"batchItemFailures": []}), "{fault:?} {times}");
        assert_eq!(harness.connect.schedules().len(), 1, "{fault:?} {times}");
        for message in harness.fired(8 * HOUR) {
            harness.handle(&message, EIGHT).await.unwrap();
        }
        assert_eq!(started(&harness.connect), 1, "{fault:?} {times}");
    }
}

#[tokio::test]
async fn a_scheduler_that_does_not_answer_costs_no_message_and_no_deadline() {
    let harness = with_window().await;
    harness.connect.fail_next("CreateSchedule", Fault::VerySlow, 9);
    let message = messages([document().to_string()]);
    let reply = harness.handle_within(&message, MIDNIGHT, Duration::from_secs(1)).await.unwrap();
    assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(1));
    assert!(starts(&harness.connect).is_empty() && harness.connect.schedules().is_empty());
}

#[tokio::test]
async fn a_schedule_that_fires_twice_or_late_makes_one_text_or_none_that_is_too_old() {
    let harness = with_window().await;
    let expiring = with("ExpiresAt", "2026-01-01T10:00:00Z");
    harness.handle(&expiring, MIDNIGHT).await.unwrap();
    let fired = harness.fired(8 * HOUR);
    // At least once, says AWS: the second may be late, and may come at night.
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/getting-started.html
    for at in [EIGHT, "2026-01-01T08:00:01Z"] {
        assert_eq!(harness.handle(&fired[0], at).await.unwrap(), json!({"batchItemFailures": []}), "{at}");
    }
    assert_eq!(started(&harness.connect), 1);
    let late = harness.handle(&fired[0], "2026-01-01T10:00:01Z").await.unwrap();
    assert_eq!(late["batchItemFailures"].as_array().map(Vec::len), Some(1));
    assert!(harness.lines().contains("EventTooOld"));
    assert_eq!(started(&harness.connect), 1);
}

#[tokio::test]
async fn a_schedule_that_fires_when_the_window_has_shut_again_waits_for_the_next_day() {
    let harness = with_window().await;
    harness.handle(&with("ClientToken", "order-17"), MIDNIGHT).await.unwrap();
    let fired = harness.fired(22 * HOUR);
    assert_eq!(harness.handle(&fired[0], "2026-01-01T22:00:00Z").await.unwrap(), json!({"batchItemFailures": []}));
    assert_eq!(started(&harness.connect), 0);
    let again = harness.fired(10 * HOUR);
    assert_eq!(again.len(), 1);
    harness.handle(&again[0], "2026-01-02T08:00:00Z").await.unwrap();
    // What fired first comes once more.
    harness.handle(&fired[0], "2026-01-02T08:00:01Z").await.unwrap();
    assert_eq!(started(&harness.connect), 1);
}

#[tokio::test]
async fn one_text_that_cannot_be_put_off_fails_no_other_of_its_batch() {
    let harness = with_window().await;
    let batch = messages([
        with("ClientToken", "night").to_string(),
        with("IgnoreSendWindow", true).to_string(),
        with("TimeZone", "Asia/Tokyo").to_string(),
    ]);
    harness.connect.fail_next("CreateSchedule", Fault::AccessDenied, 1);
    let reply = harness.handle(&batch, MIDNIGHT).await.unwrap();
    assert_eq!(reply, json!({"batchItemFailures": [{"itemIdentifier": "059f36b4-87a3-44ab-83d2-000000000000"}]}));
    assert_eq!(started(&harness.connect), 2);
    // Whose permission is missing is told: it was Scheduler that said no, and not Connect.
    let lines = harness.lines();
    assert!(lines.contains("EventBridge Scheduler: it needs scheduler:CreateSchedule"), "{lines}");
}

/// The text itself is right: whoever owns the function has to mend its role, and can have the CRM send it again.
#[tokio::test]
async fn a_crm_hears_that_the_owner_has_to_mend_what_cannot_be_scheduled() {
    let source = Folder::with(&[("crm", "map = '{\"to\": to}'\n[verify]\ntype = \"none\"\n")]);
    let harness = Harness::with_sources(&[&[WINDOW][..], &SCHEDULE].concat(), Some(&source.0)).await;
    harness.connect.fail_next("CreateSchedule", Fault::AccessDenied, 1);
    let webhook = open("crm", &json!({"to": TO}).to_string());
    let reply = harness.handle(&webhook, MIDNIGHT).await.unwrap();
    assert_eq!((&reply["statusCode"], &body(&reply)["code"]), (&json!(403), &json!("AccessDeniedException")));
    assert_eq!(harness.handle(&webhook, MIDNIGHT).await.unwrap()["statusCode"], 202);
}

#[tokio::test]
async fn a_turn_that_comes_too_late_is_not_taken() {
    // Five may start at once, the sixth waits for a second: its text is no longer wanted then.
    let harness = Harness::new(&[("RATE_PER_SECOND", "1")]).await;
    let expiring = with("ExpiresAt", "2026-01-01T00:00:00.5Z").to_string();
    let reply = harness.handle(&messages(vec![expiring; 6]), MIDNIGHT).await.unwrap();
    assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(1));
    assert_eq!((started(&harness.connect), starts(&harness.connect).len()), (5, 5));
    assert!(harness.lines().contains("EventTooOld"));
}

#[tokio::test]
async fn the_process_reads_its_windows_and_calls_the_scheduler_that_it_is_told() {
    let connect = connect().await;
    let now = ::time::OffsetDateTime::now_utc();
    let clock = |hours| {
        let at = now + ::time::Duration::hours(hours);
        format!("{:02}:{:02}", at.hour(), at.minute())
    };
    let setup =
        SCHEDULE.into_iter().fold(Setup::with_defaults(&connect.url()), |setup, (name, value)| setup.set(name, value));
    let setup = setup.set("AWS_ENDPOINT_URL_SCHEDULER", &connect.url());
    let window = format!("+354={}-{}, {}-{}", clock(6), clock(7), clock(-3), clock(3));
    let lambda = setup.set("SEND_WINDOW", &window).start().await;
    let reply = lambda.invoke(&document()).await.unwrap();
    let opens = (now + ::time::Duration::hours(6)).replace_second(0).unwrap().replace_nanosecond(0).unwrap();
    assert_eq!(reply["SendAt"], rfc3339(opens), "{window}");
    assert_eq!(connect.schedules().len(), 1);
    let open = json!({"To": "+12025550150", "TimeZone": "UTC"});
    assert!(lambda.invoke(&open).await.unwrap()["ContactId"].is_string());
}
