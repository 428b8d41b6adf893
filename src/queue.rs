//! The queue: finished requests wait there for a worker, so that a sender with little patience is answered at once.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use crate::aws::retry::{QUEUE_ATTEMPT, with_attempt_timeout};
use crate::aws::{SdkConfig, failure};
use crate::outcome::{AwsService, Failure};
use crate::request::ChatRequest;
use crate::request::to_document::to_document;
use crate::request::token::sha256_hex;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::MessageAttributeValue;
use tokio::time::{Instant, timeout_at};

/// The message attribute that holds the name of the source that mapped the event, for the result.
pub const SOURCE: &str = "source";
/// The message attribute that holds the sender's own id of the event, for the result.
pub const CORRELATION_ID: &str = "correlationId";

/// A queue of Amazon SQS.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue at `url`.
    pub fn new(config: &SdkConfig, url: impl Into<String>) -> Queue {
        Queue { client: Client::new(&with_attempt_timeout(config, QUEUE_ATTEMPT)), url: url.into() }
    }

    /// Puts `request` on the queue, by `deadline`, with what its result will tell of where it comes from: the source that
    /// mapped the event, and the sender's own id of it. The worker takes it like any SQS message.
    ///
    /// # Errors
    /// What SQS answered, or that it didn't in time. Nothing was promised then.
    pub async fn put(
        &self,
        request: &ChatRequest,
        origin: [Option<&str>; 2],
        deadline: Instant,
    ) -> Result<(), Failure> {
        let mut message =
            self.client.send_message().queue_url(&self.url).message_body(to_document(request).to_string());
        for (name, value) in [SOURCE, CORRELATION_ID].into_iter().zip(origin) {
            if let Some(value) = value {
                message = message.message_attributes(name, text_attribute(value)?);
            }
        }
        if self.url.ends_with(".fifo") {
            // Ids of SQS have 128 characters, tokens 500.
            message = message
                .message_group_id(request.message_group())
                .message_deduplication_id(sha256_hex(request.params.client_token.as_bytes()));
        }
        let Ok(answer) = timeout_at(deadline, Box::pin(message.send())).await else { return Err(Failure::Timeout) };
        answer.map(|_| ()).map_err(|error| failure::from_sdk_error(&error, AwsService::Sqs))
    }
}

fn text_attribute(text: &str) -> Result<MessageAttributeValue, Failure> {
    let attribute = MessageAttributeValue::builder().data_type("String").string_value(text).build();
    attribute.map_err(|_| Failure::Unreachable)
}
