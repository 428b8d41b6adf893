//! The loop guard: a text must not be answered with a text.
//!
//! Each chat that is started runs a flow and makes contact events of its own. If those started a chat, that one would
//! start the next.

use crate::outcome::{Skip, SkipCode};
use crate::request::{Channel, PhoneNumber};

/// A contact, as far as the guard needs to know it.
#[derive(Debug, Clone, Default)]
pub struct GuardedContact {
    /// Its messaging channel; `None` if it is not a chat by SMS or WhatsApp.
    pub messaging: Option<Messaging>,
    /// The customer's number.
    pub number: Option<PhoneNumber>,
}

/// The channel that a chat uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Messaging {
    /// By this channel.
    By(Channel),
    /// By one of the messaging channels: the customer has a number and it is a chat, but which is not told.
    Unknown,
}

impl Messaging {
    /// How a contact of `channel` (`CHAT`, `VOICE`, …) goes, whose `connect:Subtype` is `subtype`.
    pub fn from_contact(channel: &str, subtype: Option<&str>, number: Option<&PhoneNumber>) -> Option<Messaging> {
        if !channel.eq_ignore_ascii_case("CHAT") {
            return None;
        }
        let by = subtype.and_then(|subtype| Channel::ALL.into_iter().find(|channel| channel.subtype() == subtype));
        by.map(Messaging::By).or_else(|| number.map(|_| Messaging::Unknown))
    }

    fn may_be(self, channel: Channel) -> bool {
        match self {
            Messaging::By(by) => by == channel,
            Messaging::Unknown => true,
        }
    }
}

impl GuardedContact {
    /// Why no chat must be started in answer to this contact, if that is so. `destination` is the number that the request
    /// itself names, `channel` the channel that it asks for.
    pub fn check(&self, destination: Option<&PhoneNumber>, channel: Channel) -> Option<Skip> {
        let messaging = self.messaging?;
        let reaches_the_same = match destination {
            None => true,
            Some(number) => self.number.as_ref() == Some(number) && messaging.may_be(channel),
        };
        let reason = "the contact is itself a chat by SMS or WhatsApp with this customer";
        reaches_the_same.then(|| Skip::new(SkipCode::AlreadyAChat, reason))
    }
}
