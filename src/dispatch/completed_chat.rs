//! A chat whose outcome is final for an invocation: what logs, metrics and result events may contain about it.

use super::JobOrigin;
use crate::outcome::Outcome;
use crate::request::{Attributes, Channel, ChatRequest};
use std::time::Duration;

/// What may be known of a chat besides its outcome, without its recipient and its text. Logs and metrics show ids and
/// the channel alone; the results bus gets the token and the attributes that `RESULT_ATTRIBUTES` names, too.
pub struct ChatSummary {
    /// SMS or WhatsApp.
    pub channel: Channel,
    /// The contact that it takes over from.
    pub related_contact_id: Option<String>,
    /// The token, for the sender and the results bus: logs and metrics do not show it.
    pub client_token: String,
    /// Attributes that should have been copied and have names which the API does not take.
    pub attributes_left_out: usize,
    /// The attributes that the result tells: those that `RESULT_ATTRIBUTES` names.
    pub result_attributes: Attributes,
}

/// A chat whose outcome is final for this invocation.
pub struct CompletedChat<'a> {
    /// What chat it is; `None` if it never became a request.
    pub summary: Option<&'a ChatSummary>,
    /// What became of it.
    pub outcome: &'a Outcome,
    /// How long it took, waiting for its turn included.
    pub took: Duration,
    /// How long Connect took to answer, if it was called.
    pub connect_took: Option<Duration>,
    /// Where it comes from.
    pub job: &'a JobOrigin,
    /// How many chats this stands for: one, but for those of a large batch that were never begun.
    pub count: usize,
}

impl From<&ChatRequest> for ChatSummary {
    fn from(request: &ChatRequest) -> ChatSummary {
        let params = &request.params;
        ChatSummary {
            channel: params.channel(),
            related_contact_id: params.related_contact_id.clone(),
            client_token: params.client_token.clone(),
            attributes_left_out: request.attributes_left_out,
            result_attributes: Attributes::default(),
        }
    }
}
