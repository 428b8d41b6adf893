//! Requests that are put off: what EventBridge Scheduler is asked, and what its answers mean.

use axum::Router;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use connect_outbound_chat::aws;
use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::policy::schedule_settings::ScheduleSettings;
use connect_outbound_chat::request::document::{self, EventContext};
use connect_outbound_chat::request::send_at::parse_rfc3339;
use connect_outbound_chat::request::to_document::to_document;
use connect_outbound_chat::request::{ChatDefaults, ChatRequest, Token};
use connect_outbound_chat::schedule::Scheduler;
use serde_json::{Value, json};
use simulator::{Clock, Fault, Options, Simulator};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::time::Instant;

/// By `printf order-17 | sha256sum`.
const NAME_OF_ORDER_17: &str = "72a90ea3da8b5dd01bde2f27314e02e217f935182ea573a7ff9b5f5060ef996b";
/// When the simulator's clock stands.
const NOW: &str = "2026-01-01T00:00:00Z";
const AT: &str = "2026-01-01T13:00:00Z";

fn instant(text: &str) -> OffsetDateTime {
    parse_rfc3339(text).unwrap()
}

fn request(message: &str) -> ChatRequest {
    let document = json!({
        "To": "+12125550123", "InstanceId": "i", "ContactFlowId": "f", "ClientToken": "order-17", "Message": message,
        "From": "arn:aws:connect:us-east-1:111122223333:phone-number/p",
    });
    let raw = serde_json::value::to_raw_value(&document).unwrap();
    document::read(&raw, EventContext::new(Token::new("t", "1"), OffsetDateTime::UNIX_EPOCH), &ChatDefaults::default())
        .unwrap()
}

fn settings() -> ScheduleSettings {
    ScheduleSettings {
        target_arn: "arn:aws:sqs:us-east-1:111122223333:requests".to_owned(),
        role_arn: "arn:aws:iam::111122223333:role/scheduler".to_owned(),
        group: Some("texts".to_owned()),
        dead_letter_arn: Some("arn:aws:sqs:us-east-1:111122223333:lost".to_owned()),
    }
}

async fn scheduler(url: &str, settings: ScheduleSettings) -> Scheduler {
    let config = aws::config_for_local(&|_| None).await.into_builder().endpoint_url(url).build();
    Scheduler::new(&config, settings)
}

async fn simulator() -> Simulator {
    let options = Options { clock: Clock::stepped(), very_slow: Duration::from_secs(5), ..Options::default() };
    Simulator::start(options, ([127, 0, 0, 1], 0).into()).await.unwrap()
}

async fn create(scheduler: &Scheduler, at: &str) -> Result<OffsetDateTime, Failure> {
    let deadline = Instant::now() + Duration::from_secs(30);
    scheduler.create(&request("Hello"), instant(at), instant(NOW), deadline).await
}

