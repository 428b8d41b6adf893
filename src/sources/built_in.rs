//! The sources that are compiled in: those of the repository's `sources/`, each with its example.

use super::file::{self, SourceError, did_you_mean};
use super::secret::{Environment, value_of};

/// A source of `sources/`.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
    /// The `Content-Type` of its example; JSON's for an event.
    pub content_type: &'static str,
}

impl BuiltIn {
    /// The file's name.
    pub fn file_name(&self) -> String {
        format!("sources/{}.toml", self.name)
    }

    /// Whether it maps EventBridge events.
    pub fn takes_events(&self) -> bool {
        self.text.contains("\n[event_pattern]\n")
    }

    /// Whether the environment has all its secrets: it answers then. Its file isn't parsed for that.
    pub(super) fn has_secrets(&self, environment: &Environment) -> bool {
        let mut names = self.text.split("\"env:").skip(1).filter_map(|rest| rest.split('"').next()).peekable();
        names.peek().is_some() && names.all(|name| value_of(environment, name).is_some())
    }

    /// What is wrong with its secrets, which the environment has.
    pub(super) fn secret_errors(&self, environment: &Environment) -> Vec<SourceError> {
        let verify = file::parse_verify(&self.file_name(), self.text);
        verify.map(|verify| verify.secret_errors(&self.file_name(), environment)).unwrap_or_default()
    }
}

/// The built-in source of events that `EVENT_SOURCES_ON` calls `name`.
///
/// # Errors
/// There is none of this name.
pub(super) fn event_source(name: &str) -> Result<&'static BuiltIn, SourceError> {
    let mut all = BUILT_IN.iter().filter(|built_in| built_in.takes_events());
    let names: Vec<&str> = all.clone().map(|built_in| built_in.name).collect();
    all.find(|built_in| built_in.name == name).ok_or_else(|| SourceError {
        file: "EVENT_SOURCES_ON".to_owned(),
        line: None,
        column: None,
        problem: format!("no built-in source of events has this name{}", did_you_mean(name, &names)),
    })
}

macro_rules! built_in {
    ($($name:literal, $content_type:literal;)*) => {
        &[$(BuiltIn {
            name: $name,
            text: include_str!(concat!("../../sources/", $name, ".toml")),
            content_type: $content_type,
        }),*]
    };
}

/// All of them.
pub const BUILT_IN: &[BuiltIn] = built_in! {
    "dataverse", "application/json";
    "hubspot-workflow", "application/json";
    "pipedrive", "application/json";
    "post-call-survey", "application/json";
    "salesforce-event-relay", "application/json";
    "salesforce-flow", "application/json";
    "salesforce-outbound-message", "text/xml";
    "servicenow", "application/json";
    "shopify-events", "application/json";
    "shopify-orders", "application/json";
    "standard-webhooks", "application/json";
    "zendesk", "application/json";
};

#[cfg(test)]
mod tests;
