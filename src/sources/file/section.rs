//! One table of a source's file: its values, each with its line, taken by name.
//!
//! The names that its reader asks for are those that there are: what is left at the end is a mistake.

use super::error::{SourceErrors, did_you_mean};
use super::lines::Lines;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table, from which its reader takes one value after the other.
pub struct Section {
    /// The line where it begins.
    pub line: usize,
    values: BTreeMap<String, Entry>,
    asked: Vec<&'static str>,
}

struct Entry {
    line: usize,
    /// Whether the file itself says so, and not its preset.
    is_own: bool,
    value: Value,
}

enum Value {
    Text(Text),
    Number(i64),
    Texts(Vec<String>),
    Table(Section),
    Other,
}

/// A text of the file.
pub struct Text {
    /// The text.
    pub text: String,
    /// The line of its first character.
    pub line: usize,
    /// The place of its first character in that line, from 1.
    pub column: usize,
}

impl Section {
    /// The whole document. What is not TOML is a mistake; what could be read apart from it is kept.
    pub fn parse(document: &str, errors: &mut SourceErrors) -> Section {
        let lines = Lines::from(document);
        let (table, syntax_errors) = DeTable::parse_recoverable(document);
        for error in syntax_errors {
            let line = lines.line(error.span().map_or(0, |span| span.start));
            errors.at(line, format!("this is not TOML: {}", error.message()));
        }
        Section::from_table(table.get_ref(), 1, &lines)
    }

    fn from_table(table: &DeTable<'_>, line: usize, lines: &Lines<'_>) -> Section {
        let lines_of_keys = table.iter().map(|(key, _)| lines.line(key.span().start));
        let values = table.iter().map(|(key, value)| {
            let line = lines.line(key.span().start);
            (key.get_ref().to_string(), Entry { line, is_own: true, value: Value::from_toml(value, lines) })
        });
        Section { line: lines_of_keys.min().unwrap_or(line), values: values.collect(), asked: Vec::new() }
    }

    /// Fills what this table leaves open with the values of `preset`.
    pub fn over(&mut self, preset: Section) {
        for (key, entry) in preset.values {
            let line = self.line;
            self.values.entry(key).or_insert(Entry { line, is_own: false, value: entry.value });
        }
    }

    /// Whether it has a value of this name.
    pub fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// The line of a value; of the table, if there is none.
    pub fn line_of(&self, key: &str) -> usize {
        self.values.get(key).map_or(self.line, |entry| entry.line)
    }

    /// A text.
    pub fn text(&mut self, key: &'static str, errors: &mut SourceErrors) -> Option<Text> {
        let Entry { line, value, .. } = self.take(key)?;
        if let Value::Text(text) = value {
            return Some(text);
        }
        errors.at(line, format!("{key} must be a string"));
        None
    }

    /// A list of texts; a text alone is a list of one.
    pub fn texts(&mut self, key: &'static str, errors: &mut SourceErrors) -> Option<Vec<String>> {
        let Entry { line, value, .. } = self.take(key)?;
        match value {
            Value::Text(Text { text, .. }) => return Some(vec![text]),
            Value::Texts(texts) if !texts.is_empty() => return Some(texts),
            _ => errors.at(line, format!("{key} must be a string or an array of strings")),
        }
        None
    }

    /// A whole number that is not negative.
    pub fn number(&mut self, key: &'static str, errors: &mut SourceErrors) -> Option<u32> {
        let Entry { line, value, .. } = self.take(key)?;
        if let Value::Number(number) = value
            && let Ok(number) = u32::try_from(number)
        {
            return Some(number);
        }
        errors.at(line, format!("{key} must be a whole number, 0 or more"));
        None
    }

    /// A table in it.
    pub fn table(&mut self, key: &'static str, errors: &mut SourceErrors) -> Option<Section> {
        let Entry { line, value, .. } = self.take(key)?;
        if let Value::Table(table) = value {
            return Some(table);
        }
        errors.at(line, format!("{key} must be a table"));
        None
    }

    /// A table by a name that its author gave it.
    pub fn named_table(&mut self, name: &str) -> Option<Section> {
        match self.values.remove(name)?.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The names of all its values.
    pub fn names(&self) -> Vec<&str> {
        self.values.keys().map(String::as_str).collect()
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)], errors: &mut SourceErrors) -> Option<T> {
        let written = self.text(key, errors)?;
        let found = words.iter().find(|(word, _)| *word == written.text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            errors.at(written.line, format!("{key} has no such value{}", did_you_mean(&written.text, &known)));
        }
        found
    }

    /// All values of a table whose names are its author's own: texts.
    pub fn into_texts(self, errors: &mut SourceErrors) -> Vec<(String, Text)> {
        let mut texts = Vec::new();
        for (key, entry) in self.values {
            match entry.value {
                Value::Text(text) => texts.push((key, text)),
                _ => errors.at(entry.line, format!("{key} must be a string")),
            }
        }
        texts
    }

    /// What nobody asked for is a mistake, unless the preset said it.
    pub fn finish(self, place: &str, errors: &mut SourceErrors) {
        for (key, entry) in self.values.iter().filter(|(_, entry)| entry.is_own) {
            errors.at(entry.line, format!("{place} has no key {key}{}", did_you_mean(key, &self.asked)));
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Entry> {
        self.asked.push(key);
        self.values.remove(key)
    }
}

impl Value {
    fn from_toml(value: &Spanned<DeValue<'_>>, lines: &Lines<'_>) -> Value {
        let at = value.span().start;
        match value.get_ref() {
            DeValue::String(text) => {
                let (line, column) = lines.start_of_text(at);
                Value::Text(Text { text: text.to_string(), line, column })
            }
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other, Value::Number)
            }
            DeValue::Array(items) => {
                let texts = items.iter().map(|item| item.get_ref().as_str().map(ToOwned::to_owned));
                texts.collect::<Option<_>>().map_or(Value::Other, Value::Texts)
            }
            DeValue::Table(table) => Value::Table(Section::from_table(table, lines.line(at), lines)),
            DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => Value::Other,
        }
    }
}
