//! `Attributes`: the contact's own key-value pairs, and `CopyAttributes`, which carries them over from another contact.

use super::private::Private;
use super::reader::{Node, Reader};
use super::rejection::Rejection;
use crate::json::Kind;
use std::collections::BTreeMap;
use std::fmt;

/// Bytes of UTF-8 that all keys and values of a contact's attributes may have together.
pub const MAX_BYTES: usize = 32_768;

/// The attributes of a contact. Personal data: `Debug` shows none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(Private<BTreeMap<String, String>>);

impl Attributes {
    /// Reads `Attributes`: keys of `[A-Za-z0-9_-]`, values strings; a number or boolean becomes its text.
    pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<Attributes> {
        let entries = reader.entries(node)?;
        let mut attributes = BTreeMap::new();
        for (key, value) in &entries {
            if !is_key(key) {
                reader.reject(&value.pointer, "has a key that isn't made of A-Z, a-z, 0-9, _ and - alone");
                continue;
            }
            // A null says nothing, as everywhere in AWS's JSON.
            if Kind::from_raw(&value.raw) == Kind::Null {
                continue;
            }
            if let Some(text) = scalar(reader, value) {
                attributes.insert(key.clone(), text);
            }
        }
        let attributes = Attributes(Private::new(attributes));
        if let Err(detail) = attributes.fit() {
            reader.reject(&node.pointer, detail);
        }
        Some(attributes)
    }

    /// The pairs, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.reveal().iter()
    }

    /// Those of these names alone.
    #[must_use]
    pub fn only(&self, names: &[String]) -> Attributes {
        let named = self.iter().filter(|(key, _)| names.contains(key));
        named.map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// The pairs as a JSON object.
    pub fn to_json(&self) -> serde_json::Value {
        self.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect::<serde_json::Map<_, _>>().into()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.reveal().is_empty()
    }

    /// These attributes over those of `others` that `copied` asks for, and how many of the latter were left out: flows
    /// may set attributes whose names the API refuses (`Customer Name`), and one of them must not cost the whole text.
    ///
    /// # Errors
    /// Both together are over [`MAX_BYTES`].
    pub fn over(
        self,
        others: &BTreeMap<String, String>,
        copied: &CopyAttributes,
    ) -> Result<(Attributes, usize), Rejection> {
        let wanted = || others.iter().filter(|(key, _)| copied.takes(key));
        let mut all: BTreeMap<_, _> =
            wanted().filter(|(key, _)| is_key(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
        let left_out = wanted().count() - all.len();
        all.extend(self.0.into_inner());
        let all = Attributes(Private::new(all));
        all.fit().map(|()| (all, left_out)).map_err(|detail| {
            Rejection::new("/CopyAttributes", format!("together with the related contact's: {detail}"))
        })
    }

    fn fit(&self) -> Result<(), String> {
        match self.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() {
            0..=MAX_BYTES => Ok(()),
            bytes => Err(format!("has {bytes} bytes of keys and values; {MAX_BYTES} are allowed in all")),
        }
    }
}

impl FromIterator<(String, String)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Attributes {
        Attributes(Private::new(pairs.into_iter().collect()))
    }
}

/// `CopyAttributes`: which attributes of the related contact are carried over.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum CopyAttributes {
    /// None: not given, or `false`.
    #[default]
    None,
    /// All: `true`.
    All,
    /// Those of these names.
    Named(Vec<String>),
}

/// Names of attributes are the sender's own.
impl fmt::Debug for CopyAttributes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            CopyAttributes::None => "None",
            CopyAttributes::All => "All",
            CopyAttributes::Named(_) => "Named(***)",
        })
    }
}

impl CopyAttributes {
    /// Reads `true`, `false` or a list of names.
    pub fn read(reader: &mut Reader, node: &Node<'_>) -> Option<CopyAttributes> {
        let value = reader.parse_embedded_json(node, &[Kind::Boolean, Kind::Array]);
        match (Kind::from_raw(&value.raw), value.raw.get()) {
            (Kind::Boolean, "true") => Some(CopyAttributes::All),
            (Kind::Boolean, _) => Some(CopyAttributes::None),
            (Kind::Array, _) => {
                let items = reader.items(&value)?;
                // All items are read before one that is not a string ends the reading, so that every violation is
                // reported.
                let names: Vec<_> = items.iter().map(|item| reader.text(item)).collect();
                names.into_iter().collect::<Option<_>>().map(CopyAttributes::Named)
            }
            _ => {
                reader.wrong_kind(&value, "true, false or an array of attribute names");
                None
            }
        }
    }

    /// Whether any attribute is wanted.
    pub fn is_wanted(&self) -> bool {
        *self != CopyAttributes::None
    }

    fn takes(&self, key: &str) -> bool {
        match self {
            CopyAttributes::None => false,
            CopyAttributes::All => true,
            CopyAttributes::Named(names) => names.iter().any(|name| name == key),
        }
    }
}

/// A map of the sender's own keys to strings, as `CustomAttributes` of a template has them.
pub fn custom(reader: &mut Reader, node: &Node<'_>) -> Option<Attributes> {
    let entries = reader.entries(node)?;
    let mut pairs = Vec::new();
    for (key, value) in &entries {
        match key.chars().count() {
            1..=32_767 => {}
            _ => reader.reject(&value.pointer, "has a key that isn't of 1 to 32767 characters"),
        }
        let Some(text) = scalar(reader, value) else { continue };
        match text.chars().count() {
            0..=32_767 => pairs.push((key.clone(), text)),
            length => reader.reject(&value.pointer, format!("has {length} characters; 32767 are allowed")),
        }
    }
    Some(pairs.into_iter().collect())
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// A string, or the text of a number or boolean, exactly as it was written.
fn scalar(reader: &mut Reader, node: &Node<'_>) -> Option<String> {
    match Kind::from_raw(&node.raw) {
        Kind::Number | Kind::Boolean => Some(node.raw.get().to_owned()),
        Kind::String => reader.text(node),
        Kind::Object | Kind::Array | Kind::Null => {
            reader.wrong_kind(node, "a string, a number or a boolean");
            None
        }
    }
}
