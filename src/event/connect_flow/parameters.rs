//! A flow's parameters as a request document: flat keys with dots become nested members.

use crate::json::{Kind, Members, parse, text};
use crate::outcome::Failure;
use crate::request::members::{self, Member, Shape};
use crate::request::rejection::below;
use crate::request::{Rejection, is_spelling_of};
use serde_json::value::RawValue;

/// The request document that `parameters` make.
///
/// # Errors
/// [`Failure::ValidationFailed`] with the members that are given both flat and nested.
pub fn document(parameters: &RawValue) -> Result<Box<RawValue>, Failure> {
    let mut root = Branch::default();
    let mut twice = Vec::new();
    for (key, value) in Members::from_raw(parameters).iter() {
        let path = path(key);
        if is_absent(&path, value) {
            continue;
        }
        if !root.put(&path, value) {
            let pointer = path.iter().fold(String::new(), |parent, name| below(&parent, name));
            twice.push(Rejection::new(pointer, "is given twice, flat or nested; keep one"));
        }
    }
    match twice.is_empty() {
        true => Ok(root.document()),
        false => Err(Failure::ValidationFailed(twice)),
    }
}

/// Whether a parameter has no value: for an attribute that is not set, a block passes null or an empty text. Only
/// an empty destination is not taken for none: the block means somebody, and a guess at whom could reach a stranger.
fn is_absent(path: &[&str], value: &RawValue) -> bool {
    let names_somebody = path.last().is_some_and(|name| is_spelling_of(name, "To") || is_spelling_of(name, "Address"));
    match Kind::from_raw(value) {
        Kind::Null => true,
        Kind::String => !names_somebody && text(value).is_some_and(|text| text.is_empty()),
        Kind::Object | Kind::Array | Kind::Number | Kind::Boolean => false,
    }
}

/// Members in the making, their values still as they were written.
#[derive(Default)]
struct Branch(Vec<(String, Entry)>);

enum Entry {
    Value(Box<RawValue>),
    Branch(Branch),
}

impl Branch {
    /// Puts `value` at `path`, if that is still empty.
    fn put(&mut self, path: &[&str], value: &RawValue) -> bool {
        let [name, rest @ ..] = path else { return false };
        let Some(at) = self.0.iter().position(|(known, _)| known == name) else {
            self.0.push(((*name).to_owned(), Entry::at(rest, value)));
            return true;
        };
        let member = &mut self.0[at].1;
        match (rest.is_empty(), member.as_branch()) {
            (_, None) => false,
            (false, Some(branch)) => branch.put(rest, value),
            // `Attributes` as JSON after `Attributes.orderId`: each says something.
            (true, Some(branch)) => object(value).is_some_and(|object| {
                Members::from_raw(&object).iter().all(|(name, value)| branch.put(&[name], value))
            }),
        }
    }

    fn document(&self) -> Box<RawValue> {
        let mut json = String::new();
        self.write(&mut json);
        RawValue::from_string(json).unwrap_or_else(|_| RawValue::NULL.to_owned())
    }

    fn write(&self, json: &mut String) {
        json.push('{');
        for (index, (name, member)) in self.0.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(&serde_json::Value::from(name.as_str()).to_string());
            json.push(':');
            match member {
                Entry::Value(value) => json.push_str(value.get()),
                Entry::Branch(branch) => branch.write(json),
            }
        }
        json.push('}');
    }
}

impl Entry {
    fn at(path: &[&str], value: &RawValue) -> Entry {
        match path {
            [] => Entry::Value(value.to_owned()),
            [name, rest @ ..] => Entry::Branch(Branch(vec![((*name).to_owned(), Entry::at(rest, value))])),
        }
    }

    /// The members, also of an object that was given whole, as JSON or as JSON in a string.
    fn as_branch(&mut self) -> Option<&mut Branch> {
        if let Entry::Value(value) = self {
            let object = object(value)?;
            let members = Members::from_raw(&object);
            let members = members.iter().map(|(name, value)| (name.to_owned(), Entry::Value(value.to_owned())));
            *self = Entry::Branch(Branch(members.collect()));
        }
        match self {
            Entry::Branch(branch) => Some(branch),
            Entry::Value(_) => None,
        }
    }
}

