//! A mapping as it is typed: the requests that it makes now.

use super::super::ServerState;
use crate::mapping::{Made, attempt};
use crate::source_files::{self, SourceFile};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connect_outbound_chat::sources::SourceError;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A mapping and what it is tried on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Typed {
    source: String,
    map: String,
    body: String,
    content_type: String,
}

/// The requests, or what is wrong.
#[derive(Default, Serialize)]
pub(super) struct Answer {
    requests: Vec<Box<RawValue>>,
    problem: Option<String>,
    warnings: Vec<String>,
}

/// Tries the mapping.
pub(super) async fn map(
    State(state): State<ServerState>,
    Json(Typed { source, map, body, content_type }): Json<Typed>,
) -> Result<Json<Answer>, (StatusCode, String)> {
    let source = named(&state, &source)?.with_map(&map);
    let tried = match attempt(&source, Some((&body, &content_type)), state.dev_server.settings()) {
        Ok(tried) => tried,
        Err(mistakes) => {
            let told: Vec<_> = mistakes.iter().map(|mistake| in_map(mistake, source.map_line())).collect();
            return Ok(Json(Answer { problem: Some(told.join("\n")), ..Answer::default() }));
        }
    };
    let mut warnings = tried.warnings;
    Ok(Json(match tried.made {
        None => Answer { warnings, ..Answer::default() },
        Some(Err(problem)) => Answer { problem: Some(problem), warnings, ..Answer::default() },
        Some(Ok(Made { requests, problems })) => {
            warnings.extend(problems);
            Answer { requests, problem: None, warnings }
        }
    }))
}

/// The source of this name, as its file is now.
pub(super) fn named(state: &ServerState, name: &str) -> Result<SourceFile, (StatusCode, String)> {
    let sources = source_files::all(state.dev_server.settings().sources_dir.as_deref());
    let source = sources.into_iter().find(|source| source.name == name);
    source.ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no source called {name}")))
}

/// A mistake as whoever edits the mapping alone sees it: its first line stands below the file's `map = '''`.
fn in_map(SourceError { line, column, problem, .. }: &SourceError, map_line: usize) -> String {
    let line = line.and_then(|line| line.checked_sub(map_line)).filter(|line| *line > 0);
    match (line, column) {
        (Some(line), Some(column)) => format!("line {line}, column {column}: {problem}"),
        (Some(line), None) => format!("line {line}: {problem}"),
        (None, _) => problem.clone(),
    }
}
