//! Whether a secret has a form that its scheme can use.

use super::scheme_in_words::encoding_name;
use super::steps::Steps;
use connect_outbound_chat::sources::{Encoding, Scheme};
use data_encoding::{BASE64_NOPAD, HEXLOWER_PERMISSIVE};

pub(super) fn look_at_secret(scheme: &Scheme, secret: &str, steps: &mut Steps) {
    if matches!(scheme, Scheme::Open) {
        return;
    }
    if secret.trim().is_empty() {
        return steps.problem("There is no secret.", "Paste the secret that the CRM shows for this webhook.");
    }
    if secret.trim() != secret {
        steps.note("The secret has white space around it.", "The function trims it.");
    }
    let secret = secret.trim();
    if matches!(scheme, Scheme::Basic) && !secret.contains(':') {
        return steps.problem("The secret has an unusable form.", "For HTTP Basic it is user:password.");
    }
    let Scheme::Signature(signature) = scheme else { return };
    if let Some(rest) = secret.strip_prefix("v1,") {
        let advice = if rest.starts_with("whsec_") { "Leave out v1, and begin with whsec_." } else { "Leave out v1,." };
        return steps.problem("The secret has an unusable form: it begins with v1,.", advice);
    }
    let digits = secret.strip_prefix("whsec_").unwrap_or(secret).trim_end_matches('=');
    let is_usable = match signature.secret_encoding {
        Encoding::Utf8 => true,
        Encoding::Base64 => BASE64_NOPAD.decode(digits.as_bytes()).is_ok_and(|key| !key.is_empty()),
        Encoding::Hex => HEXLOWER_PERMISSIVE.decode(secret.as_bytes()).is_ok_and(|key| !key.is_empty()),
    };
    match is_usable {
        true => steps.ok("The secret has a usable form."),
        false => {
            let form = encoding_name(signature.secret_encoding);
            let advice = "Copy the whole secret from the CRM’s settings, not the webhook’s id or an API key.";
            steps.problem(format!("The secret has an unusable form: it is not {form}."), advice);
        }
    }
}
