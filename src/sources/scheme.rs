//! The one scheme that every sender's signature is an instance of.

use super::file::OneOrMany;
use serde::Deserialize;

/// The presets, by name.
const PRESETS: &str = include_str!("presets.toml");

/// What may stand in `[verify]` beside `preset`, `secrets` and `expect`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    #[serde(rename = "type")]
    kind: Option<Kind>,
    algorithm: Option<Algorithm>,
    secret_encoding: Option<Encoding>,
    signature_header: Option<OneOrMany>,
    signature_prefix: Option<String>,
    delimiter: Option<String>,
    encoding: Option<Encoding>,
    signed_message: Option<String>,
    id_header: Option<OneOrMany>,
    timestamp: Option<Timestamp>,
    header: Option<String>,
    query: Option<String>,
    body: Option<String>,
    body_digest_query: Option<String>,
}

/// `type`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A keyed digest of the message.
    Hmac,
    /// A digest of a message that holds the secret.
    Hash,
    /// The secret itself.
    Token,
    /// HTTP Basic: the secret is `user:password`.
    Basic,
    /// Open, on purpose.
    None,
}

/// `algorithm`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// SHA-1, which some senders still use; in an HMAC it is not broken.
    Sha1,
    /// SHA-256
    Sha256,
    /// SHA-512
    Sha512,
}

/// How bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As they are; only of secrets.
    Utf8,
    /// Base64; of a secret, a leading `whsec_` is dropped.
    Base64,
    /// Hexadecimal digits.
    Hex,
}

/// `timestamp`: where it stands and how old it may be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timestamp {
    /// The header, or those of which the first that is there counts.
    pub header: OneOrMany,
    /// The beginning of the header's part that it is.
    pub part: Option<String>,
    /// How it is written.
    #[serde(default)]
    pub format: TimestampFormat,
    /// How many seconds it may differ, both ways.
    #[serde(default = "five_minutes")]
    pub tolerance_s: u32,
}

fn five_minutes() -> u32 {
    300
}

/// How a timestamp is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum TimestampFormat {
    /// Seconds since 1970.
    #[default]
    #[serde(rename = "unix")]
    Unix,
    /// Milliseconds since 1970.
    #[serde(rename = "unix_ms")]
    UnixMs,
    /// `2021-07-25T10:00:00Z`
    #[serde(rename = "rfc3339")]
    Rfc3339,
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
    /// The header of the signed id.
    pub id_headers: Vec<String>,
    /// The signed time.
    pub timestamp: Option<Timestamp>,
    /// The query member that holds a body's digest, where the message covers only the URL.
    pub body_digest_query: Option<String>,
}

/// A piece of what is signed. A template is walked, never replaced in: a body that contains `{timestamp}` is still a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text.
    Text(String),
    /// `{secret}`
    Secret,
    /// `{id}`
    Id,
    /// `{timestamp}`
    Timestamp,
    /// `{method}`
    Method,
    /// `{url}`
    Url,
    /// `{body}`
    Body,
    /// `{form_sorted}`
    FormSorted,
    /// `{header:NAME}`
    Header(String),
}

/// A preset, by name.
pub fn preset(name: &str) -> Option<Written> {
    let mut presets: toml::Table = toml::from_str(PRESETS).ok()?;
    presets.remove(name)?.try_into().ok()
}

/// The names of all presets.
pub fn preset_names() -> Vec<String> {
    toml::from_str::<toml::Table>(PRESETS).map(|presets| presets.keys().cloned().collect()).unwrap_or_default()
}

impl Written {
    /// These keys over those of `preset`.
    pub fn over(self, preset: Written) -> Written {
        Written {
            kind: self.kind.or(preset.kind),
            algorithm: self.algorithm.or(preset.algorithm),
            secret_encoding: self.secret_encoding.or(preset.secret_encoding),
            signature_header: self.signature_header.or(preset.signature_header),
            signature_prefix: self.signature_prefix.or(preset.signature_prefix),
            delimiter: self.delimiter.or(preset.delimiter),
            encoding: self.encoding.or(preset.encoding),
            signed_message: self.signed_message.or(preset.signed_message),
            id_header: self.id_header.or(preset.id_header),
            timestamp: self.timestamp.or(preset.timestamp),
            header: self.header.or(preset.header),
            query: self.query.or(preset.query),
            body: self.body.or(preset.body),
            body_digest_query: self.body_digest_query.or(preset.body_digest_query),
        }
    }

