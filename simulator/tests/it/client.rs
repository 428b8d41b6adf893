//! An HTTP client of a few lines, and requests to change.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Clock, Options, Simulator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What every SDK sends; the signature itself isn't looked at.
pub(crate) const SIGNED: &str = "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-central-1/connect/aws4_request, \
     SignedHeaders=host;x-amz-date, Signature=0123\r\n";

/// The same, for EventBridge Scheduler.
pub(crate) const SIGNED_FOR_SCHEDULER: &str = "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-central-1/scheduler/aws4_request, \
     SignedHeaders=host;x-amz-date, Signature=0123\r\n";

/// Longer than any answer is held back: a test that waits for nothing fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// An answer, read to the end of the connection.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn error(&self) -> &str {
        self.header("x-amzn-errortype").unwrap_or_default()
    }

    pub(crate) fn contact_id(&self) -> String {
        self.json()["ContactId"].as_str().unwrap_or_default().to_owned()
    }
}

/// A simulator on a free port, and the clock in its hands.
pub(crate) async fn simulator(options: Options) -> (Simulator, Clock) {
    let clock = Clock::stepped();
    let options = Options { clock: clock.clone(), ..options };
    let simulator = Simulator::start(options, ([127, 0, 0, 1], 0).into()).await.expect("a free port");
    (simulator, clock)
}

/// Sends bytes and reads until the connection closes.
pub(crate) async fn raw(simulator: &Simulator, bytes: &[u8]) -> Vec<u8> {
    let address: SocketAddr = simulator.url()["http://".len()..].parse().expect("an address");
    let mut stream = TcpStream::connect(address).await.expect("a listener");
    stream.write_all(bytes).await.expect("written");
    let mut answer = Vec::new();
    // A reset connection ends the answer like a closed one.
    let read = stream.read_to_end(&mut answer);
    let _ = timeout(PATIENCE, read).await.expect("the connection closes");
    answer
}

pub(crate) async fn send(simulator: &Simulator, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    let length = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    let bytes = raw(simulator, format!("{head}{length}{headers}\r\n{body}").as_bytes()).await;
    parse(&bytes)
}

pub(crate) fn parse(bytes: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(key, value)| (key.to_lowercase(), value.to_owned())).collect();
    Reply { status: status.unwrap_or(0), headers, text: body.to_owned() }
}

pub(crate) async fn start(simulator: &Simulator, chat: &Value) -> Reply {
    send(simulator, "PUT", "/contact/outbound-chat", SIGNED, &chat.to_string()).await
}

pub(crate) async fn get(simulator: &Simulator, path: &str) -> Reply {
    send(simulator, "GET", path, SIGNED, "").await
}

pub(crate) async fn control(simulator: &Simulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(simulator, method, path, "", &body).await
}

/// A call of EventBridge Scheduler.
pub(crate) async fn schedule(simulator: &Simulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    send(simulator, method, path, SIGNED_FOR_SCHEDULER, &body).await
}

/// The smallest request for a schedule.
pub(crate) fn new_schedule() -> Value {
    json!({
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ScheduleExpression": "at(2026-01-01T08:00:00)",
        "Target": {
            "Arn": "arn:aws:sqs:eu-central-1:111122223333:requests",
            "RoleArn": "arn:aws:iam::111122223333:role/scheduler",
            "Input": "{\"To\":\"+12025550150\"}"
        }
    })
}

/// The smallest request that starts a chat.
pub(crate) fn chat() -> Value {
    json!({
        "SourceEndpoint": {
            "Type": "CONNECT_PHONENUMBER_ARN",
            "Address": "arn:aws:connect:eu-central-1:111122223333:phone-number/7a2c"
        },
        "DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"},
        "InstanceId": "instance",
        "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}},
        "ContactFlowId": "flow"
    })
}

/// The same to another number.
pub(crate) fn chat_to(number: &str) -> Value {
    with(chat(), "/DestinationEndpoint/Address", json!(number))
}

/// The same with one value changed or, one level above, added.
pub(crate) fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a JSON Pointer");
    let parent = document.pointer_mut(parent).expect("a parent");
    match parent {
        Value::Array(items) => items[name.parse::<usize>().expect("an index")] = value,
        _ => parent[name] = value,
    }
    document
}

pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);
