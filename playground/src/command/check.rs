//! `check`: the example of each source through its mapping.

use super::USAGE;
use crate::command_line::Check;
use crate::dev_server::settings;
use crate::mapping::{Made, Problem, attempt};
use crate::source_files::{self, SourceFile};
use crate::{complain, progress};
use connect_outbound_chat::settings::Settings;
use std::io::Write as _;
use std::process::ExitCode;

/// What is printed of one source.
#[derive(Default)]
struct Report {
    lines: Vec<String>,
    is_wrong: bool,
}

/// Checks the folder.
pub(crate) fn run(Check { folder }: &Check) -> ExitCode {
    let sources = match source_files::in_folder(folder) {
        Ok(sources) if sources.is_empty() => {
            complain(&[format!("{} has no source file: their names end in .toml", folder.display())]);
            return ExitCode::from(USAGE);
        }
        Ok(sources) => sources,
        Err(error) => {
            complain(&[format!("cannot read {}: {error}", folder.display())]);
            return ExitCode::from(USAGE);
        }
    };
    let settings = match settings("http://127.0.0.1") {
        Ok(settings) => settings,
        Err(problems) => {
            complain(&problems);
            return ExitCode::from(USAGE);
        }
    };
    let mut wrong = 0;
    let mut printed = String::new();
    for (index, source) in sources.iter().enumerate() {
        progress::show(&format!("{} of {}: {}", index + 1, sources.len(), source.file));
        let report = report(source, &settings);
        wrong += usize::from(report.is_wrong);
        printed += &(report.lines.join("\n") + "\n\n");
    }
    progress::show("");
    printed += &format!("{} sources, {wrong} wrong\n", sources.len());
    let _ = std::io::stdout().write_all(printed.as_bytes());
    if wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn report(source: &SourceFile, settings: &Settings) -> Report {
    let body = source.example.as_ref().map(|example| (example.body.as_str(), example.content_type));
    let tried = match attempt(source, body, settings) {
        Ok(tried) => tried,
        Err(errors) => {
            let line = |problem: &Problem| format!("{}: {}", problem.place(&source.file, None), problem.text);
            return Report { lines: errors.iter().map(line).collect(), is_wrong: true };
        }
    };
    let mut report = Report::default();
    let map_line = source.map_line();
    let place = format!("{}:{map_line}", source.file);
    match &tried.made {
        None => report.lines.push(format!(
            "{}: no errors in the file; without an example (examples/{}.json, .xml or .form) its mapping was not tried",
            source.file, source.name
        )),
        Some(Err(problem)) => {
            report.wrong(format!("{}: {}", problem.place(&source.file, Some(map_line)), problem.text));
        }
        Some(Ok(made)) => report.made(source, made, &place),
    }
    report.lines.extend(tried.warnings.iter().map(|warning| format!("{place}: warning: {warning}")));
    report
}

impl Report {
    fn wrong(&mut self, line: String) {
        self.lines.push(line);
        self.is_wrong = true;
    }

    fn made(&mut self, source: &SourceFile, Made { requests, problems }: &Made, place: &str) {
        let from = source.example.as_ref().map(|example| example.file.as_str()).unwrap_or_default();
        let count = match requests.len() {
            0 => "skipped on purpose".to_owned(),
            1 => "1 request".to_owned(),
            more => format!("{more} requests"),
        };
        self.lines.push(format!("{}: {count} from {from}", source.file));
        for request in requests {
            let pretty = serde_json::to_string_pretty(request).unwrap_or_default();
            self.lines.extend(pretty.lines().map(|line| format!("  {line}")));
        }
        problems.iter().for_each(|problem| self.wrong(format!("{place}: {problem}")));
    }
}
