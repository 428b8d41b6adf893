//! Signature version 4, as far as AWS's front door looks at it: the header's form and scope, not the signature itself.

use axum::http::{HeaderMap, StatusCode, header};

use crate::refusal::Refusal;
use crate::service::Service;

/// The Region that a request to a service is signed for, or the refusal.
pub(crate) fn region(headers: &HeaderMap, service: Service) -> Result<String, Refusal> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(fields) = authorization.strip_prefix("AWS4-HMAC-SHA256 ") else {
        return Err(forbidden("MissingAuthenticationTokenException", "Missing Authentication Token"));
    };
    let field = |name: &str| {
        let fields = fields.split(',').filter_map(|field| field.trim().split_once('='));
        fields.filter(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value).next()
    };
    let (Some(credential), Some(_), Some(_)) = (field("Credential"), field("SignedHeaders"), field("Signature")) else {
        let message = "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.";
        return Err(forbidden("IncompleteSignatureException", message));
    };
    match credential.rsplit('/').collect::<Vec<_>>().as_slice() {
        ["aws4_request", name, region, _date, _key, ..] if *name == service.signing_name() => Ok((*region).to_owned()),
        _ => {
            let message = format!("Credential should be scoped to correct service: '{}'.", service.signing_name());
            Err(forbidden("InvalidSignatureException", &message))
        }
    }
}

fn forbidden(name: &'static str, message: &str) -> Refusal {
    Refusal::framework(StatusCode::FORBIDDEN, name, message)
}
