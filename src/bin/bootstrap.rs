//! The cold start, and nothing else: settings, sources, clients; then Lambda's runtime takes over.

use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::queue::Queue;
use connect_outbound_chat::reply::{Fault, Reply};
use connect_outbound_chat::settings::{self, Settings};
use connect_outbound_chat::sources::{Secrets, Sources};
use connect_outbound_chat::telemetry::Metrics;
use connect_outbound_chat::{Function, House, aws, telemetry};
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

/// One thread: the function waits for one answer at a time, and a second thread would only cost its start.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let _ = tracing::subscriber::set_global_default(telemetry::subscriber(&environment));
    // A panic's message can quote what the code was working on: only its place is told.
    std::panic::set_hook(Box::new(|panic| {
        telemetry::bug(&panic.location().map(ToString::to_string).unwrap_or_default());
    }));
    if environment("AWS_LAMBDA_RUNTIME_API").is_none() {
        telemetry::refuse_to_start(&["this is a Lambda function: on a desk, use `cargo run -p playground`".to_owned()]);
        return ExitCode::FAILURE;
    }
    let function = match function().await {
        Ok(function) => function,
        Err(mistakes) => {
            telemetry::refuse_to_start(&mistakes);
            return ExitCode::FAILURE;
        }
    };
    match serve(&function).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => {
            telemetry::refuse_to_start(&["the Runtime API could not be reached or answered out of turn".to_owned()]);
            ExitCode::FAILURE
        }
    }
}

/// The function as the environment sets it, or everything that is wrong with its settings.
async fn function() -> Result<Function, Vec<String>> {
    let settings = Settings::read(&environment);
    let sources_dir = settings::sources_dir(&environment).ok().flatten();
    let sources = Sources::load(sources_dir.as_deref(), Arc::new(environment));
    let (settings, sources) = match (settings, sources) {
        (Ok(settings), Ok(sources)) => (settings, sources),
        (settings, sources) => {
            let settings = settings.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>();
            let sources = sources.err().unwrap_or_default();
            return Err(settings.into_iter().chain(sources.iter().map(ToString::to_string)).collect());
        }
    };
    let config = aws::config_from_environment(&environment);
    let queue = settings.queue_url.as_deref().map(|url| Queue::new(&config, url));
    let connect = Connect::new(&config, None);
    connect.open().await;
    let dispatch = Arc::new(Dispatch::new(connect, queue, settings.rate_per_second));
    let secrets = Secrets::new(&config, Arc::new(environment));
    Ok(Function::new(House { settings, sources, secrets }, dispatch, Metrics::new(&environment, Box::new(print))))
}

async fn serve(function: &Function) -> Result<(), Error> {
    let is_cold = AtomicBool::new(true);
    let handler = |event: LambdaEvent<Box<RawValue>>| {
        let invocation = invocation(event.context, is_cold.swap(false, Ordering::Relaxed));
        async move { respond(function, &event.payload, &invocation).await }
    };
    Runtime::new(service_fn(handler)).layer(MapRequestLayer::new(only_json)).run().await
}

/// The reply, or the fault as Lambda reports it. A bug costs this invocation, not the process.
async fn respond(function: &Function, event: &RawValue, invocation: &Invocation) -> Result<Reply, Diagnostic> {
    let reply = AssertUnwindSafe(function.respond(event.get(), invocation)).catch_unwind().await;
    reply
        .unwrap_or_else(|_| Err(Fault::bug()))
        .map_err(|Fault { error_type, error_message }| Diagnostic { error_type, error_message })
}

/// Lambda passes nothing but JSON; what isn't would end the runtime, and is told as a string instead.
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
        xray_trace_id: context.xray_trace_id,
        cold_start,
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A line on standard output, whole: CloudWatch takes each line for itself.
fn print(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
