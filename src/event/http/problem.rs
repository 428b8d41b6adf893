//! Problem documents ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): an HTTP sender's answer for a failure.

use crate::context::Context;
use crate::outcome::FailedChat;
use serde_json::{Value, json};

/// The problem document of a failed chat. It names the token, whenever there is one: a caller who tries again without
/// an `Idempotency-Key` sends a second text unless it sends that token.
pub fn document(failed: &FailedChat, context: Context<'_>) -> Value {
    let FailedChat { failure, client_token } = failed;
    let row = failure.row();
    let words = words(row.code);
    let errors: Vec<Value> = failure
        .rejections()
        .iter()
        .map(|rejection| json!({"pointer": rejection.pointer, "detail": rejection.detail}))
        .collect();
    let mut problem = json!({
        "type": format!("urn:connect-outbound-chat:{}", words.join("-")),
        "title": title(&words),
        "status": row.status,
        "detail": failed.detail(),
        "code": row.code,
        "retryable": row.retryable,
        "requestId": context.invocation.request_id,
    });
    if let Some(token) = client_token {
        problem["ClientToken"] = json!(token);
    }
    if !errors.is_empty() {
        problem["errors"] = Value::Array(errors);
    }
    problem
}

/// The words of a code, in lower case: `ValidationFailed` is `validation`, `failed`.
fn words(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before_was_lower = false;
    for letter in code.chars() {
        match words.last_mut() {
            Some(word) if !(letter.is_ascii_uppercase() && before_was_lower) => word.push(letter.to_ascii_lowercase()),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
        before_was_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
    }
    words
}

fn title(words: &[String]) -> String {
    let title = words.join(" ");
    title.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(title.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_becomes_a_urn_in_kebab_case_and_a_title() {
        assert_eq!(words("ValidationFailed").join("-"), "validation-failed");
        assert_eq!(words("InternalServiceException").join("-"), "internal-service-exception");
        assert_eq!(title(&words("EventTooOld")), "Event too old");
    }
}
