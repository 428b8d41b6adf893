//! In which line of a document something stands.

/// The lines of a document, found once: every key and every value is asked for its own.
pub struct Lines<'a> {
    document: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> From<&'a str> for Lines<'a> {
    fn from(document: &'a str) -> Lines<'a> {
        let newlines = document.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines { document, starts: std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect() }
    }
}

impl Lines<'_> {
    /// The line, from 1, of the byte at `at`.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// Line and column, both from 1, of the first character of the text whose quotes begin at `at`: a newline right behind
    /// the quotes of a long text isn't of it.
    pub fn start_of_text(&self, at: usize) -> (usize, usize) {
        let line = self.line(at);
        let written = self.document.get(at..).unwrap_or_default();
        let long = written.strip_prefix("'''").or_else(|| written.strip_prefix("\"\"\""));
        if long.is_some_and(|text| text.starts_with(['\n', '\r'])) {
            return (line + 1, 1);
        }
        let before = self.document.get(self.starts[line - 1]..at).unwrap_or_default();
        (line, 1 + before.chars().count() + if long.is_some() { 3 } else { 1 })
    }
}
