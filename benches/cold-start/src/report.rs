//! What is told: a table for people, the same as JSON, the goals as ratios of one run.

use crate::contender::Contender;
use crate::figures::{Figures, short};
use crate::measure::{Batch, Cold, Webhooks};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// All figures of one contender.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Cold starts on a full core.
    pub full: Vec<Cold>,
    /// Cold starts at 128 MB.
    pub small: Vec<Cold>,
    /// Cold starts over a long link.
    pub linked: Vec<Cold>,
}

/// Webhooks of the function.
#[derive(Debug, Clone, Default)]
pub struct WebhookRow {
    /// On a full core.
    pub full: Vec<Webhooks>,
    /// At 256 MB.
    pub small: Vec<Webhooks>,
}

/// Batches of one size at one rate.
pub struct BatchRow {
    /// Records.
    pub size: usize,
    /// `RATE_PER_SECOND`.
    pub rate: &'static str,
    /// Runs.
    pub runs: Vec<Batch>,
}

/// A run of the bench.
pub struct Report {
    /// The machine and the day.
    pub setting: String,
    /// Contenders and their figures.
    pub rows: Vec<(Contender, Row)>,
    /// Webhooks of the function.
    pub webhooks: WebhookRow,
    /// Batches of the function.
    pub batches: Vec<BatchRow>,
}

/// One member of all runs.
pub fn figures(runs: &[Cold], member: impl Fn(&Cold) -> f64) -> Figures {
    Figures(runs.iter().map(member).collect())
}

impl Row {
    /// Warm calls of all runs on a full core.
    pub fn warm(&self) -> Figures {
        Figures(self.full.iter().flat_map(|cold| cold.warm.iter().copied()).collect())
    }
}

