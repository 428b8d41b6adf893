//! An event, and the same with one member changed at a time.

use serde_json::{Value, json};
use std::fmt;

/// Where and how an event was changed.
pub struct Place {
    /// The member that was changed; empty for the event as it stands.
    pub pointer: String,
    change: &'static str,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.pointer, self.change)
    }
}

/// The event as it stands, and with each of its members removed, or replaced by values of every kind.
pub fn mutations(event: &Value) -> Vec<(Place, Value)> {
    let values = [
        ("null", json!(null)),
        ("an empty text", json!("")),
        ("a text", json!("something else")),
        ("a number", json!(7)),
        ("true", json!(true)),
        ("false", json!(false)),
        ("an empty object", json!({})),
        ("an object", json!({"name": "value"})),
        ("an empty array", json!([])),
        ("an array", json!(["one", "two"])),
    ];
    let mut all = vec![(Place { pointer: String::new(), change: "as it stands" }, event.clone())];
    for pointer in pointers(event, "") {
        for (change, value) in &values {
            let mut mutation = event.clone();
            *mutation.pointer_mut(&pointer).unwrap() = value.clone();
            all.push((Place { pointer: pointer.clone(), change }, mutation));
        }
        let mut mutation = event.clone();
        remove(&mut mutation, &pointer);
        all.push((Place { pointer, change: "removed" }, mutation));
    }
    all
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let pointer = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    children
        .into_iter()
        .flat_map(|(name, value)| [vec![pointer(&name)], pointers(value, &pointer(&name))].concat())
        .collect()
}

fn remove(event: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match event.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => unreachable!("it has children"),
    }
}
