//! Texts that wait for their time: listed, fired, cancelled; and the clock that they go by.

use crate::playground::{NUMBER, Playground, ask};
use serde_json::{Value, json};

/// Creates a schedule as the function does, by a call to Scheduler.
pub(crate) fn schedule(playground: &Playground, name: &str, at: &str, input: &Value) {
    let body = json!({
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ScheduleExpression": format!("at({at})"),
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": "arn:aws:sqs:us-east-1:111122223333:requests",
            "RoleArn": "arn:aws:iam::111122223333:role/scheduler",
            "Input": input.to_string(),
        },
    });
    let credential =
        "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/scheduler/aws4_request, SignedHeaders=host, Signature=0";
    let headers = [("Authorization", credential), ("Content-Type", "application/json")];
    let answer =
        ask(&playground.simulator, "POST", &format!("/schedules/{name}"), &headers, body.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn news(playground: &Playground) -> Value {
    playground.ask("GET", "/_playground/news", &[], b"").json()
}

fn set_clock(playground: &Playground, now: Value) -> u16 {
    playground.post("/_playground/clock", &json!({"now": now}).to_string()).status
}

/// Waits until the function has been given what was fired: it takes its turn after the schedule.
fn fired(playground: &Playground) -> Value {
    for _ in 0..1_000 {
        let trials = news(playground)["trials"].clone();
        if let Some(trial) = trials.as_array().unwrap().iter().find(|trial| trial["via"] == "Scheduler") {
            return trial.clone();
        }
        std::thread::yield_now();
    }
    panic!("nothing was fired: {}", news(playground));
}

#[test]
fn a_text_that_waits_is_listed_with_its_time_and_the_recipients_zone() {
    let playground = Playground::start();
    let input = json!({"To": NUMBER, "Message": "Good morning", "TimeZone": "America/Los_Angeles", "ClientToken": "a"});
    schedule(&playground, "b", "2099-01-31T16:00:00", &input);
    schedule(&playground, "a", "2099-01-30T16:00:00", &json!({"To": "+18505550123", "Channel": "WhatsApp"}));
    let waiting = news(&playground)["waiting"].clone();
    assert_eq!(
        (&waiting[0]["name"], &waiting[0]["channel"], &waiting[0]["message"]),
        (&json!("a"), &json!("WhatsApp"), &json!(null))
    );
    // Area code 850 lies in two time zones, toll-free numbers in none that is known.
    assert_eq!(waiting[0]["timeZones"], json!(["America/New_York", "America/Chicago"]));
    let text = &waiting[1];
    assert_eq!((&text["firesAt"], &text["message"]), (&json!("2099-01-31T16:00:00Z"), &json!("Good morning")));
    assert_eq!((&text["timeZones"], &text["to"]), (&json!(["America/Los_Angeles"]), &json!(NUMBER)));
    assert_eq!(text["input"], input);
}

#[test]
fn a_text_is_fired_now_by_setting_the_clock_to_its_time_and_reaches_the_function_as_an_sqs_event() {
    let playground = Playground::start();
    schedule(
        &playground,
        "a",
        "2099-01-31T16:00:00",
        &json!({"To": NUMBER, "Message": "Good morning", "ClientToken": "t"}),
    );
    let named = json!({"group": "default", "name": "a"}).to_string();
    assert_eq!(playground.post("/_playground/schedules/fire", &named).status, 204);
    let trial = fired(&playground);
    assert_eq!((&trial["outcome"], &trial["sender"]), (&json!("started"), &json!("SQS")), "{trial:#}");
    assert_eq!(trial["texts"][0]["content"], "Good morning");
    assert_eq!(trial["calls"][0]["body"]["ClientToken"], "t");
    assert!(trial["at"].as_str().unwrap().starts_with("2099-01-31T16:00:0"), "{}", trial["at"]);
    let news = news(&playground);
    assert_eq!(news["waiting"], json!([]));
    assert!(news["secondsAhead"].as_i64().unwrap() > 0);
    assert_eq!(playground.post("/_playground/schedules/fire", &named).status, 404);
}

#[test]
fn a_cancelled_text_is_never_sent() {
    let playground = Playground::start();
    schedule(&playground, "a", "2099-01-31T16:00:00", &json!({"To": NUMBER}));
    let named = json!({"group": "default", "name": "a"}).to_string();
    assert_eq!(playground.post("/_playground/schedules/cancel", &named).status, 204);
    assert_eq!(playground.post("/_playground/schedules/cancel", &named).status, 404);
    assert_eq!(set_clock(&playground, json!("2100-01-01T00:00:00Z")), 204);
    assert_eq!((&news(&playground)["waiting"], &news(&playground)["trials"]), (&json!([]), &json!([])));
}

#[test]
fn the_function_goes_by_the_playgrounds_clock() {
    let playground = Playground::start();
    assert_eq!(set_clock(&playground, json!("2030-06-01T03:00:00+02:00")), 204);
    assert!(news(&playground)["now"].as_str().unwrap().starts_with("2030-06-01T01:00:"));
    // A week is the limit: this event is fresh by that clock, and the one of today is from the past.
    let event = |time: &str| {
        json!({"id": "e", "detail-type": "x", "source": "s", "time": time, "detail": {"To": NUMBER}}).to_string()
    };
    let invoke = |event: &str| playground.post("/2015-03-31/functions/f/invocations", event);
    assert!(invoke(&event("2030-05-31T00:00:00Z")).json()["ContactId"].is_string());
    assert_eq!(invoke(&event("2026-01-01T00:00:00Z")).json()["errorType"], "EventTooOld");
    assert_eq!(set_clock(&playground, Value::Null), 204);
    assert_eq!(news(&playground)["secondsAhead"], 0);
    assert_eq!(set_clock(&playground, json!("noon")), 400);
}

/// The whole way: a text posted at two in the morning is seen waiting, and is sent at eight.
#[test]
fn a_text_of_the_night_waits_and_is_sent_when_the_window_opens() {
    let playground = Playground::start_with(&[("SEND_WINDOW", "08:00-21:00")]);
    set_clock(&playground, json!("2026-12-01T07:00:00Z"));
    let text = json!({"To": "+12125550123", "Message": "Good morning"}).to_string();
    let key = [("Content-Type", "application/json"), ("Idempotency-Key", "order-1")];
    let post = || playground.ask("POST", "/outbound-chats", &key, text.as_bytes());
    let answer = post();
    assert_eq!((answer.status, &answer.json()["SendAt"]), (202, &json!("2026-12-01T13:00:00Z")), "{answer:?}");
    assert_eq!(post().json(), answer.json(), "once more, it waits once");
    let waiting = news(&playground)["waiting"].clone();
    assert_eq!(waiting.as_array().unwrap().len(), 1);
    assert_eq!(
        (&waiting[0]["firesAt"], &waiting[0]["timeZones"]),
        (&json!("2026-12-01T13:00:00Z"), &json!(["America/New_York"]))
    );
    assert_eq!((&waiting[0]["to"], &waiting[0]["message"]), (&json!("+12125550123"), &json!("Good morning")));
    let named = json!({"group": waiting[0]["group"], "name": waiting[0]["name"]}).to_string();
    assert_eq!(playground.post("/_playground/schedules/fire", &named).status, 204);
    let trial = fired(&playground);
    assert_eq!(trial["outcome"], "started", "{trial:#}");
    assert_eq!(
        (&trial["texts"][0]["content"], &trial["calls"][0]["body"]["ClientToken"]),
        (&json!("Good morning"), &answer.json()["ClientToken"])
    );
    let news = news(&playground);
    let told: Vec<&Value> =
        news["resultEvents"].as_array().unwrap().iter().map(|event| &event["detail-type"]).collect();
    assert_eq!(told.last(), Some(&&json!("Outbound chat started")), "{told:?}");
    assert_eq!(told.first(), Some(&&json!("Outbound chat scheduled")), "{told:?}");
}

/// Fired before its hour, a text waits again: the window is looked at once more.
#[test]
fn a_schedule_that_fires_too_early_puts_the_text_off_again() {
    let playground = Playground::start_with(&[("SEND_WINDOW", "08:00-21:00")]);
    set_clock(&playground, json!("2026-12-01T07:00:00Z"));
    playground.post("/outbound-chats", &json!({"To": "+12125550123", "Message": "Good morning"}).to_string());
    let waiting = news(&playground)["waiting"][0].clone();
    let path = format!(
        "/_simulator/schedules/{}/{}/fire",
        waiting["group"].as_str().unwrap(),
        waiting["name"].as_str().unwrap()
    );
    assert_eq!(ask(&playground.simulator, "POST", &path, &[], b"").status, 204);
    let trial = fired(&playground);
    assert_eq!((&trial["outcome"], &trial["texts"]), (&json!("scheduled"), &json!([])), "{trial:#}");
    assert_eq!(news(&playground)["waiting"][0]["firesAt"], waiting["firesAt"]);
}

#[test]
fn what_became_of_an_event_is_told_on_the_results_bus() {
    let playground = Playground::start();
    playground.post("/outbound-chats", &json!({"To": NUMBER, "Message": "Hello"}).to_string());
    playground.post("/outbound-chats", r#"{"To": "12"}"#);
    let news = news(&playground);
    let events = news["resultEvents"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> =
        events.iter().map(|event| (&event["detail-type"], &event["detail"]["code"])).collect();
    let (started, failed) = (json!("Outbound chat started"), json!("Outbound chat failed"));
    assert_eq!(told, [(&started, &Value::Null), (&failed, &json!("ValidationFailed"))]);
    assert!(!news["resultEvents"].to_string().contains(NUMBER));
    // The calls to Connect are listed beside the reply; result events have a list of their own.
    assert_eq!(news["trials"][1]["calls"], json!([]));
}

#[test]
fn result_events_are_listed_once_each() {
    let playground = Playground::start();
    let entry =
        json!({"Source": "connect-outbound-chat", "DetailType": "Outbound chat started", "Detail": "{\"code\":null}"});
    let credential =
        "AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0";
    let headers = [("Authorization", credential), ("X-Amz-Target", "AWSEvents.PutEvents")];
    let body = json!({"Entries": [entry, entry]}).to_string();
    assert_eq!(ask(&playground.simulator, "POST", "/", &headers, body.as_bytes()).status, 200);
    let events = news(&playground)["resultEvents"].clone();
    assert_eq!((events.as_array().unwrap().len(), &events[0]["detail"]), (2, &json!({"code": null})));
    let rest = playground.ask("GET", "/_playground/news?resultEvents=1", &[], b"").json();
    assert_eq!(rest["resultEvents"], json!([events[1]]));
}
