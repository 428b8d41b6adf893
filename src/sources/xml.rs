//! XML as JSON: prefixes dropped, text as strings, an element that comes several times as an array.
//!
//! Made for Salesforce's Outbound Message (SOAP 1.1). What makes XML dangerous is refused: a DOCTYPE, entities other
//! than the five that XML itself has, and deep nesting. Its `SessionId` is a valid credential, and is left out.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// How deep elements may nest.
const MAX_DEPTH: usize = 64;
/// An element that is left out whole: Salesforce's session id lets its bearer act as the user.
const CREDENTIAL: &str = "SessionId";

/// An element that is open.
struct Element {
    name: String,
    members: Map<String, Value>,
    text: String,
}

/// The document as JSON: an object with the root element in it.
///
/// # Errors
/// Says what is refused, without quoting it.
pub fn as_json(text: &str) -> Result<Value, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::named(String::new())];
    loop {
        let event = reader.read_event().map_err(|_| malformed(text, reader.error_position()))?;
        match event {
            Event::Start(_) if open.len() > MAX_DEPTH => {
                return Err(format!("the XML nests deeper than {MAX_DEPTH} elements"));
            }
            Event::Start(start) => open.push(Element::named(local_name(&start))),
            Event::Empty(start) => put(&mut open, Element::named(local_name(&start))),
            Event::End(_) => {
                let Some(element) = open.pop() else { break };
                put(&mut open, element);
            }
            Event::Text(text) => append(&mut open, &text.xml10_content()),
            Event::CData(text) => append(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => append(&mut open, &character(&reference)?.to_string()),
            Event::DocType(_) => return Err("XML with a DOCTYPE is refused".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(document), true) => document.into_root(),
        _ => Err("the body is not well-formed XML: an element in it is not closed".to_owned()),
    }
}

fn malformed(text: &str, at: u64) -> String {
    let before = &text.as_bytes()[..usize::try_from(at).unwrap_or(text.len()).min(text.len())];
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
    format!("the body is not well-formed XML, in line {line}, column {column}")
}

impl Element {
    fn named(name: String) -> Element {
        Element { name, members: Map::new(), text: String::new() }
    }

    /// The root element as JSON. Only one element and no text may be at the top: of two, each reader could use a
    /// different one.
    fn into_root(self) -> Result<Value, String> {
        let is_one = self.members.len() == 1 && !self.members.values().any(Value::is_array);
        match is_one && self.text.trim().is_empty() {
            true => Ok(Value::Object(self.members)),
            false => Err("the body is not well-formed XML: it must have one root element".to_owned()),
        }
    }

    fn value(self) -> Value {
        if self.members.is_empty() { Value::String(self.text.trim().to_owned()) } else { Value::Object(self.members) }
    }
}

/// Puts a closed element into the one around it.
fn put(open: &mut [Element], element: Element) {
    let Some(parent) = open.last_mut().filter(|_| element.name != CREDENTIAL) else { return };
    let name = element.name.clone();
    let value = element.value();
    match parent.members.get_mut(&name) {
        None => drop(parent.members.insert(name, value)),
        Some(Value::Array(all)) => all.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

fn append(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn local_name(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

/// The character that a reference stands for, if it is one of XML's own five or names a code point.
fn character(reference: &BytesRef<'_>) -> Result<char, String> {
    let refused = || "XML with entities of its own is refused".to_owned();
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten().ok_or_else(refused);
    }
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn prefixes_go_and_siblings_become_an_array() {
        let xml = r#"<?xml version="1.0"?><s:E xmlns:s="u"><s:B a="1"><n><Id>1 &amp; &#50;</Id></n><n><Id/></n></s:B>
            <SessionId>live</SessionId><![CDATA[ ]]></s:E>"#;
        assert_eq!(as_json(xml), Ok(json!({"E": {"B": {"n": [{"Id": "1 & 2"}, {"Id": ""}]}}})));
    }

    #[test]
    fn what_makes_xml_dangerous_is_refused() {
        let laughs = r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>"#;
        assert_eq!(as_json(laughs), Err("XML with a DOCTYPE is refused".to_owned()));
        assert!(as_json("<a>&own;</a>").is_err());
        assert!(as_json(&format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000))).is_err());
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for broken in ["", "text", "<a>", "<a></b>", "<a/>&", "<a><b></a></b>", "</a>"] {
            assert!(as_json(broken).is_err(), "{broken}");
        }
        assert_eq!(
            as_json("<a>\n <b></c>\n</a>"),
            Err("the body is not well-formed XML, in line 2, column 5".to_owned())
        );
    }

    #[test]
    fn a_document_has_one_root_and_no_text_around_it() {
        for (document, is_read) in [
            ("<a>1</a>", true),
            ("<?xml version=\"1.0\"?>\n<!-- x --><a>1</a>\n", true),
            ("<a>1</a><a>2</a>", false),
            ("<a>1</a><b>2</b>", false),
            ("<a/><b/>", false),
            ("x<a>1</a>", false),
            ("<a>1</a>x", false),
            ("<a>1</a>&amp;", false),
        ] {
            assert_eq!(as_json(document).is_ok(), is_read, "{document}");
        }
    }
}
