//! The reply as its sender sees it: an HTTP answer, a result, or a failed invocation.

use connect_outbound_chat::response::Fault;
use serde::Serialize;
use serde_json::{Value, json};

/// What a sender sees.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Reply {
    /// What the gateway makes of a reply with a `statusCode`.
    Http {
        /// The status.
        status: u16,
        /// The headers.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// What the function returned.
    Result {
        /// The value.
        value: Value,
    },
    /// What Lambda reports of an invocation that failed.
    Fault {
        /// The code.
        error_type: String,
        /// What happened and what to do.
        error_message: String,
    },
}

impl Reply {
    /// The reply that an invocation's result is to the sender.
    pub(crate) fn from_result(result: &Result<Value, Fault>) -> Reply {
        match result {
            Ok(value) => Reply::http(value).unwrap_or_else(|| Reply::Result { value: value.clone() }),
            Err(Fault { error_type, error_message }) => {
                Reply::Fault { error_type: error_type.clone(), error_message: error_message.clone() }
            }
        }
    }

    /// In a few words: `201`, `ContactId`, `ValidationFailed`.
    pub(crate) fn in_brief(&self) -> String {
        match self {
            Reply::Http { status, .. } => status.to_string(),
            Reply::Result { value } => result_in_brief(value),
            Reply::Fault { error_type, .. } => error_type.clone(),
        }
    }

    fn http(value: &Value) -> Option<Reply> {
        let status = u16::try_from(value.get("statusCode")?.as_u64()?).ok()?;
        let headers = headers(&value["headers"]).chain(headers(&value["multiValueHeaders"])).collect();
        Some(Reply::Http { status, headers, body: value["body"].as_str().unwrap_or_default().to_owned() })
    }
}

fn result_in_brief(value: &Value) -> String {
    if let Value::Array(results) = value {
        return format!("{} results", results.len());
    }
    match (value["Status"].as_str(), value["batchItemFailures"].as_array()) {
        (Some(status), _) => status.to_owned(),
        (None, Some(failures)) => format!("{} messages failed", failures.len()),
        (None, None) => value.as_object().and_then(|members| members.keys().next().cloned()).unwrap_or_default(),
    }
}

/// Lambda's own form of a failed invocation.
pub(crate) fn lambda_error(fault: &Fault) -> Value {
    json!({"errorType": fault.error_type, "errorMessage": fault.error_message})
}

fn headers(headers: &Value) -> impl Iterator<Item = (String, String)> {
    headers.as_object().into_iter().flatten().flat_map(|(name, value)| {
        let values: Vec<&str> = match value {
            Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
            value => value.as_str().into_iter().collect(),
        };
        values.into_iter().map(|value| (name.clone(), value.to_owned())).collect::<Vec<_>>()
    })
}
