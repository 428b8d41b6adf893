//! Who writes log lines: flat JSON with an RFC 3339 `timestamp` and a `level`, as Lambda's own level filter wants them, or
//! text.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>

use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;

/// What our own lines have as their target, and nobody else's: the SDK would trace requests, the runtime raw events.
const OUR_TARGET: &str = "connect_outbound_chat";

/// A subscriber that writes log lines to `writer`, by Lambda's own `AWS_LAMBDA_LOG_FORMAT` and `AWS_LAMBDA_LOG_LEVEL`.
pub fn subscriber<W>(environment: &dyn Fn(&str) -> Option<String>, writer: W) -> Dispatch
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let ours = Targets::new().with_target(OUR_TARGET, max_level(environment));
    // What can't be formatted isn't told on standard error: that could quote it.
    let lines = fmt::layer().with_writer(writer).with_target(false).with_ansi(false).log_internal_errors(false);
    let is_text = environment("AWS_LAMBDA_LOG_FORMAT").is_some_and(|name| name.eq_ignore_ascii_case("text"));
    match is_text {
        true => Dispatch::new(registry().with(ours).with(lines)),
        false => Dispatch::new(registry().with(ours).with(lines.json().flatten_event(true))),
    }
}

/// Lambda's levels. Nothing here is finer than INFO, and nothing as grave as FATAL.
pub(super) fn max_level(environment: &dyn Fn(&str) -> Option<String>) -> LevelFilter {
    match environment("AWS_LAMBDA_LOG_LEVEL").map(|name| name.to_ascii_uppercase()).as_deref() {
        Some("FATAL") => LevelFilter::OFF,
        Some("ERROR") => LevelFilter::ERROR,
        Some("WARN") => LevelFilter::WARN,
        _ => LevelFilter::INFO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};
    use tracing::dispatcher::with_default;
    use tracing::{error, info, warn};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written at a level while `events` happen.
    fn written(level: &'static str, events: impl FnOnce()) -> String {
        let written = Written::default();
        let writer = written.clone();
        let environment = move |name: &str| (name == "AWS_LAMBDA_LOG_LEVEL").then(|| level.to_owned());
        with_default(&subscriber(&environment, move || writer.clone()), events);
        String::from_utf8(written.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn nobody_else_s_lines_are_written_at_any_level() {
        // The targets at which requests, answers and raw events are traced.
        for level in ["TRACE", "DEBUG", "INFO", "ERROR"] {
            let written = written(level, || {
                error!(target: "aws_smithy_runtime::client::orchestrator", "zirconia");
                error!(target: "lambda_runtime", "zirconia");
                error!(target: "hyper", "zirconia");
                tracing::trace!("zirconia");
                tracing::debug!("zirconia");
            });
            assert_eq!(written, "", "{level}");
        }
    }

    #[test]
    fn our_own_lines_are_written_from_their_level_on() {
        for (level, expected) in [("TRACE", 3), ("INFO", 3), ("", 3), ("warn", 2), ("ERROR", 1), ("FATAL", 0)] {
            let written = written(level, || {
                info!("one");
                warn!(target: "connect_outbound_chat::somewhere", "two");
                error!("three");
            });
            assert_eq!(written.lines().count(), expected, "{level}: {written}");
        }
    }
}
