//! Why a signature that is well-formed matches nothing: each usual cause is undone once, and the library asked again.

use super::Delivery;

/// A delivery, or a secret, as it would be without one mistake.
pub(super) struct Variant {
    pub(super) delivery: Delivery,
    pub(super) secret: String,
    /// What is wrong.
    pub(super) title: &'static str,
    /// How it is wrong, and what to do.
    pub(super) detail: String,
}

/// All variants of a delivery and its secret.
pub(super) fn variants(delivery: &Delivery, secret: &str, covers_url: bool) -> Vec<Variant> {
    let with_body = |(body, cause): (Vec<u8>, &str)| Variant {
        delivery: Delivery { body, ..delivery.clone() },
        secret: secret.to_owned(),
        title: "The body differs from the one that was signed.",
        detail: cause.to_owned(),
    };
    let with_secret = |(secret, cause): (String, &str)| Variant {
        delivery: delivery.clone(),
        secret,
        title: "The secret isn’t stored as the CRM shows it.",
        detail: cause.to_owned(),
    };
    let with_url = |url: String| Variant {
        title: "The URL differs from the one that was signed.",
        detail: format!("The CRM signed the URL {url}. Set PUBLIC_URL so that it leads to exactly this URL."),
        delivery: Delivery { url: Some(url), ..delivery.clone() },
        secret: secret.to_owned(),
    };
    let urls = delivery.url.as_deref().filter(|_| covers_url).map(other_urls).unwrap_or_default();
    let mut variants: Vec<Variant> = other_bodies(&delivery.body).into_iter().map(with_body).collect();
    variants.extend(other_secrets(secret).into_iter().map(with_secret));
    variants.extend(urls.into_iter().map(with_url));
    variants
}

/// Bodies that differ only as copying, or a proxy that writes JSON anew, makes them differ.
fn other_bodies(body: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    const COPIED: &str = "Copying changed the body: it was sent without the line break at its end.";
    const LINE_BREAK: &str = "Copying changed the body: it was sent with a line break at its end.";
    const CRLF: &str = "Copying changed the body: its line breaks were sent as CR LF.";
    const LF: &str = "Copying changed the body: its line breaks were sent as LF.";
    const SPACES: &str = "Copying changed the body: it was sent without the white space around it.";
    const COMPACT: &str = "The body was sent as compact JSON. If the log shows it as it was sent, something between the CRM and the function \
         writes it anew: signatures are over the bytes, so pass the body through unchanged.";
    let mut others = vec![(with_line_break(body), LINE_BREAK)];
    if let Some(shorter) = body.strip_suffix(b"\r\n").or_else(|| body.strip_suffix(b"\n")) {
        others.push((shorter.to_vec(), COPIED));
    }
    let Ok(text) = std::str::from_utf8(body) else { return others };
    let lf = text.replace("\r\n", "\n");
    others.push((lf.replace('\n', "\r\n").into_bytes(), CRLF));
    others.push((lf.into_bytes(), LF));
    others.push((text.trim().as_bytes().to_vec(), SPACES));
    others.extend(compact(text).map(|compact| (compact.into_bytes(), COMPACT)));
    others.retain(|(other, _)| other != body);
    others
}

fn with_line_break(body: &[u8]) -> Vec<u8> {
    [body, b"\n"].concat()
}

/// JSON without white space between its parts; every part stays as it was written.
fn compact(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let (mut compact, mut in_string, mut escaped) = (String::new(), false, false);
    for character in text.chars() {
        if in_string || !character.is_ascii_whitespace() {
            compact.push(character);
        }
        in_string = in_string != (character == '"' && !escaped);
        escaped = in_string && character == '\\' && !escaped;
    }
    Some(compact)
}

fn other_secrets(secret: &str) -> Vec<(String, &'static str)> {
    let mut others = vec![
        (secret.trim().to_owned(), "The secret has white space around it: store it without."),
        (format!("whsec_{secret}"), "The secret belongs with its whsec_ in front: store all of it."),
    ];
    for prefix in ["v1,", "whsec_", "Bearer ", "sha256="] {
        if let Some(rest) = secret.strip_prefix(prefix) {
            others.push((rest.to_owned(), "The secret begins with something that doesn’t belong to it."));
        }
    }
    others.retain(|(other, _)| other != secret && !other.is_empty());
    others
}

/// The URL in the ways in which gateways and dashboards change it.
fn other_urls(url: &str) -> Vec<String> {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let with_query = |address: &str| query.map_or(address.to_owned(), |query| format!("{address}?{query}"));
    let mut others = vec![address.to_owned()];
    others.push(with_query(&match address.strip_suffix('/') {
        Some(shorter) => shorter.to_owned(),
        None => format!("{address}/"),
    }));
    for (one, other) in [("http://", "https://"), ("https://", "http://")] {
        others.extend(url.strip_prefix(one).map(|rest| format!("{other}{rest}")));
    }
    if let Some((scheme, rest)) = address.split_once("://") {
        let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let port = if scheme == "https" { 443 } else { 80 };
        let host_alone = host.split(':').next().unwrap_or_default();
        others.push(with_query(&format!("{scheme}://{host_alone}{path}")));
        others.push(with_query(&format!("{scheme}://{host_alone}:{port}{path}")));
        // A stage or a base path that the gateway puts in front, or takes away.
        others.extend(path.find("/sources/").map(|at| with_query(&format!("{scheme}://{host}{}", &path[at..]))));
    }
    others.retain(|other| other != url);
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_made_compact_without_touching_its_strings() {
        let text = "{\n  \"a b\" : [1.50, \"x \\\" \\\\\" ] }";
        assert_eq!(compact(text).as_deref(), Some("{\"a b\":[1.50,\"x \\\" \\\\\"]}"));
        assert_eq!(compact("a b"), None);
    }

    #[test]
    fn a_url_is_tried_with_and_without_what_gateways_change() {
        let others = other_urls("https://example.com/prod/sources/x?a=1");
        for expected in [
            "https://example.com/prod/sources/x",
            "https://example.com/prod/sources/x/?a=1",
            "http://example.com/prod/sources/x?a=1",
            "https://example.com:443/prod/sources/x?a=1",
            "https://example.com/sources/x?a=1",
        ] {
            assert!(others.iter().any(|other| other == expected), "{expected}: {others:?}");
        }
    }
}
