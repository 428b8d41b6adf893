//! The function as a library between a simulated Connect, Scheduler and EventBridge, at any hour: a process's wall clock
//! can't be set, an invocation's can.

use crate::support::event;
use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::queue::Queue;
use connect_outbound_chat::request::send_at::parse_rfc3339;
use connect_outbound_chat::response::{Fault, Response};
use connect_outbound_chat::results::Results;
use connect_outbound_chat::schedule::Scheduler;
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::Sources;
use connect_outbound_chat::telemetry::{Metrics, subscriber};
use connect_outbound_chat::{App, Function, aws};
use serde_json::{Value, json};
use simulator::{Clock, Options, Simulator};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use test_support::in_process;
use test_support::settings::default_setting;
use tracing::instrument::WithSubscriber as _;

/// The settings by which texts are put off.
pub const SCHEDULE: [(&str, &str); 2] = [
    ("SCHEDULE_TARGET_ARN", "arn:aws:sqs:us-east-1:111122223333:texts"),
    ("SCHEDULE_ROLE_ARN", "arn:aws:iam::111122223333:role/scheduler"),
];

/// A function and its peers.
pub struct Harness {
    pub connect: Simulator,
    pub function: Function,
    log: Log,
}

/// Log lines and metrics.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl io::Write for Log {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().push_str(str::from_utf8(lines).unwrap());
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Harness {
    /// The simulator's clock stands at midnight of 1 January 2026 until it is stepped.
    pub async fn new(settings: &[(&str, &str)]) -> Harness {
        Harness::with_sources(settings, None).await
    }

    pub async fn with_sources(settings: &[(&str, &str)], folder: Option<&Path>) -> Harness {
        let options = Options { clock: Clock::stepped(), very_slow: Duration::from_secs(5), ..Options::unlimited() };
        let connect = Simulator::start(options, ([127, 0, 0, 1], 0).into()).await.unwrap();
        let config = aws::config_for_local(&|_| None).await.into_builder().endpoint_url(connect.url()).build();
        let settings: Vec<(String, String)> =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let environment = move |name: &str| {
            let set = settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            set.or_else(|| (name == "RATE_PER_SECOND").then(|| "10000".to_owned())).or_else(|| default_setting(name))
        };
        let settings = Settings::read(&environment).unwrap();
        let queue = settings.queue_url.as_deref().map(|url| Queue::new(&config, url));
        let scheduler = settings.schedule.clone().map(|schedule| Scheduler::new(&config, schedule));
        let results = settings.results_bus.as_deref().map(|bus| Results::new(&config, bus));
        let dispatch = Dispatch::new(Connect::new(&config, None), queue, scheduler, settings.rate_per_second);
        let log = Log::default();
        let written = Arc::clone(&log.0);
        let metrics = Metrics::new(&|_| None, Box::new(move |line| written.lock().unwrap().push_str(line)));
        let sources = Sources::load(folder, &settings.event_sources_on, Arc::new(secret)).unwrap();
        let app = App { settings, sources, secrets: in_process::secrets(secret) };
        let function = Function::new(app, Arc::new(dispatch), Arc::new(metrics), results);
        Harness { connect, function, log }
    }

    /// What an event at this time comes to.
    pub async fn handle(&self, event: &Value, at: &str) -> Result<Response, Fault> {
        self.handle_within(event, at, Duration::from_secs(30)).await
    }

    pub async fn handle_within(&self, event: &Value, at: &str, time: Duration) -> Result<Response, Fault> {
        let invocation = in_process::invocation(parse_rfc3339(at).unwrap());
        let invocation = Invocation { deadline: invocation.began + time, ..invocation };
        let log = self.log.clone();
        let event = event.to_string();
        let handled = self.function.handle(&event, &invocation);
        handled.with_subscriber(subscriber(&|_| None, move || log.clone())).await
    }

    /// Everything that was logged.
    pub fn lines(&self) -> String {
        self.log.0.lock().unwrap().clone()
    }

    /// How many calls there were of an operation.
    pub fn calls(&self, operation: &str) -> usize {
        self.connect.calls().iter().filter(|call| call.operation.as_deref() == Some(operation)).count()
    }

    /// Lets time pass till schedules have fired, and gives what each puts on the queue, as the queue delivers it.
    pub fn fired(&self, after: Duration) -> Vec<Value> {
        let before = self.connect.firings().len();
        self.connect.clock().step(after);
        self.connect.firings()[before..].iter().map(|firing| messages([firing.input.clone()])).collect()
    }
}

fn secret(name: &str) -> Option<String> {
    (name == "CRM_SECRET").then(|| "crm:password".to_owned())
}

/// A batch of messages with these bodies, from a standard queue.
pub fn messages(bodies: impl IntoIterator<Item = String>) -> Value {
    let mut batch = event("sqs");
    let record = batch["Records"][0].clone();
    let records = bodies.into_iter().enumerate().map(|(index, body)| {
        let mut record = record.clone();
        record["messageId"] = json!(format!("059f36b4-87a3-44ab-83d2-{index:012}"));
        record["body"] = json!(body);
        record
    });
    batch["Records"] = records.collect();
    batch
}
