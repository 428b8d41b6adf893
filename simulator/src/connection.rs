//! A connection that can be cut, under HTTP: in place of a response, or amid its body.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Where a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Before the first byte of the response.
    BeforeResponse,
    /// After the headers and the body's first bytes: less than `content-length` says.
    InBody,
}

/// How much of a response's body gets through before [`Cut::InBody`].
const BYTES_OF_BODY: usize = 8;

const WHOLE: u8 = 0;
const BEFORE_RESPONSE: u8 = 1;
const IN_BODY: u8 = 2;

/// Cuts one connection at its next write.
#[derive(Clone)]
pub(crate) struct CutSwitch(Arc<AtomicU8>);

impl CutSwitch {
    pub(crate) fn cut(&self, cut: Cut) {
        let state = match cut {
            Cut::BeforeResponse => BEFORE_RESPONSE,
            Cut::InBody => IN_BODY,
        };
        self.0.store(state, Ordering::SeqCst);
    }
}

/// Accepts connections that can be cut.
pub(crate) struct CuttableListener(pub(crate) TcpListener);

impl Listener for CuttableListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Connection { stream, cut_switch: CutSwitch(Arc::new(AtomicU8::new(WHOLE))) }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for CutSwitch {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().cut_switch.clone()
    }
}

/// A TCP connection that can be cut.
pub(crate) struct Connection {
    stream: TcpStream,
    cut_switch: CutSwitch,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let bytes = match self.cut_switch.0.load(Ordering::SeqCst) {
            WHOLE => bytes,
            IN_BODY => start_of_response(bytes),
            _ => return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        };
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            // The rest of half a response never leaves.
            let _ = self.cut_switch.0.compare_exchange(IN_BODY, BEFORE_RESPONSE, Ordering::SeqCst, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A response's head and a little of its body.
fn start_of_response(bytes: &[u8]) -> &[u8] {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    &bytes[..bytes.len().min(head + BYTES_OF_BODY)]
}
