//! Whether a webhook is genuine and fresh: its signature over the bytes as they came, before anything reads them.

mod message;

use super::scheme::{Algorithm, Encoding, Piece, Place, Scheme, Signature, Timestamp, TimestampFormat};
use super::secret::{Reference, Secret, Secrets};
use super::{Expected, Verify};
use crate::outcome::Failure;
use crate::request::Rejection;
use data_encoding::{BASE64, BASE64_NOPAD, HEXLOWER_PERMISSIVE};
use ring::{digest, hmac};
use std::borrow::Cow;
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A webhook as it came.
#[derive(Clone)]
pub struct Webhook<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The URL that the sender called, query and all; `None` if nobody says it (`PUBLIC_URL`).
    pub url: Option<&'a str>,
    /// The headers.
    pub headers: &'a [(String, String)],
    /// The query, decoded.
    pub query: &'a [(String, String)],
    /// The body's bytes.
    pub body: &'a [u8],
}

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
    /// Nobody can tell: the secret can't be had, or the URL isn't known. That is for us to mend, not for the sender.
    Unable(Failure),
}

impl Webhook<'_> {
    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The values of all lines of a header.
    fn lines<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.as_str())
    }

    /// The value of the first of `names` that is there.
    fn first_header(&self, names: &[String]) -> Option<&str> {
        names.iter().find_map(|name| self.header(name))
    }

    fn query_member(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn is_form(&self) -> bool {
        let essence = self.header("Content-Type").and_then(|value| value.split(';').next()).unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    }
}

/// Checks `webhook` against the scheme with the secrets that `verify` names.
pub async fn check(
    verify: &Verify,
    webhook: &Webhook<'_>,
    secrets: &Secrets,
    now: OffsetDateTime,
) -> Result<Verified, Unverified> {
    let claim = Claim::of(&verify.scheme, webhook, now).map_err(Unverified::Refused)?;
    if let Scheme::Signature(signature) = &verify.scheme
        && signature.covers(&Piece::Url)
        && webhook.url.is_none()
    {
        let detail = "the signature covers the URL that senders call: set PUBLIC_URL";
        return Err(Unverified::Unable(Failure::NotConfigured(vec![Rejection::new("", detail)])));
    }
    if !matches!(verify.scheme, Scheme::Open) {
        let first = any_matches(verify, &claim, webhook, secrets, false).await?;
        // A secret may have been rotated since it was fetched.
        if !first && !any_matches(verify, &claim, webhook, secrets, true).await? {
            return Err(Unverified::Refused(no_match(&verify.scheme, webhook)));
        }
    }
    for Expected { path, secret, .. } in &verify.expect {
        let expected = secrets.value(secret).await.map_err(Unverified::Unable)?;
        let given = body_member(webhook, path).unwrap_or_default();
        if !same(given.as_bytes(), expected.reveal().as_bytes()) {
            return Err(Unverified::Refused(format!("the body's {path} isn't the expected one")));
        }
    }
    Ok(Verified { signed_id: claim.id })
}

/// What the webhook shows for itself.
struct Claim<'a> {
    scheme: &'a Scheme,
    /// Signatures as bytes, or tokens as text.
    shown: Vec<Cow<'a, [u8]>>,
    timestamp: Option<String>,
    id: Option<String>,
}

impl<'a> Claim<'a> {
    fn of(scheme: &'a Scheme, webhook: &'a Webhook<'_>, now: OffsetDateTime) -> Result<Claim<'a>, String> {
        let plain = |shown: Option<Cow<'a, [u8]>>, missing: String| {
            let shown = vec![shown.ok_or(missing)?];
            Ok(Claim { scheme, shown, timestamp: None, id: None })
        };
        match scheme {
            Scheme::Open => Ok(Claim { scheme, shown: Vec::new(), timestamp: None, id: None }),
            Scheme::Signature(signature) => Claim::of_signature(scheme, signature, webhook, now),
            Scheme::Token(place, prefix) => {
                let (token, whence) = match place {
                    Place::Header(name) => (webhook.header(name).map(Cow::Borrowed), format!("the header {name}")),
                    Place::Query(name) => {
                        (webhook.query_member(name).map(Cow::Borrowed), format!("the query member {name}"))
                    }
                    Place::Body(path) => (body_member(webhook, path).map(Cow::Owned), format!("the body's {path}")),
                };
                let token = token.and_then(|token| token.strip_prefix(prefix.as_str()).map(|t| t.as_bytes().to_vec()));
                plain(token.map(Cow::Owned), format!("the token in {whence} is missing"))
            }
            Scheme::Basic => {
                let credentials = webhook.header("Authorization").and_then(|value| {
                    let (scheme, credentials) = value.trim().split_once(' ')?;
                    let decoded = BASE64.decode(credentials.trim().as_bytes()).ok()?;
                    scheme.eq_ignore_ascii_case("basic").then_some(decoded)
                });
                plain(credentials.map(Cow::Owned), "HTTP Basic credentials are missing".to_owned())
            }
        }
    }