/// The object that `value` is, or holds as text.
fn object(value: &RawValue) -> Option<Box<RawValue>> {
    let is_object = |raw: &&RawValue| Kind::from_raw(raw) == Kind::Object;
    match text(value) {
        Some(text) => parse(text.trim()).filter(is_object).map(ToOwned::to_owned),
        None => Some(value).filter(is_object).map(ToOwned::to_owned),
    }
}

/// `A.b` reaches into `A`; where `A`'s keys are the sender's own, the rest behind the dot is one of them.
fn path(key: &str) -> Vec<&str> {
    let Some((head, rest)) = key.split_once('.') else { return vec![key] };
    let is = |name: &str| is_spelling_of(head, name);
    let reaches_into = |member: &Member| matches!(member.shape, Shape::Structure | Shape::Map);
    if !members::find(head).is_some_and(reaches_into) {
        return vec![key];
    }
    match rest.rsplit_once('.') {
        Some((name, member)) if is("SegmentAttributes") && is_value_member(member) => vec![head, name, member],
        _ if is("Attributes") || is("SegmentAttributes") => vec![head, rest],
        // `TemplateAttributes.CustomAttributes.key`: the third is the sender's own.
        _ => std::iter::once(head).chain(rest.splitn(3, '.')).collect(),
    }
}

fn is_value_member(name: &str) -> bool {
    let members = ["ValueString", "ValueInteger", "ValueMap", "ValueList", "ValueArn"];
    members.iter().any(|known| is_spelling_of(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn made(parameters: Value) -> Result<Value, Failure> {
        let parameters = RawValue::from_string(parameters.to_string()).unwrap();
        document(&parameters).map(|document| serde_json::from_str(document.get()).unwrap())
    }

    #[test]
    fn a_dotted_key_is_a_member_of_a_member() {
        let flat = json!({
            "To": "+14155550123",
            "Attributes.orderId": "7",
            "attributes.a.b": "as written",
            "SegmentAttributes.connect:Subtype": "connect:SMS",
            "SegmentAttributes.own.key.ValueInteger": "3",
            "InitialTemplatedSystemMessage.TemplateAttributes.CustomAttributes.a.b": "x",
            "Unknown.member": "stays",
        });
        let nested = json!({
            "To": "+14155550123",
            "Attributes": {"orderId": "7"},
            "attributes": {"a.b": "as written"},
            "SegmentAttributes": {"connect:Subtype": "connect:SMS", "own.key": {"ValueInteger": "3"}},
            "InitialTemplatedSystemMessage": {"TemplateAttributes": {"CustomAttributes": {"a.b": "x"}}},
            "Unknown.member": "stays",
        });
        assert_eq!(made(flat), Ok(nested));
    }

    #[test]
    fn flat_and_nested_members_come_together_and_none_overwrites_another() {
        let both = json!({"Attributes": "{\"a\": \"1\"}", "Attributes.b": "2"});
        assert_eq!(made(both), Ok(json!({"Attributes": {"a": "1", "b": "2"}})));
        let clash = json!({"Attributes.a": "1", "Attributes": {"a": "2"}});
        let Err(Failure::ValidationFailed(rejections)) = made(clash) else { panic!("a clash must be refused") };
        assert!(rejections[0].pointer.starts_with("/Attributes"), "{rejections:?}");
    }

    #[test]
    fn a_null_says_nothing_beside_what_says_something() {
        for nulls in
            [json!({"Attributes": null, "Attributes.a": "1"}), json!({"Attributes.a": "1", "Attributes": null})]
        {
            assert_eq!(made(nulls), Ok(json!({"Attributes": {"a": "1"}})));
        }
    }

    #[test]
    fn a_long_number_keeps_its_digits() {
        let parameters = RawValue::from_string(r#"{"Attributes.n": 12345678901234567890123}"#.to_owned()).unwrap();
        assert_eq!(document(&parameters).unwrap().get(), r#"{"Attributes":{"n":12345678901234567890123}}"#);
    }
}
