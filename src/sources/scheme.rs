//! The one scheme that every sender's signature is an instance of. `[verify]` spells it out, or names a preset.

mod piece;

pub use piece::{Piece, pieces};

use data_encoding::{BASE64_NOPAD, HEXLOWER_PERMISSIVE};

/// `algorithm`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-1, which some senders still use; in an HMAC it is not broken.
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-512
    Sha512,
}

/// How bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As they are; only of secrets.
    Utf8,
    /// Base64; of a secret, a leading `whsec_` is dropped.
    Base64,
    /// Hexadecimal digits.
    Hex,
}

/// `timestamp`: where it stands and how old it may be.
#[derive(Debug, Clone)]
pub struct Timestamp {
    /// The header, or those of which the first that is there counts.
    pub headers: Vec<String>,
    /// The beginning of the header's part that it is.
    pub part: Option<String>,
    /// How it is written.
    pub format: TimestampFormat,
    /// How many seconds it may differ, both ways.
    pub tolerance_s: u32,
}

/// How a timestamp is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TimestampFormat {
    /// `unix`: seconds since 1970.
    #[default]
    Unix,
    /// `unix_ms`: milliseconds since 1970.
    UnixMs,
    /// `rfc3339`: `2021-07-25T10:00:00Z`.
    Rfc3339,
}

/// Whether a sender writes its URL's port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UrlPort {
    /// `as-called`: as it stands in the URL that it calls.
    #[default]
    AsCalled,
    /// `either`: sometimes with the port that the URL's scheme implies, sometimes without.
    Either,
}

/// What a sender asks once, before it sends anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handshake {
    /// `url_verification`: Slack posts a challenge and wants to have it back.
    /// <https://docs.slack.dev/reference/events/url_verification>
    UrlVerification,
}

/// Where a token stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A header.
    Header(String),
    /// A query member.
    Query(String),
    /// A body member, by dotted path.
    Body(String),
}

/// How a webhook is checked, complete.
#[derive(Debug, Clone)]
pub enum Scheme {
    /// A signature over a message.
    Signature(Signature),
    /// The secret itself, behind a prefix.
    Token(Place, String),
    /// HTTP Basic.
    Basic,
    /// Open.
    Open,
}

/// A signature over a message.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Whether the digest is keyed, or the message holds the secret.
    pub is_keyed: bool,
    /// The digest.
    pub algorithm: Algorithm,
    /// The header that names another digest, as Twilio does: `key=…,algorithm=HMAC_SHA256`.
    pub algorithm_header: Option<String>,
    /// How the secret is written.
    pub secret_encoding: Encoding,
    /// The header that holds it, or those of which the first that is there counts.
    pub headers: Vec<String>,
    /// Parts of the header that count begin with this.
    pub prefix: String,
    /// What splits the header into parts.
    pub delimiter: Option<String>,
    /// How it is written.
    pub encoding: Encoding,
    /// What is signed.
    pub message: Vec<Piece>,
    /// Whether the URL in it has its port.
    pub url_port: UrlPort,
    /// The header of the signed id.
    pub id_headers: Vec<String>,
    /// The signed time.
    pub timestamp: Option<Timestamp>,
    /// The query member that holds a body's digest, where the message covers only the URL.
    pub body_digest_query: Option<String>,
}

impl Signature {
    /// Whether `piece` is signed.
    pub fn covers(&self, piece: &Piece) -> bool {
        self.message.contains(piece)
    }

    /// The digest that the value of [`Signature::algorithm_header`] names, or else the scheme's own; `None` if it names
    /// one that is not known here.
    pub fn named_algorithm(&self, header: &str) -> Option<Algorithm> {
        let named = header.split(',').find_map(|part| {
            let (key, value) = part.split_once('=')?;
            Some(value.trim()).filter(|value| key.trim() == "algorithm" && !value.is_empty())
        });
        match named.map(str::to_ascii_uppercase).as_deref() {
            None => Some(self.algorithm),
            Some("HMAC_SHA1") => Some(Algorithm::Sha1),
            Some("HMAC_SHA256") => Some(Algorithm::Sha256),
            Some(_) => None,
        }
    }
}

impl Scheme {
    /// The headers and query members that hold credentials: mappings must not see them.
    pub fn credential_fields(&self) -> Vec<String> {
        match self {
            Scheme::Signature(signature) => signature.headers.clone(),
            Scheme::Token(Place::Header(name) | Place::Query(name), _) => vec![name.clone()],
            Scheme::Token(Place::Body(_), _) | Scheme::Basic | Scheme::Open => Vec::new(),
        }
    }

    /// Whether `secret` can prove anything by this scheme.
    ///
    /// # Errors
    /// Why it can't, without quoting it.
    pub fn check_secret(&self, secret: &str) -> Result<(), &'static str> {
        let signature = match self {
            Scheme::Signature(signature) => signature,
            Scheme::Basic if !secret.contains(':') => {
                return Err("does not have the form NAME:PASSWORD: it has no colon");
            }
            Scheme::Basic | Scheme::Token(..) | Scheme::Open => return Ok(()),
        };
        match signature.secret_encoding {
            Encoding::Base64 if secret.starts_with("v1,") => {
                Err("begins with v1, which is not part of it: keep what begins with whsec_")
            }
            Encoding::Base64 if decoded_key(signature.secret_encoding, secret).is_none() => {
                Err("is not Base64 (behind whsec_, if it begins so)")
            }
            Encoding::Hex if decoded_key(signature.secret_encoding, secret).is_none() => {
                Err("is not made of hexadecimal digits")
            }
            Encoding::Utf8 | Encoding::Base64 | Encoding::Hex => Ok(()),
        }
    }
}

/// The bytes that `secret` stands for; `None` if it isn't written like that, or stands for none.
pub fn decoded_key(encoding: Encoding, secret: &str) -> Option<Vec<u8>> {
    let key = match encoding {
        Encoding::Utf8 => Some(secret.as_bytes().to_vec()),
        Encoding::Hex => HEXLOWER_PERMISSIVE.decode(secret.as_bytes()).ok(),
        Encoding::Base64 => {
            // Some dashboards show keys without their padding.
            let text = secret.strip_prefix("whsec_").unwrap_or(secret).trim_end_matches('=');
            BASE64_NOPAD.decode(text.as_bytes()).ok()
        }
    };
    key.filter(|key| !key.is_empty())
}
