//! What the page offers to start from: the repository's events, read anew each time, and the sources.

use axum::Json;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Where events lie: in the folder the playground was started in, else in the repository it was built from.
const FOLDERS: [&str; 2] = ["events", concat!(env!("CARGO_MANIFEST_DIR"), "/../events")];

/// All that can be chosen.
#[derive(Serialize)]
pub(super) struct Examples {
    events: Vec<Event>,
    sources: Vec<()>,
}

/// A file of `events/`.
#[derive(Serialize)]
struct Event {
    name: String,
    text: String,
}

/// The examples.
pub(super) async fn examples() -> Json<Examples> {
    Json(Examples { events: events(), sources: Vec::new() })
}

fn events() -> Vec<Event> {
    let folder = FOLDERS.iter().map(Path::new).find(|folder| folder.is_dir());
    let mut files: Vec<PathBuf> = folder
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files.iter().filter_map(|file| event(file)).collect()
}

fn event(file: &Path) -> Option<Event> {
    let name = file.file_name()?.to_str()?.to_owned();
    Some(Event { name, text: std::fs::read_to_string(file).ok()? })
}
