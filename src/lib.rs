//! Starts outbound SMS and WhatsApp contacts in Amazon Connect from any event.
//!
//! The path of an event is [`Function::respond`]: who writes, in what shape ([`envelope`]); what is asked for
//! ([`chat`]); what became of it ([`dispatch`], [`connect`], [`queue`], [`outcome`]); the answer in the sender's
//! dialect. `docs/ARCHITECTURE.md` has the map.

pub mod aws;
pub mod chat;
pub mod connect;
pub mod dispatch;
pub mod envelope;
mod house;
pub mod invocation;
mod json;
pub mod outcome;
pub mod queue;
pub mod reply;
pub mod settings;
pub mod sources;
pub mod telemetry;

pub use house::House;

use dispatch::{Answer, Ask, Dispatch};
use envelope::{Desk, Envelope};
use invocation::Invocation;
use outcome::Failure;
use reply::{Fault, Reply};
use std::sync::Arc;
use telemetry::{Books, Telemetry};
use tokio::time::timeout_at;

/// The function: takes an event, gives a reply.
pub struct Function {
    house: House,
    dispatch: Arc<Dispatch>,
    telemetry: Arc<Telemetry>,
}

impl Function {
    /// The function of a house, whose chats go by `dispatch` and whose lines by `telemetry`.
    pub fn new(house: House, dispatch: Arc<Dispatch>, telemetry: Arc<Telemetry>) -> Function {
        Function { house, dispatch, telemetry }
    }

    /// The reply to `event`, always before the invocation's deadline.
    ///
    /// # Errors
    /// [`Fault`] where the sender learns of a failure by the invocation's failing.
    pub async fn respond(&self, event: &str, invocation: &Invocation) -> Result<Reply, Fault> {
        let envelope = match Envelope::recognise(event) {
            Ok(envelope) => envelope,
            Err(fault) => {
                self.books("Unknown", None, invocation).invocation(&[], Some(&fault));
                return Err(fault);
            }
        };
        let books = self.books(envelope.sender(), envelope.correlation_id(), invocation);
        let desk = Desk { house: &self.house, invocation };
        let answers = self.answers(&envelope, &desk, &books).await;
        let reply = envelope.reply(&answers, &desk);
        books.invocation(&answers, reply.as_ref().err());
        reply
    }

    async fn answers(&self, envelope: &Envelope<'_>, desk: &Desk<'_>, books: &Books<'_>) -> Vec<Answer> {
        let deadline = envelope.deadline(desk.invocation);
        // Only a webhook can wait here, for its secret; it is one ask.
        let asks = timeout_at(deadline, envelope.asks(desk)).await;
        let asks = asks.unwrap_or_else(|_| vec![Ask::failed(Failure::Timeout)]);
        let decided = |decided: &dispatch::Decided<'_>| books.chat(decided);
        let defaults = &self.house.settings.defaults;
        self.dispatch.round(defaults, envelope.road(desk), deadline, &decided).run(asks).await
    }

    fn books<'a>(
        &'a self,
        sender: &'static str,
        correlation_id: Option<&'a str>,
        invocation: &'a Invocation,
    ) -> Books<'a> {
        Books { sender, correlation_id, invocation, telemetry: &self.telemetry }
    }
}
