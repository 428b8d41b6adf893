//! The digest of a message under a secret: what a signature has to equal.

use super::message::Message;
use crate::sources::scheme::{Algorithm, Signature, decoded_key};
use ring::{digest, hmac};
use subtle::ConstantTimeEq as _;

/// A secret, ready to make digests of.
pub struct Key<'s> {
    secret: &'s str,
    hmac: Option<hmac::Key>,
    algorithm: Algorithm,
}

impl<'s> Key<'s> {
    /// The key that `secret` is to `signature`; `None` if it can't be one.
    pub fn new(signature: &Signature, algorithm: Algorithm, secret: &'s str) -> Option<Key<'s>> {
        let hmac = match signature.is_keyed {
            true => Some(hmac::Key::new(hmac_algorithm(algorithm), &decoded_key(signature.secret_encoding, secret)?)),
            false => None,
        };
        Some(Key { secret, hmac, algorithm })
    }

    /// The digest of `message`, piece by piece: a body is not copied for it.
    pub fn digest(&self, message: &Message<'_>) -> Vec<u8> {
        match &self.hmac {
            Some(key) => {
                let mut context = hmac::Context::with_key(key);
                message.pieces(self.secret).for_each(|piece| context.update(piece));
                context.sign().as_ref().to_vec()
            }
            None => {
                let mut context = digest::Context::new(digest_algorithm(self.algorithm));
                message.pieces(self.secret).for_each(|piece| context.update(piece));
                context.finish().as_ref().to_vec()
            }
        }
    }
}

/// Whether two byte strings are the same, in a time that depends neither on where they differ nor on how long the
/// secret is.
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let digest = |bytes| digest::digest(&digest::SHA256, bytes);
    digest(one).as_ref().ct_eq(digest(other).as_ref()).into()
}

fn hmac_algorithm(algorithm: Algorithm) -> hmac::Algorithm {
    match algorithm {
        Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha256 => hmac::HMAC_SHA256,
        Algorithm::Sha512 => hmac::HMAC_SHA512,
    }
}

fn digest_algorithm(algorithm: Algorithm) -> &'static digest::Algorithm {
    match algorithm {
        Algorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha256 => &digest::SHA256,
        Algorithm::Sha512 => &digest::SHA512,
    }
}
