//! The variables that an expression finds bound: `$headers`, `$query`, `$source`, `$metadata`.

use serde_json::{Map, Value};
use std::borrow::Cow;

/// Values of the variables.
pub struct Bindings<'a> {
    headers: Map<String, Value>,
    query: Map<String, Value>,
    source: &'a str,
    /// As JSON.
    metadata: Cow<'a, str>,
}

/// Names of headers and query members that no mapping sees.
const CREDENTIALS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-amz-security-token"];

impl<'a> Bindings<'a> {
    /// Those of a webhook: `$headers` by lower-case name, `$query`, `$source`; none of `hidden`, which are credentials.
    pub fn from_webhook(
        headers: &[(String, String)],
        query: &[(String, String)],
        source: &'a str,
        hidden: &[String],
    ) -> Bindings<'a> {
        let is_hidden = |name: &str| {
            let mut hidden = hidden.iter().map(String::as_str).chain(CREDENTIALS);
            hidden.any(|hidden| hidden.eq_ignore_ascii_case(name))
        };
        let shown = |pairs: &[(String, String)], key: fn(&str) -> String| {
            let shown = pairs.iter().filter(|(name, _)| !is_hidden(name));
            shown.map(|(name, value)| (key(name), Value::from(value.as_str()))).collect()
        };
        let (headers, query) = (shown(headers, str::to_ascii_lowercase), shown(query, str::to_owned));
        Bindings { headers, query, source, metadata: Cow::Borrowed("{}") }
    }

    /// Those of an event: `$source`, and `$metadata`, JSON that a custom event bus delivered beside the event.
    pub fn from_event(source: &'a str, metadata: Option<Cow<'a, str>>) -> Bindings<'a> {
        let metadata = metadata.unwrap_or(Cow::Borrowed("{}"));
        Bindings { headers: Map::new(), query: Map::new(), source, metadata }
    }

    /// All of them, as a JSON object.
    pub(super) fn to_json(&self) -> String {
        let (headers, query) = (Value::Object(self.headers.clone()), Value::Object(self.query.clone()));
        let source = Value::from(self.source);
        format!(r#"{{"headers":{headers},"query":{query},"source":{source},"metadata":{}}}"#, self.metadata)
    }
}
