//! Event kinds: who sends events to the function, in which form, and what each sender is answered.
//!
//! An event kind is one file that implements [`EventKind`], and one entry in [`KINDS`]. An event's kind is recognized
//! by its shape alone; the event is parsed once and kept, because the response is made from it.

mod connect_flow;
mod contact_event;
mod direct;
mod event_bridge;
mod event_bus;
mod http;
mod mapped;
mod nested;
mod not_understood;
mod pipes;
mod sns;
mod sqs;
mod warm_up;

use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::json::{Members, count_items, parse};
use crate::outcome::Failure;
use crate::response::{Fault, Response};
use futures_util::future::BoxFuture;
use nested::Carrier;
use serde_json::value::RawValue;
use tokio::time::Instant;

/// One kind of event, already parsed.
///
/// No method has a default, so that a new kind cannot forget one.
pub trait EventKind<'e>: Send + Sync {
    /// `event` if it is of this kind, told by its shape; an HTTP body is never looked into.
    fn parse(event: &RawEvent<'e>) -> Option<Self>
    where
        Self: Sized;

    /// The sender's name in logs and metrics.
    fn sender(&self) -> &'static str;

    /// The sender's own id of the event, by which it can be found on the sender's side.
    fn correlation_id(&self) -> Option<&str>;

    /// What the event asks for: one job for each thing in it, in order.
    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>>;

    /// The one job of the event when another event carries it (an SQS body, an SNS message, an item of a batch); `None`
    /// if a message of this kind is never carried by another one.
    fn nested_job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Option<Job>;

    /// Whether its chats are started now or put on the queue.
    fn delivery(&self, context: Context<'_>) -> Delivery;

    /// By when every job has to be finished.
    fn deadline(&self, invocation: &Invocation) -> Instant;

    /// The response to the results of its jobs, index for index, in the sender's form.
    ///
    /// # Errors
    /// [`Fault`] where the sender learns of a failure by the failed invocation.
    fn respond(&self, results: &[JobResult], context: Context<'_>) -> Result<Response, Fault>;
}

/// Parses an event if it is of one kind.
type ParseIf = for<'e> fn(&RawEvent<'e>) -> Option<Box<dyn EventKind<'e> + 'e>>;

/// All event kinds, in the order in which they are tried.
pub const KINDS: [ParseIf; 10] = [
    |event| parse_if::<pipes::Pipes<'_>>(event),
    |event| parse_if::<http::Http>(event),
    |event| parse_if::<sqs::Sqs<'_>>(event),
    |event| parse_if::<sns::Sns<'_>>(event),
    |event| parse_if::<connect_flow::ConnectFlow<'_>>(event),
    |event| parse_if::<event_bus::EventBus<'_>>(event),
    |event| parse_if::<warm_up::WarmUp>(event),
    |event| parse_if::<contact_event::ContactEvent<'_>>(event),
    |event| parse_if::<event_bridge::EventBridge<'_>>(event),
    |event| parse_if::<direct::Direct<'_>>(event),
];

/// Any JSON value with its members read, so that each kind can look for its own.
pub struct RawEvent<'e> {
    /// The value as it came.
    pub raw: &'e RawValue,
    /// Its members, if it is an object.
    pub members: Members<'e>,
}

impl<'e> From<&'e RawValue> for RawEvent<'e> {
    fn from(raw: &'e RawValue) -> RawEvent<'e> {
        RawEvent { raw, members: Members::from_raw(raw) }
    }
}

/// How many things one event may hold: what SQS and pipes deliver at most. Each takes room before it is looked at, and
/// whoever may invoke the function could fill its memory.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>
const MAX_ITEMS: usize = 10_000;
/// An item and its comma take at least two bytes, so the items of a short event need not be counted.
const MIN_ITEM_BYTES: usize = 2;

impl<'e> RawEvent<'e> {
    /// Why the event is not read, if it holds more items than any service delivers.
    fn too_many_items(&self) -> Option<Failure> {
        let list = self.members.get("Records").unwrap_or(self.raw);
        if list.get().len() <= MAX_ITEMS * MIN_ITEM_BYTES {
            return None;
        }
        let count = count_items(list);
        let detail = || format!("the event holds {count} items; send at most {MAX_ITEMS} in one event");
        (count > MAX_ITEMS).then(|| Failure::MalformedRequest(detail()))
    }

    /// The event, parsed by the first kind that recognizes it; `None` if no kind does.
    pub fn recognize(&self) -> Option<Box<dyn EventKind<'e> + 'e>> {
        KINDS.iter().find_map(|parse_if| parse_if(self))
    }
}

/// The event by its kind.
///
/// # Errors
/// [`Fault`] `MalformedRequest`, which says what arrived and what is understood.
pub fn recognize(event: &str) -> Result<Box<dyn EventKind<'_> + '_>, Fault> {
    let Some(raw) = parse(event) else { return Err(Fault::from(not_understood::no_json())) };
    let event = RawEvent::from(raw);
    if let Some(failure) = event.too_many_items() {
        return Err(Fault::from(failure));
    }
    event.recognize().ok_or_else(|| Fault::from(not_understood::failure(&event)))
}

fn parse_if<'e, K: EventKind<'e> + 'e>(event: &RawEvent<'e>) -> Option<Box<dyn EventKind<'e> + 'e>> {
    K::parse(event).map(|event| Box::new(event) as Box<dyn EventKind<'e> + 'e>)
}
