//! `Prefer: respond-async`: the queue has the request before the sender is answered, and a worker starts it.

use crate::runtime_api::{Lambda, Setup};
use crate::sender::Sender;
use crate::support::{self, body, connect, event, only_start, started};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use simulator::{Contact, Simulator};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A queue that keeps what it is sent, or refuses it.
pub struct Queue {
    pub url: String,
    sent: Arc<Mutex<Vec<Value>>>,
}

impl Queue {
    pub async fn start(status: StatusCode, name: &str) -> Queue {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sent = Arc::new(Mutex::new(Vec::new()));
        let routes = Router::new().fallback_service(post(take).with_state((status, Arc::clone(&sent))));
        tokio::spawn(axum::serve(listener, routes).into_future());
        Queue { url: format!("{url}/123456789012/{name}"), sent }
    }

    pub fn sent(&self) -> Vec<Value> {
        self.sent.lock().unwrap().clone()
    }

    /// A function before this queue, in the making.
    pub fn setup(&self, setup: Setup) -> Setup {
        let endpoint = self.url.split("/123456789012").next().unwrap();
        setup.set("QUEUE_URL", &self.url).set("AWS_MAX_ATTEMPTS", "1").set("AWS_ENDPOINT_URL_SQS", endpoint)
    }

    async fn function(&self, connect: &Simulator) -> Lambda {
        self.setup(Setup::with_defaults(&connect.url())).start().await
    }
}

type Sent = (StatusCode, Arc<Mutex<Vec<Value>>>);

async fn take(State((status, sent)): State<Sent>, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    assert_eq!(headers["x-amz-target"], "AmazonSQS.SendMessage");
    let message: Value = serde_json::from_slice(&body).unwrap();
    if status.is_success() {
        sent.lock().unwrap().push(message);
    }
    (status, json!({"MessageId": "1", "MD5OfMessageBody": "d41d8cd98f00b204e9800998ecf8427e"}).to_string())
}

/// A request that prefers not to wait, by a gateway.
fn preferring(sender: Sender, document: &Value, connect: &Simulator) -> Value {
    let mut request = sender.wrap(document, connect);
    for (headers, value) in
        [("headers", json!("respond-async, wait=5")), ("multiValueHeaders", json!(["respond-async"]))]
    {
        if let Some(headers) = request[headers].as_object_mut() {
            headers.insert("Prefer".to_owned(), value);
        }
    }
    request
}

/// What the queue brings to a worker.
pub fn delivered(message: &Value) -> Value {
    let mut queue = event("sqs");
    queue["Records"].as_array_mut().unwrap().truncate(1);
    queue["Records"][0]["body"] = message["MessageBody"].clone();
    queue
}

#[tokio::test]
async fn a_request_that_prefers_it_is_answered_202_once_the_queue_has_it_and_a_worker_starts_it() {
    for sender in [Sender::HttpApi, Sender::FunctionUrl, Sender::RestApi, Sender::Alb, Sender::AlbMultiValue] {
        let connect = connect().await;
        let queue = Queue::start(StatusCode::OK, "texts").await;
        let lambda = queue.function(&connect).await;
        let mut document = event("direct");
        document["ClientToken"] = json!("mine");
        let reply = lambda.invoke(&preferring(sender, &document, &connect)).await.unwrap();
        assert_eq!((&reply["statusCode"], body(&reply)), (&json!(202), json!({"ClientToken": "mine"})), "{sender:?}");
        assert!(connect.calls().is_empty(), "{sender:?}");
        let [message] = &queue.sent()[..] else { panic!("{sender:?}") };
        assert_eq!(message["QueueUrl"], json!(queue.url));
        let reply = lambda.invoke(&delivered(message)).await.unwrap();
        assert_eq!(reply, json!({"batchItemFailures": []}), "{sender:?}");
        let asynchronous = only_start(&connect);
        connect.clear_calls();
        lambda.invoke(&document).await.unwrap();
        assert_eq!(asynchronous, only_start(&connect), "{sender:?}");
        assert_eq!(started(&connect), 1, "{sender:?}");
    }
}

