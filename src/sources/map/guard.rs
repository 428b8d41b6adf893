//! What an expression may not do, whatever the engine lets it: grow a text without bound, run code from its payload, or
//! make a token of the clock or of chance.
//!
//! The parsed expression is rewritten through its serialised form, in which every node looks alike.

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use serde_json::{Value, json};

/// The longest text that an expression may make: more than any request can hold.
const MAX_TEXT: usize = 65_536;
/// The message of the error for a longer one.
pub const TOO_LONG: &str = "a text is too long";

/// Functions that give something else each time.
const VOLATILE: [&str; 4] = ["now", "millis", "random", "shuffle"];
/// The host function that checks a text's length.
const SHORT: &str = "__short";
/// The host function that checks a width.
const NARROW: &str = "__narrow";

/// A guarded expression.
pub struct Guarded {
    /// The expression, its growing operations checked.
    pub ast: AstNode,
    /// Whether it has a `clientToken` in any object.
    pub makes_token: bool,
}

/// Guards `ast`.
///
/// # Errors
/// It makes a `clientToken` of the clock or of chance, or calls `$eval`.
pub fn guard(ast: &AstNode) -> Result<Guarded, String> {
    let problem = |_| "map can't be compiled".to_owned();
    let mut tree = serde_json::to_value(ast).map_err(problem)?;
    if holds(&tree, &|node| function_name(node) == Some("eval")) {
        return Err("map must not use $eval: it would run code from a payload".to_owned());
    }
    let volatile = volatile_variables(&tree);
    let tokens = tokens(&tree);
    if tokens.iter().any(|token| is_volatile(token, &volatile)) {
        return Err(
            "map must not make clientToken of $now, $millis, $random or $shuffle: each try would be a new text"
                .to_owned(),
        );
    }
    let makes_token = !tokens.is_empty();
    bound(&mut tree);
    Ok(Guarded { ast: serde_json::from_value(tree).map_err(problem)?, makes_token })
}

/// Gives `evaluator` the functions that guarded expressions call.
pub fn register(evaluator: &mut Evaluator) -> Result<(), EvaluatorError> {
    let too_long = || EvaluatorError::EvaluationError(TOO_LONG.to_owned());
    evaluator.register_fn(SHORT, move |arguments: &[JValue]| match arguments.first() {
        Some(JValue::String(text)) if text.len() > MAX_TEXT => Err(too_long()),
        other => Ok(other.cloned().unwrap_or(JValue::Undefined)),
    })?;
    evaluator.register_fn(NARROW, move |arguments: &[JValue]| match arguments.first() {
        Some(JValue::Number(width)) if width.abs() > MAX_TEXT as f64 => Err(too_long()),
        other => Ok(other.cloned().unwrap_or(JValue::Undefined)),
    })
}

/// Puts a check around whatever makes a longer text of shorter ones, and before what makes one of a number.
fn bound(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(bound),
        Value::Object(members) => members.values_mut().for_each(bound),
        _ => return,
    }
    if function_name(node) == Some("pad")
        && let Some(width) = node["Function"]["args"].get_mut(1)
    {
        *width = call(NARROW, width.take());
    }
    let is_growing = node.pointer("/Binary/op").is_some_and(|op| op == "Concatenate")
        || function_name(node).is_some_and(|name| ["join", "replace"].contains(&name));
    if is_growing {
        *node = call(SHORT, node.take());
    }
}

fn call(name: &str, argument: Value) -> Value {
    json!({"Function": {"name": name, "args": [argument], "is_builtin": true}})
}

fn function_name(node: &Value) -> Option<&str> {
    node.pointer("/Function/name").and_then(Value::as_str)
}

fn variable(node: &Value) -> Option<&str> {
    node.get("Variable").and_then(Value::as_str)
}

/// Whether `node` or anything in it is what `is` says.
fn holds(node: &Value, is: &dyn Fn(&Value) -> bool) -> bool {
    is(node)
        || match node {
            Value::Array(items) => items.iter().any(|item| holds(item, is)),
            Value::Object(members) => members.values().any(|member| holds(member, is)),
            _ => false,
        }
}

/// Everything in `node` for which `pick` gives something.
fn collect<'a, T>(node: &'a Value, pick: &dyn Fn(&'a Value) -> Option<T>, found: &mut Vec<T>) {
    found.extend(pick(node));
    match node {
        Value::Array(items) => items.iter().for_each(|item| collect(item, pick, found)),
        Value::Object(members) => members.values().for_each(|member| collect(member, pick, found)),
        _ => {}
    }
}

fn is_volatile(node: &Value, variables: &[&str]) -> bool {
    holds(node, &|node| {
        let name = function_name(node).or_else(|| variable(node));
        name.is_some_and(|name| VOLATILE.contains(&name) || variables.contains(&name))
    })
}

/// Variables that are bound to something volatile, straight or through one another.
fn volatile_variables(tree: &Value) -> Vec<&str> {
    let mut bindings = Vec::new();
    collect(
        tree,
        &|node| {
            let binary = node.get("Binary").filter(|binary| binary["op"] == "ColonEqual")?;
            Some((variable(&binary["lhs"])?, &binary["rhs"]))
        },
        &mut bindings,
    );
    let mut volatile: Vec<&str> = Vec::new();
    loop {
        let is_new = |(name, value): &&(&str, &Value)| !volatile.contains(name) && is_volatile(value, &volatile);
        match bindings.iter().find(is_new).map(|(name, _)| *name) {
            Some(name) => volatile.push(name),
            None => return volatile,
        }
    }
}

/// The values that objects in the expression have under `clientToken`.
fn tokens(tree: &Value) -> Vec<&Value> {
    let mut tokens = Vec::new();
    collect(
        tree,
        &|node| {
            let [key, value] = node.as_array()?.as_slice() else { return None };
            let key = key.get("String").and_then(Value::as_str)?;
            ["clientToken", "ClientToken"].contains(&key).then_some(value)
        },
        &mut tokens,
    );
    tokens
}
