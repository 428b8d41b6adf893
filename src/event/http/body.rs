//! A request's body: bytes, and not more of them than the route reads.

use crate::json::{Kind, Members};
use crate::outcome::Failure;
use data_encoding::BASE64;

/// The largest request document that is read.
pub const MAX_DOCUMENT_BYTES: usize = 1 << 20;
/// The largest webhook that is read: each is signed over, parsed and mapped.
pub const MAX_WEBHOOK_BYTES: usize = 1 << 19;

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
    /// The bytes as the sender sent them, at most `max_bytes`.
    ///
    /// # Errors
    /// [`Failure::PayloadTooLarge`], [`Failure::MalformedRequest`].
    pub fn bytes(&self, max_bytes: usize) -> Result<Vec<u8>, Failure> {
        let too_large = Failure::PayloadTooLarge { max_bytes };
        let bytes = match self {
            Body::None => Vec::new(),
            Body::NotText(kind) => {
                return Err(Failure::MalformedRequest(format!(
                    "the event's body must be text, as gateways pass it, and is {}",
                    kind.name()
                )));
            }
            Body::Text(text) if text.len() > max_bytes => return Err(too_large),
            Body::Text(text) => text.as_bytes().to_vec(),
            Body::Base64(text) if text.len() > max_bytes / 3 * 4 + 8 => return Err(too_large),
            Body::Base64(text) => BASE64.decode(text.trim_ascii().as_bytes()).map_err(|_| {
                Failure::MalformedRequest("the body is not Base64, although isBase64Encoded is true".to_owned())
            })?,
        };
        if bytes.len() > max_bytes { Err(too_large) } else { Ok(bytes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_a_mebibyte_is_read_and_one_more_byte_is_not() {
        for (length, fits) in [(MAX_DOCUMENT_BYTES, true), (MAX_DOCUMENT_BYTES + 1, false)] {
            let bytes = vec![b'x'; length];
            let text = Body::Text(String::from_utf8(bytes.clone()).unwrap());
            assert_eq!(text.bytes(MAX_DOCUMENT_BYTES).is_ok(), fits);
            assert_eq!(Body::Base64(BASE64.encode(&bytes)).bytes(MAX_DOCUMENT_BYTES).is_ok(), fits);
        }
    }
}
