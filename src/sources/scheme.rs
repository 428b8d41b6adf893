//! The one scheme that every sender's signature is an instance of. `[verify]` spells it out, or names a preset.

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

impl Signature {
    /// Whether `piece` is signed.
    pub fn covers(&self, piece: &Piece) -> bool {
        self.message.contains(piece)
    }
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

impl Scheme {
    /// The headers and query members that let their bearer in: mappings must not see them.
    pub fn credential_fields(&self) -> Vec<String> {
        match self {
            Scheme::Signature(signature) => signature.headers.clone(),
            Scheme::Token(Place::Header(name) | Place::Query(name), _) => vec![name.clone()],
            Scheme::Token(Place::Body(_), _) | Scheme::Basic | Scheme::Open => Vec::new(),
        }
    }
}

/// The pieces of a template.
///
/// # Errors
/// What is wrong with it.
pub fn pieces(template: &str) -> Result<Vec<Piece>, String> {
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
