//! A long link to a server: what passes takes half a round trip, and a connection one whole before it stands.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// Where a link to `server` begins whose round trip takes `round_trip`.
pub async fn start(server: SocketAddr, round_trip: Duration) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            tokio::spawn(async move {
                // The kernel has shaken hands at once: the client's SYN and its answer are waited for here.
                sleep(round_trip).await;
                let Ok(far) = TcpStream::connect(server).await else { return };
                let _ = (near.set_nodelay(true), far.set_nodelay(true));
                let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                tokio::join!(carry(near_in, far_out, round_trip / 2), carry(far_in, near_out, round_trip / 2));
            });
        }
    });
    Ok(address)
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, takes: Duration) {
    let (sent, mut under_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let take = async move {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(length @ 1..) = from.read(&mut buffer).await {
            let _ = sent.send((Instant::now() + takes, buffer[..length].to_vec()));
        }
    };
    let give = async move {
        while let Some((due, bytes)) = under_way.recv().await {
            sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(take, give);
}
