//! What the page offers to start from: the repository's events, read anew each time, and the sources.

use super::super::ServerState;
use crate::source_files;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Where events lie: in the folder the playground was started in, else in the repository it was built from.
const FOLDERS: [&str; 2] = ["events", concat!(env!("CARGO_MANIFEST_DIR"), "/../events")];

/// All that can be chosen.
#[derive(Serialize)]
pub(super) struct Examples {
    events: Vec<Event>,
    sources: Vec<Source>,
}

/// A file of `events/`.
#[derive(Serialize)]
struct Event {
    name: String,
    text: String,
}

/// A source, and what its sender sends.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    name: String,
    map: String,
    example: String,
    content_type: &'static str,
    is_event: bool,
    /// Whether webhooks can be posted to it, which are verified then.
    verification: bool,
    /// Where a CRM would call it.
    url: String,
    secret_variable: Option<String>,
}

/// The examples.
pub(super) async fn examples(State(state): State<ServerState>) -> Json<Examples> {
    let public_url = state.dev_server.settings().public_url.clone().unwrap_or_default();
    let sources = source_files::all(state.dev_server.settings().sources_dir.as_deref());
    let sources = sources.into_iter().map(|source| {
        let (map, is_event) = (source.map(), source.maps_events_only());
        let (secret_variable, url) = (source.secret_variable(), format!("{public_url}/sources/{}", source.name));
        let (example, content_type) =
            source.example.map(|example| (example.body, example.content_type)).unwrap_or_default();
        Source {
            name: source.name,
            map,
            example,
            content_type,
            is_event,
            verification: !is_event,
            url,
            secret_variable,
        }
    });
    Json(Examples { events: events(), sources: sources.collect() })
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
