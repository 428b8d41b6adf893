//! A request's body: bytes, at most 1 MiB of them, and what its `Content-Type` says they are.

use crate::json::{Kind, Members};
use crate::outcome::Failure;
use data_encoding::BASE64;

/// The largest body that is read.
const MAX_BYTES: usize = 1 << 20;

/// A body as a gateway passes it.
pub enum Body {
    /// None.
    None,
    /// As text.
    Text(String),
    /// In Base64.
    Base64(String),
    /// Something that no gateway passes.
    NotText(Kind),
}

impl From<&Members<'_>> for Body {
    /// The body in an event's `body` and `isBase64Encoded`.
    fn from(members: &Members<'_>) -> Body {
        let is_base64 = members.get("isBase64Encoded").is_some_and(|raw| raw.get() == "true");
        match members.text("body") {
            None => members.get("body").map_or(Body::None, |raw| Body::NotText(Kind::from_raw(raw))),
            Some(text) if is_base64 => Body::Base64(text.into_owned()),
            Some(text) => Body::Text(text.into_owned()),
        }
    }
}

impl Body {
    /// The bytes as the sender sent them.
    ///
    /// # Errors
    /// [`Failure::PayloadTooLarge`], [`Failure::MalformedRequest`].
    pub fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let bytes = match self {
            Body::None => Vec::new(),
            Body::NotText(kind) => {
                return Err(Failure::MalformedRequest(format!(
                    "the event's body must be text, as gateways pass it, and is {}",
                    kind.name()
                )));
            }
            Body::Text(text) if text.len() > MAX_BYTES => return Err(Failure::PayloadTooLarge),
            Body::Text(text) => text.as_bytes().to_vec(),
            Body::Base64(text) if text.len() > MAX_BYTES / 3 * 4 + 8 => return Err(Failure::PayloadTooLarge),
            Body::Base64(text) => BASE64.decode(text.trim_ascii().as_bytes()).map_err(|_| {
                Failure::MalformedRequest("the body should be Base64 (isBase64Encoded) and is not".to_owned())
            })?,
        };
        if bytes.len() > MAX_BYTES { Err(Failure::PayloadTooLarge) } else { Ok(bytes) }
    }
}

/// Whether a `Content-Type` is JSON's; a sender that names none is taken at its word.
pub fn is_json(content_type: Option<&str>) -> bool {
    let Some(content_type) = content_type else { return true };
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.starts_with("application/") && essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_a_mebibyte_is_read_and_one_more_byte_is_not() {
        for (length, fits) in [(MAX_BYTES, true), (MAX_BYTES + 1, false)] {
            let bytes = vec![b'x'; length];
            assert_eq!(Body::Text(String::from_utf8(bytes.clone()).unwrap()).bytes().is_ok(), fits);
            assert_eq!(Body::Base64(BASE64.encode(&bytes)).bytes().is_ok(), fits);
        }
    }

    #[test]
    fn json_is_told_by_its_essence() {
        for yes in ["application/json", "Application/JSON; charset=utf-8", "application/cloudevents+json"] {
            assert!(is_json(Some(yes)), "{yes}");
        }
        for no in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            assert!(!is_json(Some(no)), "{no}");
        }
        assert!(is_json(None));
    }
}
