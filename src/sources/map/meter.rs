//! How much text, and how many items, an expression may make.
//!
//! The evaluator bounds its time, its depth and its sequences, but twenty-odd doublings of a string fit into all of
//! them and into no memory. So every `&` and every function that makes longer text is metered, and so are the items of
//! arrays that it writes down.

use super::{MAX_ITEMS, tree};
use jsonata_core::ast::{AstNode, BinaryOp};
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use std::cell::Cell;
use std::io;
use std::rc::Rc;

/// All text that one run may make, items of arrays at their size in memory included.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;
/// A code of our own, in the manner of JSONata's.
pub(super) const CODE: &str = "U9001";

// No expression can name these functions: they are no identifiers.
const METERED: &str = " metered";
const SIZED: &str = " sized";
const WIDTH: &str = " width";
const COUNTED: &str = " counted";

/// Functions whose result may be much longer than what they are given.
const GROWING: [&str; 5] = ["join", "string", "replace", "pad", "formatNumber"];

/// The bytes that are left of one run.
#[derive(Clone)]
pub(super) struct Meter(Rc<Cell<usize>>);

/// Puts a meter around all that makes text of other text.
pub(super) fn install(tree: &mut AstNode) {
    let mut nodes = vec![(tree, true)];
    while let Some((node, metered)) = nodes.pop() {
        let node = if metered && grows(node) { wrap(node, METERED) } else { node };
        guard_operands(node);
        // `a ~> $join("-")` hands `a` to the call as it stands, which so must stay a call.
        let chained = matches!(node, AstNode::Binary { op: BinaryOp::ChainPipe, .. });
        let mut children = Vec::new();
        tree::add_children(node, &mut children);
        nodes.extend(children.into_iter().enumerate().map(|(index, child)| (child, !chained || index == 0)));
    }
}

impl Meter {
    /// Gives `evaluator` the functions that a metered expression calls, all of them drawing on one meter.
    pub(super) fn register(evaluator: &mut Evaluator) -> Result<Meter, EvaluatorError> {
        let left = Meter(Rc::new(Cell::new(MAX_BYTES)));
        let meter = left.clone();
        evaluator.register_fn(METERED, move |arguments: &[JValue]| {
            let value = first(arguments);
            meter.take(value.as_str().map_or(0, str::len))?;
            Ok(value)
        })?;
        let meter = left.clone();
        evaluator.register_fn(SIZED, move |arguments: &[JValue]| {
            let value = first(arguments);
            let is_large = (value.is_array() || value.is_object()) && meter.json(&value).is_none();
            if is_large { Err(spent()) } else { Ok(value) }
        })?;
        evaluator.register_fn(WIDTH, |arguments: &[JValue]| {
            let value = first(arguments);
            let is_wide = value.as_f64().is_some_and(|width| width.abs() > MAX_BYTES as f64);
            if is_wide { Err(spent()) } else { Ok(value) }
        })?;
        let meter = left.clone();
        evaluator.register_fn(COUNTED, move |arguments: &[JValue]| {
            let value = first(arguments);
            let items = value.as_array().map_or(0, Vec::len);
            if items > MAX_ITEMS {
                return Err(EvaluatorError::EvaluationError("D2015: too many items".to_owned()));
            }
            meter.take(items * size_of::<JValue>())?;
            Ok(value)
        })?;
        Ok(left)
    }

    /// The value as JSON, unless that is longer than what is left.
    pub(super) fn json(&self, value: &JValue) -> Option<String> {
        let mut text = BoundedText { text: Vec::new(), limit: self.0.get() };
        serde_json::to_writer(&mut text, value).ok()?;
        String::from_utf8(text.text).ok()
    }

    fn take(&self, bytes: usize) -> Result<(), EvaluatorError> {
        self.0.set(self.0.get().checked_sub(bytes).ok_or_else(spent)?);
        Ok(())
    }
}

fn first(arguments: &[JValue]) -> JValue {
    arguments.first().cloned().unwrap_or(JValue::Undefined)
}

fn spent() -> EvaluatorError {
    EvaluatorError::EvaluationError(format!("{CODE}: too much text"))
}

fn grows(node: &AstNode) -> bool {
    match node {
        AstNode::Binary { op, .. } => matches!(op, BinaryOp::Concatenate | BinaryOp::ChainPipe),
        AstNode::Function { name, .. } => GROWING.contains(&name.as_str()),
        _ => false,
    }
}

/// `&` and `$string` write whole arrays and objects out, `$pad` as much as it is told, and `[$a, $a]` is one array of
/// the items of both, which the evaluator does not count as a sequence.
fn guard_operands(node: &mut AstNode) {
    let (operands, guard): (Vec<&mut AstNode>, _) = match node {
        AstNode::Binary { op: BinaryOp::Concatenate, lhs, rhs } => (vec![lhs, rhs], SIZED),
        AstNode::Function { name, args, .. } if name == "string" => (args.iter_mut().collect(), SIZED),
        AstNode::Function { name, args, .. } if name == "pad" => (args.iter_mut().collect(), WIDTH),
        AstNode::Array(items) => (items.iter_mut().filter(|item| may_be_array(item)).collect(), COUNTED),
        _ => return,
    };
    for operand in operands {
        let text = matches!(operand, AstNode::String(_) | AstNode::Placeholder) || grows(operand);
        if !text {
            wrap(operand, guard);
        }
    }
}

/// Whether an item of `[…]` may bring items of its own.
fn may_be_array(item: &AstNode) -> bool {
    use AstNode::{Array, Boolean, Null, Number, Object, String};
    !matches!(item, Array(_) | Object(_) | String(_) | Number(_) | Boolean(_) | Null)
}

/// Makes the node an argument of a call of the function; gives it back at its new place.
fn wrap<'a>(node: &'a mut AstNode, function: &str) -> &'a mut AstNode {
    let inner = std::mem::replace(node, AstNode::Undefined);
    *node = AstNode::Function { name: function.to_owned(), args: vec![inner], is_builtin: true };
    match node {
        AstNode::Function { args, .. } => &mut args[0],
        other => other,
    }
}

/// Text that grows no longer than its limit.
struct BoundedText {
    text: Vec<u8>,
    limit: usize,
}

impl io::Write for BoundedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.text.len() + bytes.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
