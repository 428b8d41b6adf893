//! `[verify]`: a preset or a scheme spelt out, and where its secrets lie.

use super::error::{SourceErrors, did_you_mean};
use super::section::{Section, Text};
use crate::sources::scheme::{
    Algorithm, Encoding, Handshake, Piece, Place, Scheme, Signature, Timestamp, TimestampFormat, UrlPort, pieces,
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
const URL_PORTS: [(&str, UrlPort); 2] = [("as-called", UrlPort::AsCalled), ("either", UrlPort::Either)];
const HANDSHAKES: [(&str, Handshake); 1] = [("url_verification", Handshake::UrlVerification)];

/// Reads `[verify]`; what is wrong with it is in `errors`, and then what is returned must not be used.
pub fn read(mut section: Section, errors: &mut SourceErrors) -> Option<Verify> {
    let secrets_line = section.line_of("secrets");
    let written = section.texts("secrets", errors);
    let has_secrets = written.is_some();
    let secrets = written.into_iter().flatten().filter_map(|text| reference(&text, secrets_line, errors)).collect();
    let expect = section.table("expect", errors).map(|table| expected(table, errors)).unwrap_or_default();
    let is_named = section.has("preset");
    preset(&mut section, errors);
    if !is_named && !section.has("type") {
        errors.at(section.line, "[verify] needs a preset, or a type: hmac, hash, token, basic or none");
    }
    let kind_line = section.line_of("type");
    let kind = section.word("type", &KINDS, errors)?;
    if (kind == Kind::None) == has_secrets {
        let line = if has_secrets { secrets_line } else { kind_line };
        errors.at(line, "[verify] needs secrets, at least one; only type = \"none\" has none");
    }
    let scheme = match kind {
        Kind::None => Some(Scheme::Open),
        Kind::Basic => Some(Scheme::Basic),
        Kind::Token => token(&mut section, errors),
        Kind::Hmac | Kind::Hash => signature(&mut section, kind == Kind::Hmac, errors).map(Scheme::Signature),
    };
    let handshake = section.word("handshake", &HANDSHAKES, errors);
    let kind = KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name);
    section.finish(&format!("[verify] of type {kind}"), errors);
    Some(Verify { scheme: scheme?, secrets, secrets_line, expect, handshake })
}

/// Lays the section over its preset, if it names one.
fn preset(section: &mut Section, errors: &mut SourceErrors) {
    let Some(Text { text, line, .. }) = section.text("preset", errors) else { return };
    let mut presets = Section::parse(PRESETS, errors);
    match presets.named_table(&text) {
        Some(preset) => section.over(preset),
        None => errors.at(line, format!("no preset has this name{}", did_you_mean(&text, &presets.names()))),
    }
}

fn reference(text: &str, line: usize, errors: &mut SourceErrors) -> Option<Reference> {
    let reference = Reference::parse(text);
    if reference.is_none() {
        errors.at(line, "a secret is env:NAME, secretsmanager:NAME#KEY or ssm:NAME, never the secret itself");
    }
    reference
}

/// `[verify.expect]`: members of the body that must have the value of a secret.
fn expected(table: Section, errors: &mut SourceErrors) -> Vec<Expected> {
    let texts = table.into_texts(errors);
    let expected = texts.into_iter().filter_map(|(path, Text { text, line, .. })| {
        Some(Expected { path, secret: reference(&text, line, errors)?, line })
    });
    expected.collect()
}

fn token(section: &mut Section, errors: &mut SourceErrors) -> Option<Scheme> {
    let prefix = prefix(section, errors);
    let mut places: Vec<Place> = Vec::new();
    places.extend(section.text("header", errors).map(|header| Place::Header(header.text)));
    places.extend(section.text("query", errors).map(|query| Place::Query(query.text)));
    places.extend(section.text("body", errors).map(|body| Place::Body(body.text)));
    match <[Place; 1]>::try_from(places) {
        Ok([place]) => Some(Scheme::Token(place, prefix)),
        Err(_) => {
            errors.at(section.line, "a token needs one of header, query and body: where it stands");
            None
        }
    }
}

fn signature(section: &mut Section, is_keyed: bool, errors: &mut SourceErrors) -> Option<Signature> {
    for key in ["signed_message", "signature_header"] {
        if !section.has(key) {
            errors.at(section.line, format!("[verify] needs {key}"));
        }
    }
    let message = section.text("signed_message", errors);
    let signature = Signature {
        is_keyed,
        algorithm: section.word("algorithm", &ALGORITHMS, errors).unwrap_or(Algorithm::Sha256),
        algorithm_header: text(section, "algorithm_header", errors),
        secret_encoding: section.word("secret_encoding", &SECRET_ENCODINGS, errors).unwrap_or(Encoding::Utf8),
        headers: section.texts("signature_header", errors).unwrap_or_default(),
        prefix: prefix(section, errors),
        delimiter: text(section, "delimiter", errors),
        encoding: section.word("encoding", &ENCODINGS, errors).unwrap_or(Encoding::Hex),
        message: message.as_ref().map(|message| template(message, errors)).unwrap_or_default(),
        url_port: section.word("url_port", &URL_PORTS, errors).unwrap_or_default(),
        id_headers: section.texts("id_header", errors).unwrap_or_default(),
        timestamp: section.table("timestamp", errors).and_then(|table| timestamp(table, errors)),
        body_digest_query: text(section, "body_digest_query", errors),
    };
    // A message that can't be read covers nothing; that it can't has been told.
    if !signature.message.is_empty()
        && let Err(problem) = check(&signature)
    {
        errors.at(message.map_or(section.line, |message| message.line), problem);
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

fn template(message: &Text, errors: &mut SourceErrors) -> Vec<Piece> {
    pieces(&message.text).unwrap_or_else(|problem| {
        errors.at(message.line, problem);
        Vec::new()
    })
}

fn timestamp(mut table: Section, errors: &mut SourceErrors) -> Option<Timestamp> {
    if !table.has("header") {
        errors.at(table.line, "timestamp needs header: where it stands");
    }
    let headers = table.texts("header", errors);
    let part = text(&mut table, "part", errors);
    let format = table.word("format", &FORMATS, errors).unwrap_or_default();
    let tolerance_s = table.number("tolerance_s", errors).unwrap_or(TOLERANCE_S);
    table.finish("timestamp", errors);
    Some(Timestamp { headers: headers?, part, format, tolerance_s })
}

fn prefix(section: &mut Section, errors: &mut SourceErrors) -> String {
    let long = text(section, "signature_prefix", errors);
    long.or_else(|| text(section, "prefix", errors)).unwrap_or_default()
}

/// A text; an empty one is none.
fn text(section: &mut Section, key: &'static str, errors: &mut SourceErrors) -> Option<String> {
    section.text(key, errors).map(|text| text.text).filter(|text| !text.is_empty())
}
