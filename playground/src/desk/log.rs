//! What the function writes to its log, caught so that it can be shown beside the reply.

use serde_json::{Map, Value, json};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The lines since they were last taken: log lines and metrics, as CloudWatch would get them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Value>>>);

impl Log {
    /// Takes what the function writes in this process from now on.
    pub(crate) fn listen(&self) {
        // A second one in the same process would lose its lines, and nothing else.
        let _ = tracing::subscriber::set_global_default(self.clone());
    }

    /// One line more.
    pub(crate) fn put(&self, line: Value) {
        self.lines().push(line);
    }

    /// The lines so far, which are forgotten.
    pub(crate) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.lines())
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("connect_outbound_chat")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(Map::new());
        line.0.insert("level".to_owned(), json!(event.metadata().level().as_str()));
        event.record(&mut line);
        self.put(Value::Object(line.0));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Line(Map<String, Value>);

impl Line {
    fn put(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, json!(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, json!(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, json!(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, json!(format!("{value:?}")));
    }
}
