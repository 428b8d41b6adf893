//! What fuzz targets share: a app with every setting and source, and what panics count.

use connect_outbound_chat::App;
use connect_outbound_chat::aws;
use connect_outbound_chat::request::ChatDefaults;
use connect_outbound_chat::event::Context;
use connect_outbound_chat::invocation::Invocation;
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Secrets, Sources};
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// Every secret: text for most schemes, Base64 for Standard Webhooks. In no seed, so that no input can guess it.
pub const SECRET: &str = "whsec_ZnV6emVycyBuZXZlciBndWVzcyB0aGlz";

const SETTINGS: [(&str, &str); 6] = [
    ("CONNECT_INSTANCE", "12345678-1234-4123-8123-123456789012"),
    ("CONNECT_FLOW", "87654321-4321-4321-8321-210987654321"),
    ("CONNECT_SMS_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/sms"),
    ("CONNECT_WHATSAPP_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/whatsapp"),
    ("DEFAULT_COUNTRY", "US"),
    ("PUBLIC_URL", "https://example.com"),
];

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

static HOUSE: LazyLock<App> = LazyLock::new(|| {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("sources");
    let sources = Sources::load(Some(&sources), Arc::new(secret)).expect("sources without mistakes");
    App { settings: Settings::read(&setting).expect("settings without mistakes"), sources, secrets: secrets() }
});

/// Runs what is async to its end; nothing here waits for anything.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

/// A context in a app that has everything set, `later` than the others.
pub fn at_desk<T>(later: Duration, work: impl FnOnce(&Context<'_>) -> T) -> T {
    let began = Instant::now();
    let invocation = Invocation {
            memory_mb: 1_769,
        request_id: "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned(),
        began,
        deadline: began + Duration::from_secs(30),
        now: noon() + later,
        xray_trace_id: None,
        cold_start: later.is_zero(),
    };
    work(&Context { app: &HOUSE, invocation: &invocation })
}

/// What a request may leave out, in the same app.
pub fn defaults() -> &'static ChatDefaults {
    &HOUSE.settings.defaults
}

/// The time by which webhooks are fresh: always the same, so that an input always does the same.
pub fn noon() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_772_000_000).expect("a moment")
}

/// Secrets that all are [`SECRET`].
pub fn secrets() -> Secrets {
    Secrets::new(&aws::config_for_local(&setting), Arc::new(secret))
}

/// Lets a panic in JSONata's engine pass, which the function itself catches and reports; any other ends the run.
pub fn forgive_the_engine() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_the_engine_s = panic.location().is_some_and(|place| place.file().contains("/jsonata-core-"));
        if !is_the_engine_s {
            hook(panic);
        }
    }));
}

fn setting(name: &str) -> Option<String> {
    SETTINGS.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
}

fn secret(_: &str) -> Option<String> {
    Some(SECRET.to_owned())
}
