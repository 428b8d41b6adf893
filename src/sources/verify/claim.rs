//! What a webhook presents to be accepted: a credential, or signatures with their id and their time. None of it is
//! verified yet.

use super::Webhook;
use super::parts::parts;
use super::timestamp;
use crate::sources::scheme::{Algorithm, Encoding, Piece, Place, Scheme, Signature};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

/// How many signatures of one webhook are compared: senders show one for each of their secrets, and two while one is
/// rotated. A webhook that shows more of them is most likely guessing.
const MAX_SIGNATURES: usize = 8;

/// What a webhook shows.
pub enum Claim<'a> {
    /// Nothing, and nothing has to be.
    Open,
    /// The secret itself.
    Credential(Vec<u8>),
    /// That someone who knows the secret signed it.
    Signed(&'a Signature, SignatureClaim),
}

/// The signatures of a webhook, and what they cover beside the body.
pub struct SignatureClaim {
    /// The signatures, decoded; [`MAX_SIGNATURES`] at most.
    pub signatures: Vec<Vec<u8>>,
    /// The digest that made them.
    pub algorithm: Algorithm,
    /// The time as it was written.
    pub timestamp: Option<String>,
    /// The delivery's id.
    pub id: Option<String>,
}

impl<'a> Claim<'a> {
    /// What `webhook` shows of what `scheme` wants to see.
    ///
    /// # Errors
    /// What is missing, doubled or too old.
    pub fn from_webhook(
        scheme: &'a Scheme,
        webhook: &Webhook<'_>,
        now: time::OffsetDateTime,
    ) -> Result<Claim<'a>, String> {
        match scheme {
            Scheme::Open => Ok(Claim::Open),
            Scheme::Signature(signature) => {
                Ok(Claim::Signed(signature, SignatureClaim::from_webhook(signature, webhook, now)?))
            }
            Scheme::Token(place, prefix) => token(place, prefix, webhook).map(Claim::Credential),
            Scheme::Basic => {
                let credentials = webhook.header("Authorization").and_then(|value| {
                    let (scheme, credentials) = value.trim().split_once(' ')?;
                    let decoded = BASE64.decode(credentials.trim().as_bytes()).ok()?;
                    scheme.eq_ignore_ascii_case("basic").then_some(decoded)
                });
                credentials.map(Claim::Credential).ok_or_else(|| "HTTP Basic credentials are missing".to_owned())
            }
        }
    }

    /// The delivery's id, if a signature covers it.
    pub fn into_signed_id(self) -> Option<String> {
        match self {
            Claim::Signed(_, claim) => claim.id,
            Claim::Open | Claim::Credential(_) => None,
        }
    }
}

impl SignatureClaim {
    fn from_webhook(
        signature: &Signature,
        webhook: &Webhook<'_>,
        now: time::OffsetDateTime,
    ) -> Result<SignatureClaim, String> {
        let named = signature.headers.join(" or ");
        let name = signature.headers.iter().find(|name| webhook.header(name).is_some());
        let name = name.ok_or_else(|| format!("the header {named} is missing"))?;
        let signatures: Vec<Vec<u8>> = webhook
            .lines(name)
            .flat_map(|line| parts(line, signature.delimiter.as_deref()))
            .filter_map(|part| decode(part.strip_prefix(signature.prefix.as_str())?, signature.encoding))
            .take(MAX_SIGNATURES)
            .collect();
        if signatures.is_empty() {
            return Err(format!("the header {named} holds no signature in the expected form"));
        }
        for piece in &signature.message {
            if let Piece::Header(name) = piece {
                webhook.only_header(std::slice::from_ref(name))?;
            }
        }
        let fresh = |scheme| timestamp::fresh(scheme, signature.delimiter.as_deref(), webhook, now);
        let timestamp = signature.timestamp.as_ref().map(fresh).transpose()?;
        let id = webhook.only_header(&signature.id_headers)?.map(ToOwned::to_owned);
        if id.as_deref().unwrap_or_default().is_empty() && !signature.id_headers.is_empty() {
            return Err(format!("the header {} is missing", signature.id_headers.join(" or ")));
        }
        Ok(SignatureClaim { signatures, algorithm: algorithm(signature, webhook)?, timestamp, id })
    }
}

fn token(place: &Place, prefix: &str, webhook: &Webhook<'_>) -> Result<Vec<u8>, String> {
    let (token, place_name) = match place {
        Place::Header(name) => (webhook.header(name).map(ToOwned::to_owned), format!("the header {name}")),
        Place::Query(name) => (webhook.query_member(name).map(ToOwned::to_owned), format!("the query member {name}")),
        Place::Body(path) => (webhook.body_member(path).ok().flatten(), format!("the body's {path}")),
    };
    let token = token.as_deref().and_then(|token| token.strip_prefix(prefix)).map(|token| token.as_bytes().to_vec());
    token.ok_or_else(|| format!("the token in {place_name} is missing"))
}

/// The scheme's digest, or the one that the webhook names where its sender has several. The name isn't signed, and
/// needs not be: an HMAC under the secret is a proof by either digest.
fn algorithm(signature: &Signature, webhook: &Webhook<'_>) -> Result<Algorithm, String> {
    let Some(name) = &signature.algorithm_header else { return Ok(signature.algorithm) };
    let Some(header) = webhook.only_header(std::slice::from_ref(name))? else { return Ok(signature.algorithm) };
    let named = signature.named_algorithm(header);
    named.ok_or_else(|| format!("the header {name} names an algorithm that is not known here"))
}

fn decode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    let decoded = match encoding {
        Encoding::Utf8 => Some(bytes.to_vec()),
        Encoding::Hex => HEXLOWER_PERMISSIVE.decode(bytes).ok(),
        Encoding::Base64 => BASE64.decode(bytes).ok(),
    };
    decoded.filter(|bytes| !bytes.is_empty())
}
