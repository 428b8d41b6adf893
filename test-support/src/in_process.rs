//! The function as a library: an application and an invocation without a process or a network.

use connect_outbound_chat::App;
use connect_outbound_chat::aws::SdkConfig;
use connect_outbound_chat::dispatch::{Job, JobResult, Work};
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::outcome::{Failure, Outcome};
use connect_outbound_chat::request::ChatRequest;
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Secrets, Sources};
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// An environment: the value of a variable, if it is set.
pub type Environment = fn(&str) -> Option<String>;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

/// An application with the settings and secrets of an environment, and the sources of a folder, if one is named, beside
/// the built-in ones.
pub fn app(settings: Environment, secrets: Environment, sources: Option<&Path>) -> App {
    let settings = Settings::read(&settings).unwrap_or_else(|_| panic!("a setting is wrong"));
    let event_sources_on = &settings.event_sources_on;
    App {
        sources: Sources::load(sources, event_sources_on, Arc::new(secrets))
            .unwrap_or_else(|errors| panic!("a source is wrong: {errors:?}")),
        settings,
        secrets: self::secrets(secrets),
    }
}

/// Secrets from an environment: nothing is asked of AWS.
pub fn secrets(environment: Environment) -> Secrets {
    Secrets::new(&SdkConfig::builder().build(), Arc::new(environment))
}

/// An invocation that begins `now` and has plenty of time.
pub fn invocation(now: OffsetDateTime) -> Invocation {
    let began = Instant::now();
    Invocation {
        request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned(),
        began,
        deadline: began + Duration::from_secs(3_600),
        now,
        memory_mb: 1_769,
        xray_trace_id: None,
        cold_start: false,
    }
}

/// Runs what is async to its end; nothing here waits for anything.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

/// The chats of a job, or what is wrong with each.
pub fn chats(job: &Job) -> &[Result<ChatRequest, Failure>] {
    match &job.work {
        Work::Skip(_) => &[],
        Work::One(chat) => std::slice::from_ref(chat),
        Work::Many(chats) => chats,
    }
}

/// The result of a job whose right requests all have the outcome that is given for them.
pub fn result(job: &Job, outcome: impl Fn(&ChatRequest) -> Outcome) -> JobResult {
    let outcomes = chats(job).iter().map(|chat| match chat {
        Ok(request) => outcome(request),
        Err(failure) => Outcome::Failed(failure.clone().into()),
    });
    match &job.work {
        Work::Skip(reason) => JobResult::One(Outcome::Skipped(reason.clone())),
        Work::One(_) => JobResult::One(outcomes.last().expect("one chat has one outcome")),
        Work::Many(_) => JobResult::Many(outcomes.collect()),
    }
}
