//! A webhook as a CRM sends it: ServiceNow's example for the built-in source, which shows a token. A signature would hold
//! for minutes only.

use serde_json::json;

const BODY: &str = include_str!("../../../sources/examples/servicenow.json");
/// The variable that holds the secret, and the secret.
pub const SECRET: (&str, &str) = ("SERVICENOW_SECRET", "a-secret-of-the-bench");

/// The webhook, by a Function URL.
pub fn event() -> String {
    let (_, secret) = SECRET;
    let event = json!({
        "version": "2.0", "rawPath": "/sources/servicenow", "rawQueryString": "",
        "headers": {"content-type": "application/json", "x-api-key": secret},
        "requestContext": {"requestId": "1", "http": {"method": "POST", "path": "/sources/servicenow"}},
        "body": BODY, "isBase64Encoded": false,
    });
    event.to_string()
}