    /// The complete scheme.
    ///
    /// # Errors
    /// What is missing, or must not be there.
    pub fn scheme(self) -> Result<Scheme, String> {
        match self.kind {
            None => Err("[verify] needs a preset, or a type: hmac, hash, token, basic or none".to_owned()),
            Some(Kind::None) => Ok(Scheme::Open),
            Some(Kind::Basic) => Ok(Scheme::Basic),
            Some(Kind::Token) => self.token(),
            Some(kind @ (Kind::Hmac | Kind::Hash)) => self.signature(kind == Kind::Hmac).map(Scheme::Signature),
        }
    }

    fn token(self) -> Result<Scheme, String> {
        let prefix = self.signature_prefix.unwrap_or_default();
        match (self.header, self.query, self.body) {
            (Some(header), None, None) => Ok(Scheme::Token(Place::Header(header), prefix)),
            (None, Some(query), None) => Ok(Scheme::Token(Place::Query(query), prefix)),
            (None, None, Some(body)) => Ok(Scheme::Token(Place::Body(body), prefix)),
            _ => Err("a token needs one of header, query and body: where it stands".to_owned()),
        }
    }

    fn signature(self, is_keyed: bool) -> Result<Signature, String> {
        let missing = |key: &str| format!("[verify] needs {key}");
        let message = pieces(&self.signed_message.ok_or_else(|| missing("signed_message"))?)?;
        let id_headers = self.id_header.map(OneOrMany::into_vec).unwrap_or_default();
        let covers = |piece| message.contains(&piece);
        match () {
            () if !is_keyed && !covers(Piece::Secret) => {
                return Err("a hash's signed_message needs {secret}".to_owned());
            }
            () if covers(Piece::Id) && id_headers.is_empty() => return Err(missing("id_header, for {id}")),
            () if covers(Piece::Timestamp) && self.timestamp.is_none() => return Err(missing("timestamp")),
            () if !covers(Piece::Body) && !covers(Piece::FormSorted) => {
                return Err("signed_message must cover {body} (or {form_sorted})".to_owned());
            }
            () => {}
        }
        Ok(Signature {
            is_keyed,
            algorithm: self.algorithm.unwrap_or(Algorithm::Sha256),
            secret_encoding: self.secret_encoding.unwrap_or(Encoding::Utf8),
            headers: self.signature_header.ok_or_else(|| missing("signature_header"))?.into_vec(),
            prefix: self.signature_prefix.unwrap_or_default(),
            delimiter: self.delimiter.filter(|delimiter| !delimiter.is_empty()),
            encoding: self.encoding.filter(|encoding| *encoding != Encoding::Utf8).unwrap_or(Encoding::Hex),
            message,
            id_headers,
            timestamp: self.timestamp,
            body_digest_query: self.body_digest_query,
        })
    }
}

impl Scheme {
    /// The headers and query members that let their bearer in: mappings must not see them.
    pub fn bearers(&self) -> Vec<String> {
        match self {
            Scheme::Signature(signature) => signature.headers.clone(),
            Scheme::Token(Place::Header(name) | Place::Query(name), _) => vec![name.clone()],
            Scheme::Token(Place::Body(_), _) | Scheme::Basic | Scheme::Open => Vec::new(),
        }
    }
}

/// The pieces of a template.
fn pieces(template: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}').ok_or("signed_message has a { without its }")?;
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        pieces.push(match name {
            "secret" => Piece::Secret,
            "id" => Piece::Id,
            "timestamp" => Piece::Timestamp,
            "method" => Piece::Method,
            "url" => Piece::Url,
            "body" => Piece::Body,
            "form_sorted" => Piece::FormSorted,
            _ => match name.strip_prefix("header:").filter(|header| !header.is_empty()) {
                Some(header) => Piece::Header(header.to_owned()),
                None => return Err(format!("signed_message has {{{name}}}, which nobody knows")),
            },
        });
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}
