//! The simulator's time by the control API.

use serde_json::{Value, json};
use simulator::{Options, Simulator};

use crate::client::{control, new_schedule, schedule, simulator};

async fn now(simulator: &Simulator) -> Value {
    control(simulator, "GET", "/_simulator/clock", &Value::Null).await.json()["now"].clone()
}

#[tokio::test]
async fn the_clock_is_set_and_stepped_and_schedules_follow() {
    let (simulator, _) = simulator(Options::default()).await;
    let mut firings = simulator.subscribe_firings();
    schedule(&simulator, "POST", "/schedules/a", &new_schedule()).await;
    let set = json!({"now": "2026-01-01T07:59:00+00:00"});
    assert_eq!(control(&simulator, "PUT", "/_simulator/clock", &set).await.status, 204);
    assert_eq!(now(&simulator).await, "2026-01-01T07:59:00Z");
    assert_eq!(control(&simulator, "POST", "/_simulator/clock", &json!({"seconds": 60})).await.status, 204);
    assert_eq!(now(&simulator).await, "2026-01-01T08:00:00Z");
    assert_eq!(firings.recv().await.map(|firing| firing.name).ok().as_deref(), Some("a"));
}

#[tokio::test]
async fn the_machines_clock_is_set_right_again() {
    let simulator = Simulator::start(Options::default(), ([127, 0, 0, 1], 0).into()).await.expect("a free port");
    control(&simulator, "PUT", "/_simulator/clock", &json!({"now": "2020-01-01T00:00:00Z"})).await;
    assert!(now(&simulator).await.as_str().is_some_and(|now| now.starts_with("2020-01-01T00:0")));
    control(&simulator, "DELETE", "/_simulator/clock", &Value::Null).await;
    let clock = control(&simulator, "GET", "/_simulator/clock", &Value::Null).await.json();
    assert_eq!(clock["seconds_ahead"], 0.0, "{clock}");
}
