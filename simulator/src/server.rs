//! The simulator's HTTP server: the APIs, and the control API beside them.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::connection::{Cut, CutSwitch, CuttableListener};
use crate::control;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::simulation::Simulation;

/// Bytes of a request that are read at most.
const BYTES_OF_REQUEST: usize = 4 * 1024 * 1024;

/// Binds the address and serves in a task of its own, until `running` says otherwise.
///
/// # Errors
/// The address is in use, or isn't one of this machine alone: the simulator takes any signature, so it never listens to
/// a network.
pub(crate) async fn serve(
    simulation: &Arc<Simulation>,
    address: SocketAddr,
    running: &watch::Sender<bool>,
) -> io::Result<(SocketAddr, JoinHandle<io::Result<()>>)> {
    if !address.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the simulator listens on a loopback address only"));
    }
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    let app = Router::new()
        .merge(control::routes())
        .with_state(Arc::clone(simulation))
        .fallback(api)
        .with_state((Arc::clone(simulation), running.subscribe()));
    let mut stopped = running.subscribe();
    let server = axum::serve(CuttableListener(listener), app.into_make_service_with_connect_info::<CutSwitch>())
        .with_graceful_shutdown(async move { stop(&mut stopped).await });
    Ok((address, tokio::spawn(server.into_future())))
}

/// Waits until the simulator is stopped.
async fn stop(running: &mut watch::Receiver<bool>) {
    // An error means that the simulator is gone, which is the same.
    let _ = running.wait_for(|running| !running).await;
}

async fn api(
    State((simulation, mut running)): State<(Arc<Simulation>, watch::Receiver<bool>)>,
    ConnectInfo(connection): ConnectInfo<CutSwitch>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = read(body).await;
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: body.clone().unwrap_or_default(),
    };
    let response = match body {
        Some(_) => simulation.respond(&request),
        None => simulation.refuse(&request, too_large()),
    };
    if !response.delay.is_zero() {
        tokio::select! {
            () = tokio::time::sleep(response.delay) => {}
            () = stop(&mut running) => connection.cut(Cut::BeforeResponse),
        }
    }
    if let Some(cut) = response.cut {
        connection.cut(cut);
    }
    response.into_response()
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
