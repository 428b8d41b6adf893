//! Batches of a thousand, where every tenth fails in each of the ways there are, and what adds up all the same.

use crate::runtime_api::{Invocation, Lambda, Setup};
use crate::support::{event, started, starts};
use serde_json::{Value, json};
use simulator::{ANONYMOUS_SAMPLE, Fault, Options, Simulator};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const RECORDS: usize = 1_000;

/// A way to fail: the message's body, and the calls that it may cost.
struct Way {
    body: String,
    calls: std::ops::RangeInclusive<usize>,
}

/// Every way of the table, and how often Connect may be called for it in one invocation.
fn ways() -> Vec<Way> {
    let once = [
        Fault::InvalidRequest,
        Fault::Validation,
        Fault::AccessDenied,
        Fault::ResourceNotFound,
        Fault::Conflict,
        Fault::LimitExceeded,
        Fault::ExpiredToken,
        Fault::UnrecognizedClient,
        Fault::Unknown,
        Fault::NoContactId,
        Fault::Nonsense,
        Fault::Redirect,
    ];
    let again = [
        Fault::Throttling,
        Fault::ThrottlingWithStatus400,
        Fault::TooManyRequests,
        Fault::InternalService,
        Fault::ServiceUnavailable,
        Fault::Dropped,
        Fault::BadGateway,
    ];
    let none = [
        "",
        "[1]",
        r#"{"To": "12"}"#,
        r#"{"To": "+442079460018"}"#,
        r#"{"To": "+12025550150", "Channel": "WhatsApp"}"#,
    ];
    let no_number = json!({"RelatedContactId": ANONYMOUS_SAMPLE}).to_string();
    let number = |fault: Fault| json!({"To": fault.number(), "Message": "Hello"}).to_string();
    let once = once.into_iter().map(|fault| Way { body: number(fault), calls: 1..=1 });
    let again = again.into_iter().map(|fault| Way { body: number(fault), calls: 1..=3 });
    let none = none.into_iter().map(ToOwned::to_owned).chain([no_number]).map(|body| Way { body, calls: 0..=0 });
    once.chain(again).chain(none).collect()
}

fn id(number: usize) -> String {
    format!("00000000-1111-4111-8111-{number:012}")
}

/// A queue's messages, by their numbers and bodies.
fn queue(messages: impl IntoIterator<Item = (usize, String)>) -> Value {
    let mut queue = event("sqs");
    let record = queue["Records"][0].clone();
    let records = messages.into_iter().map(|(number, body)| {
        let mut record = record.clone();
        record["messageId"] = json!(id(number));
        record["body"] = json!(body);
        record
    });
    queue["Records"] = records.collect();
    queue
}

/// The ids that a reply reports, each once.
fn failed(reply: &Value) -> BTreeSet<String> {
    let failures = reply["batchItemFailures"].as_array().unwrap();
    let ids: BTreeSet<String> =
        failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), failures.len(), "an id is reported twice");
    ids
}

/// How often each token was tried, and how often with success.
fn tries(connect: &Simulator) -> BTreeMap<String, (usize, usize)> {
    let mut tries = BTreeMap::<String, (usize, usize)>::new();
    for call in starts(connect) {
        let counts =
            tries.entry(call.body["ClientToken"].as_str().unwrap().split(':').nth(1).unwrap().to_owned()).or_default();
        counts.0 += 1;
        counts.1 += usize::from(call.status == 200 && call.error.is_none());
    }
    tries
}

async fn play(lambda: &Lambda, queue: &Value) -> BTreeSet<String> {
    failed(&lambda.send(Invocation::json(queue).with_deadline_in(Duration::from_secs(60))).await.unwrap())
}

async fn function(connect: &Simulator, settings: &[(&str, &str)]) -> Lambda {
    let setup = Setup::with_defaults(&connect.url())
        .set("ALLOWED_DESTINATIONS", "+1")
        .set("CONNECT_WHATSAPP_NUMBER", "")
        .set("RATE_PER_SECOND", "100000");
    settings.iter().fold(setup, |setup, (name, value)| setup.set(name, value)).start().await
}

