//! The simulator as a running server, and the handle that tests and the playground hold.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::connect::{Connect, Request};
use crate::line::{Cut, Lines, Scissors};
use crate::refusal::Refusal;
use crate::{Call, Contact, Fault, Options, control};

/// Bytes of a request that are read at most.
const BYTES_OF_REQUEST: usize = 4 * 1024 * 1024;
/// How long [`Simulator::stop`] waits for clients amid a request.
const GRACE: Duration = Duration::from_secs(1);

/// A running simulator. Dropping it stops it.
pub struct Simulator {
    connect: Arc<Connect>,
    address: SocketAddr,
    running: watch::Sender<bool>,
    task: JoinHandle<io::Result<()>>,
}

impl Simulator {
    /// Binds the address and serves in a task of its own. Port 0 takes a free port.
    ///
    /// # Errors
    /// The address is in use, or isn't one of this machine alone: the simulator takes any signature, so it never
    /// listens to a network.
    pub async fn start(options: Options, address: SocketAddr) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the simulator listens on a loopback address only",
            ));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let connect = Arc::new(Connect::new(options));
        let running = watch::Sender::new(true);
        let app = Router::new()
            .merge(control::routes())
            .with_state(Arc::clone(&connect))
            .fallback(api)
            .with_state((Arc::clone(&connect), running.subscribe()));
        let mut stopped = running.subscribe();
        let server = axum::serve(Lines(listener), app.into_make_service_with_connect_info::<Scissors>())
            .with_graceful_shutdown(async move { stop(&mut stopped).await });
        let task = tokio::spawn(server.into_future());
        Ok(Self { connect, address, running, task })
    }

    /// Where it listens: `http://127.0.0.1:41234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request to the API, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.connect.calls()
    }

    /// Forgets the calls up to now.
    pub fn clear_calls(&self) {
        self.connect.clear_calls();
    }

    /// Calls as they come.
    pub fn subscribe(&self) -> broadcast::Receiver<Call> {
        self.connect.called.subscribe()
    }

    /// Every contact, in the order of their ids.
    pub fn contacts(&self) -> Vec<Contact> {
        self.connect.contacts()
    }

    /// Puts a contact there, over the one of the same id.
    pub fn put_contact(&self, contact: Contact) {
        self.connect.put_contact(contact);
    }

    /// Ends a contact, which makes room for another chat. `false` when there is none of that id.
    pub fn end_contact(&self, id: &str) -> bool {
        self.connect.end_contact(id)
    }

    /// Lets the next requests for an operation fail; faults of several calls queue up.
    pub fn fail_next(&self, operation: &str, fault: Fault, times: u32) {
        self.connect.fail_next(operation, fault, times);
    }

    /// Takes back what [`Simulator::fail_next`] has left.
    pub fn clear_faults(&self) {
        self.connect.clear_faults();
    }

    /// As it was at the start: the sample contacts, full quotas, no calls, tokens or faults.
    pub fn reset(&self) {
        self.connect.reset();
    }

    /// Stops listening and closes every connection; answers still held back are lost.
    pub async fn stop(mut self) {
        self.running.send_replace(false);
        let _ = tokio::time::timeout(GRACE, &mut self.task).await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.running.send_replace(false);
        self.task.abort();
    }
}

/// Waits until the simulator is stopped.
async fn stop(running: &mut watch::Receiver<bool>) {
    // An error means that the simulator is gone, which is the same.
    let _ = running.wait_for(|running| !running).await;
}

async fn api(
    State((connect, mut running)): State<(Arc<Connect>, watch::Receiver<bool>)>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = read(body).await;
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        headers: parts.headers,
        body: body.clone().unwrap_or_default(),
    };
    let answer = match body {
        Some(_) => connect.answer(&request),
        None => connect.refuse(&request, too_large()),
    };
    if !answer.delay.is_zero() {
        tokio::select! {
            () = tokio::time::sleep(answer.delay) => {}
            () = stop(&mut running) => scissors.cut(Cut::BeforeAnswer),
        }
    }
    if let Some(cut) = answer.cut {
        scissors.cut(cut);
    }
    answer.into_response()
}

/// A whole body, or nothing when it is too large, breaks off, or says beforehand that it will be too large.
async fn read(body: Body) -> Option<Bytes> {
    if body.size_hint().lower() > BYTES_OF_REQUEST as u64 {
        return None;
    }
    to_bytes(body, BYTES_OF_REQUEST).await.ok()
}

fn too_large() -> Refusal {
    let message = "Request size exceeded";
    Refusal::framework(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException", message)
}
