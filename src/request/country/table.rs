//! The tables of numbering plans, and their patterns, which are read when they are first needed.

use super::pattern::Pattern;
use std::sync::{LazyLock, OnceLock};

const COUNTRIES: &str = include_str!("../countries.tsv");
/// Apart, because most numbers are read without it.
const MOBILES: &str = include_str!("../mobiles.tsv");

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| data_lines(COUNTRIES).filter_map(Row::from_line).collect());

/// One line of `countries.tsv`.
pub(super) struct Row {
    pub(super) alpha2: &'static str,
    pub(super) calling_code: &'static str,
    pub(super) lengths: &'static str,
    pub(super) subscriber_lengths: &'static str,
    international_prefix: Cell,
    trunk: Cell,
    pub(super) inserted: &'static str,
    pub(super) bare: &'static str,
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
    table.lines().filter(|line| !line.starts_with('#'))
}

impl Row {
    pub(super) fn international_prefix(&self) -> Option<&Pattern> {
        self.international_prefix.pattern()
    }

    pub(super) fn trunk(&self) -> Option<&Pattern> {
        self.trunk.pattern()
    }

    pub(super) fn plan(&self) -> Option<&Pattern> {
        self.plan.pattern()
    }

    /// The mobile numbers of all countries that share the calling code.
    pub(super) fn mobiles(&self) -> Option<&Pattern> {
        let find = || {
            let mut lines = data_lines(MOBILES).filter_map(|line| line.split_once('\t'));
            lines.find_map(|(code, pattern)| (code == self.calling_code).then_some(pattern)).unwrap_or_default()
        };
        self.mobiles.get_or_init(|| Cell::new(find())).pattern()
    }

    fn from_line(line: &'static str) -> Option<Row> {
        let mut columns = line.split('\t');
        Some(Row {
            alpha2: columns.next()?,
            calling_code: columns.next()?,
            lengths: columns.next()?,
            subscriber_lengths: columns.next()?,
            international_prefix: Cell::new(columns.next()?),
            trunk: Cell::new(columns.next()?),
            inserted: columns.next()?,
            bare: columns.next()?,
            plan: Cell::new(columns.next()?),
            mobiles: OnceLock::new(),
        })
    }
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
        assert_eq!(rows().len(), data_lines(COUNTRIES).count());
        for row in rows() {
            assert!(row.lengths.split(',').all(|length| length.parse::<usize>().is_ok()), "{}", row.alpha2);
            assert!(row.calling_code.bytes().all(|byte| byte.is_ascii_digit()), "{}", row.alpha2);
        }
        let has_mobiles = |code: &str| rows().iter().any(|row| row.calling_code == code && row.mobiles().is_some());
        for line in data_lines(MOBILES) {
            assert!(line.split_once('\t').is_some_and(|(code, _)| has_mobiles(code)), "{line}");
        }
    }
}
