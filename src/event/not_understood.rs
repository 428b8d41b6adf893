//! What an event is that no kind understands, in words that its sender can act on.

use super::RawEvent;
use crate::json::{Kind, Members, items};

/// Says what arrived, without quoting any value of it.
pub fn describe(RawEvent { raw, members }: &RawEvent<'_>) -> String {
    let context = members.object("requestContext");
    let first =
        members.get("Records").and_then(|records| items(records).first().map(|record| Members::from_raw(record)));
    if context.get("connectionId").is_some() || context.get("routeKey").is_some() {
        return "a WebSocket API's event".to_owned();
    }
    if members.get("requestPayload").is_some() || members.get("responsePayload").is_some() {
        return "a Lambda destination's record".to_owned();
    }
    if let Some(first) = first {
        let sources = ["eventSource", "EventSource"].map(|name| first.text(name));
        let known = ["aws:s3", "aws:kinesis", "aws:dynamodb", "aws:codecommit", "aws:ses"];
        let source = known.into_iter().find(|known| sources.iter().flatten().any(|source| source == known));
        return source.map_or("a batch of unknown records".to_owned(), |source| format!("a batch of {source} records"));
    }
    match Kind::from_raw(raw) {
        Kind::Object if members.is_empty() => "an empty object".to_owned(),
        Kind::Object => "an object with none of a request document's members".to_owned(),
        kind => kind.name().to_owned(),
    }
}
