//! What is wrong in a source's file, and where.

use super::super::map::Place;
use std::fmt;

/// A mistake in a source's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// The file.
    pub file: String,
    /// The line, from 1, if the mistake has one.
    pub line: Option<usize>,
    /// The character in the line, from 1, if that is known.
    pub column: Option<usize>,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:", self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(formatter, "{number}:")?;
        }
        write!(formatter, " {}", self.problem)
    }
}

impl std::error::Error for SourceError {}

/// The errors of one file, as they are found.
pub struct SourceErrors {
    file: String,
    found: Vec<SourceError>,
}

impl SourceErrors {
    /// None yet.
    pub fn new(file: &str) -> SourceErrors {
        SourceErrors { file: file.to_owned(), found: Vec::new() }
    }

    /// One in a line, from 1.
    pub fn at(&mut self, line: usize, problem: impl Into<String>) {
        self.found.push(SourceError {
            file: self.file.clone(),
            line: Some(line),
            column: None,
            problem: problem.into(),
        });
    }

    /// One at a place in a line.
    pub fn at_place(&mut self, place: Place, problem: impl Into<String>) {
        let (line, column) = (Some(place.line), Some(place.column));
        self.found.push(SourceError { file: self.file.clone(), line, column, problem: problem.into() });
    }

    /// One of the whole file.
    pub fn in_file(&mut self, problem: impl Into<String>) {
        self.found.push(SourceError { file: self.file.clone(), line: None, column: None, problem: problem.into() });
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All, by line.
    pub fn into_vec(mut self) -> Vec<SourceError> {
        self.found.sort_by_key(|mistake| (mistake.line, mistake.column));
        self.found
    }
}

/// `; did you mean x?`, if one of those that are known is near; else what there is.
pub fn did_you_mean(written: &str, known: &[&str]) -> String {
    let distance = |name: &&&str| strsim::damerau_levenshtein(written, name);
    match known.iter().min_by_key(distance).filter(|name| distance(name) <= 1 + name.len() / 4) {
        Some(nearest) => format!("; did you mean {nearest}?"),
        None => format!("; there are {}", known.join(", ")),
    }
}
