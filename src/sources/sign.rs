//! Signs a body as a source's sender would, to try a source before its sender does.

use super::Source;
use super::scheme::{Encoding, Place, Scheme, Signature, TimestampFormat};
use super::secret::Secret;
use super::verify::{Key, SignatureClaim, Webhook, messages};
use data_encoding::{BASE64, HEXLOWER};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What makes a request genuine.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct SignedParts {
    /// Headers to send.
    pub headers: Vec<(String, String)>,
    /// Query members to send.
    pub query: Vec<(String, String)>,
}

impl Source {
    /// The headers and query members that make `webhook` genuine under `secret`; `id` is its delivery's. `None` where
    /// only a body can do that, or nothing has to.
    pub fn sign(&self, webhook: &Webhook<'_>, secret: &str, id: &str, now: OffsetDateTime) -> Option<SignedParts> {
        let secret = Secret::new(secret.to_owned());
        match &self.verify.as_ref()?.scheme {
            Scheme::Open | Scheme::Token(Place::Body(_), _) => None,
            Scheme::Basic => {
                let credentials = BASE64.encode(secret.reveal().as_bytes());
                Some(SignedParts::header("Authorization", format!("Basic {credentials}")))
            }
            Scheme::Token(Place::Header(name), prefix) => {
                Some(SignedParts::header(name, format!("{prefix}{}", secret.reveal())))
            }
            Scheme::Token(Place::Query(name), prefix) => Some(SignedParts {
                query: vec![(name.clone(), format!("{prefix}{}", secret.reveal()))],
                ..SignedParts::default()
            }),
            Scheme::Signature(signature) => signed(signature, webhook, &secret, id, now),
        }
    }
}

impl SignedParts {
    fn header(name: &str, value: String) -> SignedParts {
        SignedParts { headers: vec![(name.to_owned(), value)], ..SignedParts::default() }
    }
}

fn signed(
    signature: &Signature,
    webhook: &Webhook<'_>,
    secret: &Secret,
    id: &str,
    now: OffsetDateTime,
) -> Option<SignedParts> {
    let timestamp = signature.timestamp.as_ref().map(|timestamp| match timestamp.format {
        TimestampFormat::Unix => now.unix_timestamp().to_string(),
        TimestampFormat::UnixMs => (now.unix_timestamp_nanos() / 1_000_000).to_string(),
        TimestampFormat::Rfc3339 => now.format(&Rfc3339).unwrap_or_default(),
    });
    // A webhook that names its digest is signed by that one.
    let named = signature.algorithm_header.as_deref().and_then(|name| webhook.header(name));
    let claim = SignatureClaim {
        signatures: Vec::new(),
        algorithm: named.map_or(Some(signature.algorithm), |header| signature.named_algorithm(header))?,
        timestamp: timestamp.clone(),
        id: Some(id.to_owned()),
    };
    let messages = messages(signature, webhook, &claim);
    let digest = Key::new(signature, claim.algorithm, secret.reveal())?.digest(messages.first()?);
    let written = match signature.encoding {
        Encoding::Base64 => BASE64.encode(&digest),
        Encoding::Hex | Encoding::Utf8 => HEXLOWER.encode(&digest),
    };
    let mut value = format!("{}{written}", signature.prefix);
    let mut headers = Vec::new();
    if let (Some(scheme), Some(text)) = (&signature.timestamp, &timestamp) {
        match &scheme.part {
            Some(part) => value = format!("{part}{text}{}{value}", signature.delimiter.as_deref().unwrap_or(",")),
            None => headers.push((scheme.headers.first()?.clone(), text.clone())),
        }
    }
    headers.extend(signature.id_headers.first().map(|name| (name.clone(), id.to_owned())));
    headers.push((signature.headers.first()?.clone(), value));
    Some(SignedParts { headers, query: Vec::new() })
}