    fn of_signature(
        scheme: &'a Scheme,
        signature: &Signature,
        webhook: &Webhook<'_>,
        now: OffsetDateTime,
    ) -> Result<Claim<'a>, String> {
        let named = signature.headers.join(" or ");
        let name = signature.headers.iter().find(|name| webhook.header(name).is_some());
        let name = name.ok_or_else(|| format!("the header {named} is missing"))?;
        let shown: Vec<Cow<'_, [u8]>> = webhook
            .lines(name)
            .flat_map(|line| parts(line, signature.delimiter.as_deref()))
            .filter_map(|part| decoded(part.strip_prefix(signature.prefix.as_str())?, signature.encoding))
            .map(Cow::Owned)
            .collect();
        if shown.is_empty() {
            return Err(format!("the header {named} holds no signature of the form that is expected"));
        }
        let timestamp =
            signature.timestamp.as_ref().map(|timestamp| fresh(timestamp, signature, webhook, now)).transpose()?;
        let id = webhook.first_header(&signature.id_headers).map(ToOwned::to_owned);
        if id.as_deref().unwrap_or_default().is_empty() && !signature.id_headers.is_empty() {
            return Err(format!("the header {} is missing", signature.id_headers.join(" or ")));
        }
        Ok(Claim { scheme, shown, timestamp, id })
    }

    fn is_proven_by(&self, secret: &Secret, webhook: &Webhook<'_>) -> bool {
        // An empty secret is no secret.
        if secret.reveal().is_empty() {
            return false;
        }
        match self.scheme {
            Scheme::Open => true,
            Scheme::Token(..) | Scheme::Basic => self.shown.iter().any(|shown| same(shown, secret.reveal().as_bytes())),
            Scheme::Signature(signature) => {
                let messages = message::of(signature, secret, webhook, self.timestamp.as_deref(), self.id.as_deref());
                messages.iter().any(|message| self.shown.iter().any(|shown| signs(signature, secret, message, shown)))
            }
        }
    }
}

async fn any_matches(
    verify: &Verify,
    claim: &Claim<'_>,
    webhook: &Webhook<'_>,
    secrets: &Secrets,
    again: bool,
) -> Result<bool, Unverified> {
    let is_remote = |reference: &&Reference| !matches!(reference, Reference::Environment(_));
    let mut failure = None;
    for reference in verify.secrets.iter().filter(|reference| !again || is_remote(reference)) {
        let secret = if again { secrets.changed_value(reference).await } else { secrets.value(reference).await };
        match secret {
            Ok(secret) if claim.is_proven_by(&secret, webhook) => return Ok(true),
            Ok(_) => {}
            Err(failed) => failure = Some(failed),
        }
    }
    failure.map_or(Ok(false), |failure| Err(Unverified::Unable(failure)))
}

/// Whether `shown` is the digest of `message` under `secret`, in time that tells nothing.
fn signs(signature: &Signature, secret: &Secret, message: &[u8], shown: &[u8]) -> bool {
    if !signature.is_keyed {
        return same(digest::digest(digest_algorithm(signature.algorithm), message).as_ref(), shown);
    }
    let Some(key) = key(secret, signature.secret_encoding) else { return false };
    hmac::verify(&hmac::Key::new(hmac_algorithm(signature.algorithm), &key), message, shown).is_ok()
}

/// The HMAC of `message`, as its sender makes it.
pub fn sign(signature: &Signature, secret: &Secret, message: &[u8]) -> Option<Vec<u8>> {
    if !signature.is_keyed {
        return Some(digest::digest(digest_algorithm(signature.algorithm), message).as_ref().to_vec());
    }
    let key = key(secret, signature.secret_encoding)?;
    Some(hmac::sign(&hmac::Key::new(hmac_algorithm(signature.algorithm), &key), message).as_ref().to_vec())
}

pub use message::of as messages;

#[cfg(test)]
mod tests;

fn key(secret: &Secret, encoding: Encoding) -> Option<Vec<u8>> {
    let text = secret.reveal();
    let key = match encoding {
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Hex => decoded(text, encoding),
        Encoding::Base64 => {
            // Some dashboards show keys without their padding.
            let text = text.strip_prefix("whsec_").unwrap_or(text).trim_end_matches('=');
            BASE64_NOPAD.decode(text.as_bytes()).ok()
        }
    };
    key.filter(|key| !key.is_empty())
}

