//! What docs/ARCHITECTURE.md says of the code, held against the code: its layers, and its invariants.
//!
//! The source is read as text. Every line of it is formatted, and imports are one path a line, so that little can hide.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The code of a file: without its comments and unit tests.
struct Source {
    /// Relative to `src/`.
    path: String,
    code: String,
}

impl Source {
    fn read(path: &Path) -> Source {
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
        let path = path.strip_prefix(repository("src")).unwrap().to_str().unwrap().to_owned();
        Source { path, code: lines.collect::<Vec<_>>().join("\n") }
    }

    /// The module of `lib.rs` that it belongs to; for the binary, `bootstrap`.
    fn module(&self) -> &str {
        let path = self.path.strip_prefix("bin/").unwrap_or(&self.path);
        path.split(['/', '.']).next().unwrap()
    }

    /// The first names of the paths in it that begin with `prefix`.
    fn names_after<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let after = self.code.split(prefix).skip(1);
        after.map(|rest| &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())])
    }
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The Rust files under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Everything under `src/` but unit tests, which lie in `tests.rs` or in a folder `tests`.
fn sources() -> Vec<Source> {
    let sources = files(&repository("src")).into_iter().map(|path| Source::read(&path));
    sources.filter(|source| !source.path.split(['/', '.']).any(|part| part == "tests")).collect()
}

fn document() -> String {
    fs::read_to_string(repository("docs/ARCHITECTURE.md")).unwrap()
}

/// The texts between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Each module's layer: the number of the list item under "Layers" that names it.
fn layers() -> BTreeMap<String, usize> {
    let document = document();
    let section = document.split("\n## Layers\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let items = section.lines().filter_map(|line| line.split_once(". "));
    let items = items.filter_map(|(number, text)| Some((number.parse::<usize>().ok()?, text)));
    items.flat_map(|(number, text)| quoted(text).map(move |name| (name.to_owned(), number))).collect()
}

/// The files that name a crate or an item, without those that may.
fn others_that_name(prefix: &str, allowed: &[&str]) -> Vec<String> {
    let sources = sources().into_iter().filter(|source| !allowed.contains(&source.module()));
    sources.filter(|source| source.code.contains(prefix)).map(|source| source.path).collect()
}

#[test]
fn a_module_uses_only_layers_below_its_own() {
    let layers = layers();
    let layer_of = |module: &str| {
        *layers.get(module).unwrap_or_else(|| panic!("`{module}` is on no layer: docs/ARCHITECTURE.md, \"Layers\""))
    };
    let sources = sources();
    for source in &sources {
        let layer = layer_of(source.module());
        assert!(!source.code.contains("crate::{"), "{}: one path a line, please", source.path);
        for used in source.names_after("crate::").filter(|used| *used != source.module()) {
            // What `lib.rs` shows of another module under the crate's own name.
            let used = if ["App", "Context", "Function"].contains(&used) { "context" } else { used };
            assert!(layer_of(used) < layer || source.module() == "lib", "{} uses `{used}`", source.path);
        }
    }
    for module in layers.keys() {
        assert!(sources.iter().any(|source| source.module() == module), "there is no `{module}`");
    }
}

#[test]
fn only_connect_and_the_clients_beside_it_name_an_sdk() {
    const CLIENTS: [&str; 5] = ["aws", "connect", "queue", "results", "schedule"];
    let crates =
        ["aws_config", "aws_credential_types", "aws_runtime", "aws_sdk_", "aws_sigv4", "aws_smithy_", "aws_types"];
    for name in crates {
        assert_eq!(others_that_name(name, &CLIENTS), Vec::<String>::new(), "{name}");
    }
    assert_eq!(others_that_name("aws_sdk_connect", &["connect"]), Vec::<String>::new());
}

#[test]
fn only_the_binary_names_lambda_s_runtime() {
    assert_eq!(others_that_name("lambda_runtime", &["bootstrap"]), Vec::<String>::new());
}

#[test]
fn the_library_reads_no_wall_clock_and_no_environment_and_has_no_changing_global() {
    // The mapping engine is kept by its thread.
    const ENGINE: &str = "sources/map/engine.rs";
    for name in ["SystemTime::now", "UtcDateTime::now", "now_utc(", "now_local(", "env::var", "static mut "] {
        assert_eq!(others_that_name(name, &["bootstrap"]), Vec::<String>::new(), "{name}");
    }
    assert_eq!(others_that_name("thread_local!", &["bootstrap"]), [ENGINE]);
    for source in sources().iter().filter(|source| source.module() != "bootstrap" && source.path != ENGINE) {
        let globals = source.code.lines().map(|line| line.trim_start().trim_start_matches("pub "));
        // What is read once and never changes (a table of countries) is no state.
        let changing = ["Atomic", "Cell", "Lock<", "Mutex", "Once"];
        let may_change = |line: &&str| changing.iter().any(|name| line.replace("LazyLock<", "").contains(name));
        let globals: Vec<_> = globals.filter(|line| line.starts_with("static ")).filter(may_change).collect();
        assert!(globals.is_empty(), "{}: {globals:?}", source.path);
    }
}

#[test]
fn an_event_kind_can_forget_nothing_and_is_named_nowhere_else() {
    let event = Source::read(&repository("src/event.rs"));
    let kind = event.code.split("pub trait EventKind").nth(1).unwrap().split("\n}").next().unwrap();
    assert!(kind.matches("fn ").count() >= 8, "{kind}");
    assert_eq!(kind.matches('{').count(), 1, "a default method: {kind}");
    assert!(!event.code.contains("pub mod "), "kinds of events are private to src/event.rs");
    assert!(!event.code.contains("pub use "), "kinds of events are private to src/event.rs");
}

#[test]
fn what_a_failure_means_is_told_for_each_one() {
    let outcome = Source::read(&repository("src/outcome/row.rs"));
    let rows = outcome.code.split("fn row(").skip(1).map(|rest| rest.split("\n    }").next().unwrap());
    let rows: Vec<&str> = rows.collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row.contains("match") && !row.contains("_ =>"), "{row}");
    }
}

#[test]
fn the_function_depends_on_no_other_crate_of_the_workspace() {
    let manifest = fs::read_to_string(repository("Cargo.toml")).unwrap();
    let dependencies = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    assert!(dependencies.contains("lambda_runtime") && !dependencies.contains("path ="), "{dependencies}");
}

#[test]
fn every_invariant_of_the_document_names_the_tests_that_hold_it() {
    let tests: Vec<String> = ["tests", "src", "fuzz"]
        .iter()
        .flat_map(|folder| files(&repository(folder)))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let document = document();
    let invariants: Vec<&str> = document.split("**Architecture Invariant:").skip(1).collect();
    assert!(invariants.len() >= 8, "{}", invariants.len());
    for invariant in invariants {
        let invariant = invariant.split("\n- ").next().unwrap().split("\n\n").next().unwrap();
        let (_, held_by) = invariant.split_once("Held by").unwrap_or_else(|| panic!("no test holds this: {invariant}"));
        assert!(held_by.contains('`'), "no test holds this: {invariant}");
        for name in quoted(held_by) {
            let function = format!("fn {name}(");
            assert!(tests.iter().any(|text| text.contains(&function)), "there is no test `{name}`");
        }
    }
}
