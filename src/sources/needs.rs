//! `needs`: members of which a source needs one to make a text. They have no effect of their own; they explain why
//! nothing was made.

use serde_json::Value;

/// Dotted paths into what the mapping sees.
#[derive(Debug, Default)]
pub struct Needs(Vec<String>);

impl From<Vec<String>> for Needs {
    fn from(paths: Vec<String>) -> Needs {
        Needs(paths)
    }
}

impl Needs {
    /// What is missing of `json`, if none of the members has anything in it.
    pub fn missing(&self, json: &str) -> Option<String> {
        let root: Value = serde_json::from_str(json).ok()?;
        let is_there = |path: &String| has_something(&root, &path.split('.').collect::<Vec<_>>());
        if self.0.is_empty() || self.0.iter().any(is_there) {
            return None;
        }
        let missing = "is missing, null or empty";
        Some(match self.0.as_slice() {
            [one] => format!("{one} {missing}"),
            all => format!("each of {} {missing}", all.join(", ")),
        })
    }
}

/// Whether there is anything at `path`; in a list, in any of its items.
fn has_something(value: &Value, path: &[&str]) -> bool {
    match (value, path) {
        (Value::Array(items), _) => items.iter().any(|item| has_something(item, path)),
        (Value::Object(members), [name, rest @ ..]) => {
            members.get(*name).is_some_and(|value| has_something(value, rest))
        }
        (Value::Null, _) | (_, [_, ..]) => false,
        (Value::String(text), []) => !text.trim().is_empty(),
        (_, []) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::Needs;

    #[test]
    fn what_is_missing_null_or_empty_is_named() {
        let needs = |paths: &[&str]| Needs::from(paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>());
        let one = needs(&["detail.payload.MobilePhone"]);
        for json in [
            "{}",
            r#"{"detail": {"payload": {"MobilePhone": null}}}"#,
            r#"{"detail": {"payload": {"MobilePhone": " "}}}"#,
            "[]",
        ] {
            assert_eq!(
                one.missing(json).as_deref(),
                Some("detail.payload.MobilePhone is missing, null or empty"),
                "{json}"
            );
        }
        assert_eq!(one.missing(r#"{"detail": {"payload": {"MobilePhone": "+1"}}}"#), None);
        let two = needs(&["phone", "customers.phone"]);
        assert_eq!(two.missing(r#"{"customers": [{}, {"phone": "1"}]}"#), None);
        assert_eq!(two.missing("{}").as_deref(), Some("each of phone, customers.phone is missing, null or empty"));
        assert_eq!(needs(&[]).missing("{}"), None);
    }
}
