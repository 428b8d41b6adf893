//! What a source's mapping made: request documents like any other, with the source's name in their errors.

use crate::context::Context;
use crate::dispatch::{Job, Work};
use crate::json::Members;
use crate::outcome::{Failure, Skip, SkipCode};
use crate::request::document::{self, ClientTokenRule, EventContext};
use crate::sources::{Mapped, MappingProblem, Source};
use serde_json::value::RawValue;

/// The reason that is logged when a mapping makes nothing.
fn nothing(source: &Source, missing: Option<String>) -> Skip {
    let missing = missing.map_or_else(String::new, |missing| format!(": {missing}"));
    Skip::new(SkipCode::NothingMapped, format!("the mapping of source {} made no request{missing}", source.name()))
}

/// The job that `mapped` makes, its tokens made from `event_context`'s; `missing` says why it made nothing, if that can be
/// told.
pub fn job(
    source: &Source,
    mapped: Result<Mapped, MappingProblem>,
    missing: impl FnOnce() -> Option<String>,
    event_context: &EventContext,
    context: Context<'_>,
) -> Job {
    let read = |document: &RawValue, event_context: EventContext, index: Option<usize>| {
        if let Err(problem) = check_key(source, document) {
            let place = index.map_or_else(String::new, |index| format!("of request {index}, "));
            return Err(Failure::MappingFailed(format!("source {}: {place}{problem}", source.name())));
        }
        let event_context = EventContext { client_token: ClientTokenRule::EventKey, ..event_context };
        document::read(document, event_context, &context.app.settings.defaults)
            .map_err(|refused| Failure::from(refused).from_source(source.name(), index))
    };
    let job = match mapped {
        Ok(Mapped::Skipped) => Job::skip(nothing(source, missing())),
        Ok(Mapped::One(document)) => Job::one(read(&document, event_context.clone(), None)),
        Ok(Mapped::Many(documents)) if documents.is_empty() => Job::skip(nothing(source, missing())),
        Ok(Mapped::Many(documents)) => {
            let item = |index| EventContext { token: event_context.token.item(index), ..event_context.clone() };
            let documents = documents.iter().enumerate();
            Job::from(Work::Many(documents.map(|(index, document)| read(document, item(index), Some(index))).collect()))
        }
        Err(MappingProblem::NotReadable(detail)) => Job::failed(Failure::MalformedRequest(detail)),
        Err(MappingProblem::DeadlinePassed) => Job::failed(Failure::Timeout),
        Err(MappingProblem::Failed(detail)) => {
            Job::failed(Failure::MappingFailed(format!("source {}: {detail}", source.name())))
        }
    };
    job.mapped_by(source.name())
}

/// Checks the key that the mapping made of the event's ids, if it made one. An empty one counts as none.
fn check_key(source: &Source, document: &RawValue) -> Result<(), String> {
    let members = Members::from_raw(document);
    let key = members.text("clientToken").or_else(|| members.text("ClientToken"));
    key.filter(|key| !key.is_empty()).map_or(Ok(()), |key| source.check_key(&key))
}

/// What several sources make of one event, as one job; `None` of none.
pub fn merge(jobs: Vec<Job>) -> Option<Job> {
    jobs.into_iter().reduce(Job::merge)
}
