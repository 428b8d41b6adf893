//! A Connect that misbehaves below HTTP, where the simulator, being a server, can't.

use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What it does with a request once that has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Resets the connection.
    Reset,
    /// Says nothing, and holds the line.
    Silent,
    /// Sends a byte now and then, and never comes to an end.
    Trickle,
    /// Promises more than it sends, and closes.
    HalfABody,
    /// Promises more than it sends, and holds the line.
    HalfABodyForever,
    /// Closes amid the headers.
    HalfAHead,
    /// Sends what isn't HTTP.
    Garbage,
    /// Answers 200 with what isn't JSON.
    GarbageBody,
    /// Answers 200 with JSON of another shape.
    OtherJson,
    /// Answers 400 with an error that quotes the whole request, credentials and all.
    Echo,
    /// The same, and says that it was its own fault.
    EchoInternal,
}

/// A listener of such manners.
pub struct Hostile {
    address: std::net::SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Hostile {
    pub async fn start(manner: Manner) -> Hostile {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let known = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, manner, Arc::clone(&known)));
            }
        });
        Hostile { address, requests, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests as they came, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, manner: Manner, requests: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read(&mut stream).await {
        requests.lock().unwrap().push(request.clone());
        // A client that has gone away is no matter.
        if answer(&mut stream, manner, &request).await.is_err() {
            return;
        }
        if !matches!(manner, Manner::GarbageBody | Manner::OtherJson | Manner::Echo | Manner::EchoInternal) {
            if manner == Manner::Reset {
                let _ = stream.set_zero_linger();
            }
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(|l| l.trim().parse()));
            if body.len() >= length.map_or(0, Result::unwrap) {
                return Some(text.into_owned());
            }
        }
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}

async fn answer(stream: &mut TcpStream, manner: Manner, request: &str) -> std::io::Result<()> {
    match manner {
        Manner::Reset => Ok(()),
        Manner::Silent => std::future::pending().await,
        Manner::Trickle => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-filler: ").await?;
            loop {
                stream.write_all(b"x").await?;
                sleep(Duration::from_millis(50)).await;
            }
        }
        Manner::HalfABody => stream.write_all(HALF.as_bytes()).await,
        Manner::HalfABodyForever => {
            stream.write_all(HALF.as_bytes()).await?;
            std::future::pending().await
        }
        Manner::HalfAHead => stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-ty").await,
        Manner::Garbage => stream.write_all(b"\x00\xff\x16\x03 no HTTP at all\r\n\r\n\r\n").await,
        Manner::GarbageBody => say(stream, "200 OK", "", "<html>It works!</html>").await,
        Manner::OtherJson => say(stream, "200 OK", "", r#"{"ContactId": {"Nested": []}, "Other": 1}"#).await,
        Manner::Echo => echo(stream, "400 Bad Request", "InvalidRequestException", request).await,
        Manner::EchoInternal => echo(stream, "500 Internal Server Error", "InternalServiceException", request).await,
    }
}

const HALF: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 62\r\n\r\n{\"ContactId\": \"6666";

async fn echo(stream: &mut TcpStream, status: &str, error: &str, request: &str) -> std::io::Result<()> {
    let body = serde_json::json!({"message": request, "Message": request, "Reason": {"AttachedFiles": request}});
    let in_a_header: String = request.chars().filter(|letter| !letter.is_control()).collect();
    let headers = format!("x-amzn-errortype: {error}:{in_a_header}\r\nx-amzn-requestid: {in_a_header}\r\n");
    say(stream, status, &headers, &body.to_string()).await
}

async fn say(stream: &mut TcpStream, status: &str, headers: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await
}
