//! What a signature is over: the pieces of its template, filled in with the webhook's own bytes.

use super::Webhook;
use crate::sources::scheme::{Piece, Signature};
use crate::sources::secret::Secret;
use data_encoding::HEXLOWER_PERMISSIVE;
use ring::digest;
use std::collections::BTreeSet;

/// Characters that HubSpot decodes in a URL before it signs it.
/// <https://developers.hubspot.com/docs/api/webhooks/validating-requests>
const DECODED: [(&str, &str); 12] = [
    ("%3A", ":"),
    ("%2F", "/"),
    ("%3F", "?"),
    ("%40", "@"),
    ("%21", "!"),
    ("%24", "$"),
    ("%27", "'"),
    ("%28", "("),
    ("%29", ")"),
    ("%2A", "*"),
    ("%2C", ","),
    ("%3B", ";"),
];

/// The messages that the sender may have signed; several only where it may have written its URL in two ways. None if
/// something that is signed isn't there, or if the signature would not cover the body.
pub fn of(
    signature: &Signature,
    secret: &Secret,
    webhook: &Webhook<'_>,
    timestamp: Option<&str>,
    id: Option<&str>,
) -> Vec<Vec<u8>> {
    if !covers_body(signature, webhook) {
        return Vec::new();
    }
    let urls: Vec<String> = match webhook.url {
        Some(url) => writings(url).into_iter().collect(),
        None => vec![String::new()],
    };
    let fill = |url: &String| {
        let mut message = Vec::new();
        for piece in &signature.message {
            match piece {
                Piece::Text(text) => message.extend_from_slice(text.as_bytes()),
                Piece::Secret => message.extend_from_slice(secret.reveal().as_bytes()),
                Piece::Id => message.extend_from_slice(id?.as_bytes()),
                Piece::Timestamp => message.extend_from_slice(timestamp?.as_bytes()),
                Piece::Method => message.extend_from_slice(webhook.method.as_bytes()),
                Piece::Url => message.extend_from_slice(webhook.url.map(|_| url.as_bytes())?),
                Piece::Body => message.extend_from_slice(webhook.body),
                Piece::FormSorted => message.extend_from_slice(form_sorted(webhook).as_bytes()),
                Piece::Header(name) => message.extend_from_slice(webhook.header(name)?.as_bytes()),
            }
        }
        Some(message)
    };
    urls.iter().filter_map(fill).collect()
}

/// Whether the signature says anything of the body: in itself, as a form, or by a digest in the signed query.
fn covers_body(signature: &Signature, webhook: &Webhook<'_>) -> bool {
    if signature.message.contains(&Piece::Body) || webhook.is_form() || webhook.body.is_empty() {
        return true;
    }
    let shown = signature.body_digest_query.as_deref().and_then(|name| webhook.query_member(name));
    let shown = shown.and_then(|shown| HEXLOWER_PERMISSIVE.decode(shown.as_bytes()).ok());
    shown.is_some_and(|shown| shown == digest::digest(&digest::SHA256, webhook.body).as_ref())
}

/// The form's names and values, joined, in order of their names.
fn form_sorted(webhook: &Webhook<'_>) -> String {
    if !webhook.is_form() {
        return String::new();
    }
    let pairs: BTreeSet<(String, String)> = form_urlencoded::parse(webhook.body).into_owned().collect();
    pairs.into_iter().map(|(name, value)| name + &value).collect()
}

/// The ways in which a sender may have written `url`. Some gateways pass the query decoded, and how its spaces and tildes
/// were written isn't known any more.
fn writings(url: &str) -> BTreeSet<String> {
    let plain = match url.split_once('?') {
        Some((path, query)) => format!("{path}?{}", query.replace('+', "%20").replace("%7E", "~")),
        None => url.to_owned(),
    };
    BTreeSet::from([decoded(url), decoded(&plain), url.to_owned(), plain])
}

fn decoded(url: &str) -> String {
    DECODED.iter().fold(url.to_owned(), |url, (code, character)| url.replace(code, character))
}
