//! A Connect on loopback: every chat is started, over TLS, after as long as it is told to take.

use crate::certificate::Certificate;
use axum::body::Bytes;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Where a Connect listens that takes `takes` for a chat.
pub async fn start(certificate: &Certificate, takes: Duration) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let acceptor = TlsAcceptor::from(Arc::clone(&certificate.server));
    let contacts = Arc::new(AtomicU64::new(0));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, acceptor.clone(), takes, Arc::clone(&contacts)));
        }
    });
    Ok(address)
}

async fn serve(socket: TcpStream, acceptor: TlsAcceptor, takes: Duration, contacts: Arc<AtomicU64>) {
    let _ = socket.set_nodelay(true);
    let Ok(stream) = acceptor.accept(socket).await else { return };
    let service = service_fn(|request: Request<Incoming>| {
        let contact = contacts.fetch_add(1, Ordering::Relaxed);
        async move {
            let _ = axum::body::to_bytes(axum::body::Body::new(request.into_body()), 1 << 20).await;
            if !takes.is_zero() {
                tokio::time::sleep(takes).await;
            }
            let body = format!(r#"{{"ContactId":"4a573372-1f28-4e26-b97b-{contact:012}"}}"#);
            let response = Response::builder()
                .header("content-type", "application/json")
                .header("x-amzn-requestid", "7f1cb6b8-5d0c-4b9b-8f2d-000000000000")
                .body(axum::body::Body::from(Bytes::from(body)));
            Ok::<_, Infallible>(response.unwrap_or_default())
        }
    });
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
