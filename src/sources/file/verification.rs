//! `[verify]`: a preset or a scheme spelt out, and where its secrets lie.

use super::mistake::{Mistakes, did_you_mean};
use super::section::{Section, Text};
use crate::sources::scheme::{
    Algorithm, Encoding, Piece, Place, Scheme, Signature, Timestamp, TimestampFormat, pieces,
};
use crate::sources::secret::Reference;
use crate::sources::{Expected, Verify};

/// Every preset is an instance of the one scheme; a source's own keys go over it.
const PRESETS: &str = include_str!("../presets.toml");
/// How many seconds a timestamp may differ, both ways, if nothing is said.
const TOLERANCE_S: u32 = 300;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hmac,
    Hash,
    Token,
    Basic,
    None,
}

const KINDS: [(&str, Kind); 5] =
    [("hmac", Kind::Hmac), ("hash", Kind::Hash), ("token", Kind::Token), ("basic", Kind::Basic), ("none", Kind::None)];
const ALGORITHMS: [(&str, Algorithm); 3] =
    [("sha1", Algorithm::Sha1), ("sha256", Algorithm::Sha256), ("sha512", Algorithm::Sha512)];
const ENCODINGS: [(&str, Encoding); 2] = [("hex", Encoding::Hex), ("base64", Encoding::Base64)];
const SECRET_ENCODINGS: [(&str, Encoding); 3] =
    [("utf8", Encoding::Utf8), ("base64", Encoding::Base64), ("hex", Encoding::Hex)];
const FORMATS: [(&str, TimestampFormat); 3] =
    [("unix", TimestampFormat::Unix), ("unix_ms", TimestampFormat::UnixMs), ("rfc3339", TimestampFormat::Rfc3339)];

/// Reads `[verify]`; what is wrong with it is in `mistakes`, and then what is returned must not be used.
pub fn read(mut section: Section, mistakes: &mut Mistakes) -> Option<Verify> {
    let secrets_line = section.line_of("secrets");
    let written = section.texts("secrets", mistakes);
    let has_secrets = written.is_some();
    let secrets = written.into_iter().flatten().filter_map(|text| reference(&text, secrets_line, mistakes)).collect();
    let expect = section.table("expect", mistakes).map(|table| expected(table, mistakes)).unwrap_or_default();
    let is_named = section.has("preset");
    preset(&mut section, mistakes);
    if !is_named && !section.has("type") {
        mistakes.at(section.line, "[verify] needs a preset, or a type: hmac, hash, token, basic or none");
    }
    let kind_line = section.line_of("type");
    let kind = section.word("type", &KINDS, mistakes)?;
    if (kind == Kind::None) == has_secrets {
        let line = if has_secrets { secrets_line } else { kind_line };
        mistakes.at(line, "[verify] needs secrets, at least one; only type = \"none\" has none");
    }
    let scheme = match kind {
        Kind::None => Some(Scheme::Open),
        Kind::Basic => Some(Scheme::Basic),
        Kind::Token => token(&mut section, mistakes),
        Kind::Hmac | Kind::Hash => signature(&mut section, kind == Kind::Hmac, mistakes).map(Scheme::Signature),
    };
    let kind = KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name);
    section.finish(&format!("[verify] of type {kind}"), mistakes);
    Some(Verify { scheme: scheme?, secrets, secrets_line, expect })
}

/// Lays the section over its preset, if it names one.
fn preset(section: &mut Section, mistakes: &mut Mistakes) {
    let Some(Text { text, line }) = section.text("preset", mistakes) else { return };
    let mut presets = Section::parse(PRESETS, mistakes);
    match presets.named_table(&text) {
        Some(preset) => section.over(preset),
        None => mistakes.at(line, format!("no preset has this name{}", did_you_mean(&text, &presets.names()))),
    }
}

fn reference(text: &str, line: usize, mistakes: &mut Mistakes) -> Option<Reference> {
    let reference = Reference::parse(text);
    if reference.is_none() {
        mistakes.at(line, "a secret is env:NAME, secretsmanager:NAME#KEY or ssm:NAME, never the secret itself");
    }
    reference
}

/// `[verify.expect]`: members of the body that must have the value of a secret.
fn expected(table: Section, mistakes: &mut Mistakes) -> Vec<Expected> {
    let texts = table.into_texts(mistakes);
    let expected = texts.into_iter().filter_map(|(path, Text { text, line })| {
        Some(Expected { path, secret: reference(&text, line, mistakes)?, line })
    });
    expected.collect()
}

