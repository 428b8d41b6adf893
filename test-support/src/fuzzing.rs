//! What is fuzzed: for each target a function that any bytes are given to, and that panics where a promise is broken.
//!
//! `fuzz/` links them with libFuzzer; `tests/it/fuzzing.rs` plays the seeds and some thousand mutations of them.

pub mod event;
pub mod event_bus;
pub mod mapping;
pub mod number;
pub mod request;
pub mod schedule;
pub mod signature;
pub mod token;
pub mod xml;

use crate::in_process;
use crate::settings::default_setting;
use connect_outbound_chat::request::ChatDefaults;
use connect_outbound_chat::sources::Secrets;
use connect_outbound_chat::{App, Context};
use std::sync::LazyLock;
use std::time::Duration;
use time::OffsetDateTime;

pub use crate::in_process::block_on;

/// Every secret: text for most schemes, Base64 for Standard Webhooks. In no seed, so that no input can guess it.
pub const SECRET: &str = "whsec_ZnV6emVycyBuZXZlciBndWVzcyB0aGlz";
/// The same for HTTP's Basic scheme.
pub const NAME_AND_PASSWORD: &str = "fuzzers:never guess this";

static APP: LazyLock<App> =
    LazyLock::new(|| in_process::app(setting, secret, Some(&crate::repository("fuzz/sources"))));

/// Plays an event in an application that has everything set, `later` than other events.
pub fn with_context<T>(later: Duration, play: impl FnOnce(Context<'_>) -> T) -> T {
    let mut invocation = in_process::invocation(noon() + later);
    invocation.cold_start = later.is_zero();
    play(Context { app: &APP, invocation: &invocation, deadline: invocation.answers_by(1) })
}

/// What a request may leave out, in the same application.
pub fn defaults() -> &'static ChatDefaults {
    &APP.settings.defaults
}

/// The time by which webhooks are fresh: always the same, so that an input always does the same.
pub fn noon() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_772_000_000).expect("a moment")
}

/// Secrets that all are [`SECRET`].
pub fn secrets() -> Secrets {
    in_process::secrets(secret)
}

fn setting(name: &str) -> Option<String> {
    match name {
        "DEFAULT_COUNTRY" => Some("US".to_owned()),
        "PUBLIC_URL" => Some("https://example.com".to_owned()),
        _ => default_setting(name),
    }
}

fn secret(name: &str) -> Option<String> {
    Some(if name.ends_with("BASIC") { NAME_AND_PASSWORD } else { SECRET }.to_owned())
}
