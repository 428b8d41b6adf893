//! The tables of numbering plans, and their patterns, which are read when they are first needed.

use super::pattern::Pattern;
use std::sync::{LazyLock, OnceLock};

const COUNTRIES: &str = include_str!("../countries.tsv");
/// Apart, because most numbers are read without it.
const MOBILES: &str = include_str!("../mobiles.tsv");

/// Where each of its lines ends, found by the compiler: to look for the ends at each cold start costs more than all that is
/// then read.
const ENDS: [u16; count_lines(COUNTRIES.as_bytes())] = line_ends(COUNTRIES.as_bytes());

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let starts = std::iter::once(0).chain(ENDS.iter().map(|end| usize::from(*end) + 1));
    let lines = starts.zip(ENDS).map(|(start, end)| &COUNTRIES[start..usize::from(end)]);
    // A checkout on Windows may have put a carriage return before each line's end.
    let lines = lines.map(|line| line.strip_suffix('\r').unwrap_or(line));
    lines.filter(|line| is_data(line)).filter_map(Row::from_line).collect()
});

/// One line of `countries.tsv`: the codes that it is found by, and the rest, which is read for the few countries whose
/// numbers arrive. To read all lines in full would be a tenth of a cold start.
pub(super) struct Row {
    pub(super) alpha2: &'static str,
    pub(super) calling_code: &'static str,
    rest: &'static str,
    columns: OnceLock<Box<Columns>>,
}

struct Columns {
    lengths: &'static str,
    subscriber_lengths: &'static str,
    international_prefix: Cell,
    trunk: Cell,
    inserted: &'static str,
    bare: &'static str,
    plan: Cell,
    mobiles: OnceLock<Cell>,
}

/// A pattern, or nothing.
struct Cell {
    text: &'static str,
    pattern: OnceLock<Pattern>,
}

pub(super) fn rows() -> &'static [Row] {
    &ROWS
}

fn data_lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| is_data(line))
}

fn is_data(line: &str) -> bool {
    !line.starts_with('#')
}

const fn count_lines(table: &[u8]) -> usize {
    let (mut lines, mut index) = (0, 0);
    while index < table.len() {
        if table[index] == b'\n' {
            lines += 1;
        }
        index += 1;
    }
    lines
}

const fn line_ends<const LINES: usize>(table: &[u8]) -> [u16; LINES] {
    assert!(table.len() <= u16::MAX as usize);
    let (mut ends, mut line, mut index) = ([0; LINES], 0, 0);
    while index < table.len() {
        if table[index] == b'\n' {
            ends[line] = index as u16;
            line += 1;
        }
        index += 1;
    }
    ends
}

impl Row {
    pub(super) fn lengths(&self) -> &'static str {
        self.columns().lengths
    }

    pub(super) fn subscriber_lengths(&self) -> &'static str {
        self.columns().subscriber_lengths
    }

    pub(super) fn international_prefix(&self) -> Option<&Pattern> {
        self.columns().international_prefix.pattern()
    }

    pub(super) fn trunk(&self) -> Option<&Pattern> {
        self.columns().trunk.pattern()
    }

    pub(super) fn inserted(&self) -> &'static str {
        self.columns().inserted
    }

    pub(super) fn bare(&self) -> &'static str {
        self.columns().bare
    }

    pub(super) fn plan(&self) -> Option<&Pattern> {
        self.columns().plan.pattern()
    }

    /// The mobile numbers of all countries that share the calling code.
    pub(super) fn mobiles(&self) -> Option<&Pattern> {
        let find = || {
            let mut lines = data_lines(MOBILES).filter_map(|line| line.split_once('\t'));
            lines.find_map(|(code, pattern)| (code == self.calling_code).then_some(pattern)).unwrap_or_default()
        };
        self.columns().mobiles.get_or_init(|| Cell::new(find())).pattern()
    }

    fn from_line(line: &'static str) -> Option<Row> {
        let (alpha2, line) = until_tab(line)?;
        let (calling_code, rest) = until_tab(line)?;
        Some(Row { alpha2, calling_code, rest, columns: OnceLock::new() })
    }

    fn columns(&self) -> &Columns {
        self.columns.get_or_init(|| {
            let mut columns = self.rest.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            Box::new(Columns {
                lengths: next(),
                subscriber_lengths: next(),
                international_prefix: Cell::new(next()),
                trunk: Cell::new(next()),
                inserted: next(),
                bare: next(),
                plan: Cell::new(next()),
                mobiles: OnceLock::new(),
            })
        })
    }
}

/// What stands before the first tab and behind it. It is two or three bytes away: a search for few bytes in many costs more.
fn until_tab(text: &'static str) -> Option<(&'static str, &'static str)> {
    let tab = text.bytes().position(|byte| byte == b'\t')?;
    Some((&text[..tab], &text[tab + 1..]))
}

impl Cell {
    fn new(text: &'static str) -> Cell {
        Cell { text, pattern: OnceLock::new() }
    }

    fn pattern(&self) -> Option<&Pattern> {
        (!self.text.is_empty()).then(|| self.pattern.get_or_init(|| Pattern::parse(self.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_both_tables_is_read() {
        let names = data_lines(COUNTRIES).map(|line| line.split('\t').next().unwrap());
        assert!(rows().iter().map(|row| row.alpha2).eq(names));
        assert!(data_lines(COUNTRIES).all(|line| line.split('\t').count() == 9));
        for row in rows() {
            assert!(row.lengths().split(',').all(|length| length.parse::<usize>().is_ok()), "{}", row.alpha2);
            assert!(row.calling_code.bytes().all(|byte| byte.is_ascii_digit()), "{}", row.alpha2);
        }
        let has_mobiles = |code: &str| rows().iter().any(|row| row.calling_code == code && row.mobiles().is_some());
        for line in data_lines(MOBILES) {
            assert!(line.split_once('\t').is_some_and(|(code, _)| has_mobiles(code)), "{line}");
        }
    }
}
