//! A source's mapping tried on a body: the requests that it makes, and what is wrong with them.

use crate::source_files::SourceFile;
use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::request::Token;
use connect_outbound_chat::request::document::{self, EventContext};
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Mapped, MappingProblem, SourceError, check};
use serde_json::value::RawValue;

/// What a source makes of a body.
pub(crate) struct Made {
    /// The requests; none if it skips the body on purpose.
    pub(crate) requests: Vec<Box<RawValue>>,
    /// What is wrong with them.
    pub(crate) problems: Vec<String>,
}

/// A source that could be read, and what it made.
pub(crate) struct Tried {
    /// What may be wanted otherwise.
    pub(crate) warnings: Vec<String>,
    /// What it made of the body, if there was one, or why it made nothing.
    pub(crate) made: Option<Result<Made, String>>,
}

/// Tries `source` on a body and its `Content-Type`.
///
/// # Errors
/// The file's mistakes.
pub(crate) fn attempt(
    source: &SourceFile,
    body: Option<(&str, &str)>,
    settings: &Settings,
) -> Result<Tried, Vec<SourceError>> {
    let checked = check(&source.name, &source.file, &source.text)?;
    let made = body.map(|(body, content_type)| {
        let mapped = checked.map(body.as_bytes(), Some(content_type)).map_err(|problem| match problem {
            MappingProblem::NotReadable(problem) | MappingProblem::Failed(problem) => problem,
            MappingProblem::DeadlinePassed => "the mapping was not done in time".to_owned(),
        })?;
        let requests = match mapped {
            Mapped::Skipped => Vec::new(),
            Mapped::One(request) => vec![request],
            Mapped::Many(requests) => requests,
        };
        let problems = requests.iter().filter_map(|request| problem(request, settings)).collect();
        Ok(Made { requests, problems })
    });
    Ok(Tried { warnings: checked.warnings, made })
}

/// Why the function would refuse a request.
fn problem(request: &RawValue, settings: &Settings) -> Option<String> {
    let token = Token::new("playground", "");
    document::read(request, EventContext::from_token(token), &settings.defaults)
        .err()
        .map(|refused| Failure::from(refused).detail())
}
