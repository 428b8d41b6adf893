//! Schedules that fire: at their time by the simulator's clock, or by hand.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Firing, Options, Simulator};
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

use crate::client::{control, new_schedule, schedule, simulator, with};

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn create(simulator: &Simulator, name: &str, request: &Value) {
    let reply = schedule(simulator, "POST", &format!("/schedules/{name}"), request).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}

/// The next firing; a test that waits for nothing fails instead of hanging.
async fn next(firings: &mut Receiver<Firing>) -> Firing {
    timeout(Duration::from_secs(60), firings.recv()).await.expect("a firing").expect("the simulator is there")
}

fn names(simulator: &Simulator) -> Vec<String> {
    simulator.schedules().into_iter().map(|schedule| schedule.name).collect()
}

#[tokio::test]
async fn a_schedule_fires_at_its_time_and_is_deleted_if_it_asks_for_that() {
    let (simulator, clock) = simulator(Options::default()).await;
    let mut firings = simulator.subscribe_firings();
    let at = |hour: &str, action: &str| {
        let request = with(new_schedule(), "/ScheduleExpression", json!(format!("at(2026-01-01T{hour}:00:00)")));
        with(request, "/ActionAfterCompletion", json!(action))
    };
    create(&simulator, "late", &at("09", "NONE")).await;
    create(&simulator, "early", &at("08", "DELETE")).await;
    create(&simulator, "disabled", &with(at("08", "NONE"), "/State", json!("DISABLED"))).await;
    clock.step(8 * HOUR - Duration::from_secs(1));
    assert_eq!(simulator.firings(), [], "nothing is due");
    clock.step(2 * HOUR);
    let (early, late) = (next(&mut firings).await, next(&mut firings).await);
    assert_eq!((early.name.as_str(), late.name.as_str()), ("early", "late"));
    assert_eq!(early.input, r#"{"To":"+12025550150"}"#);
    assert_eq!(early.target_arn, "arn:aws:sqs:eu-central-1:111122223333:requests");
    assert_eq!(names(&simulator), ["disabled", "late"]);
    clock.step(24 * HOUR);
    assert_eq!(control(&simulator, "GET", "/_simulator/firings", &Value::Null).await.json(), json!([early, late]));
}

/// LocalStack's `tests_create_schedule_with_valid_schedule_expression`, recorded on AWS in 2025, creates a schedule of
/// 2022.
#[tokio::test]
async fn a_schedule_whose_time_is_past_fires_at_once() {
    let (simulator, _) = simulator(Options::default()).await;
    let mut firings = simulator.subscribe_firings();
    create(&simulator, "past", &with(new_schedule(), "/ScheduleExpression", json!("at(2022-12-31T23:59:59)"))).await;
    assert_eq!(next(&mut firings).await.name, "past");
}

#[tokio::test]
async fn a_schedule_fires_by_hand_before_its_time_and_again_by_hand_only() {
    let (simulator, clock) = simulator(Options::default()).await;
    create(&simulator, "a", &new_schedule()).await;
    let path = "/_simulator/schedules/default/a/fire";
    assert_eq!(control(&simulator, "POST", path, &Value::Null).await.status, 204);
    clock.step(24 * HOUR);
    assert!(simulator.fire_schedule("default", "a"), "at least once means that it may come twice");
    let firings = simulator.firings();
    assert_eq!(firings.len(), 2);
    assert_ne!(firings[0].message_id, firings[1].message_id);
    let shown = control(&simulator, "GET", "/_simulator/schedules", &Value::Null).await.json();
    assert_eq!((&shown[0]["Name"], &shown[0]["FiresAt"]), (&json!("a"), &json!("2026-01-01T08:00:00Z")));
    assert_eq!(shown[0]["CompletedAt"], "2026-01-02T00:00:00Z");
}

/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>
#[tokio::test]
async fn context_attributes_are_filled_in() {
    let (simulator, _) = simulator(Options::default()).await;
    let input = "<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.attempt-number>";
    create(&simulator, "a", &with(new_schedule(), "/Target/Input", json!(input))).await;
    assert!(simulator.fire_schedule("default", "a"));
    let arn = "arn:aws:scheduler:eu-central-1:111122223333:schedule/default/a";
    assert_eq!(simulator.firings()[0].input, format!("{arn} 2026-01-01T08:00:00Z 1"));
}

#[tokio::test]
async fn a_fifo_queues_group_comes_along() {
    let (simulator, _) = simulator(Options::default()).await;
    let request = with(new_schedule(), "/Target/Arn", json!("arn:aws:sqs:eu-central-1:111122223333:requests.fifo"));
    create(&simulator, "a", &with(request, "/Target/SqsParameters", json!({"MessageGroupId": "g"}))).await;
    assert!(simulator.fire_schedule("default", "a"));
    assert_eq!(simulator.firings()[0].message_group_id.as_deref(), Some("g"));
}
