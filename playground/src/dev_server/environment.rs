//! The function's settings here: the process's environment over defaults that the simulator takes.

use connect_outbound_chat::settings::Settings;
use std::path::Path;

/// The account and the instance of AWS's own examples; and secrets of the built-in sources, so that all of them answer
/// here.
const DEFAULTS: [(&str, &str); 18] = [
    ("DATAVERSE_SECRET", "local-secret"),
    ("EVENT_SOURCES_ON", "post-call-survey,salesforce-event-relay,shopify-events"),
    ("HUBSPOT_SECRET", "local-secret"),
    ("PIPEDRIVE_BASIC", BASIC),
    ("SALESFORCE_FLOW_SECRET", "local-secret"),
    ("SALESFORCE_ORGANIZATION_ID", "00D5g000004ABCDEA4"),
    ("SALESFORCE_OUTBOUND_SECRET", "local-secret"),
    ("SERVICENOW_SECRET", "local-secret"),
    ("SHOPIFY_SECRET", "local-secret"),
    ("STANDARD_WEBHOOKS_SECRET", "whsec_bG9jYWwtc2VjcmV0"),
    ("ZENDESK_SECRET", "local-secret"),
    ("RESULTS_BUS", "playground"),
    ("SCHEDULE_TARGET_ARN", "arn:aws:sqs:us-east-1:111122223333:playground"),
    ("SCHEDULE_ROLE_ARN", "arn:aws:iam::111122223333:role/playground"),
    ("CONNECT_INSTANCE", "12345678-1234-4123-8123-123456789012"),
    ("CONNECT_FLOW", "87654321-4321-4321-8321-210987654321"),
    ("CONNECT_SMS_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa"),
    (
        "CONNECT_WHATSAPP_NUMBER",
        "arn:aws:connect:us-east-1:111122223333:phone-number/bbbbbbbb-2222-4222-8222-bbbbbbbbbbbb",
    ),
];

/// Any other secret: read as text by most, and by Standard Webhooks as Base64.
const SECRET: &str = "whsec_bG9jYWwtc2VjcmV0";
/// Any other user and password, in a variable whose name has `BASIC` in it.
const BASIC: &str = "local:local-secret";
/// Where source files lie in this repository.
const SOURCES: &str = "sources";

/// The value of an environment variable, or its default here.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().or_else(|| default(name))
}

/// The value that a source's secret has here: whoever wrote the source, it can be tried without setting one.
pub(crate) fn secret(name: &str) -> Option<String> {
    let default = if name.contains("BASIC") { BASIC } else { SECRET };
    variable(name).filter(|value| !value.is_empty()).or_else(|| Some(default.to_owned()))
}

/// The settings of a function that is called at `url`.
///
/// # Errors
/// All mistakes, in words.
pub(crate) fn settings(url: &str) -> Result<Settings, Vec<String>> {
    let variable = |name: &str| variable(name).or_else(|| (name == "PUBLIC_URL").then(|| url.to_owned()));
    Settings::read(&variable).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

fn default(name: &str) -> Option<String> {
    if name == "SOURCES_DIR" {
        return Some(SOURCES.to_owned()).filter(|folder| Path::new(folder).is_dir());
    }
    DEFAULTS.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
}