fn token(section: &mut Section, mistakes: &mut Mistakes) -> Option<Scheme> {
    let prefix = prefix(section, mistakes);
    let mut places: Vec<Place> = Vec::new();
    places.extend(section.text("header", mistakes).map(|header| Place::Header(header.text)));
    places.extend(section.text("query", mistakes).map(|query| Place::Query(query.text)));
    places.extend(section.text("body", mistakes).map(|body| Place::Body(body.text)));
    match <[Place; 1]>::try_from(places) {
        Ok([place]) => Some(Scheme::Token(place, prefix)),
        Err(_) => {
            mistakes.at(section.line, "a token needs one of header, query and body: where it stands");
            None
        }
    }
}

fn signature(section: &mut Section, is_keyed: bool, mistakes: &mut Mistakes) -> Option<Signature> {
    for key in ["signed_message", "signature_header"] {
        if !section.has(key) {
            mistakes.at(section.line, format!("[verify] needs {key}"));
        }
    }
    let message = section.text("signed_message", mistakes);
    let signature = Signature {
        is_keyed,
        algorithm: section.word("algorithm", &ALGORITHMS, mistakes).unwrap_or(Algorithm::Sha256),
        secret_encoding: section.word("secret_encoding", &SECRET_ENCODINGS, mistakes).unwrap_or(Encoding::Utf8),
        headers: section.texts("signature_header", mistakes).unwrap_or_default(),
        prefix: prefix(section, mistakes),
        delimiter: text(section, "delimiter", mistakes),
        encoding: section.word("encoding", &ENCODINGS, mistakes).unwrap_or(Encoding::Hex),
        message: message.as_ref().map(|message| template(message, mistakes)).unwrap_or_default(),
        id_headers: section.texts("id_header", mistakes).unwrap_or_default(),
        timestamp: section.table("timestamp", mistakes).and_then(|table| timestamp(table, mistakes)),
        body_digest_query: text(section, "body_digest_query", mistakes),
    };
    // A message that can't be read covers nothing; that it can't has been told.
    if !signature.message.is_empty()
        && let Err(problem) = check(&signature)
    {
        mistakes.at(message.map_or(section.line, |message| message.line), problem);
    }
    Some(signature)
}

/// Whether the parts of a signature fit one another.
fn check(signature: &Signature) -> Result<(), &'static str> {
    match () {
        () if !signature.is_keyed && !signature.covers(&Piece::Secret) => Err("a hash's signed_message needs {secret}"),
        () if signature.covers(&Piece::Id) && signature.id_headers.is_empty() => {
            Err("signed_message has {id}: id_header is needed")
        }
        () if !signature.covers(&Piece::Id) && !signature.id_headers.is_empty() => {
            Err("id_header needs {id} in signed_message: an id that isn't signed makes no delivery unique")
        }
        () if signature.covers(&Piece::Timestamp) && signature.timestamp.is_none() => {
            Err("signed_message has {timestamp}: timestamp is needed")
        }
        () if !signature.covers(&Piece::Body) && !signature.covers(&Piece::FormSorted) => {
            Err("signed_message must cover {body} (or {form_sorted})")
        }
        () => Ok(()),
    }
}

fn template(message: &Text, mistakes: &mut Mistakes) -> Vec<Piece> {
    pieces(&message.text).unwrap_or_else(|problem| {
        mistakes.at(message.line, problem);
        Vec::new()
    })
}

fn timestamp(mut table: Section, mistakes: &mut Mistakes) -> Option<Timestamp> {
    if !table.has("header") {
        mistakes.at(table.line, "timestamp needs header: where it stands");
    }
    let headers = table.texts("header", mistakes);
    let part = text(&mut table, "part", mistakes);
    let format = table.word("format", &FORMATS, mistakes).unwrap_or_default();
    let tolerance_s = table.number("tolerance_s", mistakes).unwrap_or(TOLERANCE_S);
    table.finish("timestamp", mistakes);
    Some(Timestamp { headers: headers?, part, format, tolerance_s })
}

fn prefix(section: &mut Section, mistakes: &mut Mistakes) -> String {
    let long = text(section, "signature_prefix", mistakes);
    long.or_else(|| text(section, "prefix", mistakes)).unwrap_or_default()
}

/// A text; an empty one is none.
fn text(section: &mut Section, key: &'static str, mistakes: &mut Mistakes) -> Option<String> {
    section.text(key, mistakes).map(|text| text.text).filter(|text| !text.is_empty())
}
