//! `serve`: the HTTP server, the function and the simulator behind it, until Ctrl-C.

mod welcome;

use crate::command_line::Serve;
use crate::dev_server::{DevServer, cannot_listen};
use crate::output::print_line;
use crate::{complain, server};
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long connections that are busy are waited for at the end.
const GRACE: Duration = Duration::from_secs(1);

/// Serves until Ctrl-C or SIGTERM.
pub(crate) async fn run(options: Serve) -> ExitCode {
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            complain(&problems);
            ExitCode::FAILURE
        }
    }
}

async fn serve(Serve { port, connect_port }: Serve) -> Result<(), Vec<String>> {
    let in_words = |error: std::io::Error| vec![cannot_listen(port, "--port", &error)];
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(in_words)?;
    let address = listener.local_addr().map_err(in_words)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(in_words)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(in_words)?;
    let dev_server = DevServer::start(connect_port, &format!("http://{address}")).await?;
    let now = dev_server.clock().now().rfc3339_seconds();
    print_line(&welcome::text(&format!("http://{address}"), &dev_server.simulator_url(), &now));
    let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, server::routes(dev_server, address)).with_graceful_shutdown(async {
        let _ = stopping.await;
    });
    let server = tokio::spawn(server.into_future());
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    let _ = stop.send(());
    let _ = tokio::time::timeout(GRACE, server).await;
    print_line("Stopped.");
    Ok(())
}
