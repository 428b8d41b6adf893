//! The two ends of a chat: the number it is written from, and the customer's.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_Endpoint.html>

use super::country::Country;
use super::ids;
use super::number::PhoneNumber;
use super::reader::{Fields, Node, Reader};

/// `SourceEndpoint` or `From`: a phone number's ARN.
pub fn source(reader: &mut Reader, fields: &Fields<'_>) -> Option<String> {
    let (pointer, arn) = match fields.get("SourceEndpoint") {
        Some(node) => address(reader, node, "CONNECT_PHONENUMBER_ARN")?,
        None => {
            let node = fields.get("From")?;
            (node.pointer.clone(), reader.text(node)?)
        }
    };
    if let Some(problem) = ids::phone_number_arn_problem(&arn) {
        reader.reject(pointer, problem);
        return None;
    }
    Some(arn)
}

/// `DestinationEndpoint` or `To`: a number that is E.164 once read.
pub fn destination(reader: &mut Reader, fields: &Fields<'_>, country: Option<Country>) -> Option<PhoneNumber> {
    let (pointer, text) = match fields.get("DestinationEndpoint") {
        Some(node) => address(reader, node, "TELEPHONE_NUMBER")?,
        None => {
            let node = fields.get("To")?;
            (node.pointer.clone(), reader.text(node)?)
        }
    };
    PhoneNumber::parse(&text, country).map_err(|problem| reader.reject(pointer, problem.to_string())).ok()
}

/// The address of an endpoint of the only type that is allowed, and where it stands.
fn address(reader: &mut Reader, node: &Node<'_>, only_type: &str) -> Option<(String, String)> {
    let fields = reader.fields(node, &["Type", "Address"])?;
    match fields.get("Type").map(|node| reader.text(node)) {
        None => reader.reject(fields.pointer_to("Type"), format!("is missing; it must be {only_type}")),
        Some(Some(other)) if other != only_type => {
            reader.reject(fields.pointer_to("Type"), format!("must be {only_type}"));
        }
        Some(_) => {}
    }
    let Some(node) = fields.get("Address") else {
        reader.reject(fields.pointer_to("Address"), "is missing");
        return None;
    };
    Some((node.pointer.clone(), reader.text(node)?))
}