#[tokio::test]
async fn of_a_thousand_messages_the_started_the_failed_and_the_calls_add_up_over_redeliveries() {
    let connect = Simulator::start(Options::unlimited(), ([127, 0, 0, 1], 0).into()).await.unwrap();
    let lambda = function(&connect, &[]).await;
    let ways = ways();
    let way = |number: usize| (number % 10 == 3).then(|| &ways[number / 10 % ways.len()]);
    let good = json!({"To": "+12025550150", "Message": "Hello"}).to_string();
    let message = |number| (number, way(number).map_or(good.clone(), |way| way.body.clone()));
    let bad: BTreeSet<String> = (0..RECORDS).filter(|number| way(*number).is_some()).map(id).collect();
    assert_eq!(bad.len(), 100);

    let mut redelivered: Vec<usize> = (0..RECORDS).collect();
    for round in 0..3 {
        connect.clear_calls();
        let reported = play(&lambda, &queue(redelivered.iter().copied().map(message))).await;
        assert_eq!(reported, bad, "in round {round}");
        assert_eq!(started(&connect), 900, "in round {round}");
        let tries = tries(&connect);
        for number in &redelivered {
            let (calls, successes) = tries.get(&id(*number)).copied().unwrap_or_default();
            match way(*number) {
                Some(way) => assert!(way.calls.contains(&calls), "{} in round {round}: {calls}", way.body),
                None => assert_eq!((calls, successes), (1, 1), "in round {round}"),
            }
        }
        let lookups = connect.calls().len() - starts(&connect).len();
        assert_eq!(lookups, 1, "in round {round}");
        // First the queue redelivers what failed; then, as it may, everything.
        redelivered.retain(|number| round == 1 || way(*number).is_some());
        if round == 1 {
            redelivered = (0..RECORDS).collect();
        }
    }
}

#[tokio::test]
async fn with_a_connect_that_is_slow_or_loses_its_answers_everything_adds_up_after_redelivery() {
    let options = Options { slow: Duration::from_millis(300), ..Options::unlimited() };
    let connect = Simulator::start(options, ([127, 0, 0, 1], 0).into()).await.unwrap();
    // One try an invocation: what was lost is lost, until the queue delivers it again.
    let lambda = function(&connect, &[("AWS_MAX_ATTEMPTS", "1")]).await;
    let manners =
        [Fault::Slow, Fault::Dropped, Fault::HalfAnswer, Fault::AnswerLost, Fault::Nonsense, Fault::NoContactId];
    let manner = |number: usize| (number % 10 == 3).then(|| manners[number / 10 % manners.len()]);
    let message = |number| {
        let to = manner(number).map_or_else(|| "+12025550150".to_owned(), Fault::number);
        (number, json!({"To": to}).to_string())
    };
    let of = |wanted: &[Fault]| -> BTreeSet<String> {
        (0..RECORDS).filter(|number| manner(*number).is_some_and(|manner| wanted.contains(&manner))).map(id).collect()
    };
    let lost = of(&[Fault::HalfAnswer, Fault::AnswerLost]);
    let never = of(&[Fault::Dropped, Fault::Nonsense, Fault::NoContactId]);

    let reported = play(&lambda, &queue((0..RECORDS).map(message))).await;
    assert_eq!(reported, lost.union(&never).cloned().collect());
    // What was started without an answer is there, and reported as failed.
    assert_eq!(started(&connect), RECORDS - never.len());

    let again: Vec<usize> = (0..RECORDS).filter(|number| reported.contains(&id(*number))).collect();
    let reported = play(&lambda, &queue(again.into_iter().map(message))).await;
    assert_eq!(reported, never);
    assert_eq!(started(&connect), RECORDS - never.len());

    let everything = play(&lambda, &queue((0..RECORDS).map(message))).await;
    assert_eq!(everything, never);
    assert_eq!(started(&connect), RECORDS - never.len());
}

#[tokio::test]
async fn a_connect_that_throttles_a_batch_starts_each_of_it_once_in_the_end() {
    // Fifty a second, by a function that would send as fast as it can.
    let options = Options { rate_per_second: Some(50.0), burst: 50, ..Options::unlimited() };
    let connect = Simulator::start(options, ([127, 0, 0, 1], 0).into()).await.unwrap();
    let lambda = function(&connect, &[]).await;
    let mut left: Vec<usize> = (0..200).collect();
    let mut rounds = 0;
    while !left.is_empty() {
        let text = json!({"To": "+12025550150"}).to_string();
        let reported = play(&lambda, &queue(left.iter().map(|number| (*number, text.clone())))).await;
        left.retain(|number| reported.contains(&id(*number)));
        assert_eq!(started(&connect), 200 - left.len());
        rounds += 1;
        assert!(rounds < 20, "{} are left", left.len());
    }
}

