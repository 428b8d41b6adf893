//! What an API model says a value must be, and the walk that holds a request against it.

mod findings;

use regex_lite::Regex;
use serde_json::Value;

pub(crate) use findings::Findings;

/// What a value must be.
pub(crate) enum Shape {
    /// A string, by its length in characters.
    Text { min: usize, max: usize },
    /// A string of at least one character that matches a pattern.
    Pattern { max: usize, pattern: &'static str },
    /// One of these strings.
    Enum(&'static [&'static str]),
    /// A whole number.
    Whole { min: i64, max: i64 },
    /// A point in time: seconds since 1970.
    Time,
    /// Any keys of one shape to values of one shape.
    Map { key: &'static Shape, value: &'static Shape },
    /// Values of one shape, at least and at most so many.
    List { min: usize, max: usize, each: &'static Shape },
    /// Named members; others are ignored, as AWS does.
    Structure(&'static [Member]),
}

/// One member of a structure.
pub(crate) struct Member {
    name: &'static str,
    required: bool,
    shape: &'static Shape,
}

/// A member that must be there.
pub(crate) const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: true, shape }
}

/// A member that may be missing.
pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, required: false, shape }
}

/// A string, by its length in characters.
pub(crate) const fn text(min: usize, max: usize) -> Shape {
    Shape::Text { min, max }
}

impl Shape {
    /// Holds a value against this shape; `path` names the value.
    pub(crate) fn check(&self, path: &str, value: &Value, findings: &mut Findings) {
        match (self, value) {
            (Self::Text { min, max }, Value::String(text)) => {
                check_length(*min, *max, path, value, text.chars().count(), findings);
            }
            (Self::Pattern { max, pattern }, Value::String(text)) => {
                check_length(1, *max, path, value, text.chars().count(), findings);
                check_pattern(pattern, path, value, text, findings);
            }
            (Self::Enum(allowed), Value::String(text)) if !allowed.contains(&text.as_str()) => {
                let constraint = format!("Member must satisfy enum value set: [{}]", allowed.join(", "));
                findings.add_value(path, value, &constraint);
            }
            (Self::Enum(_), Value::String(_)) | (Self::Time, Value::Number(_)) => {}
            (Self::Whole { min, max }, Value::Number(number)) => match number.as_i64() {
                Some(whole) => check_range(*min, *max, path, value, whole, findings),
                None => findings.mistyped("NUMBER_VALUE can not be converted to an Integer"),
            },
            (Self::Map { key, value: each }, Value::Object(entries)) => {
                for (name, entry) in entries {
                    key.check(path, &Value::String(name.clone()), findings);
                    if entry.is_null() {
                        findings.add_value(&format!("{path}.{name}"), entry, "Member must not be null");
                    } else {
                        each.check(&format!("{path}.{name}"), entry, findings);
                    }
                }
            }
            (Self::List { min, max, each }, Value::Array(items)) => {
                check_length(*min, *max, path, value, items.len(), findings);
                for (index, item) in items.iter().enumerate() {
                    each.check(&format!("{path}.{}", index + 1), item, findings);
                }
            }
            (Self::Structure(members), Value::Object(entries)) => {
                for member in *members {
                    let path = if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
                    match entries.get(member.name) {
                        None | Some(Value::Null) if member.required => {
                            findings.add_value(&path, &Value::Null, "Member must not be null");
                        }
                        None | Some(Value::Null) => {}
                        Some(value) => member.shape.check(&path, value, findings),
                    }
                }
            }
            _ => findings.mistyped(&self.mismatch(value)),
        }
    }

    /// What AWS's parser says to a value of a wrong type; it never quotes the value.
    fn mismatch(&self, value: &Value) -> String {
        let found = match value {
            Value::Object(_) => {
                return "Start of structure or map found where not expected.".to_owned();
            }
            Value::Array(_) => return "Start of list found where not expected".to_owned(),
            Value::String(_) => "STRING_VALUE",
            Value::Number(_) => "NUMBER_VALUE",
            Value::Bool(true) => "TRUE_VALUE",
            Value::Bool(false) => "FALSE_VALUE",
            Value::Null => "NULL_VALUE",
        };
        match self {
            Self::Text { .. } | Self::Pattern { .. } | Self::Enum(_) => {
                format!("{found} can not be converted to a String")
            }
            Self::Whole { .. } => format!("{found} can not be converted to an Integer"),
            Self::Time => format!("{found} can not be converted to milliseconds since epoch"),
            Self::Map { .. } | Self::Structure(_) => "Expected map or structure, found scalar".to_owned(),
            Self::List { .. } => "Expected list or null".to_owned(),
        }
    }
}

fn check_length(min: usize, max: usize, path: &str, value: &Value, length: usize, findings: &mut Findings) {
    if length < min {
        findings.add_value(path, value, &format!("Member must have length greater than or equal to {min}"));
    }
    if length > max {
        findings.add_value(path, value, &format!("Member must have length less than or equal to {max}"));
    }
}

fn check_pattern(pattern: &str, path: &str, value: &Value, text: &str, findings: &mut Findings) {
    // A pattern that doesn't compile is a bug in a table here; the tests of the tables would show it.
    if Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| !regex.is_match(text)) {
        findings.add_value(path, value, &format!("Member must satisfy regular expression pattern: {pattern}"));
    }
}

fn check_range(min: i64, max: i64, path: &str, value: &Value, whole: i64, findings: &mut Findings) {
    if whole < min {
        findings.add_value(path, value, &format!("Member must have value greater than or equal to {min}"));
    }
    if whole > max {
        findings.add_value(path, value, &format!("Member must have value less than or equal to {max}"));
    }
}
