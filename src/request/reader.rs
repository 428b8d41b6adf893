//! Reads a request document member by member and collects every violation on the way.

use super::members::{self, is_spelling_of};
use super::rejection::{Rejection, below, below_unknown};
use crate::json::{self, Kind, Members};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashSet;

/// How many violations are listed one by one. A document of a megabyte can hold a hundred thousand, and an answer that
/// lists them all is more than a gateway, Lambda itself or a log line takes: its sender would hear of none.
const MAX_REJECTIONS: usize = 100;

/// A value of the request document and where it stands.
#[derive(Clone)]
pub struct Node<'a> {
    /// The value as it was written.
    pub raw: Cow<'a, RawValue>,
    /// Its JSON Pointer.
    pub pointer: String,
}

impl<'a> Node<'a> {
    /// The whole document.
    pub fn root(raw: &'a RawValue) -> Node<'a> {
        Node { raw: Cow::Borrowed(raw), pointer: String::new() }
    }
}

/// How strictly values are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// As JSON has them.
    Strict,
    /// As a Connect flow passes them: `"120"`, `"true"` and JSON in a string are read as what the member wants.
    FromText,
}

/// The collector of violations.
pub struct Reader {
    typing: Typing,
    rejections: Vec<Rejection>,
    /// Violations beyond [`MAX_REJECTIONS`].
    untold: usize,
}

/// Known members of one object, at most one value each.
pub struct Fields<'a> {
    pointer: String,
    found: Vec<(&'static str, Node<'a>)>,
}

impl Fields<'_> {
    /// Where the object stands.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Where the member called `name` stands, or would.
    pub fn pointer_to(&self, name: &'static str) -> String {
        self.get(name).map_or_else(|| below(&self.pointer, name), |node| node.pointer.clone())
    }
}

impl<'a> Fields<'a> {
    /// The member called `name`.
    pub fn get(&self, name: &'static str) -> Option<&Node<'a>> {
        self.found.iter().find(|(known, _)| *known == name).map(|(_, node)| node)
    }
}

impl Reader {
    /// A reader without violations yet.
    pub fn new(typing: Typing) -> Reader {
        Reader { typing, rejections: Vec::new(), untold: 0 }
    }

    /// Notes a violation.
    pub fn reject(&mut self, pointer: impl Into<String>, detail: impl Into<String>) {
        match self.rejections.len() {
            MAX_REJECTIONS => self.untold += 1,
            _ => self.rejections.push(Rejection::new(pointer, detail)),
        }
    }

    /// Everything noted so far: the first violations, and how many more there are.
    pub fn into_rejections(self) -> Vec<Rejection> {
        let Reader { mut rejections, untold, .. } = self;
        if untold > 0 {
            rejections.push(Rejection::new("", format!("{untold} more violations are not listed here")));
        }
        rejections
    }

    /// Whether nothing was noted so far.
    pub fn is_content(&self) -> bool {
        self.rejections.is_empty()
    }

    /// Whether the document comes from a flow, which passes text.
    pub fn reads_text(&self) -> bool {
        self.typing == Typing::FromText
    }