/// A FIFO queue's messages: number, group and body.
fn fifo(messages: &[(usize, &str, Value)]) -> Value {
    let mut queue = event("sqs-fifo");
    let record = queue["Records"][0].clone();
    let records = messages.iter().map(|(number, group, document)| {
        let mut record = record.clone();
        record["messageId"] = json!(id(*number));
        record["attributes"]["MessageGroupId"] = json!(group);
        record["attributes"]["MessageDeduplicationId"] = json!(format!("{group}-{number}"));
        record["body"] = json!(document.to_string());
        record
    });
    queue["Records"] = records.collect();
    queue
}

#[tokio::test]
async fn a_fifo_queue_s_groups_keep_their_order_and_a_failure_holds_back_the_rest_of_its_group_alone() {
    let connect = Simulator::start(Options::unlimited(), ([127, 0, 0, 1], 0).into()).await.unwrap();
    let lambda = function(&connect, &[("AWS_MAX_ATTEMPTS", "1")]).await;
    let text = |number: usize| json!({"To": "+12025550150", "Message": format!("{number}")});
    let slow = |number: usize| json!({"To": Fault::Slow.number(), "Message": format!("{number}")});
    let bad = json!({"To": Fault::AccessDenied.number()});
    let messages = [
        (0, "a", slow(0)),
        (1, "b", text(1)),
        (2, "a", text(2)),
        (3, "c", json!({"To": "12"})),
        (4, "b", bad),
        (5, "a", text(5)),
        (6, "b", text(6)),
        (7, "c", text(7)),
        (8, "a", text(8)),
        (9, "b", text(9)),
        (10, "d", text(10)),
    ];
    let reported = play(&lambda, &fifo(&messages)).await;
    assert_eq!(reported, [3, 4, 6, 7, 9].map(id).into());
    let told: Vec<String> = starts(&connect)
        .iter()
        .filter_map(|call| call.body["InitialSystemMessage"]["Content"].as_str().map(ToOwned::to_owned))
        .collect();
    let of_a: Vec<&str> = told.iter().map(String::as_str).filter(|text| ["0", "2", "5", "8"].contains(text)).collect();
    assert_eq!(of_a, ["0", "2", "5", "8"]);
    for held_back in ["6", "7", "9"] {
        assert!(!told.iter().any(|text| text == held_back), "{held_back} was sent");
    }
    assert_eq!(started(&connect), 6);
    // The queue delivers the rest again, in order, and what failed has been mended.
    let rest: Vec<_> = messages
        .into_iter()
        .filter(|(number, ..)| reported.contains(&id(*number)))
        .map(|(number, group, _)| (number, group, text(number)))
        .collect();
    connect.clear_calls();
    assert!(play(&lambda, &fifo(&rest)).await.is_empty());
    assert_eq!(started(&connect), 11);
    let order: Vec<String> =
        starts(&connect).iter().map(|call| call.body["ClientToken"].as_str().unwrap().to_owned()).collect();
    for group in [["b-4", "b-6", "b-9"].as_slice(), &["c-3", "c-7"]] {
        // `sqs:QUEUE|GROUP|DEDUPLICATION ID:DIGITS`
        let ids = order.iter().map(|token| token.split(['|', ':']).nth(3).unwrap());
        let of_group: Vec<&str> = ids.filter(|id| group.contains(id)).collect();
        assert_eq!(of_group, group);
    }
}

#[tokio::test]
async fn a_pipe_s_fifo_messages_keep_their_order_too() {
    let connect = Simulator::start(Options::unlimited(), ([127, 0, 0, 1], 0).into()).await.unwrap();
    let lambda = function(&connect, &[]).await;
    let bad = json!({"To": "12"});
    let good = json!({"To": "+12025550150"});
    let items = fifo(&[(0, "a", bad), (1, "a", good.clone()), (2, "b", good)])["Records"].take();
    assert_eq!(play(&lambda, &items).await, [0, 1].map(id).into());
    assert_eq!(started(&connect), 1);
}

#[tokio::test]
async fn a_standard_queue_s_messages_do_not_wait_for_one_another() {
    let connect = Simulator::start(Options::unlimited(), ([127, 0, 0, 1], 0).into()).await.unwrap();
    let lambda = function(&connect, &[]).await;
    let mut queue = queue([(0, json!({"To": "12"}).to_string()), (1, json!({"To": "+12025550150"}).to_string())]);
    for record in queue["Records"].as_array_mut().unwrap() {
        // Fair queues name a group, too, and keep no order.
        record["attributes"]["MessageGroupId"] = json!("tenant-1");
    }
    assert_eq!(play(&lambda, &queue).await, [id(0)].into());
    assert_eq!(started(&connect), 1);
}
