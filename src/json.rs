//! JSON read in place: members of an object as they came, each still raw.
//!
//! Events are recognised by a few members and parsed once; numbers keep the text they were written in, and a name that
//! appears twice is noticed, which a map would hide.

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// What a raw value is, told from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// `1`, `-2.5e3`
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
}

impl Kind {
    /// The kind of a value.
    pub fn from_raw(raw: &RawValue) -> Kind {
        match raw.get().as_bytes().first() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// The kind with its article, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Object => "an object",
            Kind::Array => "an array",
            Kind::String => "a string",
            Kind::Number => "a number",
            Kind::Boolean => "a boolean",
            Kind::Null => "null",
        }
    }
}

/// The members of an object in the order they came, repeated names included.
#[derive(Default)]
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The members of `raw`; of anything but an object, none.
    pub fn from_raw(raw: &'a RawValue) -> Members<'a> {
        match Kind::from_raw(raw) {
            Kind::Object => {
                serde_json::Deserializer::from_str(raw.get()).deserialize_map(MembersVisitor).unwrap_or_default()
            }
            _ => Members::default(),
        }
    }

    /// The member called `name`; a null counts as absent, as everywhere in AWS's JSON.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw).filter(|raw| Kind::from_raw(raw) != Kind::Null)
    }

    /// The member called `name` in any casing: AWS's own samples of contact events mix them.
    pub fn get_any_case(&self, name: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .find(|(key, raw)| key.eq_ignore_ascii_case(name) && Kind::from_raw(raw) != Kind::Null)
            .map(|(_, raw)| *raw)
    }

    /// The text of the member called `name`, if it is a string.
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).and_then(text)
    }

    /// The text of the member called `name` in any casing, if it is a string.
    pub fn text_any_case(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get_any_case(name).and_then(text)
    }

    /// The members of the object called `name`; none if it is absent, null or no object.
    pub fn object(&self, name: &str) -> Members<'a> {
        self.get(name).map(Members::from_raw).unwrap_or_default()
    }

    /// All members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, raw)| (key.as_ref(), *raw))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for Members<'a> {
    type Item = (Cow<'a, str>, &'a RawValue);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The text of a string value.
pub fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    match Kind::from_raw(raw) {
        // A string without escapes is the bytes between its quotes.
        Kind::String if !raw.get().contains('\\') => {
            raw.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(Cow::Borrowed)
        }
        Kind::String => serde_json::from_str::<String>(raw.get()).ok().map(Cow::Owned),
        _ => None,
    }
}

/// The items of an array; of anything else, none.
pub fn items(raw: &RawValue) -> Vec<&RawValue> {
    match Kind::from_raw(raw) {
        Kind::Array => serde_json::Deserializer::from_str(raw.get()).deserialize_seq(ItemsVisitor).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// How many items an array has, without room for any of them; of anything else, none.
pub fn count_items(raw: &RawValue) -> usize {
    match Kind::from_raw(raw) {
        Kind::Array => serde_json::Deserializer::from_str(raw.get()).deserialize_seq(CountVisitor).unwrap_or_default(),
        _ => 0,
    }
}

/// `text` as one JSON value and nothing beside it.
pub fn parse(text: &str) -> Option<&RawValue> {
    serde_json::from_str(text).ok()
}

/// The JSON that a sender wrote, a byte order mark before it or not.
///
/// # Errors
/// Where it is malformed, to be put behind "the body" or the like.
pub fn parse_document(text: &str) -> Result<&RawValue, String> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        // What serde_json says names what it expected, and never a value; its own way to tell the place is cut off.
        let said = error.to_string();
        let problem = said.rsplit_once(" at line ").map_or(said.as_str(), |(problem, _)| problem);
        format!("is not JSON: {problem}, in line {line}, column {column}")
    })
}

/// An object without members.
pub fn empty_object() -> &'static RawValue {
    parse("{}").unwrap_or(RawValue::NULL)
}

/// `raw` with the members of its objects in order of their names and no space between: the same for the same content.
pub fn canonical(raw: &RawValue) -> String {
    let mut text = String::new();
    write_canonical(raw, &mut text, MAX_CANONICAL_DEPTH);
    text
}

/// Deeper than this, a value is taken as it was written: a stack has an end.
const MAX_CANONICAL_DEPTH: usize = 64;

fn write_canonical(raw: &RawValue, text: &mut String, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return text.push_str(raw.get()) };
    match Kind::from_raw(raw) {
        Kind::Object => {
            let members = Members::from_raw(raw);
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|one, other| one.0.cmp(other.0));
            text.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::Value::from(name).to_string());
                text.push(':');
                write_canonical(value, text, depth);
            }
            text.push('}');
        }
        Kind::Array => {
            text.push('[');
            for (index, item) in items(raw).into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_canonical(item, text, depth);
            }
            text.push(']');
        }
        Kind::String | Kind::Number | Kind::Boolean | Kind::Null => text.push_str(raw.get()),
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        // Events have a dozen members or so: to grow by steps costs more than to read them.
        let mut members = Vec::with_capacity(16);
        while let Some(key) = map.next_key::<&'de RawValue>()? {
            // A name that is no Unicode (a lone surrogate) stays as it was written, so that nothing is lost silently.
            let name = text(key).unwrap_or(Cow::Borrowed(key.get()));
            members.push((name, map.next_value()?));
        }
        Ok(Members(members))
    }
}

struct ItemsVisitor;

impl<'de> Visitor<'de> for ItemsVisitor {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_without_being_read() {
        let count = |text| count_items(parse(text).unwrap());
        assert_eq!([count("[]"), count("[1, [2, 3], {}]"), count("{\"a\": [1]}"), count("7")], [0, 3, 0, 0]);
    }

    #[test]
    fn a_member_is_found_by_its_unescaped_name_and_keeps_its_text() {
        let raw = parse(r#"{"\u0054o": "a\nb", "n": 1.50, "x": null, "X": 2}"#).unwrap();
        let members = Members::from_raw(raw);
        assert_eq!(members.text("To").as_deref(), Some("a\nb"));
        assert_eq!(members.get("n").unwrap().get(), "1.50");
        assert!(members.get("x").is_none());
        assert_eq!(members.get_any_case("x").unwrap().get(), "2");
    }

    #[test]
    fn order_and_space_make_no_difference_to_the_canonical_form() {
        let one = parse(r#"{"b": [1, {"y": 2, "x": 1.0}], "a": "t"}"#).unwrap();
        let other = parse(r#"{"a":"t","b":[1,{"x":1.0,"y":2}]}"#).unwrap();
        assert_eq!(canonical(one), canonical(other));
        assert_ne!(canonical(one), canonical(parse(r#"{"a":"t","b":[1,{"x":1,"y":2}]}"#).unwrap()));
    }

    #[test]
    fn ten_thousand_levels_are_skipped_without_recursion() {
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(Members::from_raw(parse(&deep).unwrap()).get("a").is_some());
    }
}
