//! How a source checks its webhooks, in a sentence.

use connect_outbound_chat::sources::{Algorithm, Encoding, Piece, Place, Scheme, Signature};

/// The sentence.
pub(crate) fn in_words(scheme: &Scheme) -> String {
    match scheme {
        Scheme::Open => "This source is open: it takes any request, and nothing is checked.".to_owned(),
        Scheme::Basic => "HTTP Basic: the header Authorization must have the user and the password.".to_owned(),
        Scheme::Token(place, prefix) => {
            let behind = if prefix.is_empty() { String::new() } else { format!(", behind “{prefix}”") };
            format!("A token: {} must have the secret itself{behind}.", place_in_words(place))
        }
        Scheme::Signature(signature) => signature_in_words(signature),
    }
}

pub(super) fn place_in_words(place: &Place) -> String {
    match place {
        Place::Header(name) => format!("the header {name}"),
        Place::Query(name) => format!("the query parameter {name}"),
        Place::Body(path) => format!("the body’s {path}"),
    }
}

pub(super) fn algorithm_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512",
    }
}

pub(super) fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "text",
        Encoding::Base64 => "Base64",
        Encoding::Hex => "hexadecimal digits",
    }
}

fn signature_in_words(signature: &Signature) -> String {
    let kind = if signature.is_keyed { "HMAC" } else { "hash" };
    format!(
        "{kind} {} of {}, in {}, in the header {}.",
        algorithm_name(signature.algorithm),
        message_in_words(signature),
        encoding_name(signature.encoding),
        signature.headers.join(" or "),
    )
}

/// The template of the message, as a source file writes it.
fn message_in_words(signature: &Signature) -> String {
    signature.message.iter().map(piece_in_words).collect()
}

fn piece_in_words(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        Piece::Secret => "{secret}".to_owned(),
        Piece::Id => "{id}".to_owned(),
        Piece::Timestamp => "{timestamp}".to_owned(),
        Piece::Method => "{method}".to_owned(),
        Piece::Url => "{url}".to_owned(),
        Piece::Body => "{body}".to_owned(),
        Piece::FormSorted => "{form_sorted}".to_owned(),
        Piece::Header(name) => format!("{{header:{name}}}"),
    }
}
