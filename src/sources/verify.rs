//! Whether a webhook is genuine and fresh: its signature over the bytes as they came, before anything reads them.

mod claim;
mod digest;
mod message;
mod parts;
mod timestamp;
mod webhook;

pub use claim::SignatureClaim;
pub use digest::Key;
pub use message::messages;
pub use webhook::Webhook;

use super::scheme::{Piece, Scheme, Signature};
use super::secret::{Reference, Secret, Secrets};
use super::{Expected, Verify};
use crate::outcome::Failure;
use crate::request::Rejection;
use claim::Claim;
use message::Message;
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;

/// A genuine webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The delivery's id, if the signature covers it.
    pub signed_id: Option<String>,
}

/// Why a webhook is not let in.
#[derive(Debug, Clone, PartialEq)]
pub enum Unverified {
    /// It is not genuine, or not fresh: what is wrong, never what would be right.
    Refused(String),
    /// Its secret is right, and its body, in which more is expected, can't be read: why.
    NotReadable(String),
    /// It can't be checked: the secret is not available, or the URL is not known. The function's owner has to correct
    /// that, not the sender.
    Unable(Failure),
}

/// Checks `webhook` against the scheme, with the secrets that `verify` names.
pub async fn check(
    verify: &Verify,
    webhook: &Webhook<'_>,
    secrets: &Secrets,
    now: OffsetDateTime,
) -> Result<Verified, Unverified> {
    let claim = Claim::from_webhook(&verify.scheme, webhook, now).map_err(Unverified::Refused)?;
    if let Claim::Signed(signature, _) = &claim
        && signature.covers(&Piece::Url)
        && webhook.urls.is_empty()
    {
        let detail = "the signature covers the URL that senders call: set PUBLIC_URL";
        return Err(Unverified::Unable(Failure::NotConfigured(vec![Rejection::new("", detail)])));
    }
    if !matches!(claim, Claim::Open) && !is_proven(verify, &claim, webhook, secrets).await? {
        return Err(Unverified::Refused(no_match(&verify.scheme, webhook)));
    }
    for expected in &verify.expect {
        check_expected(expected, webhook, secrets).await?;
    }
    Ok(Verified { signed_id: claim.into_signed_id() })
}

/// Whether any of the secrets proves `claim`, even one that was changed since it was fetched.
async fn is_proven(
    verify: &Verify,
    claim: &Claim<'_>,
    webhook: &Webhook<'_>,
    secrets: &Secrets,
) -> Result<bool, Unverified> {
    let messages = match claim {
        Claim::Signed(signature, claim) => messages(signature, webhook, claim),
        Claim::Open | Claim::Credential(_) => Vec::new(),
    };
    let mut tried: Vec<(&Reference, Secret)> = Vec::new();
    let mut failure = None;
    for reference in &verify.secrets {
        match secrets.value(reference, &verify.scheme).await {
            Ok(secret) if proves(&secret, claim, &messages) => return Ok(true),
            Ok(secret) => tried.push((reference, secret)),
            Err(failed) => failure = Some(failed),
        }
    }
    for (reference, old) in tried {
        match secrets.changed_value(reference, &verify.scheme).await {
            // The same digests again would cost the same time again.
            Ok(secret) if secret == old => {}
            Ok(secret) if proves(&secret, claim, &messages) => return Ok(true),
            Ok(_) => {}
            Err(failed) => failure = Some(failed),
        }
    }
    failure.map_or(Ok(false), |failure| Err(Unverified::Unable(failure)))
}

fn proves(secret: &Secret, claim: &Claim<'_>, messages: &[Message<'_>]) -> bool {
    match claim {
        Claim::Open => true,
        Claim::Credential(shown) => digest::is_same(shown, secret.reveal().as_bytes()),
        Claim::Signed(signature, claim) => signs(signature, secret, claim, messages),
    }
}

/// Whether one of the signatures is the digest of one of the messages: one digest for each message, however many
/// signatures are shown, compared in constant time.
fn signs(signature: &Signature, secret: &Secret, claim: &SignatureClaim, messages: &[Message<'_>]) -> bool {
    let Some(key) = Key::new(signature, claim.algorithm, secret.reveal()) else { return false };
    messages.iter().any(|message| {
        let digest = key.digest(message);
        claim.signatures.iter().any(|shown| shown.as_slice().ct_eq(&digest).into())
    })
}

async fn check_expected(expected: &Expected, webhook: &Webhook<'_>, secrets: &Secrets) -> Result<(), Unverified> {
    let Expected { path, secret, .. } = expected;
    let given = webhook.body_member(path).map_err(Unverified::NotReadable)?.unwrap_or_default();
    let wanted = secrets.value(secret, &Scheme::Open).await.map_err(Unverified::Unable)?;
    match digest::is_same(given.as_bytes(), wanted.reveal().as_bytes()) {
        true => Ok(()),
        false => Err(Unverified::Refused(format!("the body's {path} does not have the expected value"))),
    }
}

/// That nothing matched, and which URL was used: the main cause of mismatches.
fn no_match(scheme: &Scheme, webhook: &Webhook<'_>) -> String {
    let Scheme::Signature(signature) = scheme else { return "the token isn't one of the secrets".to_owned() };
    let what = if signature.is_keyed { "HMAC" } else { "hash" };
    let what = format!("the signature ({what}) in {}", signature.headers.join(" or "));
    match webhook.urls.first().filter(|_| signature.covers(&Piece::Url)) {
        None => format!("{what} matches none of the secrets"),
        Some(url) => format!(
            "{what} matches none of the secrets; it covers the URL, which was taken to be {} (its query left out \
             here): check PUBLIC_URL",
            url.split('?').next().unwrap_or_default()
        ),
    }
}

#[cfg(test)]
mod tests;
