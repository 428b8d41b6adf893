//! Starting, stopping, addresses.

use std::io::ErrorKind;
use std::net::SocketAddr;

use simulator::{Fault, Options, Simulator};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::client::{SIGNED, simulator};

fn address(simulator: &Simulator) -> SocketAddr {
    simulator.url()["http://".len()..].parse().expect("an address")
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let (first, _) = simulator(Options::default()).await;
    let second = Simulator::start(Options::default(), address(&first)).await;
    assert_eq!(second.err().map(|error| error.kind()), Some(ErrorKind::AddrInUse));
}

#[tokio::test]
async fn it_listens_to_no_network() {
    let open = Simulator::start(Options::default(), ([0, 0, 0, 0], 0).into()).await;
    assert_eq!(open.err().map(|error| error.kind()), Some(ErrorKind::InvalidInput));
}

#[tokio::test]
async fn stopping_frees_the_address_even_with_an_answer_held_back() {
    let (simulator, _) = simulator(Options::default()).await;
    let address = address(&simulator);
    let mut calls = simulator.subscribe();
    simulator.fail_next("DescribeContact", Fault::VerySlow, 1);
    let mut stream = TcpStream::connect(address).await.expect("a listener");
    let request = format!("GET /contacts/i/c HTTP/1.1\r\nHost: h\r\n{SIGNED}\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    calls.recv().await.expect("the request has arrived");
    simulator.stop().await;
    assert!(TcpListener::bind(address).await.is_ok());
}
