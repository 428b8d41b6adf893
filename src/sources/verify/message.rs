//! What a signature is over: the pieces of its template, filled in with the webhook's own bytes.

use super::Webhook;
use super::claim::SignatureClaim;
use crate::media_type::MediaType;
use crate::sources::scheme::{Piece, Signature, UrlPort};
use data_encoding::HEXLOWER_PERMISSIVE;
use ring::digest;
use std::borrow::Cow;
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

/// What may have been signed: bytes, and the places where the secret stands among them.
pub struct Message<'a>(Vec<Part<'a>>);

enum Part<'a> {
    Bytes(Cow<'a, [u8]>),
    Secret,
}

impl Message<'_> {
    /// Its pieces in order, the secret filled in.
    pub fn pieces<'s>(&'s self, secret: &'s str) -> impl Iterator<Item = &'s [u8]> {
        self.0.iter().map(move |part| match part {
            Part::Bytes(bytes) => bytes.as_ref(),
            Part::Secret => secret.as_bytes(),
        })
    }
}

/// The messages that the sender may have signed, each once; several only where it may have written its URL in several
/// ways. None if something that is signed isn't there, or if the signature would not cover the body.
pub fn messages<'a>(signature: &Signature, webhook: &Webhook<'a>, claim: &'a SignatureClaim) -> Vec<Message<'a>> {
    if !covers_body(signature, webhook) {
        return Vec::new();
    }
    if !signature.covers(&Piece::Url) {
        return message(signature, webhook, claim, None).into_iter().collect();
    }
    let urls: BTreeSet<String> = webhook.urls.iter().flat_map(|url| writings(url, signature.url_port)).collect();
    urls.into_iter().filter_map(|url| message(signature, webhook, claim, Some(url))).collect()
}

fn message<'a>(
    signature: &Signature,
    webhook: &Webhook<'a>,
    claim: &'a SignatureClaim,
    url: Option<String>,
) -> Option<Message<'a>> {
    let bytes = |piece: &Piece| -> Option<Cow<'a, [u8]>> {
        Some(match piece {
            Piece::Text(text) => Cow::Owned(text.clone().into_bytes()),
            Piece::Id => Cow::Borrowed(claim.id.as_deref()?.as_bytes()),
            Piece::Timestamp => Cow::Borrowed(claim.timestamp.as_deref()?.as_bytes()),
            Piece::Method => Cow::Borrowed(webhook.method.as_bytes()),
            Piece::Url => Cow::Owned(url.clone()?.into_bytes()),
            Piece::Body => Cow::Borrowed(webhook.body),
            Piece::FormSorted => Cow::Owned(form_sorted(webhook).into_bytes()),
            Piece::Header(name) => Cow::Owned(webhook.header(name)?.as_bytes().to_vec()),
            Piece::Secret => Cow::Borrowed(&[]),
        })
    };
    let part = |piece: &Piece| match piece {
        Piece::Secret => Some(Part::Secret),
        piece => bytes(piece).map(Part::Bytes),
    };
    signature.message.iter().map(part).collect::<Option<_>>().map(Message)
}

/// Whether the signature says anything of the body: in itself, as a form, or by a digest in the signed query.
fn covers_body(signature: &Signature, webhook: &Webhook<'_>) -> bool {
    if signature.covers(&Piece::Body) || webhook.media_type() == MediaType::Form || webhook.body.is_empty() {
        return true;
    }
    let shown = signature.body_digest_query.as_deref().and_then(|name| webhook.query_member(name));
    let shown = shown.and_then(|shown| HEXLOWER_PERMISSIVE.decode(shown.as_bytes()).ok());
    shown.is_some_and(|shown| shown == digest::digest(&digest::SHA256, webhook.body).as_ref())
}

/// The form's names and values, joined, in order of their names.
fn form_sorted(webhook: &Webhook<'_>) -> String {
    if webhook.media_type() != MediaType::Form {
        return String::new();
    }
    let pairs: BTreeSet<(String, String)> = form_urlencoded::parse(webhook.body).into_owned().collect();
    pairs.into_iter().map(|(name, value)| name + &value).collect()
}

/// The ways in which a sender may have written `url`. Some gateways pass the query decoded, and how its spaces and tildes
/// were written isn't known any more.
fn writings(url: &str, port: UrlPort) -> Vec<String> {
    let plain = match url.split_once('?') {
        Some((path, query)) => format!("{path}?{}", query.replace('+', "%20").replace("%7E", "~")),
        None => url.to_owned(),
    };
    let written = [decoded(url), decoded(&plain), url.to_owned(), plain];
    match port {
        UrlPort::AsCalled => written.to_vec(),
        UrlPort::Either => written.iter().flat_map(|url| with_and_without_port(url)).collect(),
    }
}

fn decoded(url: &str) -> String {
    DECODED.iter().fold(url.to_owned(), |url, (code, character)| url.replace(code, character))
}

/// `url` with its port, or the one that its scheme implies, and without.
fn with_and_without_port(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    // Behind the brackets of an IPv6 address.
    let host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    match authority[host..].find(':') {
        Some(colon) => vec![url.to_owned(), format!("{scheme}://{}{path}", &authority[..host + colon])],
        None => {
            let port = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
            vec![url.to_owned(), format!("{scheme}://{authority}:{port}{path}")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_and_without_port;

    #[test]
    fn a_port_is_added_where_there_is_none_and_left_out_where_there_is_one() {
        for (url, other) in [
            ("https://example.com/a?b=c:1", "https://example.com:443/a?b=c:1"),
            ("http://example.com", "http://example.com:80"),
            ("https://example.com:443?a", "https://example.com?a"),
            ("https://example.com:8443/a", "https://example.com/a"),
            ("https://[::1]/a", "https://[::1]:443/a"),
            ("https://[::1]:443/a", "https://[::1]/a"),
        ] {
            assert_eq!(with_and_without_port(url), [url, other]);
        }
    }
}
