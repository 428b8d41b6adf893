//! What can be seen of an expression before it runs.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};
use std::collections::HashMap;

/// Differ in every run, so that a retry would send the text again.
const UNSTABLE: [&str; 4] = ["now", "millis", "random", "shuffle"];
const TOKEN: [&str; 2] = ["clientToken", "ClientToken"];

#[derive(Default)]
pub(super) struct Found {
    pub(super) makes_token: bool,
    /// A word of the expression, and what is wrong with it.
    pub(super) problems: Vec<(&'static str, String)>,
}

/// Looks at the whole expression.
pub(super) fn inspect(tree: &mut AstNode) -> Found {
    let mut found = Found::default();
    let mut tokens = Vec::new();
    let mut bound: HashMap<String, Vec<AstNode>> = HashMap::new();
    visit(tree, |node| {
        match node {
            AstNode::Object(pairs) | AstNode::ObjectTransform { pattern: pairs, .. } => {
                tokens.extend(pairs.iter().filter(|(key, _)| is_token(key)).map(|(_, value)| value.clone()));
            }
            AstNode::Binary { op: BinaryOp::ColonEqual, lhs, rhs } => {
                if let AstNode::Variable(name) = lhs.as_ref() {
                    bound.entry(name.clone()).or_default().push(rhs.as_ref().clone());
                }
            }
            _ => {}
        }
        found.problems.extend(forbidden(node).filter(|_| found.problems.is_empty()));
    });
    found.makes_token = !tokens.is_empty();
    if let Some(name) = unstable(tokens, bound) {
        let problem = format!("map must not make clientToken of ${name}: each try would be a new text");
        found.problems.push((name, problem));
    }
    found
}

/// What would get around the bounds, or around this very look.
fn forbidden(node: &AstNode) -> Option<(&'static str, String)> {
    match node {
        node if names(node) == Some("eval") => {
            Some(("$eval", "map must not use $eval: it would run code from a payload".to_owned()))
        }
        AstNode::Variable(name) if name == "pad" => Some(("$pad", "map can call $pad, and not hand it on".to_owned())),
        AstNode::Function { name, args, .. } if name == "pad" && args.contains(&AstNode::Placeholder) => {
            Some(("$pad", "map can't apply $pad in part".to_owned()))
        }
        _ => None,
    }
}

/// The unstable function that any of these expressions uses, directly or by a variable.
fn unstable(mut nodes: Vec<AstNode>, mut bound: HashMap<String, Vec<AstNode>>) -> Option<&'static str> {
    while let Some(mut node) = nodes.pop() {
        let mut used = None;
        let mut variables = Vec::new();
        visit(&mut node, |node| {
            let name = names(node);
            used = used.or_else(|| UNSTABLE.into_iter().find(|unstable| Some(*unstable) == name));
            variables.extend(name.map(str::to_owned));
        });
        if used.is_some() {
            return used;
        }
        nodes.extend(variables.iter().filter_map(|name| bound.remove(name)).flatten());
    }
    None
}

/// The variable or function that a node names.
fn names(node: &AstNode) -> Option<&str> {
    match node {
        AstNode::Function { name, is_builtin: true, .. } | AstNode::Variable(name) => Some(name),
        _ => None,
    }
}

fn is_token(key: &AstNode) -> bool {
    matches!(key, AstNode::String(key) if TOKEN.contains(&key.as_str()))
}

/// Calls `look` on every node of a tree, from the root on. It needs no stack, however deep the tree.
pub(super) fn visit(tree: &mut AstNode, mut look: impl FnMut(&mut AstNode)) {
    let mut nodes = vec![tree];
    while let Some(node) = nodes.pop() {
        look(node);
        add_children(node, &mut nodes);
    }
}

pub(super) fn add_children<'a>(node: &'a mut AstNode, nodes: &mut Vec<&'a mut AstNode>) {
    match node {
        AstNode::String(_)
        | AstNode::Name(_)
        | AstNode::Number(_)
        | AstNode::Boolean(_)
        | AstNode::Null
        | AstNode::Undefined
        | AstNode::Placeholder
        | AstNode::Regex { .. }
        | AstNode::Variable(_)
        | AstNode::ParentVariable(_)
        | AstNode::Parent(_)
        | AstNode::Wildcard
        | AstNode::Descendant => {}
        AstNode::Path { steps } => steps.iter_mut().for_each(|step| add_step(step, nodes)),
        AstNode::Binary { lhs, rhs, .. } => nodes.extend([lhs.as_mut(), rhs.as_mut()]),
        AstNode::Unary { operand, .. } => nodes.push(operand),
        AstNode::Function { args, .. } => nodes.extend(args),
        AstNode::Call { procedure, args } => {
            nodes.push(procedure);
            nodes.extend(args);
        }
        AstNode::Lambda { body, .. } => nodes.push(body),
        AstNode::Array(items) | AstNode::Block(items) | AstNode::ArrayGroup(items) => nodes.extend(items),
        AstNode::Object(pairs) => add_pairs(pairs, nodes),
        AstNode::ObjectTransform { input, pattern } => {
            nodes.push(input);
            add_pairs(pattern, nodes);
        }
        AstNode::Conditional { condition, then_branch, else_branch } => {
            nodes.extend([condition.as_mut(), then_branch.as_mut()]);
            nodes.extend(else_branch.as_deref_mut());
        }
        AstNode::FunctionApplication(inner) => nodes.push(inner),
        AstNode::Sort { input, terms } => {
            nodes.push(input);
            nodes.extend(terms.iter_mut().map(|(term, _)| term));
        }
        AstNode::Transform { location, update, delete } => {
            nodes.extend([location.as_mut(), update.as_mut()]);
            nodes.extend(delete.as_deref_mut());
        }
    }
}

fn add_step<'a>(step: &'a mut PathStep, nodes: &mut Vec<&'a mut AstNode>) {
    nodes.push(&mut step.node);
    for stage in &mut step.stages {
        if let Stage::Filter(filter) = stage {
            nodes.push(filter);
        }
    }
}

fn add_pairs<'a>(pairs: &'a mut [(AstNode, AstNode)], nodes: &mut Vec<&'a mut AstNode>) {
    nodes.extend(pairs.iter_mut().flat_map(|(key, value)| [key, value]));
}
