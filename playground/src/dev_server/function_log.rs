//! What the function writes to its log, caught so that it can be shown beside the reply.

use connect_outbound_chat::telemetry::{Metrics, subscriber};
use serde_json::Value;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::Dispatch;

/// The lines since they were last taken: log lines and metrics, as CloudWatch would get them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FunctionLog(Arc<Mutex<Vec<Value>>>);

impl FunctionLog {
    /// What writes the function's log lines here: all of them, as JSON.
    pub(super) fn subscriber(&self) -> Dispatch {
        let log = self.clone();
        subscriber(&|_| None, move || log.clone())
    }

    /// What writes its metrics here.
    pub(super) fn metrics(&self) -> Metrics {
        let log = self.clone();
        Metrics::new(&|_| None, Box::new(move |line| log.append(line)))
    }

    fn append(&self, lines: &str) {
        let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| Value::from(line));
        self.lines().extend(lines.lines().map(read));
    }

    /// The lines so far; they are forgotten.
    pub(crate) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.lines())
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl io::Write for FunctionLog {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.append(&String::from_utf8_lossy(lines));
        Ok(lines.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
