//! `check`: every source file of a folder read, and its example run through its mapping.

use crate::command::Check;
use crate::complain;
use crate::desk::environment;
use connect_outbound_chat::chat::wire::{self, Origin};
use connect_outbound_chat::chat::{ChatDefaults, Token};
use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::sources::{self, Checked, Mapped, MappingProblem};
use serde_json::value::RawValue;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The extensions of examples, and the `Content-Type` that each is sent with.
const EXAMPLES: [(&str, &str); 3] =
    [("json", "application/json"), ("xml", "text/xml"), ("form", "application/x-www-form-urlencoded")];

/// Checks the folder: 0 if every source is right, 1 if any is wrong, 2 if the folder can't be read.
pub(crate) fn run(options: &Check) -> ExitCode {
    let files = match source_files(&options.folder) {
        Ok(files) => files,
        Err(error) => {
            complain(&[format!("{} can't be read: {}", options.folder.display(), error.kind())]);
            return ExitCode::from(2);
        }
    };
    if files.is_empty() {
        complain(&[format!("{} has no source files (*.toml)", options.folder.display())]);
        return ExitCode::from(2);
    }
    let defaults = match environment::settings() {
        Ok(settings) => settings.defaults,
        Err(mistakes) => {
            complain(&mistakes);
            return ExitCode::FAILURE;
        }
    };
    let wrong = files.iter().filter(|file| !check(file, &options.folder, &defaults)).count();
    println!("{} sources checked, {wrong} wrong", files.len());
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn source_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    Ok(files)
}

/// Checks one file; says what it makes of its example, or what is wrong.
fn check(file: &Path, folder: &Path, defaults: &ChatDefaults) -> bool {
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let shown = file.display().to_string();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return wrong(&format!("{shown}: can't be read: {}", error.kind())),
    };
    let checked = match sources::check(name, &shown, &text) {
        Ok(checked) => checked,
        Err(mistake) => return wrong(&mistake.to_string()),
    };
    for warning in &checked.warnings {
        println!("{shown}: warning: {warning}");
    }
    let examples = folder.join("examples");
    let example = EXAMPLES.iter().find_map(|(extension, content_type)| {
        let path = examples.join(format!("{name}.{extension}"));
        Some((fs::read(&path).ok()?, *content_type, path))
    });
    match example {
        Some((body, content_type, path)) => run_example(&checked, &body, content_type, &path, defaults),
        None => {
            println!("{shown}: right; without an example ({}/{name}.json), its mapping wasn't run", examples.display());
            true
        }
    }
}

fn run_example(checked: &Checked, body: &[u8], content_type: &str, path: &Path, defaults: &ChatDefaults) -> bool {
    let shown = path.display();
    let documents = match checked.map(body, Some(content_type)) {
        Ok(Mapped::Skipped) => Vec::new(),
        Ok(Mapped::One(document)) => vec![document],
        Ok(Mapped::Many(documents)) => documents,
        Err(MappingProblem::NotReadable(problem) | MappingProblem::Failed(problem)) => {
            return wrong(&format!("{shown}: {problem}"));
        }
    };
    println!("{shown}: {} requests", documents.len());
    let mut right = true;
    for (index, document) in documents.iter().enumerate() {
        println!("{}", pretty(document));
        let origin = Origin::of(Token::new(checked.source().name(), "example").item(index));
        if let Err(refused) = wire::read(document, origin, defaults) {
            right = wrong(&format!("{shown}: request {index}: {}", Failure::from(refused).detail()));
        }
    }
    right
}

fn pretty(document: &RawValue) -> String {
    let value: serde_json::Value = serde_json::from_str(document.get()).unwrap_or_default();
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

fn wrong(problem: &str) -> bool {
    complain(&[problem]);
    false
}