#[tokio::test]
async fn scheduler_is_asked_for_one_schedule_that_is_deleted_when_it_has_fired() {
    let simulator = simulator().await;
    assert_eq!(create(&scheduler(&simulator.url(), settings()).await, AT).await, Ok(instant(AT)));
    let [call] = &simulator.calls()[..] else { panic!("{:?}", simulator.calls()) };
    assert_eq!((call.operation.as_deref(), call.status), (Some("CreateSchedule"), 200));
    assert_eq!(call.path, format!("/schedules/{NAME_OF_ORDER_17}"));
    assert_eq!(call.header("content-type"), Some("application/json"));
    let mut body = call.body.clone();
    let input = body["Target"]["Input"].take();
    let token = body["ClientToken"].take();
    assert_eq!(
        body,
        json!({
            "ActionAfterCompletion": "DELETE",
            "ClientToken": null,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "GroupName": "texts",
            "ScheduleExpression": "at(2026-01-01T13:00:00)",
            "ScheduleExpressionTimezone": "UTC",
            "Target": {
                "Arn": "arn:aws:sqs:us-east-1:111122223333:requests",
                "RoleArn": "arn:aws:iam::111122223333:role/scheduler",
                "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:111122223333:lost"},
                "Input": null,
            },
        })
    );
    // The queue's worker reads the same request, with the same token.
    let input: Value = serde_json::from_str(input.as_str().unwrap()).unwrap();
    assert_eq!(input, to_document(&request("Hello")));
    assert_eq!(input["ClientToken"], "order-17");
    assert_eq!(token.as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn a_fifo_queue_gets_the_customers_group_and_what_is_not_set_is_not_sent() {
    let simulator = simulator().await;
    let target_arn = "arn:aws:sqs:us-east-1:111122223333:requests.fifo".to_owned();
    let settings = ScheduleSettings { target_arn, group: None, dead_letter_arn: None, ..settings() };
    create(&scheduler(&simulator.url(), settings).await, AT).await.unwrap();
    let body = &simulator.calls()[0].body;
    let group = body["Target"]["SqsParameters"]["MessageGroupId"].as_str().unwrap();
    assert_eq!(group, request("another text").message_group());
    assert!(group.len() == 64 && !group.contains("212555"), "{group}");
    assert!(body.get("GroupName").is_none() && body["Target"].get("DeadLetterConfig").is_none(), "{body}");
}

#[tokio::test]
async fn a_time_is_rounded_up_and_no_nearer_than_a_minute() {
    let simulator = simulator().await;
    let scheduler = scheduler(&simulator.url(), settings()).await;
    for (at, fires_at) in [
        ("2026-01-01T13:00:00.000000001Z", "2026-01-01T13:00:01Z"),
        ("2026-01-01T14:00:00+01:00", "2026-01-01T13:00:00Z"),
        ("2026-01-01T00:00:59Z", "2026-01-01T00:01:00Z"),
        ("2025-12-31T23:00:00Z", "2026-01-01T00:01:00Z"),
    ] {
        assert_eq!(create(&scheduler, at).await, Ok(instant(fires_at)), "{at}");
        assert_eq!(simulator.schedules()[0].fires_at.rfc3339(), fires_at, "{at}");
        simulator.reset();
    }
}

#[tokio::test]
async fn a_request_that_is_put_off_again_waits_once_and_as_before() {
    let simulator = simulator().await;
    let scheduler = scheduler(&simulator.url(), settings()).await;
    assert_eq!(create(&scheduler, AT).await, Ok(instant(AT)));
    assert_eq!(create(&scheduler, AT).await, Ok(instant(AT)));
    assert_eq!(create(&scheduler, "2026-01-02T13:00:00Z").await, Ok(instant(AT)));
    assert_eq!(simulator.schedules().len(), 1);
    // It fires once, and then the name is free again.
    simulator.clock().step(Duration::from_secs(14 * 3600));
    assert_eq!(simulator.firings().len(), 1);
    assert_eq!(create(&scheduler, "2026-01-02T13:00:00Z").await, Ok(instant("2026-01-02T13:00:00Z")));
}

#[tokio::test]
async fn a_fault_before_amid_or_after_the_call_leaves_one_schedule_or_a_failure() {
    let simulator = simulator().await;
    let scheduler = scheduler(&simulator.url(), settings()).await;
    for fault in [Fault::InternalService, Fault::Dropped, Fault::HalfAnswer, Fault::AnswerLost] {
        simulator.fail_next("CreateSchedule", fault, 1);
        assert_eq!(create(&scheduler, AT).await, Ok(instant(AT)), "{fault:?}");
        assert_eq!(simulator.schedules().len(), 1, "{fault:?}");
        simulator.reset();
    }
    for (fault, code, retryable) in [
        (Fault::AccessDenied, "AccessDeniedException", false),
        (Fault::Validation, "ValidationException", false),
        (Fault::ResourceNotFound, "ResourceNotFoundException", false),
        (Fault::Throttling, "ThrottlingException", true),
        (Fault::ServiceUnavailable, "ServiceUnavailableException", true),
    ] {
        simulator.fail_next("CreateSchedule", fault, 3);
        let failure = create(&scheduler, AT).await.unwrap_err();
        assert_eq!((failure.row().code, failure.row().retryable), (code, retryable), "{fault:?}");
        assert!(simulator.schedules().is_empty(), "{fault:?}");
        simulator.reset();
    }
}

#[tokio::test]
async fn a_scheduler_that_is_too_slow_is_waited_for_till_the_deadline() {
    let simulator = simulator().await;
    simulator.fail_next("CreateSchedule", Fault::VerySlow, 1);
    let scheduler = scheduler(&simulator.url(), settings()).await;
    let deadline = Instant::now() + Duration::from_millis(100);
    let created = scheduler.create(&request("Hello"), instant(AT), instant(NOW), deadline).await;
    assert_eq!(created, Err(Failure::Timeout));
}

#[tokio::test]
async fn words_that_scheduler_replaces_reach_the_customer_as_they_were_written() {
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    let simulator = simulator().await;
    let request = request("Attempt <aws.scheduler.attempt-number> of <b>3</b>");
    let deadline = Instant::now() + Duration::from_secs(30);
    let scheduler = scheduler(&simulator.url(), settings()).await;
    scheduler.create(&request, instant(AT), instant(NOW), deadline).await.unwrap();
    let body = &simulator.calls()[0].body;
    let input = body["Target"]["Input"].as_str().unwrap();
    assert!(!input.contains("<aws.scheduler.") && input.contains("<b>"), "{input}");
    assert_eq!(serde_json::from_str::<Value>(input).unwrap(), to_document(&request));
}

/// A Scheduler that knows of a schedule whatever it is asked for; and what it was asked.
async fn with_schedule(get: (StatusCode, Value)) -> (String, Arc<Mutex<Vec<String>>>) {
    type Peer = (Arc<Mutex<Vec<String>>>, (StatusCode, Value));
    async fn answer(State((asked, get)): State<Peer>, method: Method, uri: Uri) -> (StatusCode, axum::Json<Value>) {
        asked.lock().unwrap().push(format!("{method} {}", uri.query().unwrap_or_default()));
        match method {
            Method::GET => (get.0, axum::Json(get.1)),
            _ => (StatusCode::CONFLICT, axum::Json(json!({"__type": "ConflictException", "Message": "exists"}))),
        }
    }
    let asked = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let routes = Router::new().fallback(answer).with_state((Arc::clone(&asked), get));
    tokio::spawn(axum::serve(listener, routes).into_future());
    (url, asked)
}

#[tokio::test]
async fn a_conflict_with_a_schedule_that_has_fired_is_no_reason_to_think_that_the_text_waits() {
    // A text of the morning finds its window shut when it comes, is put off to the next day, and its first schedule isn't
    // deleted yet: "it is there already" would lose it.
    let fired = json!({"ScheduleExpression": "at(2025-12-31T23:59:30)", "ScheduleExpressionTimezone": "UTC"});
    let (url, asked) = with_schedule((StatusCode::OK, fired)).await;
    let failure = create(&scheduler(&url, settings()).await, AT).await.unwrap_err();
    assert_eq!((failure.row().code, failure.row().status, failure.row().retryable), ("ConflictException", 409, true));
    assert_eq!(*asked.lock().unwrap(), ["POST ", "GET groupName=texts"]);
}

#[tokio::test]
async fn a_conflict_with_a_schedule_that_waits_is_fine_whoever_changed_it() {
    for (get, at) in [
        (json!({"ScheduleExpression": "at(2026-01-03T09:00:00)"}), "2026-01-03T09:00:00Z"),
        (json!({"ScheduleExpression": "at(2026-01-03T09:00:00)", "ScheduleExpressionTimezone": "Asia/Tokyo"}), AT),
        (json!({"ScheduleExpression": "rate(1 day)"}), AT),
    ] {
        let (url, _) = with_schedule((StatusCode::OK, get.clone())).await;
        assert_eq!(create(&scheduler(&url, settings()).await, AT).await, Ok(instant(at)), "{get}");
    }
}

#[tokio::test]
async fn a_schedule_that_is_there_and_cannot_be_shown_is_there() {
    let gone = json!({"__type": "ResourceNotFoundException"});
    let (url, asked) = with_schedule((StatusCode::NOT_FOUND, gone)).await;
    assert_eq!(create(&scheduler(&url, settings()).await, AT).await, Ok(instant(AT)));
    assert_eq!(asked.lock().unwrap().len(), 3);
    let denied = json!({"__type": "AccessDeniedException"});
    let (url, _) = with_schedule((StatusCode::FORBIDDEN, denied)).await;
    assert_eq!(create(&scheduler(&url, settings()).await, AT).await.unwrap_err().row().code, "AccessDeniedException");
}

/// moto: another author's EventBridge Scheduler. <https://docs.getmoto.org/en/latest/docs/services/scheduler.html>
#[tokio::test]
#[ignore = "needs a moto server at MOTO_URL: tests/peers/scheduler.py starts one"]
async fn moto_understands_the_schedule_and_the_question_after_a_conflict() {
    let url = std::env::var("MOTO_URL").expect("MOTO_URL is set");
    let scheduler = scheduler(&url, settings()).await;
    let tomorrow = OffsetDateTime::now_utc() + time::Duration::DAY;
    let deadline = Instant::now() + Duration::from_secs(30);
    let create = |at| {
        let scheduler = &scheduler;
        async move { scheduler.create(&request("Hello"), at, OffsetDateTime::now_utc(), deadline).await }
    };
    let at = create(tomorrow).await.expect("moto keeps it");
    assert!((tomorrow..tomorrow + time::Duration::SECOND).contains(&at));
    assert_eq!(create(tomorrow + time::Duration::DAY).await, Ok(at));
}