fn hmac_algorithm(algorithm: Algorithm) -> hmac::Algorithm {
    match algorithm {
        Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha256 => hmac::HMAC_SHA256,
        Algorithm::Sha512 => hmac::HMAC_SHA512,
    }
}

fn digest_algorithm(algorithm: Algorithm) -> &'static digest::Algorithm {
    match algorithm {
        Algorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha256 => &digest::SHA256,
        Algorithm::Sha512 => &digest::SHA512,
    }
}

/// Whether two byte strings are the same, in time that tells neither where they differ nor how long the secret is.
fn same(one: &[u8], other: &[u8]) -> bool {
    let digest = |bytes| digest::digest(&digest::SHA256, bytes);
    digest(one).as_ref().ct_eq(digest(other).as_ref()).into()
}

fn parts<'h>(header: &'h str, delimiter: Option<&str>) -> Box<dyn Iterator<Item = &'h str> + 'h> {
    match delimiter {
        Some(delimiter) => {
            Box::new(header.split(delimiter.to_owned().as_str()).map(str::trim).collect::<Vec<_>>().into_iter())
        }
        None => Box::new(std::iter::once(header.trim())),
    }
}

fn decoded(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    let decoded = match encoding {
        Encoding::Utf8 => Some(bytes.to_vec()),
        Encoding::Hex => HEXLOWER_PERMISSIVE.decode(bytes).ok(),
        Encoding::Base64 => BASE64.decode(bytes).ok(),
    };
    decoded.filter(|bytes| !bytes.is_empty())
}

/// The timestamp as it was written, if it is fresh.
fn fresh(
    timestamp: &Timestamp,
    signature: &Signature,
    webhook: &Webhook<'_>,
    now: OffsetDateTime,
) -> Result<String, String> {
    let names = timestamp.headers.as_slice();
    let missing = || format!("the timestamp in {} is missing", names.join(" or "));
    let header = webhook.first_header(names).ok_or_else(missing)?;
    let text = match &timestamp.part {
        None => Some(header.trim()),
        Some(part) => parts(header, signature.delimiter.as_deref()).find_map(|one| one.strip_prefix(part.as_str())),
    };
    let text = text.filter(|text| !text.is_empty()).ok_or_else(missing)?;
    let unix = |divisor: i128| {
        let count: i128 = text.parse().ok()?;
        OffsetDateTime::from_unix_timestamp_nanos(count.checked_mul(1_000_000_000 / divisor)?).ok()
    };
    let moment = match timestamp.format {
        TimestampFormat::Unix => unix(1),
        TimestampFormat::UnixMs => unix(1_000),
        TimestampFormat::Rfc3339 => OffsetDateTime::parse(text, &Rfc3339).ok(),
    };
    let moment = moment.ok_or_else(|| format!("the timestamp in {} can't be read", names.join(" or ")))?;
    let (seconds, tolerance) = ((now - moment).whole_seconds(), timestamp.tolerance_s);
    match seconds.unsigned_abs() > u64::from(tolerance) {
        true => Err(format!("the timestamp is {seconds} s old; {tolerance} s are tolerated, both ways")),
        false => Ok(text.to_owned()),
    }
}

/// The text of a body's member, by dotted path, in whatever format the body is.
fn body_member(webhook: &Webhook<'_>, path: &str) -> Option<String> {
    let json = super::payload::as_json(webhook.body, webhook.header("Content-Type")).ok()?;
    let root: serde_json::Value = serde_json::from_str(&json).ok()?;
    let member = path.split('.').try_fold(&root, |value, name| value.get(name))?;
    member.as_str().map(ToOwned::to_owned)
}

/// That nothing matched, and which URL was used: the main cause of mismatches.
fn no_match(scheme: &Scheme, webhook: &Webhook<'_>) -> String {
    let Scheme::Signature(signature) = scheme else { return "the token isn't one of the secrets".to_owned() };
    let what = if signature.is_keyed { "HMAC" } else { "hash" };
    let what = format!("the signature ({what}) in {}", signature.headers.join(" or "));
    match webhook.url.filter(|_| signature.covers(&Piece::Url)) {
        None => format!("{what} matches none of the secrets"),
        Some(url) => format!(
            "{what} matches none of the secrets; it covers the URL, which was taken to be {} (its query left out \
             here): check PUBLIC_URL",
            url.split('?').next().unwrap_or_default()
        ),
    }
}
