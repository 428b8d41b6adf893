//! EventBridge Scheduler's calls: schedules are created, shown, listed and deleted.

use serde_json::{Value, json};
use simulator::{Fault, Options, Simulator};

use crate::client::{SIGNED, new_schedule, schedule, send, simulator, with};

async fn create(simulator: &Simulator, name: &str, request: &Value) -> (u16, Value) {
    let reply = schedule(simulator, "POST", &format!("/schedules/{name}"), request).await;
    (reply.status, reply.json())
}

async fn get(simulator: &Simulator, path: &str) -> Value {
    schedule(simulator, "GET", path, &Value::Null).await.json()
}

fn names(list: &Value) -> Vec<&str> {
    list["Schedules"].as_array().into_iter().flatten().filter_map(|schedule| schedule["Name"].as_str()).collect()
}

/// What AWS fills in is in LocalStack's recorded answers: `test_schedule_and_group` in `test_scheduler.snapshot.json`.
#[tokio::test]
async fn a_schedule_is_created_shown_with_its_defaults_and_deleted() {
    let (simulator, _) = simulator(Options::default()).await;
    let arn = "arn:aws:scheduler:eu-central-1:111122223333:schedule/default/welcome";
    assert_eq!(create(&simulator, "welcome", &new_schedule()).await, (200, json!({"ScheduleArn": arn})));
    let policy = json!({"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185});
    assert_eq!(
        get(&simulator, "/schedules/welcome").await,
        json!({
            "ActionAfterCompletion": "NONE",
            "Arn": arn,
            "CreationDate": 1_767_225_600.0,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "GroupName": "default",
            "LastModificationDate": 1_767_225_600.0,
            "Name": "welcome",
            "ScheduleExpression": "at(2026-01-01T08:00:00)",
            "ScheduleExpressionTimezone": "UTC",
            "State": "ENABLED",
            "Target": with(new_schedule()["Target"].clone(), "/RetryPolicy", policy),
        })
    );
    let deleted = schedule(&simulator, "DELETE", "/schedules/welcome?clientToken=t", &Value::Null).await;
    assert_eq!((deleted.status, deleted.json()), (200, json!({})));
    for method in ["GET", "DELETE"] {
        let gone = schedule(&simulator, method, "/schedules/welcome", &Value::Null).await;
        assert_eq!((gone.status, gone.error()), (404, "ResourceNotFoundException"));
        assert_eq!(gone.json(), json!({"Message": "Schedule welcome does not exist."}));
    }
}

#[tokio::test]
async fn a_name_that_is_taken_is_a_conflict_unless_the_same_request_is_sent_again() {
    let (simulator, _) = simulator(Options::default()).await;
    let with_token = |token: &str| with(new_schedule(), "/ClientToken", json!(token));
    assert_eq!(create(&simulator, "a", &with_token("t1")).await.0, 200);
    assert_eq!(create(&simulator, "a", &with_token("t1")).await.0, 200, "an SDK's retry");
    let other = with(with_token("t1"), "/Target/Input", json!("{}"));
    for request in [with_token("t2"), new_schedule(), other] {
        let reply = schedule(&simulator, "POST", "/schedules/a", &request).await;
        assert_eq!((reply.status, reply.error()), (409, "ConflictException"));
        assert_eq!(reply.json(), json!({"Message": "Schedule a already exists."}));
    }
    let elsewhere = with(with_token("t2"), "/GroupName", json!("texts"));
    assert_eq!(create(&simulator, "a", &elsewhere).await.0, 200, "another group has names of its own");
    assert_eq!(get(&simulator, "/schedules/a?groupName=texts").await["GroupName"], "texts");
}

#[tokio::test]
async fn all_violations_are_reported_together_in_aws_words() {
    let (simulator, _) = simulator(Options::default()).await;
    let name = "a%2F".to_owned() + &"b".repeat(63);
    let request = with(new_schedule(), "/Target/RoleArn", Value::Null);
    let reply = schedule(&simulator, "POST", &format!("/schedules/{name}"), &request).await;
    assert_eq!((reply.status, reply.error()), (400, "ValidationException"));
    let value = format!("a/{}", "b".repeat(63));
    assert_eq!(
        reply.json()["Message"],
        format!(
            "3 validation errors detected: Value '{value}' at 'name' failed to satisfy constraint: Member must have length \
             less than or equal to 64; Value '{value}' at 'name' failed to satisfy constraint: Member must satisfy regular \
             expression pattern: [0-9a-zA-Z-_.]+; Value null at 'target.roleArn' failed to satisfy constraint: Member must \
             not be null"
        )
    );
}

#[tokio::test]
async fn what_the_reference_forbids_is_a_validation_exception() {
    let (simulator, _) = simulator(Options::default()).await;
    for (pointer, value) in [
        ("/ScheduleExpression", json!("at(2026-01-01T08:00:00Z)")),
        ("/ScheduleExpression", json!("rate(5 minutes)")),
        ("/ScheduleExpressionTimezone", json!("Mars/Olympus")),
        ("/FlexibleTimeWindow", json!({"Mode": "FLEXIBLE"})),
        ("/Target/Arn", json!("requests")),
        ("/Target/Arn", json!("arn:aws:sqs:eu-central-1:111122223333:requests.fifo")),
        ("/Target/DeadLetterConfig", json!({"Arn": "arn:aws:sqs:eu-central-1:111122223333:dead.fifo"})),
    ] {
        let reply = schedule(&simulator, "POST", "/schedules/a", &with(new_schedule(), pointer, value)).await;
        assert_eq!((reply.status, reply.error()), (400, "ValidationException"), "{pointer}: {}", reply.text);
    }
    let fifo = json!("arn:aws:sqs:eu-central-1:111122223333:requests.fifo");
    let fifo = with(new_schedule(), "/Target/Arn", fifo);
    let fifo = with(fifo, "/Target/SqsParameters", json!({"MessageGroupId": "g"}));
    assert_eq!(create(&simulator, "fifo", &fifo).await.0, 200);
}

#[tokio::test]
async fn schedules_are_listed_in_pages_and_by_group_state_and_prefix() {
    let (simulator, _) = simulator(Options::default()).await;
    for (name, group, state) in [
        ("a1", "default", "ENABLED"),
        ("a2", "default", "DISABLED"),
        ("a3", "texts", "ENABLED"),
        ("b", "texts", "ENABLED"),
    ] {
        let request = with(with(new_schedule(), "/GroupName", json!(group)), "/State", json!(state));
        assert_eq!(create(&simulator, name, &request).await.0, 200);
    }
    for (query, expected) in [
        ("", vec!["a1", "a2", "a3", "b"]),
        ("?ScheduleGroup=texts", vec!["a3", "b"]),
        ("?State=DISABLED", vec!["a2"]),
        ("?NamePrefix=a&State=ENABLED", vec!["a1", "a3"]),
        ("?ScheduleGroup=none", vec![]),
    ] {
        assert_eq!(names(&get(&simulator, &format!("/schedules{query}")).await), expected, "{query}");
    }
    let first = get(&simulator, "/schedules?MaxResults=3").await;
    assert_eq!(names(&first), ["a1", "a2", "a3"]);
    let token = first["NextToken"].as_str().expect("another page");
    let second = get(&simulator, &format!("/schedules?MaxResults=3&NextToken={token}")).await;
    assert_eq!((names(&second), second.get("NextToken")), (vec!["b"], None));
    let summary = &second["Schedules"][0];
    assert_eq!(summary["Target"], json!({"Arn": new_schedule()["Target"]["Arn"]}), "{summary}");
    for query in ["?MaxResults=0", "?MaxResults=101", "?NextToken=x", "?State=PAUSED", "?NamePrefix=%2F"] {
        let reply = schedule(&simulator, "GET", &format!("/schedules{query}"), &Value::Null).await;
        assert_eq!((reply.status, reply.error()), (400, "ValidationException"), "{query}");
    }
    let groups = get(&simulator, "/schedule-groups").await;
    let groups: Vec<_> =
        groups["ScheduleGroups"].as_array().into_iter().flatten().map(|group| &group["Name"]).collect();
    assert_eq!(groups, ["default", "texts"]);
}

#[tokio::test]
async fn a_call_must_be_signed_for_scheduler() {
    let (simulator, _) = simulator(Options::default()).await;
    let reply = send(&simulator, "GET", "/schedules", SIGNED, "").await;
    assert_eq!((reply.status, reply.error()), (403, "InvalidSignatureException"));
    let reply = schedule(&simulator, "PATCH", "/schedules/a", &Value::Null).await;
    assert_eq!((reply.status, reply.error()), (404, "UnknownOperationException"));
}

#[tokio::test]
async fn a_schedule_whose_answer_is_lost_is_there_and_one_that_is_never_reached_is_not() {
    let (simulator, _) = simulator(Options { very_slow: std::time::Duration::ZERO, ..Options::default() }).await;
    for (fault, carried_out) in [
        (Fault::AnswerLost, true),
        (Fault::HalfAnswer, true),
        (Fault::AnsweredTooLate, true),
        (Fault::Dropped, false),
        (Fault::VerySlow, false),
        (Fault::Throttling, false),
        (Fault::InternalService, false),
    ] {
        simulator.fail_next("CreateSchedule", fault, 1);
        create(&simulator, fault.name(), &new_schedule()).await;
        let there = simulator.schedules().iter().any(|schedule| schedule.name == fault.name());
        assert_eq!(there, carried_out, "{}", fault.name());
    }
}
