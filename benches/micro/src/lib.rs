//! A app without a network: what benches read events in.

use aws_types::SdkConfig;
use connect_outbound_chat::App;
use connect_outbound_chat::dispatch::{JobResult, Job};
use connect_outbound_chat::event::{Context, Envelope};
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::outcome::{Outcome, Started};
use connect_outbound_chat::response::Reply;
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Secrets, Sources};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// The secret of the webhook that is measured.
pub const SECRET: &str = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3RpbmdfaXQ";

const SETTINGS: [(&str, &str); 5] = [
    ("CONNECT_INSTANCE", "12345678-1234-4123-8123-123456789012"),
    ("CONNECT_FLOW", "87654321-4321-4321-8321-210987654321"),
    ("CONNECT_SMS_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/sms"),
    ("CONNECT_WHATSAPP_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/whatsapp"),
    ("ZENDESK_SECRET", SECRET),
];

/// A app, an invocation, and a runtime to wait in.
pub struct Stage {
    /// The app.
    pub app: App,
    /// The invocation.
    pub invocation: Invocation,
    runtime: Runtime,
}

impl Stage {
    /// The one.
    pub fn new() -> Stage {
        let environment =
            |name: &str| SETTINGS.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string());
        let app = App {
            settings: Settings::read(&environment).unwrap_or_else(|_| panic!("settings")),
            sources: Sources::load(None, Arc::new(environment)).unwrap_or_else(|_| panic!("sources")),
            secrets: Secrets::new(&SdkConfig::builder().build(), Arc::new(environment)),
        };
        let runtime = Builder::new_current_thread().enable_time().build().unwrap_or_else(|_| panic!("runtime"));
        let began = Instant::now();
        let invocation = Invocation {
            memory_mb: 1_769,
            request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned(),
            began,
            deadline: began + Duration::from_secs(3_600),
            now: OffsetDateTime::now_utc(),
            xray_trace_id: None,
            cold_start: false,
        };
        Stage { app, invocation, runtime }
    }

    /// Everything that the function does for `event` but calling Connect and keeping the books.
    pub fn batch(&self, event: &str) -> (usize, Reply) {
        let context = Context { app: &self.app, invocation: &self.invocation };
        let envelope = Envelope::recognise(event).unwrap_or_else(|_| panic!("not understood"));
        let jobs = self.runtime.block_on(envelope.jobs(&context));
        let started = jobs.iter().flat_map(|job| &job.chats).filter(|chat| chat.is_ok()).count();
        let results: Vec<JobResult> = jobs.into_iter().map(answer).collect();
        (started, envelope.reply(&results, &context).unwrap_or_else(|_| panic!("a fault")))
    }
}

impl Default for Stage {
    fn default() -> Stage {
        Stage::new()
    }
}

/// As if Connect had started whatever was asked for.
fn answer(job: Job) -> JobResult {
    let contact_id = || "4a573372-1f28-4e26-b97b-000000000000".to_owned();
    let outcome = |chat: Result<_, _>| match chat {
        Ok(_) => Outcome::Started(Started { contact_id: contact_id(), client_token: contact_id() }),
        Err(failure) => Outcome::Failed(failure),
    };
    JobResult { outcomes: job.chats.into_iter().map(outcome).collect(), many: job.many }
}
