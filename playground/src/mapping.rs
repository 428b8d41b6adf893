//! A source's mapping tried on a webhook's body or on an EventBridge event: the requests that it makes, and what is wrong
//! with them.

use crate::source_files::SourceFile;
use connect_outbound_chat::outcome::Failure;
use connect_outbound_chat::request::Token;
use connect_outbound_chat::request::document::{self, EventContext};
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Checked, Mapped, MappingProblem, SourceError, check};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What a source made of an input.
pub(crate) struct Made {
    /// The requests; none if it skips the input on purpose.
    pub(crate) requests: Vec<Box<RawValue>>,
    /// What is wrong with them.
    pub(crate) problems: Vec<String>,
}

/// A source that could be read, and what it made.
pub(crate) struct Tried {
    /// What the author may want otherwise.
    pub(crate) warnings: Vec<String>,
    /// What it made of the input, if there was one, or why it made nothing.
    pub(crate) made: Option<Result<Made, Problem>>,
}

/// What is wrong, and where in the source's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) line: Option<usize>,
    pub(crate) column: Option<usize>,
    pub(crate) text: String,
}

/// Tries `source` on an input and its `Content-Type`.
///
/// # Errors
/// The errors of the file.
pub(crate) fn attempt(
    source: &SourceFile,
    input: Option<(&str, &str)>,
    settings: &Settings,
) -> Result<Tried, Vec<Problem>> {
    let checked = check(&source.name, &source.file, &source.text);
    let checked = checked.map_err(|errors| errors.into_iter().map(Problem::from).collect::<Vec<_>>())?;
    let made = input.map(|(input, content_type)| {
        let mapped = map(&checked, source, input, content_type).map_err(Problem::from_text)?;
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

impl From<SourceError> for Problem {
    fn from(SourceError { line, column, problem, .. }: SourceError) -> Problem {
        Problem { line, column, text: problem }
    }
}

impl Problem {
    /// A mapping that fails tells its place in its text: `the mapping failed at line 5, column 19 (`+`): …`.
    fn from_text(text: String) -> Problem {
        let place = || {
            let (before, rest) = text.split_once(" at line ")?;
            let (line, rest) = rest.split_once(", column ")?;
            let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
            Some((line.parse().ok()?, rest[..end].parse().ok()?, format!("{before}{}", &rest[end..])))
        };
        match place() {
            Some((line, column, text)) => Problem { line: Some(line), column: Some(column), text },
            None => Problem { line: None, column: None, text },
        }
    }

    /// Its place as compilers write it, `file:line:column`; `line` is used where it has none of its own.
    pub(crate) fn place(&self, file: &str, line: Option<usize>) -> String {
        let numbers = [self.line.or(line), self.column];
        numbers.into_iter().flatten().fold(file.to_owned(), |place, number| format!("{place}:{number}"))
    }
}

fn map(checked: &Checked, source: &SourceFile, input: &str, content_type: &str) -> Result<Mapped, String> {
    let mapped = match event_members(input).filter(|_| source.has_event_pattern()) {
        Some(EventMembers { source, detail_type }) => {
            let event = serde_json::from_str(input).map_err(|error| format!("the event is not JSON: {error}"))?;
            let not_taken = || {
                format!(
                    "[event_pattern] doesn't take this event, whose source is {source} and whose detail-type is {detail_type}"
                )
            };
            checked.map_event(event).ok_or_else(not_taken)?
        }
        None if source.maps_events_only() => {
            return Err("the example is not an EventBridge event: it needs source, detail-type and detail".to_owned());
        }
        None => checked.map(input.as_bytes(), Some(content_type)),
    };
    mapped.map_err(|problem| match problem {
        MappingProblem::NotReadable(problem) | MappingProblem::Failed(problem) => problem,
        MappingProblem::DeadlinePassed => "the mapping was not done in time".to_owned(),
    })
}

/// The members that every EventBridge event has.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct EventMembers {
    source: String,
    detail_type: String,
}

fn event_members(input: &str) -> Option<EventMembers> {
    serde_json::from_str(input).ok()
}

/// Why the function would refuse a request.
fn problem(request: &RawValue, settings: &Settings) -> Option<String> {
    let token = Token::new("playground", "");
    document::read(request, EventContext::new(token, time::OffsetDateTime::now_utc()), &settings.defaults)
        .err()
        .map(|refused| Failure::from(refused).detail())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_mapping_that_fails_is_read_out_of_its_text() {
        let problem = Problem::from_text("the mapping failed at line 5, column 19 (`+`): it does".to_owned());
        assert_eq!((problem.line, problem.column), (Some(5), Some(19)));
        assert_eq!(problem.text, "the mapping failed (`+`): it does");
        assert_eq!(problem.place("a.toml", Some(2)), "a.toml:5:19");
        let problem = Problem::from_text("the body is not JSON".to_owned());
        assert_eq!(problem.place("a.toml", Some(2)), "a.toml:2");
    }
}
