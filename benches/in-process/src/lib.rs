//! What benches share: everything that the function does for an event but calling Connect and writing its log.

use connect_outbound_chat::event::recognize;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::outcome::{Outcome, Started};
use connect_outbound_chat::request::ChatRequest;
use connect_outbound_chat::response::Response;
use connect_outbound_chat::{App, Context};
use test_support::in_process::{self, block_on};
use test_support::settings::default_setting;
use time::OffsetDateTime;

/// The secret of the webhook that is measured.
pub const SECRET: &str = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3RpbmdfaXQ";

/// An application and an invocation that events are played in.
pub struct Bench {
    /// The application.
    pub app: App,
    /// The invocation.
    pub invocation: Invocation,
}

impl Bench {
    /// With the default settings, and a secret for Zendesk's webhook.
    pub fn new() -> Bench {
        let secret = |name: &str| (name == "ZENDESK_SECRET").then(|| SECRET.to_owned());
        let app = in_process::app(default_setting, secret, None);
        Bench { app, invocation: in_process::invocation(OffsetDateTime::now_utc()) }
    }

    /// How many chats `event` asks for, and the response to it, as if Connect had started all of them.
    ///
    /// # Panics
    /// If the event is not understood, or its response is a fault.
    pub fn handle(&self, event: &str) -> (usize, Response) {
        let context = Context { app: &self.app, invocation: &self.invocation, deadline: self.invocation.deadline };
        let event = recognize(event).unwrap_or_else(|_| panic!("not understood"));
        let jobs = block_on(event.jobs(context));
        let started = jobs.iter().flat_map(in_process::chats).filter(|chat| chat.is_ok()).count();
        let results: Vec<_> = jobs.iter().map(|job| in_process::result(job, start)).collect();
        (started, event.respond(&results, context).unwrap_or_else(|_| panic!("a fault")))
    }
}

impl Default for Bench {
    fn default() -> Bench {
        Bench::new()
    }
}

fn start(request: &ChatRequest) -> Outcome {
    Outcome::Started(Started {
        contact_id: "4a573372-1f28-4e26-b97b-000000000000".to_owned(),
        client_token: request.params.client_token.clone(),
    })
}
