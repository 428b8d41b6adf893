//! The two ends of a chat: the number it is written from, and the customer's.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_Endpoint.html>

use super::country::Country;
use super::ids;
use super::number::PhoneNumber;
use super::reader::{Fields, Node, Reader};

/// `SourceEndpoint` or `From`: a phone number's ARN. Both are read, so that everything that is wrong with them is
/// reported.
pub fn source(reader: &mut Reader, fields: &Fields<'_>) -> Option<String> {
    let arn = |place: Option<Place>, reader: &mut Reader| {
        let Place { pointer, text } = place?;
        let problem = ids::phone_number_arn_problem(&text);
        problem.map(|problem| reader.reject(pointer, problem)).is_none().then_some(text)
    };
    let long = fields.get("SourceEndpoint").and_then(|node| address(reader, node, "CONNECT_PHONENUMBER_ARN"));
    let long = arn(long, reader);
    let short = fields.get("From").and_then(|node| Place::from_node(reader, node));
    let short = arn(short, reader);
    long.or(short)
}

/// `DestinationEndpoint` or `To`: a number that is E.164 once read.
pub fn destination(reader: &mut Reader, fields: &Fields<'_>, country: Option<Country>) -> Option<PhoneNumber> {
    let number = |place: Option<Place>, reader: &mut Reader| {
        let Place { pointer, text } = place?;
        PhoneNumber::parse(&text, country).map_err(|problem| reader.reject(pointer, problem.to_string())).ok()
    };
    let long = fields.get("DestinationEndpoint").and_then(|node| address(reader, node, "TELEPHONE_NUMBER"));
    let long = number(long, reader);
    let short = fields.get("To").and_then(|node| Place::from_node(reader, node));
    let short = number(short, reader);
    long.or(short)
}

/// An address and where it stands.
struct Place {
    pointer: String,
    text: String,
}

impl Place {
    fn from_node(reader: &mut Reader, node: &Node<'_>) -> Option<Place> {
        Some(Place { pointer: node.pointer.clone(), text: reader.text(node)? })
    }
}

/// The address of an endpoint of the only type that is allowed.
fn address(reader: &mut Reader, node: &Node<'_>, only_type: &str) -> Option<Place> {
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
    Place::from_node(reader, node)
}
