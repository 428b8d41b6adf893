//! Fences: how old an event may be, and where texts may go.

use crate::sender::{SENDERS, Sender, SenderResult};
use crate::support::{body, event, function_with, started};
use serde_json::{Value, json};
use simulator::{Contact, Fault};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// An event of `sender` that was made so long ago.
fn aged(sender: Sender, event: &mut Value, age: Duration) {
    let made = OffsetDateTime::now_utc() - age;
    let text = json!(made.format(&Rfc3339).unwrap());
    let milliseconds = json!((made.unix_timestamp_nanos() / 1_000_000).to_string());
    match sender {
        Sender::Sqs | Sender::SqsFifo => event["Records"][0]["attributes"]["SentTimestamp"] = milliseconds,
        Sender::PipesSqs => event[0]["attributes"]["SentTimestamp"] = milliseconds,
        Sender::Sns => event["Records"][0]["Sns"]["Timestamp"] = text,
        _ => event["time"] = text,
    }
}

const TIMED: [Sender; 6] =
    [Sender::Sqs, Sender::SqsFifo, Sender::PipesSqs, Sender::Sns, Sender::EventBridge, Sender::ContactEvent];

#[tokio::test]
async fn an_event_older_than_the_settings_allow_is_refused_and_a_younger_one_is_not() {
    let (connect, lambda) = function_with(&[("MAX_AGE_SECONDS", "3600")]).await;
    for sender in TIMED {
        for (age, is_too_old) in [
            (Duration::seconds(3_500), false),
            (Duration::seconds(3_601), true),
            (Duration::days(2), true),
            (-Duration::minutes(5), false),
        ] {
            let mut event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
            aged(sender, &mut event, age);
            match sender.read_result(&lambda.invoke(&event).await) {
                SenderResult::Started(_) => assert!(!is_too_old, "{sender:?} {age}"),
                SenderResult::FailedMessage => assert!(is_too_old, "{sender:?} {age}"),
                SenderResult::Error(code, message) => {
                    assert_eq!((code.as_str(), is_too_old), ("EventTooOld", true), "{sender:?} {age}");
                    assert!(message.contains("MAX_AGE_SECONDS"), "{message}");
                }
                heard @ SenderResult::Problem(..) => panic!("{sender:?} {heard:?}"),
            }
        }
    }
}

#[tokio::test]
async fn the_age_of_what_an_envelope_carries_counts_too() {
    let (connect, lambda) = function_with(&[("MAX_AGE_SECONDS", "3600")]).await;
    let mut inner = event("eventbridge");
    for (age, failed) in [(Duration::hours(2), 1), (Duration::minutes(2), 0)] {
        aged(Sender::EventBridge, &mut inner, age);
        let mut queue = Sender::Sqs.wrap(&inner, &connect);
        aged(Sender::Sqs, &mut queue, Duration::ZERO);
        let reply = lambda.invoke(&queue).await.unwrap();
        assert_eq!(reply["batchItemFailures"].as_array().unwrap().len(), failed);
    }
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn without_a_limit_an_event_may_be_as_old_as_it_likes() {
    let (connect, lambda) = function_with(&[("MAX_AGE_SECONDS", "0")]).await;
    for sender in TIMED {
        let mut event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
        aged(sender, &mut event, Duration::days(300));
        assert!(matches!(sender.read_result(&lambda.invoke(&event).await), SenderResult::Started(_)), "{sender:?}");
    }
}

#[tokio::test]
async fn a_time_in_another_offset_is_the_same_time() {
    let (_connect, lambda) = function_with(&[("MAX_AGE_SECONDS", "3600")]).await;
    let mut event = event("eventbridge");
    let made = OffsetDateTime::now_utc().to_offset(UtcOffset::from_hms(-7, 0, 0).unwrap());
    event["time"] = json!(made.format(&Rfc3339).unwrap());
    lambda.invoke(&event).await.unwrap();
}

#[tokio::test]
async fn texts_stay_within_the_allowed_destinations() {
    let (connect, lambda) = function_with(&[("ALLOWED_DESTINATIONS", "+1202, +44"), ("DEFAULT_COUNTRY", "US")]).await;
    for to in ["+12025550150", "(202) 555-0151", "+442079460018"] {
        lambda.invoke(&json!({"To": to})).await.unwrap();
    }
    assert_eq!(started(&connect), 3);
    for to in ["+14155550123", "(415) 555-0123", "+4915123456789"] {
        let fault = lambda.invoke(&json!({"To": to})).await.unwrap_err();
        assert_eq!(fault.error_type, "DestinationNotAllowed", "{to}");
        assert!(fault.error_message.contains("ALLOWED_DESTINATIONS"));
        assert!(!fault.error_message.contains(&to[1..]), "{}", fault.error_message);
    }
    // A number that was looked up stays within them, too.
    connect.put_contact(Contact::voice("far-away", "+33123456789"));
    let fault = lambda.invoke(&json!({"RelatedContactId": "far-away"})).await.unwrap_err();
    assert_eq!(fault.error_type, "DestinationNotAllowed");
    assert_eq!(started(&connect), 3);
}

#[tokio::test]
async fn every_sender_is_fenced_in() {
    let (connect, lambda) = function_with(&[("ALLOWED_DESTINATIONS", "+44")]).await;
    for sender in SENDERS {
        let event = sender.wrap(&json!({"To": "+12025550150"}), &connect);
        match sender.read_result(&lambda.invoke(&event).await) {
            SenderResult::Problem(403, None, problem) => assert_eq!(problem["code"], "DestinationNotAllowed"),
            SenderResult::Error(code, _) => assert_eq!(code, "DestinationNotAllowed"),
            SenderResult::FailedMessage => {}
            SenderResult::Started(contact) => panic!("{sender:?} {contact:?}"),
            heard @ SenderResult::Problem(..) => panic!("{sender:?} {heard:?}"),
        }
    }
    assert_eq!(started(&connect), 0);
}

#[tokio::test]
async fn a_violation_is_told_before_a_fence() {
    let (_connect, lambda) = function_with(&[("ALLOWED_DESTINATIONS", "+44")]).await;
    let mut request = event("http-api");
    request["body"] = json!(json!({"To": Fault::Throttling.number(), "Message": ""}).to_string());
    assert_eq!(body(&lambda.invoke(&request).await.unwrap())["code"], "ValidationFailed");
}
