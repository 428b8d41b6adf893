//! The cold start, and nothing else: settings, sources, clients; then Lambda's runtime takes over.

use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::queue::Queue;
use connect_outbound_chat::response::{Fault, Response};
use connect_outbound_chat::results::Results;
use connect_outbound_chat::schedule::Scheduler;
use connect_outbound_chat::settings::{self, Settings};
use connect_outbound_chat::sources::{Secrets, Sources};
use connect_outbound_chat::telemetry::{self, Metrics};
use connect_outbound_chat::{App, Function, aws};
use futures_util::FutureExt as _;
use lambda_runtime::tower::service_fn;
use lambda_runtime::tower::util::MapRequestLayer;
use lambda_runtime::{Context, Diagnostic, Error, LambdaEvent, LambdaInvocation, Runtime};
use serde_json::value::RawValue;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use tokio::time::Instant;
use tracing::dispatcher::set_global_default;

/// Lambda sets the Region; a profile may lack one.
const NO_REGION: &str = "AWS_REGION is not set, and no profile names a Region";

/// One thread: the function waits for one answer at a time, and a second thread would only cost its start.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let subscriber = telemetry::subscriber(&environment, std::io::stdout);
    set_global_default(subscriber).expect("nobody has set another one");
    // A panic's message can quote what the code was working on: only its place is logged.
    std::panic::set_hook(Box::new(|panic| {
        telemetry::log_bug(&panic.location().map(ToString::to_string).unwrap_or_default());
    }));
    // As a task of its own: to wake the future that `main` waits for, the runtime calls the kernel each time.
    let served = tokio::spawn(run()).await;
    match served.unwrap_or_else(|_| Err(vec!["the function panicked while it started".to_owned()])) {
        Ok(()) => ExitCode::SUCCESS,
        Err(errors) => {
            errors.iter().for_each(|error| telemetry::log_start_up_error("NotConfigured", error));
            ExitCode::FAILURE
        }
    }
}

/// Serves until Lambda ends the process, or returns why it can't serve.
async fn run() -> Result<(), Vec<String>> {
    if environment("AWS_LAMBDA_RUNTIME_API").is_none() {
        return Err(vec!["this is a Lambda function: locally, use `cargo run -p playground`".to_owned()]);
    }
    let served = serve(function().await?).await;
    served.map_err(|_| vec!["the Runtime API could not be reached or answered out of turn".to_owned()])
}

/// The function as the environment sets it, or everything that is wrong with its settings.
async fn function() -> Result<Function, Vec<String>> {
    let settings = Settings::read(&environment);
    let sources_dir = settings::sources_dir(&environment).ok().flatten();
    let event_sources_on = settings::event_sources_on(&environment);
    let sources = Sources::load(sources_dir.as_deref(), &event_sources_on, Arc::new(environment));
    let config = aws::load_config(&environment).await;
    let (settings, sources) = match (settings, sources, config.region()) {
        (Ok(settings), Ok(sources), Some(_)) => (settings, sources),
        (settings, sources, region) => {
            let mut errors: Vec<String> = settings.err().unwrap_or_default().iter().map(ToString::to_string).collect();
            errors.extend(sources.err().unwrap_or_default().iter().map(ToString::to_string));
            errors.extend(region.is_none().then(|| NO_REGION.to_owned()));
            return Err(errors);
        }
    };
    // Not a reason to stop: a request learns of it, and locally credentials may be there by then.
    if let Some(cause) = aws::missing_credentials(&config).await {
        telemetry::log_start_up_error("CredentialsNotFound", &cause);
    }
    let queue = settings.queue_url.as_deref().map(|url| Queue::new(&config, url));
    let scheduler = settings.schedule.clone().map(|schedule| Scheduler::new(&config, schedule));
    let results = settings.results_bus.as_deref().map(|bus| Results::new(&config, bus));
    let connect = Connect::new(&config, None);
    connect.open().await;
    let dispatch = Arc::new(Dispatch::new(connect, queue, scheduler, settings.rate_per_second));
    let secrets = Secrets::new(&config, Arc::new(environment));
    let metrics = Arc::new(Metrics::new(&environment, Box::new(print)));
    Ok(Function::new(App { settings, sources, secrets }, dispatch, metrics, results))
}

async fn serve(function: Function) -> Result<(), Error> {
    let (function, is_cold) = (Arc::new(function), AtomicBool::new(true));
    let handler = move |event: LambdaEvent<Box<RawValue>>| {
        let function = Arc::clone(&function);
        let invocation = invocation(event.context, is_cold.swap(false, Ordering::Relaxed));
        async move { respond(&function, &event.payload, &invocation).await }
    };
    Runtime::new(service_fn(handler)).layer(MapRequestLayer::new(only_json)).run().await
}

/// The response, or the fault as Lambda reports it. A bug costs this invocation, not the process.
async fn respond(function: &Function, event: &RawValue, invocation: &Invocation) -> Result<Response, Diagnostic> {
    let response = AssertUnwindSafe(function.handle(event.get(), invocation)).catch_unwind().await;
    response
        .unwrap_or_else(|_| Err(Fault::bug()))
        .map_err(|Fault { error_type, error_message }| Diagnostic { error_type, error_message })
}

/// Lambda passes nothing but JSON; anything else would end the runtime, so it is passed on as a string instead.
fn only_json(mut invocation: LambdaInvocation) -> LambdaInvocation {
    if serde_json::from_slice::<&RawValue>(&invocation.body).is_err() {
        invocation.body = b"\"not JSON\"".as_slice().into();
    }
    invocation
}

fn invocation(context: Context, cold_start: bool) -> Invocation {
    let (began, since_epoch) = (Instant::now(), SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
    let left = Duration::from_millis(context.deadline).saturating_sub(since_epoch);
    Invocation {
        request_id: context.request_id,
        began,
        deadline: began + left,
        now: OffsetDateTime::UNIX_EPOCH + since_epoch,
        memory_mb: u32::try_from(context.env_config.memory).unwrap_or(128),
        xray_trace_id: context.xray_trace_id,
        cold_start,
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A line on standard output, written in one call: CloudWatch makes an event of each write.
fn print(line: &str) {
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}
