//! Signs a webhook of the page as the source's own sender would.

use super::Post;
use crate::dev_server::secret;
use crate::source_files::SourceFile;
use connect_outbound_chat::sources::{SignedParts, Webhook, check};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use time::OffsetDateTime;

/// Adds the signature and what belongs to it, unless the user wrote them. Without a secret in the environment nothing is
/// added, and the function says what is missing.
pub(super) fn add(post: &mut Post<'_>, source: &SourceFile, public_url: Option<&str>, now: OffsetDateTime) {
    let SignedParts { headers, query } = signed_parts(post, source, public_url, now).unwrap_or_default();
    for (name, value) in headers {
        if !post.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            post.headers.push((name, value));
        }
    }
    for (name, value) in query {
        let separator = if post.path.contains('?') { '&' } else { '?' };
        post.path += &format!("{separator}{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC));
    }
}

fn signed_parts(
    post: &Post<'_>,
    source: &SourceFile,
    public_url: Option<&str>,
    now: OffsetDateTime,
) -> Option<SignedParts> {
    let checked = check(&source.name, &source.file, &source.text).ok()?;
    let url = public_url.map(|url| format!("{url}{}", post.path));
    let urls: Vec<&str> = url.as_deref().into_iter().collect();
    let webhook =
        Webhook { method: "POST", urls: &urls, headers: &post.headers, query: &[], body: post.body.as_bytes() };
    let (secret, id) = (secret(&source.secret_variable()?)?, uuid::Uuid::new_v4().to_string());
    checked.source().sign(&webhook, &secret, &format!("msg_{id}"), now)
}
