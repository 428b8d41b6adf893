//! What is wrong with a request, in the words of the service that it is for.

use serde_json::Value;

/// What is wrong with a value: a wrong type stops AWS's parser, everything else is reported together.
#[derive(Default)]
pub(crate) struct Findings {
    /// The first value of a wrong type.
    pub(crate) mistyped: Option<String>,
    /// Every broken constraint, with its path.
    violations: Vec<String>,
    wording: Wording,
}

/// How a service words a broken constraint.
#[derive(Default)]
enum Wording {
    /// `Value at 'InstanceId' failed …`, as Connect does.
    #[default]
    Path,
    /// `Value 'a/b' at 'name' failed …`, as Scheduler and EventBridge do.
    ValueAndPath,
}

impl Findings {
    /// Findings that quote the value and write members in camel case.
    pub(crate) fn with_values() -> Self {
        Self { wording: Wording::ValueAndPath, ..Self::default() }
    }

    /// Adds a broken constraint, in AWS's words, without the value.
    pub(crate) fn add(&mut self, path: &str, constraint: &str) {
        self.violations.push(format!("Value at '{path}' failed to satisfy constraint: {constraint}"));
    }

    /// Adds a broken constraint on a value, in the words of the service.
    pub(super) fn add_value(&mut self, path: &str, value: &Value, constraint: &str) {
        match self.wording {
            Wording::Path => self.add(path, constraint),
            Wording::ValueAndPath => self.violations.push(format!(
                "Value {} at '{}' failed to satisfy constraint: {constraint}",
                quoted(value),
                in_camel_case(path)
            )),
        }
    }

    pub(super) fn mistyped(&mut self, message: &str) {
        self.mistyped.get_or_insert_with(|| message.to_owned());
    }

    /// All broken constraints in one message; `None` if there are none.
    pub(crate) fn message(&self) -> Option<String> {
        let errors = match self.violations.len() {
            0 => return None,
            1 => "error",
            _ => "errors",
        };
        Some(format!("{} validation {errors} detected: {}", self.violations.len(), self.violations.join("; ")))
    }
}

/// A scalar as it is; of anything else only what it is, where AWS prints its own classes.
fn quoted(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => format!("'{text}'"),
        Value::Array(items) if items.is_empty() => "'[]'".to_owned(),
        Value::Array(_) => "'[…]'".to_owned(),
        Value::Object(_) => "'{…}'".to_owned(),
        scalar => format!("'{scalar}'"),
    }
}

/// `Target.RoleArn` as `target.roleArn`.
fn in_camel_case(path: &str) -> String {
    let member = |name: &str| {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    path.split('.').map(member).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_service_has_its_own_words() {
        let (mut connect, mut scheduler) = (Findings::default(), Findings::with_values());
        for findings in [&mut connect, &mut scheduler] {
            findings.add_value("Target.RoleArn", &json!("x"), "Member must not be null");
        }
        let constraint = "failed to satisfy constraint: Member must not be null";
        assert_eq!(
            connect.message(),
            Some(format!("1 validation error detected: Value at 'Target.RoleArn' {constraint}"))
        );
        assert_eq!(
            scheduler.message(),
            Some(format!("1 validation error detected: Value 'x' at 'target.roleArn' {constraint}"))
        );
    }
}
