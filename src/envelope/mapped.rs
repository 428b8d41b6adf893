//! What a source's mapping made: request documents like any other, with the source's name in their errors.

use super::Desk;
use crate::chat::wire::{self, Origin};
use crate::dispatch::Ask;
use crate::outcome::Failure;
use crate::sources::{Mapped, MappingProblem, Source};

/// The reason that is logged when a mapping makes nothing.
const NOTHING: &str = "the source's mapping made no request";

/// The ask that `mapped` makes, its tokens made of `origin`'s.
pub fn ask(source: &Source, mapped: Result<Mapped, MappingProblem>, origin: &Origin, desk: &Desk<'_>) -> Ask {
    let read = |document: &serde_json::value::RawValue, origin: Origin, index| {
        wire::read(document, origin, &desk.house.settings.defaults)
            .map_err(|refused| Failure::from(refused).through(source.name(), index))
    };
    match mapped {
        Ok(Mapped::Skipped) => Ask::skip(NOTHING),
        Ok(Mapped::One(document)) => Ask::one(read(&document, origin.clone(), None)),
        Ok(Mapped::Many(documents)) if documents.is_empty() => Ask::skip(NOTHING),
        Ok(Mapped::Many(documents)) => {
            let item = |index| Origin { token: origin.token.item(index), ..origin.clone() };
            let documents = documents.iter().enumerate();
            let chats = documents.map(|(index, document)| read(document, item(index), Some(index))).collect();
            Ask { chats, many: true, skipped: None, line: None }
        }
        Err(MappingProblem::NotReadable(detail)) => Ask::failed(Failure::MalformedRequest(detail)),
        Err(MappingProblem::Failed(detail)) => {
            Ask::failed(Failure::MappingFailed(format!("source {}: {detail}", source.name())))
        }
    }
}

/// What several sources make of one event, as one ask; `None` of none.
pub fn together(asks: Vec<Ask>) -> Option<Ask> {
    asks.into_iter().reduce(|one, other| match (one.chats.is_empty(), other.chats.is_empty()) {
        (true, _) => other,
        (_, true) => one,
        (false, false) => {
            let chats = one.chats.into_iter().chain(other.chats).collect();
            Ask { chats, many: true, skipped: None, line: None }
        }
    })
}
