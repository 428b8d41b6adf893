//! Signs a webhook of the page as the source's own sender would.

use super::Post;
use crate::catalogue::Entry;
use crate::dev_server::secret;
use connect_outbound_chat::sources::{SignedParts, Webhook, check};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use time::OffsetDateTime;

/// Adds what makes `post` genuine, unless the user wrote it. Without a secret in the environment nothing is added, and
/// the function says what is missing.
pub(super) fn sign(post: &mut Post<'_>, source: &Entry, public_url: &Option<String>) {
    let genuine = genuine(post, source, public_url.as_deref()).unwrap_or_default();
    for (name, value) in genuine.headers {
        if !post.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            post.headers.push((name, value));
        }
    }
    for (name, value) in genuine.query {
        let joint = if post.path.contains('?') { '&' } else { '?' };
        post.path += &format!("{joint}{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC));
    }
}

fn genuine(post: &Post<'_>, source: &Entry, public_url: Option<&str>) -> Option<SignedParts> {
    let checked = check(&source.name, &source.file, &source.text).ok()?;
    let url = public_url.map(|url| format!("{url}{}", post.path));
    let webhook =
        Webhook { method: "POST", url: url.as_deref(), headers: &post.headers, query: &[], body: post.body.as_bytes() };
    let (secret, id) = (secret(&source.secret_variable()?)?, uuid::Uuid::new_v4().to_string());
    checked.source().sign(&webhook, &secret, &format!("msg_{id}"), OffsetDateTime::now_utc())
}