impl Report {
    /// Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}\n\n", self.setting);
        text += "| | cold start, full core | 128 MB | init | first call at 128 MB | CPU to first reply | warm call | CPU a call | page faults | memory | zip |\n";
        text += "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n";
        for (contender, row) in &self.rows {
            let cell = |runs, member: fn(&Cold) -> f64| short(figures(runs, member).median());
            let size = zip(contender.package.as_deref()).map_or("–".to_owned(), |size| format!("{} MB", short(size)));
            let _ = writeln!(
                text,
                "| {} | {} ms | {} ms | {} ms | {} ms | {} ms | {} ms | {} ms | {} | {} MB | {size} |",
                contender.title,
                cell(&row.full, |cold| cold.total),
                cell(&row.small, |cold| cold.total),
                cell(&row.full, |cold| cold.init),
                cell(&row.small, |cold| cold.first),
                cell(&row.full, |cold| cold.cpu),
                short(row.warm().median()),
                cell(&row.full, |cold| cold.warm_cpu),
                cell(&row.full, |cold| cold.page_faults),
                cell(&row.full, |cold| cold.memory),
            );
        }
        text + &self.links() + &self.webhook_table() + &self.batch_table() + &self.ratios()
    }

    fn links(&self) -> String {
        let linked: Vec<_> = self.rows.iter().filter(|(_, row)| !row.linked.is_empty()).collect();
        if linked.is_empty() {
            return String::new();
        }
        let mut text = "\nOver a link whose round trip takes 40 ms:\n\n".to_owned();
        text += "| | init | first call | cold start |\n| --- | ---: | ---: | ---: |\n";
        for (contender, row) in linked {
            let cell = |member: fn(&Cold) -> f64| short(figures(&row.linked, member).median());
            let (init, first, total) = (cell(|cold| cold.init), cell(|cold| cold.first), cell(|cold| cold.total));
            let _ = writeln!(text, "| {} | {init} ms | {first} ms | {total} ms |", contender.title);
        }
        text
    }

    fn webhook_table(&self) -> String {
        let WebhookRow { full, small } = &self.webhooks;
        if full.is_empty() {
            return String::new();
        }
        let median = |runs: &[Webhooks], member: fn(&Webhooks) -> f64| {
            short(Figures(runs.iter().map(member).collect()).median())
        };
        let warm = Figures(full.iter().flat_map(|run| run.warm.iter().copied()).collect()).median();
        let mut text = "\nWebhooks of this function, mapped by JSONata and started:\n\n".to_owned();
        text += "| | full core | 256 MB |\n| --- | ---: | ---: |\n";
        let (first, slow) = (median(full, |run| run.first), median(small, |run| run.first));
        let _ = writeln!(text, "| the first of a process | {first} ms | {slow} ms |");
        let _ = writeln!(text, "| each after it | {} ms | |", short(warm));
        let (after, before) = (median(full, |run| run.memory.0), median(full, |run| run.memory.1));
        let _ = writeln!(text, "| memory before and after the first | {before} and {after} MB | |");
        text
    }

    fn batch_table(&self) -> String {
        if self.batches.is_empty() {
            return String::new();
        }
        let mut text = "\nSQS batches of this function, a Connect that takes 50 ms:\n\n".to_owned();
        text += "| records | `RATE_PER_SECOND` | took | CPU | CPU a record | memory |\n";
        text += "| ---: | ---: | ---: | ---: | ---: | ---: |\n";
        for BatchRow { size, rate, runs } in &self.batches {
            let median = |member: fn(&Batch) -> f64| Figures(runs.iter().map(member).collect()).median();
            let (took, cpu, memory) = (median(|run| run.took), median(|run| run.cpu), median(|run| run.memory));
            let each = short(cpu / *size as f64);
            let (took, cpu, memory) = (short(took), short(cpu), short(memory));
            let _ = writeln!(text, "| {size} | {rate} | {took} ms | {cpu} ms | {each} ms | {memory} MB |");
        }
        text
    }

    /// The goals, as ratios between contenders of this run.
    fn ratios(&self) -> String {
        let row = |name: &str| self.rows.iter().find(|(contender, _)| contender.name == name).map(|(_, row)| row);
        let Some(function) = row("function") else { return String::new() };
        let full = |row: &Row| figures(&row.full, |cold| cold.total).median();
        let small = |row: &Row| figures(&row.small, |cold| cold.total).median();
        let mut text = "\n| ratio in this run | |\n| --- | ---: |\n".to_owned();
        let mut tell = |what: &str, ratio: f64| {
            let _ = writeln!(text, "| {what} | {}x |", short(ratio));
        };
        if let Some(floor) = row("floor") {
            tell("cold start on a full core, to the floor", full(function) / full(floor));
            tell("cold start at 128 MB, to the floor", small(function) / small(floor));
        }
        if let Some(bare) = row("sdk-ring") {
            tell("warm call, to the bare SDK call", function.warm().median() / bare.warm().median());
        }
        for (name, title) in [("sdk-default", "the SDK as it comes"), ("python", "Python"), ("node", "Node")] {
            if let Some(other) = row(name) {
                tell(&format!("{title}, to this function's cold start on a full core"), full(other) / full(function));
                tell(&format!("{title}, to this function's cold start at 128 MB"), small(other) / small(function));
            }
        }
        text
    }

    /// JSON.
    pub fn json(&self) -> Value {
        let runs = |runs: &[Cold]| {
            json!({
                "init_ms": figures(runs, |cold| cold.init).json(), "first_call_ms": figures(runs, |cold| cold.first).json(),
                "cold_start_ms": figures(runs, |cold| cold.total).json(), "cpu_ms": figures(runs, |cold| cold.cpu).json(),
                "page_faults": figures(runs, |cold| cold.page_faults).json(), "memory_mib": figures(runs, |cold| cold.memory).json()
            })
        };
        let row = |(contender, row): &(Contender, Row)| {
            json!({
                "name": contender.name, "title": contender.title, "zip_mb": zip(contender.package.as_deref()),
                "full_core": runs(&row.full), "128_mb": runs(&row.small), "link_40_ms": runs(&row.linked),
                "warm_ms": row.warm().json(), "warm_cpu_ms": figures(&row.full, |cold| cold.warm_cpu).json()
            })
        };
        let batch = |BatchRow { size, rate, runs }: &BatchRow| {
            let of = |member: fn(&Batch) -> f64| Figures(runs.iter().map(member).collect()).json();
            json!({
                "records": size, "rate_per_second": rate, "took_ms": of(|run| run.took), "cpu_ms": of(|run| run.cpu),
                "memory_mib": of(|run| run.memory)
            })
        };
        json!({
            "setting": self.setting,
            "webhooks": {
                "first_ms": of_webhooks(&self.webhooks.full, |run| run.first),
                "first_at_256_mb_ms": of_webhooks(&self.webhooks.small, |run| run.first),
                "warm_ms": Figures(self.webhooks.full.iter().flat_map(|run| run.warm.iter().copied()).collect()).json(),
                "memory_mib": of_webhooks(&self.webhooks.full, |run| run.memory.0)
            },
            "contenders": self.rows.iter().map(row).collect::<Vec<_>>(),
            "batches": self.batches.iter().map(batch).collect::<Vec<_>>()
        })
    }
}

fn of_webhooks(runs: &[Webhooks], member: impl Fn(&Webhooks) -> f64) -> Value {
    Figures(runs.iter().map(member).collect()).json()
}

fn zip(package: Option<&Path>) -> Option<f64> {
    Some((std::fs::metadata(package?).ok()?.len() as f64 / 1e4).round() / 100.0)
}
