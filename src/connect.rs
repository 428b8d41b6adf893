//! Amazon Connect: starts one chat, looks one contact up. The only place that knows its SDK.
//!
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_StartOutboundChatContact.html>,
//! <https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeContact.html>

pub mod related_contact;
mod translate;

use crate::aws::retry::{
    LONG_ATTEMPT, MIN_TIME_FOR_LONG_ATTEMPT, NoRetryOfTooManyChats, SHORT_ATTEMPT, with_attempt_timeout,
};
use crate::aws::{self, SdkConfig, failure};
use crate::outcome::{AwsService, Failure, Started};
use crate::request::OutboundChat;
use aws_sdk_connect::Client;
use aws_sdk_connect::operation::RequestId;
use aws_sdk_connect::operation::start_outbound_chat_contact::StartOutboundChatContactError;
use related_contact::RelatedContact;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// A client of Amazon Connect.
#[derive(Debug, Clone)]
pub struct Connect {
    short_attempts: Client,
    /// Made when it is first needed: a function that answers in seconds never does (docs/speed.md).
    long_attempts: OnceLock<Client>,
    config: SdkConfig,
    endpoint: Option<String>,
}

impl Connect {
    /// A client by `config`; at `endpoint` if one is given, else where the configuration says.
    pub fn new(config: &SdkConfig, endpoint: Option<&str>) -> Connect {
        let (config, endpoint) = (config.clone(), endpoint.map(ToOwned::to_owned));
        let short_attempts = client(&config, endpoint.as_deref(), SHORT_ATTEMPT);
        Connect { short_attempts, long_attempts: OnceLock::new(), config, endpoint }
    }

    /// Opens the connection that the first chat will use, and sends nothing. If it can't be opened, that chat reports
    /// the error.
    pub async fn open(&self) {
        let request = self.short_attempts.start_outbound_chat_contact().customize().mutate_request(aws::open_only);
        let _ = request.send().await;
    }

    /// Starts `chat`, or finds the contact that its token started before, by `deadline`.
    ///
    /// # Errors
    /// What Connect answered, or that it didn't in time.
    pub async fn start(&self, chat: OutboundChat, deadline: Instant) -> Result<Started, Failure> {
        let client_token = chat.params.client_token.clone();
        let request = translate::request(self.client(deadline), chat);
        // The SDK's future is eight kilobytes, which every future around it would move.
        let answer = Box::pin(request.send());
        let Ok(answer) = timeout_at(deadline, answer).await else { return Err(Failure::Timeout) };
        let output = answer.map_err(|error| failure::from_sdk_error(&error, AwsService::Connect))?;
        match output.contact_id().filter(|id| !id.is_empty()) {
            Some(contact_id) => Ok(Started { contact_id: contact_id.to_owned(), client_token }),
            None => Err(failure::not_understood(output.request_id())),
        }
    }

    /// Looks a contact up, by `deadline`.
    ///
    /// # Errors
    /// What Connect answered, or that it didn't in time.
    pub async fn describe(
        &self,
        instance_id: &str,
        contact_id: &str,
        deadline: Instant,
    ) -> Result<RelatedContact, Failure> {
        let request = self.client(deadline).describe_contact().instance_id(instance_id).contact_id(contact_id);
        let Ok(answer) = timeout_at(deadline, Box::pin(request.send())).await else { return Err(Failure::Timeout) };
        let output = answer.map_err(|error| failure::from_sdk_error(&error, AwsService::Connect))?;
        let request_id = output.request_id().map(ToOwned::to_owned);
        let contact = output.contact.ok_or_else(|| failure::not_understood(request_id.as_deref()))?;
        Ok(RelatedContact::from(contact))
    }

    fn client(&self, deadline: Instant) -> &Client {
        match deadline.saturating_duration_since(Instant::now()) {
            left if left >= MIN_TIME_FOR_LONG_ATTEMPT => {
                self.long_attempts.get_or_init(|| client(&self.config, self.endpoint.as_deref(), LONG_ATTEMPT))
            }
            _ => &self.short_attempts,
        }
    }
}

/// A client whose attempts may each take so long.
fn client(config: &SdkConfig, endpoint: Option<&str>, attempt: Duration) -> Client {
    let mut builder = aws_sdk_connect::config::Builder::from(&with_attempt_timeout(config, attempt))
        .retry_classifier(NoRetryOfTooManyChats::<StartOutboundChatContactError>::new());
    if let Some(endpoint) = endpoint {
        builder = builder.endpoint_url(endpoint);
    }
    Client::from_conf(builder.build())
}
