//! A webhook's body as JSON text for the mapping: JSON as it is, XML and forms as objects of strings.

use super::xml;
use crate::json::parse_document;
use crate::media_type::MediaType;
use std::borrow::Cow;

/// Whole numbers beyond this aren't exact in JSONata, which counts in doubles: 2^53.
const EXACT: u64 = 1 << 53;

/// The body as JSON text.
///
/// # Errors
/// Says why it can't be read, without quoting it.
pub fn as_json(body: &[u8], content_type: Option<&str>) -> Result<String, String> {
    let text = std::str::from_utf8(body).map_err(|_| "the body is not UTF-8".to_owned())?;
    match MediaType::from_content_type(content_type) {
        MediaType::Json => match parse_document(text) {
            Ok(json) => Ok(with_long_numbers_as_text(json.get()).into_owned()),
            Err(problem) => Err(format!("the body {problem}")),
        },
        MediaType::Xml => xml::as_json(text.strip_prefix('\u{feff}').unwrap_or(text)).map(|json| json.to_string()),
        MediaType::Form => Ok(form(text)),
        MediaType::Other => Err("the body is neither JSON nor XML nor a form".to_owned()),
    }
}

/// A form as an object of strings; of a name that comes twice, the last counts.
fn form(text: &str) -> String {
    let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
    serde_json::Value::Object(pairs.map(|(name, value)| (name, value.into())).collect()).to_string()
}

/// Valid JSON with every whole number beyond 2^53 put in quotation marks: an id must not lose its last digits.
pub fn with_long_numbers_as_text(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let (mut text, mut copied, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let end = bytes[at..].iter().position(|byte| !is_of_number(*byte)).map_or(bytes.len(), |n| at + n);
                if is_inexact(&json[at..end]) {
                    text.push_str(&json[copied..at]);
                    text.push('"');
                    text.push_str(&json[at..end]);
                    text.push('"');
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    text.push_str(&json[copied..]);
    Cow::Owned(text)
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

fn is_inexact(number: &str) -> bool {
    let digits = number.trim_start_matches('-');
    digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u64>().map_or(true, |whole| whole > EXACT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_beyond_2_to_the_53_becomes_text_and_no_other() {
        let json = r#"{"id": 820982911946154508, "ok": 9007199254740992, "neg": -9007199254740993,
            "s": "\"820982911946154508", "f": 1.5e30, "huge": [123456789012345678901234567890]}"#;
        let expected = r#"{"id": "820982911946154508", "ok": 9007199254740992, "neg": "-9007199254740993",
            "s": "\"820982911946154508", "f": 1.5e30, "huge": ["123456789012345678901234567890"]}"#;
        assert_eq!(with_long_numbers_as_text(json), expected);
        assert!(matches!(with_long_numbers_as_text("[1, -2, \"x\"]"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_byte_order_mark_is_dropped_and_what_is_not_json_is_told_with_its_place() {
        assert_eq!(as_json("\u{feff}{\"a\": 1}".as_bytes(), None), Ok("{\"a\": 1}".to_owned()));
        assert_eq!(
            as_json(b"{\n\"a\": secret}", None),
            Err("the body is not JSON: expected value, in line 2, column 6".to_owned())
        );
        assert_eq!(as_json("\u{feff}<a>x</a>".as_bytes(), Some("text/xml")), Ok("{\"a\":\"x\"}".to_owned()));
    }

    #[test]
    fn a_form_is_an_object_of_strings() {
        let json = as_json(b"a=1&b=x+y%21&a=2", Some("application/x-www-form-urlencoded; charset=utf-8")).unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&json).unwrap(),
            serde_json::json!({"a": "2", "b": "x y!"})
        );
    }
}
