//! An outbound chat: what is asked for, and what is passed to Connect.
//!
//! The core of the function, as plain data. A [`ChatRequest`] has passed every rule; where the customer's number or
//! attributes lie with a related contact, it becomes an [`OutboundChat`] once that contact was looked up.
//!
//! Rules: <https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>

pub mod attributes;
mod content_types;
pub mod country;
pub mod defaults;
pub mod document;
mod endpoint;
mod event_context;
pub mod expires_at;
pub mod ids;
pub mod members;
pub mod message;
pub mod number;
mod private;
mod reader;
pub mod rejection;
pub mod segment_attributes;
pub mod send_at;
pub mod sms;
pub mod time_zone;
pub mod timing;
pub mod to_document;
pub mod token;

pub use attributes::{Attributes, CopyAttributes};
pub use defaults::ChatDefaults;
pub use members::is_spelling_of;
pub use message::InitialMessage;
pub use number::PhoneNumber;
pub use private::Private;
pub use reader::Typing;
pub use rejection::Rejection;
pub use segment_attributes::{Channel, SegmentAttributes};
pub use timing::Timing;
pub use token::Token;

/// A request document that has passed every rule that can be checked without asking Connect.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The phone number that is written from, as an ARN; `None` until the destination that decides it is known.
    pub source: Option<String>,
    /// The customer's number; `None` if the related contact has it.
    pub destination: Option<PhoneNumber>,
    /// The JSON Pointer to the member that names the destination.
    pub destination_pointer: &'static str,
    /// Which of the related contact's attributes come along.
    pub copy_attributes: CopyAttributes,
    /// Attributes that should have come along and have names which the API does not take.
    pub attributes_left_out: usize,
    /// What must hold of the related contact where it is looked up.
    pub condition: ContactCondition,
    /// When it may be sent.
    pub timing: Timing,
    /// Everything else.
    pub params: ContactParams,
}

/// A chat that Connect can be asked to start.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboundChat {
    /// `SourceEndpoint`, a phone number's ARN.
    pub source: String,
    /// `DestinationEndpoint`, the customer's number.
    pub destination: PhoneNumber,
    /// Everything else.
    pub params: ContactParams,
}

/// The members of a chat that no lookup changes, but for its attributes.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactParams {
    /// `InstanceId`
    pub instance_id: String,
    /// `ContactFlowId`
    pub contact_flow_id: String,
    /// `SegmentAttributes`, the channel among them.
    pub segment_attributes: SegmentAttributes,
    /// `Attributes`
    pub attributes: Attributes,
    /// `ChatDurationInMinutes`: 60 to 10080 minutes.
    pub chat_duration_in_minutes: Option<i32>,
    /// `ParticipantDetails.DisplayName`
    pub display_name: Option<Private<String>>,
    /// `InitialSystemMessage` or `InitialTemplatedSystemMessage`
    pub initial_message: Option<InitialMessage>,
    /// `RelatedContactId`
    pub related_contact_id: Option<String>,
    /// `SupportedMessagingContentTypes`
    pub supported_messaging_content_types: Option<Vec<&'static str>>,
    /// `ClientToken`, always there: the SDK's random one would make every try a new text.
    pub client_token: String,
}

/// What must hold of a related contact that is looked up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ContactCondition {
    /// It is not itself a chat by SMS or WhatsApp with the same customer.
    #[default]
    NoChat,
    /// It is also a call that the customer or the network ended before an agent answered.
    AbandonedCall,
}

impl ContactParams {
    /// SMS or WhatsApp.
    pub fn channel(&self) -> Channel {
        self.segment_attributes.channel
    }
}

impl ChatRequest {
    /// The related contact, if it must be looked up before the chat can be started.
    pub fn needs_lookup(&self) -> Option<&str> {
        let needed = self.destination.is_none() || self.copy_attributes.is_wanted();
        self.params.related_contact_id.as_deref().filter(|_| needed)
    }

    /// What messages of this request are grouped by on a FIFO queue: one customer's texts stay in order.
    pub fn message_group(&self) -> String {
        let customer = self.destination.as_ref().map(PhoneNumber::as_str);
        let group = customer.or(self.params.related_contact_id.as_deref()).unwrap_or_default();
        token::sha256_hex(group.as_bytes())
    }
}
