//! The sources that are compiled in: those of the repository's `sources/`, each with its example.

/// A source of `sources/`.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
    /// The `Content-Type` of its example.
    pub content_type: &'static str,
}

impl BuiltIn {
    /// The file's name.
    pub fn file_name(&self) -> String {
        format!("sources/{}.toml", self.name)
    }
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
    "salesforce-flow", "application/json";
    "salesforce-outbound-message", "text/xml";
    "servicenow", "application/json";
    "shopify-orders", "application/json";
    "standard-webhooks", "application/json";
    "zendesk", "application/json";
};
