//! Source files and their examples, as they are now: `check` reads them, and the page offers them.

use serde::Deserialize;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;

use connect_outbound_chat::sources::BUILT_IN;

/// The examples of the built-in sources, in the repository that this was built from.
const BUILT_IN_EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../sources/examples");
/// What an example may be, by its extension.
const KINDS: [(&str, &str); 3] =
    [("json", "application/json"), ("xml", "text/xml"), ("form", "application/x-www-form-urlencoded")];

/// A source's file.
#[derive(Debug, Clone)]
pub(crate) struct SourceFile {
    /// Its stem.
    pub(crate) name: String,
    /// Its path, as the user would write it.
    pub(crate) file: String,
    /// What stands in it.
    pub(crate) text: String,
    /// What its sender sends.
    pub(crate) example: Option<Example>,
}

/// A body that a source's sender sends, or an event that it maps.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// Its path.
    pub(crate) file: String,
    /// The body.
    pub(crate) body: String,
    /// Its `Content-Type`.
    pub(crate) content_type: &'static str,
}

/// What the playground itself has to know of a file.
#[derive(Deserialize)]
struct Known {
    map: Spanned<String>,
    verify: Option<toml::Table>,
    event_pattern: Option<toml::Table>,
}

/// The files of a folder, by name.
///
/// # Errors
/// The folder can't be read, or one of its files.
pub(crate) fn in_folder(folder: &Path) -> io::Result<Vec<SourceFile>> {
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files.iter().map(|file| entry(file, &folder.join("examples"))).collect()
}

/// The files of `folder`, and the built-in ones that it doesn't replace.
pub(crate) fn all(folder: Option<&Path>) -> Vec<SourceFile> {
    let mut entries = folder.and_then(|folder| in_folder(folder).ok()).unwrap_or_default();
    for built_in in BUILT_IN {
        if entries.iter().all(|entry| entry.name != built_in.name) {
            let (name, text) = (built_in.name.to_owned(), built_in.text.to_owned());
            let example = example(Path::new(BUILT_IN_EXAMPLES), &name);
            entries.push(SourceFile { name, file: built_in.file_name(), text, example });
        }
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    entries
}

impl SourceFile {
    /// Its mapping; nothing where the file can't be read.
    pub(crate) fn map(&self) -> String {
        self.known().map(|known| known.map.into_inner().trim().to_owned()).unwrap_or_default()
    }

    /// The line that its mapping begins at, from 1.
    pub(crate) fn map_line(&self) -> usize {
        let start = self.known().map(|known| known.map.span().start).unwrap_or_default();
        1 + self.text.bytes().take(start).filter(|byte| *byte == b'\n').count()
    }

    /// Whether it maps events only: nothing can be posted to it.
    pub(crate) fn maps_events_only(&self) -> bool {
        self.known().is_some_and(|known| known.verify.is_none())
    }

    /// Whether it maps EventBridge events.
    pub(crate) fn has_event_pattern(&self) -> bool {
        self.known().is_some_and(|known| known.event_pattern.is_some())
    }

    /// The environment variable that holds its first secret.
    pub(crate) fn secret_variable(&self) -> Option<String> {
        let verify = self.known()?.verify?;
        let first = verify.get("secrets")?.as_array()?.first()?.as_str()?;
        first.strip_prefix("env:").map(ToOwned::to_owned)
    }

    /// The same file with another mapping.
    pub(crate) fn with_map(&self, map: &str) -> SourceFile {
        let Some(known) = self.known() else { return self.clone() };
        let Range { start, end } = known.map.span();
        let written = match map.contains("'''") || map.ends_with('\'') {
            false => format!("'''\n{map}'''"),
            // TOML's basic strings escape as JSON does.
            true => serde_json::to_string(map).unwrap_or_default(),
        };
        SourceFile { text: format!("{}{written}{}", &self.text[..start], &self.text[end..]), ..self.clone() }
    }

    fn known(&self) -> Option<Known> {
        toml::from_str(&self.text).ok()
    }
}

fn entry(file: &Path, examples: &Path) -> io::Result<SourceFile> {
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let text = std::fs::read_to_string(file)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    let example = example(examples, &name);
    Ok(SourceFile { name, file: file.display().to_string(), text, example })
}

fn example(folder: &Path, name: &str) -> Option<Example> {
    KINDS.iter().find_map(|(extension, content_type)| {
        let file = folder.join(format!("{name}.{extension}"));
        let body = std::fs::read_to_string(&file).ok()?;
        Some(Example { file: file.display().to_string(), body, content_type })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry_of(text: &str) -> SourceFile {
        SourceFile { name: "x".to_owned(), file: "x.toml".to_owned(), text: text.to_owned(), example: None }
    }

    #[test]
    fn a_map_is_replaced_where_it_stands_and_nothing_else() {
        let entry = entry_of("# note\nresponse = \"json\"\nmap = '''\nold\n'''\n[verify]\ntype = \"none\"\n");
        assert_eq!((entry.map().as_str(), entry.map_line()), ("old", 3));
        for map in ["{\"to\": \"'\"}", "a'''b\\\"\n", "x'"] {
            let changed = entry.with_map(map);
            assert_eq!(changed.map(), map.trim());
            assert!(changed.text.starts_with("# note\n") && changed.text.ends_with("\n[verify]\ntype = \"none\"\n"));
        }
    }

    #[test]
    fn every_built_in_source_has_an_example() {
        assert!(all(None).iter().all(|entry| entry.example.is_some()));
    }
}
