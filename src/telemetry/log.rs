//! Log lines: flat JSON with an RFC 3339 `timestamp` and a `level`, as Lambda's own level filter wants them.
//!
//! Only this crate's lines are written, whatever the level: at TRACE the runtime prints raw events and the SDK prints
//! requests. <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>

use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry, fmt};

/// `AWS_LAMBDA_LOG_FORMAT`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Words for the eye.
    Text,
}

/// What writes the log lines, by Lambda's own `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL`.
pub fn subscriber(environment: &dyn Fn(&str) -> Option<String>) -> impl Subscriber + Send + Sync + use<> {
    let level = level(environment("AWS_LAMBDA_LOG_LEVEL").as_deref());
    let ours = filter_fn(move |metadata: &Metadata<'_>| {
        *metadata.level() <= level && metadata.target().starts_with("connect_outbound_chat")
    });
    let layer = match format(environment("AWS_LAMBDA_LOG_FORMAT").as_deref()) {
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .with_target(false)
            .boxed(),
        LogFormat::Text => fmt::layer().with_ansi(false).with_target(false).boxed(),
    };
    Registry::default().with(layer.with_filter(ours))
}

/// Lambda's levels; FATAL is more than anything that is written here.
pub fn level(name: Option<&str>) -> LevelFilter {
    match name.map(str::to_ascii_uppercase).as_deref() {
        Some("TRACE") => LevelFilter::TRACE,
        Some("DEBUG") => LevelFilter::DEBUG,
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR") => LevelFilter::ERROR,
        Some("FATAL") => LevelFilter::OFF,
        _ => LevelFilter::INFO,
    }
}

fn format(name: Option<&str>) -> LogFormat {
    match name {
        Some(name) if name.eq_ignore_ascii_case("text") => LogFormat::Text,
        _ => LogFormat::Json,
    }
}
