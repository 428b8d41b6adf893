//! The simulator's table of Scheduler's constraints, held against the API model itself.

use serde_json::{Value, json};
use simulator::{Fault, Options, Simulator};

use crate::client::{new_schedule, schedule, simulator, with};

fn model() -> Value {
    serde_json::from_str(include_str!("../data/scheduler-api.json")).expect("the model")
}

/// A request that names every structure, so that every member has a place.
fn full_schedule() -> Value {
    let request = with(new_schedule(), "/FlexibleTimeWindow", json!({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5}));
    let request = with(request, "/Target/Arn", json!("arn:aws:sqs:eu-central-1:111122223333:requests.fifo"));
    let request = with(request, "/Target/SqsParameters", json!({"MessageGroupId": "g"}));
    let request = with(request, "/Target/RetryPolicy", json!({}));
    let dead_letters = "arn:aws:sqs:eu-central-1:111122223333:dead-letters";
    with(request, "/Target/DeadLetterConfig", json!({"Arn": dead_letters}))
}

/// Members whose values have a form of their own, which a row of letters hasn't.
const HAVE_A_FORM: [&str; 6] = [
    "/ScheduleExpression",
    "/ScheduleExpressionTimezone",
    "/KmsKeyArn",
    "/Target/Arn",
    "/Target/RoleArn",
    "/Target/DeadLetterConfig/Arn",
];

/// Each scalar member of a structure: its JSON Pointer and its shape.
fn scalars(model: &Value, structure: &str, path: &str, found: &mut Vec<(String, Value)>) {
    for (name, member) in model["shapes"][structure]["members"].as_object().expect("members") {
        let shape_name = member["shape"].as_str().expect("a shape");
        let (shape, pointer) = (&model["shapes"][shape_name], format!("{path}/{name}"));
        match shape["type"].as_str() {
            Some("structure") => scalars(model, shape_name, &pointer, found),
            Some("string" | "integer") => found.push((pointer, shape.clone())),
            _ => {}
        }
    }
}

/// Values around a shape's bounds, and whether each is allowed.
fn around(shape: &Value) -> Vec<(Value, bool)> {
    let is_text = shape["type"] == "string";
    let value = |bound: i64| if is_text { json!("x".repeat(bound as usize)) } else { json!(bound) };
    let allowed = shape["enum"].as_array().into_iter().flatten().map(|value| (value.clone(), true));
    let mut values: Vec<(Value, bool)> = allowed.collect();
    if !values.is_empty() {
        values.push((json!("NEITHER"), false));
    }
    if let Some(max) = shape["max"].as_i64() {
        values.extend([(value(max), true), (value(max + 1), false)]);
    }
    if let Some(min) = shape["min"].as_i64().filter(|min| *min > 0) {
        values.extend([(value(min), true), (value(min - 1), false)]);
    }
    values
}

async fn create(simulator: &Simulator, pointer: &str, value: Value) -> (u16, String) {
    // Every request has a name of its own, or is about it.
    let (name, request) = match (pointer, value) {
        ("/Name", value) => (value.as_str().unwrap_or_default().to_owned(), full_schedule()),
        // The window's size goes with one mode only.
        ("/FlexibleTimeWindow/Mode", Value::String(mode)) if mode == "OFF" => {
            (simulator.calls().len().to_string(), with(full_schedule(), "/FlexibleTimeWindow", json!({"Mode": mode})))
        }
        (pointer, value) => (simulator.calls().len().to_string(), with(full_schedule(), pointer, value)),
    };
    let reply = schedule(simulator, "POST", &format!("/schedules/{name}"), &request).await;
    (reply.status, reply.error().to_owned())
}

#[tokio::test]
async fn every_bound_and_every_enumeration_of_the_model_is_kept() {
    let ((simulator, _), model) = (simulator(Options::default()).await, model());
    let mut members = Vec::new();
    scalars(&model, "CreateScheduleInput", "", &mut members);
    let mut tried = 0;
    for (pointer, shape) in members.iter().filter(|(pointer, _)| !HAVE_A_FORM.contains(&pointer.as_str())) {
        for (value, allowed) in around(shape) {
            let (status, error) = if allowed { (200, "") } else { (400, "ValidationException") };
            let told = create(&simulator, pointer, value.clone()).await;
            assert_eq!(told, (status, error.to_owned()), "{pointer}: {value:.80}");
            tried += 1;
        }
    }
    assert!(tried >= 35, "only {tried} values were found");
}

#[tokio::test]
async fn every_required_member_is_required_and_a_wrong_type_is_a_serialization_exception() {
    let ((simulator, _), model) = (simulator(Options::default()).await, model());
    for (structure, path) in
        [("CreateScheduleInput", ""), ("FlexibleTimeWindow", "/FlexibleTimeWindow"), ("Target", "/Target")]
    {
        for name in model["shapes"][structure]["required"].as_array().expect("required members") {
            let pointer = format!("{path}/{}", name.as_str().expect("a name"));
            // The name is in the path: without it this is no call of Scheduler's at all.
            if pointer != "/Name" {
                let told = create(&simulator, &pointer, Value::Null).await;
                assert_eq!(told, (400, "ValidationException".to_owned()), "{pointer}");
                let told = create(&simulator, &pointer, json!(true)).await;
                assert_eq!(told, (400, "SerializationException".to_owned()), "{pointer}");
            }
        }
    }
}

#[tokio::test]
async fn every_error_of_the_model_has_a_fault_with_its_status() {
    let ((simulator, _), model) = (simulator(Options::default()).await, model());
    let mut tried = 0;
    for (operation, method, path) in [
        ("CreateSchedule", "POST", "/schedules/a"),
        ("GetSchedule", "GET", "/schedules/a"),
        ("DeleteSchedule", "DELETE", "/schedules/a"),
        ("ListSchedules", "GET", "/schedules"),
        ("ListScheduleGroups", "GET", "/schedule-groups"),
    ] {
        let uri = model["operations"][operation]["http"]["requestUri"].as_str().expect("a path");
        assert_eq!(
            (uri.replace("{Name}", "a").as_str(), &model["operations"][operation]["http"]["method"]),
            (path, &json!(method))
        );
        for name in model["operations"][operation]["errors"].as_array().expect("errors") {
            let name = name["shape"].as_str().expect("a name");
            simulator.fail_next(operation, Fault::from_name(name).expect("a fault"), 1);
            let reply = schedule(&simulator, method, path, &new_schedule()).await;
            assert_eq!(
                (reply.error(), &model["shapes"][name]["error"]["httpStatusCode"]),
                (name, &json!(reply.status))
            );
            assert!(reply.json()["Message"].is_string(), "{}", reply.text);
            tried += 1;
        }
    }
    assert!(tried >= 20, "only {tried} errors were found");
}
