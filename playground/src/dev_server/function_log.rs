//! What the function writes to its log, caught so that it can be shown beside the reply.

use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// The lines since they were last taken: log lines and metrics, as CloudWatch would get them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FunctionLog(Arc<Mutex<Vec<Value>>>);

impl FunctionLog {
    /// Adds lines.
    pub(crate) fn append(&self, lines: &str) {
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
