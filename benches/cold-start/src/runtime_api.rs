//! Lambda's Runtime API on loopback, by the clock that all processes share.

use crate::clock;
use std::time::Duration;
use test_support::runtime_api::{Action, Event, RuntimeApi};
use tokio::sync::mpsc;

/// How long an invocation may take.
const TIMEOUT: Duration = Duration::from_secs(900);

/// A Runtime API and when the function did what.
pub struct TimedApi {
    api: RuntimeApi,
    actions: mpsc::UnboundedReceiver<(Duration, Action)>,
    count: u64,
}

impl TimedApi {
    /// One that listens on a port of its own.
    pub async fn start() -> std::io::Result<TimedApi> {
        let (tell, actions) = mpsc::unbounded_channel();
        let api = RuntimeApi::start(move |action| drop(tell.send((clock::now(), action)))).await?;
        Ok(TimedApi { api, actions, count: 0 })
    }

    /// Where it listens: `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> &str {
        &self.api.address
    }

    /// Has an event ready; when.
    pub fn send(&mut self, event: &str) -> Duration {
        self.count += 1;
        let request_id = format!("8476a536-e9f4-11e8-9739-{:012}", self.count);
        let event = Event { request_id, deadline_in: TIMEOUT, body: event.as_bytes().to_vec() };
        let at = clock::now();
        self.api.send(event);
        at
    }

    /// When the function asks for an event.
    pub async fn asked(&mut self) -> Result<Duration, String> {
        match self.action().await? {
            (at, Action::Next) => Ok(at),
            (_, action) => Err(format!("{action:?} before an event was asked for")),
        }
    }

    /// When the function answered, and what.
    pub async fn answered(&mut self) -> Result<(Duration, String), String> {
        loop {
            match self.action().await? {
                (_, Action::Next | Action::Received(_)) => {}
                (at, Action::Response(_, body)) => return Ok((at, text(&body))),
                (_, Action::Error(_, body) | Action::InitError(body)) => return Err(text(&body)),
            }
        }
    }

    async fn action(&mut self) -> Result<(Duration, Action), String> {
        let action = tokio::time::timeout(Duration::from_secs(120), self.actions.recv()).await;
        action.ok().flatten().ok_or_else(|| "the function did nothing for two minutes".to_owned())
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}