    /// The members of an object, each known by `known` in the API's spelling or in camelCase.
    ///
    /// A null counts as absent, as in AWS's own JSON protocol.
    pub fn fields<'a>(&mut self, node: &'a Node<'_>, known: &'static [&'static str]) -> Option<Fields<'a>> {
        self.known_fields(node, known, &|_| None)
    }

    /// The members of the request document itself: for another API's name of a member, the violation gives ours.
    pub fn document<'a>(&mut self, node: &'a Node<'_>) -> Option<Fields<'a>> {
        self.known_fields(node, &members::NAMES, &|name| members::find_by_other_word(name).map(|member| member.name))
    }

    fn known_fields<'a>(
        &mut self,
        node: &'a Node<'_>,
        known: &'static [&'static str],
        translate: &dyn Fn(&str) -> Option<&'static str>,
    ) -> Option<Fields<'a>> {
        let node = self.object(node)?;
        let mut fields = Fields { pointer: node.pointer.clone(), found: Vec::new() };
        // The list of all names is long, and told once.
        let mut all = format!("; known members are {}", known.join(", "));
        for (name, value) in Self::members(&node) {
            let Some(canonical) = known.iter().find(|known| is_spelling_of(&name, known)) else {
                if self.rejections.len() >= MAX_REJECTIONS {
                    // It won't be listed, so there is no need to look for the name that was meant.
                    self.untold += 1;
                    continue;
                }
                let hint = match translate(&name).or_else(|| nearest(&name, known)) {
                    Some(meant) => format!("; did you mean {meant}?"),
                    None => std::mem::take(&mut all),
                };
                self.reject(below_unknown(&node.pointer, &name), format!("is not a known member{hint}"));
                continue;
            };
            if Kind::from_raw(&value.raw) == Kind::Null {
                continue;
            }
            if fields.get(canonical).is_some() {
                self.reject(value.pointer, format!("gives {canonical} a second time; give it once"));
                continue;
            }
            fields.found.push((canonical, value));
        }
        Some(fields)
    }

    /// The members of a map whose keys are the sender's own.
    pub fn entries<'a>(&mut self, node: &'a Node<'_>) -> Option<Vec<(String, Node<'a>)>> {
        let node = self.object(node)?;
        let (mut entries, mut seen) = (Vec::new(), HashSet::new());
        for (name, value) in Self::members(&node) {
            if !seen.insert(name.clone()) {
                self.reject(value.pointer, "is given twice; keep one of them");
                continue;
            }
            entries.push((name, value));
        }
        Some(entries)
    }

    /// A string.
    pub fn text(&mut self, node: &Node<'_>) -> Option<String> {
        let text = json::text(&node.raw).map(Cow::into_owned);
        match Kind::from_raw(&node.raw) {
            _ if text.is_some() => {}
            Kind::String => self.reject(&node.pointer, "has an escape that is not a character (a lone surrogate)"),
            _ => self.wrong_kind(node, "a string"),
        }
        text
    }

    /// A string of `min` to `max` characters.
    pub fn text_within(&mut self, node: &Node<'_>, min: usize, max: usize) -> Option<String> {
        let text = self.text(node)?;
        self.check_length(node, &text, min, max).then_some(text)
    }

    /// Whether the `text` at `node` has `min` to `max` characters.
    pub fn check_length(&mut self, node: &Node<'_>, text: &str, min: usize, max: usize) -> bool {
        let length = text.chars().count();
        let fits = (min..=max).contains(&length);
        if !fits {
            self.reject(&node.pointer, format!("has {length} characters; {min} to {max} are allowed"));
        }
        fits
    }

    /// A whole number of 32 bits.
    pub fn integer(&mut self, node: &Node<'_>) -> Option<i32> {
        let node = self.parse_embedded_json(node, &[Kind::Number]);
        if Kind::from_raw(&node.raw) != Kind::Number {
            self.wrong_kind(&node, "a whole number");
            return None;
        }
        let number = whole(node.raw.get());
        if number.is_none() {
            self.reject(&node.pointer, "must be a whole number of at most 32 bits");
        }
        number
    }

    /// The items of an array.
    pub fn items<'a>(&mut self, node: &'a Node<'_>) -> Option<Vec<Node<'a>>> {
        let node = self.parse_embedded_json(node, &[Kind::Array]);
        if Kind::from_raw(&node.raw) != Kind::Array {
            self.wrong_kind(&node, "an array");
            return None;
        }
        let item = |(index, raw): (usize, &RawValue)| Node {
            raw: Cow::Owned(raw.to_owned()),
            pointer: below(&node.pointer, &index.to_string()),
        };
        Some(json::items(&node.raw).into_iter().enumerate().map(item).collect())
    }

    /// In a flow's document, text that holds a value of one of `kinds` is that value.
    pub fn parse_embedded_json<'a>(&self, node: &'a Node<'_>, kinds: &[Kind]) -> Node<'a> {
        let inner = match self.typing {
            Typing::FromText => json::text(&node.raw).and_then(|text| {
                json::parse(text.trim()).filter(|raw| kinds.contains(&Kind::from_raw(raw))).map(ToOwned::to_owned)
            }),
            Typing::Strict => None,
        };
        let raw = inner.map_or(Cow::Borrowed(node.raw.as_ref()), Cow::Owned);
        Node { raw, pointer: node.pointer.clone() }
    }

    /// Notes that `node` is not `wanted`.
    pub fn wrong_kind(&mut self, node: &Node<'_>, wanted: &str) {
        self.reject(&node.pointer, format!("must be {wanted}, and is {}", Kind::from_raw(&node.raw).name()));
    }

    fn object<'a>(&mut self, node: &'a Node<'_>) -> Option<Node<'a>> {
        let node = self.parse_embedded_json(node, &[Kind::Object]);
        if Kind::from_raw(&node.raw) == Kind::Object {
            return Some(node);
        }
        self.wrong_kind(&node, "an object");
        None
    }

    /// One at a time: an object can have hundreds of thousands.
    fn members<'n, 'a: 'n>(node: &'n Node<'a>) -> Box<dyn Iterator<Item = (String, Node<'a>)> + 'n> {
        let place = |name: &str| below(&node.pointer, name);
        match &node.raw {
            Cow::Borrowed(raw) => Box::new(Members::from_raw(raw).into_iter().map(move |(name, raw)| {
                let pointer = place(&name);
                (name.into_owned(), Node { raw: Cow::Borrowed(raw), pointer })
            })),
            Cow::Owned(raw) => Box::new(Members::from_raw(raw).into_iter().map(move |(name, raw)| {
                let pointer = place(&name);
                (name.into_owned(), Node { raw: Cow::Owned(raw.to_owned()), pointer })
            })),
        }
    }
}

/// The known name that `name` is most likely a slip of.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let letters = name.chars().count();
    // A name of a few letters lies near everything: at most a third of it may differ. Where lengths alone differ by
    // more, nothing is measured, or a name of a megabyte would take seconds.
    let most = |known: &str| known.len().max(3) / 3;
    let near = known.iter().filter(|known| letters.abs_diff(known.len()) <= most(known));
    let distance = |known: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase());
    let measured = near.map(|known| (distance(known), known));
    let best = measured.min_by_key(|(distance, _)| *distance).filter(|(distance, name)| *distance <= most(name));
    best.map(|(_, name)| *name)
}

/// `1440`, and `1440.0` or `1.44e3`, which some languages write for it.
pub(super) fn whole(text: &str) -> Option<i32> {
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        let in_range = number.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number);
        in_range.then(|| format!("{number:.0}").parse().ok()).flatten()
    })
}
