//! A mapping as it is typed: the requests that it makes now.

use super::super::ServerState;
use crate::mapping::{Made, Problem, attempt};
use crate::source_files::{self, SourceFile};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
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
    /// The line of the mapping that it is in, from 1.
    line: Option<usize>,
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
        Err(problems) => return Ok(Json(Answer::from_problems(&problems, source.map_line()))),
    };
    let mut warnings = tried.warnings;
    Ok(Json(match tried.made {
        None => Answer { warnings, ..Answer::default() },
        Some(Err(problem)) => Answer { warnings, ..Answer::from_problems(&[problem], source.map_line()) },
        Some(Ok(Made { requests, problems })) => {
            warnings.extend(problems);
            Answer { requests, warnings, ..Answer::default() }
        }
    }))
}

/// The source of this name, as its file is now.
pub(super) fn named(state: &ServerState, name: &str) -> Result<SourceFile, (StatusCode, String)> {
    let sources = source_files::all(state.dev_server.settings().sources_dir.as_deref());
    let source = sources.into_iter().find(|source| source.name == name);
    source.ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no source called {name}")))
}

impl Answer {
    /// Problems as whoever edits the mapping alone sees them: its first line stands below the file's `map = '''`.
    fn from_problems(problems: &[Problem], map_line: usize) -> Answer {
        let line =
            |problem: &Problem| problem.line.and_then(|line| line.checked_sub(map_line)).filter(|line| *line > 0);
        let in_words = |problem: &Problem| match (line(problem), problem.column) {
            (Some(line), Some(column)) => format!("Line {line}, column {column}: {}", problem.text),
            (Some(line), None) => format!("Line {line}: {}", problem.text),
            (None, _) => problem.text.clone(),
        };
        let told: Vec<_> = problems.iter().map(in_words).collect();
        Answer { problem: Some(told.join("\n")), line: problems.iter().find_map(line), ..Answer::default() }
    }
}
