//! One source: how its webhooks are checked, and what becomes of what arrives.

use super::event_key::KeyTemplate;
use super::event_pattern::EventPattern;
use super::map::{Bindings, Mapped, Mapping, MappingProblem};
use super::needs::Needs;
use super::response_format::ResponseFormat;
use super::scheme::{Handshake, Scheme};
use super::secret::{Environment, Secrets};
use super::verify::{self, Unverified, Verified, Webhook};
use super::{SourceError, Verify, payload};
use serde_json::value::RawValue;
use time::OffsetDateTime;
use tokio::time::Instant;

/// One source.
#[derive(Debug)]
pub struct Source {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) mapping: Mapping,
    pub(super) key_template: KeyTemplate,
    pub(super) needs: Needs,
    pub(super) verify: Option<Verify>,
    pub(super) event_pattern: Option<EventPattern>,
    pub(super) response_format: ResponseFormat,
}

impl Source {
    /// Its name: the stem of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How its webhooks are checked; `None` if it takes events only.
    pub fn scheme(&self) -> Option<&Scheme> {
        self.verify.as_ref().map(|verify| &verify.scheme)
    }

    /// How its webhooks are answered.
    pub fn response_format(&self) -> ResponseFormat {
        self.response_format
    }

    /// Checks that a webhook is genuine and fresh.
    ///
    /// # Errors
    /// Why it isn't, or that a secret can't be had now.
    pub async fn verify(
        &self,
        webhook: &Webhook<'_>,
        secrets: &Secrets,
        now: OffsetDateTime,
    ) -> Result<Verified, Unverified> {
        let Some(verify) = &self.verify else {
            return Err(Unverified::Refused(format!("source {} has no [verify]", self.name)));
        };
        verify::check(verify, webhook, secrets, now).await
    }

    /// Whether a genuine webhook is nothing but a challenge, which its sender wants to have back.
    pub fn is_challenge(&self, webhook: &Webhook<'_>) -> bool {
        let handshake = self.verify.as_ref().and_then(|verify| verify.handshake);
        matches!(handshake, Some(Handshake::UrlVerification)) && challenge(webhook.body).is_some()
    }

    /// What the mapping makes of a webhook's body by `deadline`.
    ///
    /// # Errors
    /// The body can't be read, or the mapping fails on it.
    pub fn map_webhook(&self, webhook: &Webhook<'_>, deadline: Instant) -> Result<Mapped, MappingProblem> {
        let input =
            payload::as_json(webhook.body, webhook.header("Content-Type")).map_err(MappingProblem::NotReadable)?;
        let hidden = self.verify.as_ref().map(|verify| verify.scheme.credential_fields()).unwrap_or_default();
        let bindings = Bindings::from_webhook(webhook.headers, webhook.query, &self.name, &hidden);
        self.mapping.run(&input, &bindings, Some(deadline.into_std()))
    }

    /// What the mapping makes of a whole EventBridge event by `deadline`, with what a custom event bus said beside it.
    ///
    /// # Errors
    /// The mapping fails on it.
    pub fn map_event(
        &self,
        envelope: &RawValue,
        metadata: Option<&RawValue>,
        deadline: Instant,
    ) -> Result<Mapped, MappingProblem> {
        let input = payload::with_long_numbers_as_text(envelope.get());
        let bindings =
            Bindings::from_event(&self.name, metadata.map(|raw| payload::with_long_numbers_as_text(raw.get())));
        self.mapping.run(&input, &bindings, Some(deadline.into_std()))
    }

    /// Why the mapping makes nothing of a webhook, if that is a member that isn't there.
    pub fn missing_in_webhook(&self, webhook: &Webhook<'_>) -> Option<String> {
        self.needs.missing(&payload::as_json(webhook.body, webhook.header("Content-Type")).ok()?)
    }

    /// Why the mapping makes nothing of an EventBridge event, if that is a member that isn't there.
    pub fn missing_in_event(&self, envelope: &RawValue) -> Option<String> {
        self.needs.missing(envelope.get())
    }

    /// Checks that the key which the mapping made of an event's ids has them all.
    ///
    /// # Errors
    /// Which is missing.
    pub fn check_key(&self, key: &str) -> Result<(), String> {
        self.key_template.check(key)
    }

    /// What is wrong with the secrets that the environment has to give.
    pub(super) fn secret_errors(&self, environment: &Environment) -> Vec<SourceError> {
        self.verify.as_ref().map(|verify| verify.secret_errors(&self.file, environment)).unwrap_or_default()
    }

    /// Whether it is reachable over HTTP.
    pub(super) fn is_webhook(&self) -> bool {
        self.verify.is_some()
    }

    /// Which EventBridge events it maps.
    pub(super) fn event_pattern(&self) -> Option<&EventPattern> {
        self.event_pattern.as_ref()
    }
}

/// The challenge in Slack's `url_verification`.
pub fn challenge(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let challenge = body.get("challenge")?.as_str()?;
    (body.get("type")?.as_str()? == "url_verification").then(|| challenge.to_owned())
}