#[tokio::test]
async fn a_queued_request_keeps_the_token_that_its_sender_was_told() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::OK, "texts").await;
    let lambda = queue.function(&connect).await;
    let request = preferring(Sender::RestApi, &json!({"To": "+12025550150", "Message": "Hello"}), &connect);
    let reply = lambda.invoke(&request).await.unwrap();
    let token = body(&reply)["ClientToken"].clone();
    assert_eq!(token, support::token("http:00000000-0000-4000-8000-000000000001", "+12025550150"));
    lambda.invoke(&delivered(&queue.sent()[0])).await.unwrap();
    assert_eq!(only_start(&connect)["ClientToken"], token);
}

#[tokio::test]
async fn what_is_to_be_looked_up_is_looked_up_by_the_worker() {
    let connect = connect().await;
    connect.put_contact(Contact::voice("call", "+12025550170").with_attribute("orderId", "A-1"));
    let queue = Queue::start(StatusCode::OK, "texts").await;
    let lambda = queue.function(&connect).await;
    let document = json!({"RelatedContactId": "call", "CopyAttributes": ["orderId"], "Attributes": {"own": 1}});
    let reply = lambda.invoke(&preferring(Sender::HttpApi, &document, &connect)).await.unwrap();
    assert_eq!(reply["statusCode"], 202);
    assert!(connect.calls().is_empty());
    lambda.invoke(&delivered(&queue.sent()[0])).await.unwrap();
    let start = only_start(&connect);
    assert_eq!(start["DestinationEndpoint"]["Address"], "+12025550170");
    assert_eq!(start["Attributes"], json!({"orderId": "A-1", "own": "1"}));
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_not_queued() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::OK, "texts").await;
    let lambda = queue.function(&connect).await;
    let reply = lambda.invoke(&preferring(Sender::HttpApi, &json!({"To": "12"}), &connect)).await.unwrap();
    assert_eq!((&reply["statusCode"], &body(&reply)["code"]), (&json!(400), &json!("ValidationFailed")));
    assert!(queue.sent().is_empty());
}

#[tokio::test]
async fn what_the_queue_did_not_take_is_not_promised() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::INTERNAL_SERVER_ERROR, "texts").await;
    let lambda = queue.function(&connect).await;
    let reply = lambda.invoke(&preferring(Sender::HttpApi, &json!({"To": "+12025550150"}), &connect)).await.unwrap();
    assert_eq!((&reply["statusCode"], &body(&reply)["retryable"]), (&json!(502), &json!(true)), "{reply}");
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn who_does_not_prefer_it_waits() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::OK, "texts").await;
    let lambda = queue.function(&connect).await;
    let reply = lambda.invoke(&event("http-api")).await.unwrap();
    assert_eq!(reply["statusCode"], 201);
    lambda.invoke(&event("sqs")).await.unwrap();
    assert!(queue.sent().is_empty());
}

#[tokio::test]
async fn a_fifo_queue_gets_ids_that_keep_a_customer_s_order_and_drop_repeats() {
    let connect = connect().await;
    let queue = Queue::start(StatusCode::OK, "texts.fifo").await;
    let lambda = queue.function(&connect).await;
    let request =
        |to: &str, token: &str| preferring(Sender::HttpApi, &json!({"To": to, "ClientToken": token}), &connect);
    let long = "t".repeat(500);
    for (to, token) in [
        ("+12025550150", "a"),
        ("+12025550150", "b"),
        ("+12025550151", "c"),
        ("+12025550150", "a"),
        ("+12025550150", &long),
    ] {
        assert_eq!(lambda.invoke(&request(to, token)).await.unwrap()["statusCode"], 202);
    }
    let sent = queue.sent();
    let of = |member: &str| -> Vec<&str> { sent.iter().map(|message| message[member].as_str().unwrap()).collect() };
    let (groups, repeats) = (of("MessageGroupId"), of("MessageDeduplicationId"));
    assert!(groups[0] == groups[1] && groups[0] != groups[2]);
    assert!(repeats[0] == repeats[3] && repeats[0] != repeats[1]);
    // SQS allows 128 characters; and an id is seen by many, a number is not.
    assert!(groups.iter().chain(&repeats).all(|id| (1..=128).contains(&id.len()) && !id.contains("202555")));
}
