//! Whether the signature's header is there, and holds something that can be a signature of its scheme.

use super::Delivery;
use super::scheme_in_words::{algorithm_name, encoding_name};
use super::steps::Steps;
use connect_outbound_chat::sources::{Algorithm, Encoding, Signature};
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

/// Finds the first of `names` that is there.
pub(super) fn look_for_header<'a>(names: &'a [String], delivery: &Delivery, steps: &mut Steps) -> Option<&'a str> {
    let Some(name) = names.iter().find(|name| delivery.header(name).is_some()) else {
        let similar = delivery.headers.iter().map(|(name, _)| name).find(|name| {
            let name = name.to_ascii_lowercase();
            ["signature", "hmac", "authorization", "token"].iter().any(|word| name.contains(word))
        });
        let advice = match similar {
            Some(similar) => format!("There is {similar}: is this the right source, and the right preset?"),
            None => "If the log doesn’t show it, the CRM doesn’t sign this webhook, or a proxy removed the header."
                .to_owned(),
        };
        steps.problem(format!("The header {} is missing.", names.join(" or ")), advice);
        return None;
    };
    match delivery.header_count(name) {
        1 => steps.ok(format!("The header {name} is there.")),
        count => steps.problem(
            format!("The header {name} is there {count} times."),
            "A header that a signature depends on must be there once: the function refuses the delivery.",
        ),
    }
    Some(name)
}

pub(super) fn look_at_form(signature: &Signature, name: &str, delivery: &Delivery, steps: &mut Steps) {
    let value = delivery.header(name).unwrap_or_default().trim();
    let parts: Vec<&str> = match signature.delimiter.as_deref() {
        Some(delimiter) => value.split(delimiter).map(str::trim).collect(),
        None => vec![value],
    };
    let marked: Vec<&str> = parts.iter().filter_map(|part| part.strip_prefix(signature.prefix.as_str())).collect();
    if marked.is_empty() {
        let advice = "Compare the header with the CRM’s documentation: is this the right preset?";
        return steps.problem(format!("No signature in {name} begins with {}.", signature.prefix), advice);
    }
    let decode = |text: &&str| match signature.encoding {
        Encoding::Hex => HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok(),
        Encoding::Base64 => BASE64.decode(text.as_bytes()).ok(),
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
    };
    let decoded: Vec<Vec<u8>> = marked.iter().filter_map(decode).filter(|bytes| !bytes.is_empty()).collect();
    if decoded.is_empty() {
        let form = encoding_name(signature.encoding);
        let advice = "It may have been cut off when it was copied, or it is of another scheme.";
        return steps.problem(format!("The signature in {name} is not {form}."), advice);
    }
    let named = signature.algorithm_header.as_deref().and_then(|name| delivery.header(name));
    let algorithm = named.and_then(|header| signature.named_algorithm(header)).unwrap_or(signature.algorithm);
    let expected = digest_bytes(algorithm);
    if decoded.iter().any(|bytes| bytes.len() == expected) {
        return steps.ok("The signature has the right form and length.");
    }
    let found = decoded.first().map_or(0, Vec::len);
    let other =
        [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512].into_iter().find(|one| digest_bytes(*one) == found);
    let advice = match other {
        Some(other) => format!("That is the length of {}: is this the right preset?", algorithm_name(other)),
        None => "It may have been cut off when it was copied.".to_owned(),
    };
    let name = algorithm_name(algorithm);
    steps.problem(format!("The signature has {found} bytes; {name} has {expected}."), advice);
}

const fn digest_bytes(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    }
}
