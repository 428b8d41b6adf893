//! Chats whose hour has not come: put off until then, or refused.

use super::Batch;
use super::job::JobOrigin;
use crate::invocation::leaves_time;
use crate::outcome::{Failure, Outcome};
use crate::policy::send_time::{self, SendTime};
use crate::request::timing::SendWindowRule;
use crate::request::{ChatRequest, PhoneNumber};
use futures_util::FutureExt as _;
use time::OffsetDateTime;

impl Batch<'_> {
    /// A request whose hour is known not to have come is put off at once; any other waits in the queue.
    pub(super) async fn queue_or_put_off(&self, request: &ChatRequest, origin: &JobOrigin) -> Result<Outcome, Failure> {
        let put_off = match &request.destination {
            Some(destination) => self.put_off(request, destination).await?,
            None => self.check_expiry(request, self.now()).map(|()| None)?,
        };
        match put_off {
            Some(outcome) => Ok(outcome),
            None => self.enqueue(request, origin).await,
        }
    }

    pub(super) async fn put_off_kept(
        &self,
        kept: Option<&ChatRequest>,
        destination: &PhoneNumber,
    ) -> Result<Option<Outcome>, Failure> {
        match kept {
            Some(request) => self.put_off(request, destination).await,
            None => Ok(None),
        }
    }

    fn now(&self) -> OffsetDateTime {
        let (began, now) = self.began;
        now + began.elapsed()
    }

    /// Whether anything may keep `request` from being started at once.
    pub(super) fn may_wait(&self, request: &ChatRequest) -> bool {
        let is_bound = self.settings.send_windows.is_some() && request.timing.send_window == SendWindowRule::Binds;
        is_bound || request.timing.send_at.is_some() || request.timing.expires_at.is_some()
    }

    /// Puts `request` off if its hour has not come; `None` if it may go at once.
    pub(super) async fn put_off(
        &self,
        request: &ChatRequest,
        destination: &PhoneNumber,
    ) -> Result<Option<Outcome>, Failure> {
        if !self.may_wait(request) {
            return Ok(None);
        }
        let now = self.now();
        let windows = self.settings.send_windows.as_ref();
        let (send_at, is_asked_for) = match send_time::for_request(request, destination, windows, now)? {
            SendTime::Now => return self.check_expiry(request, now).map(|()| None),
            SendTime::At { at, is_asked_for } => (at, is_asked_for),
        };
        self.check_expiry(request, send_at)?;
        let Some(scheduler) = &self.dispatch.scheduler else {
            return Err(send_time::nothing_to_schedule_with(send_at, is_asked_for, now));
        };
        if !leaves_time(self.deadline) {
            return Err(Failure::Timeout);
        }
        let created = scheduler.create(request, send_at, now, self.deadline).boxed();
        let send_at = created.await?;
        Ok(Some(Outcome::Scheduled { client_token: request.params.client_token.clone(), send_at }))
    }

    /// Refuses what is not worth sending any more when it may go.
    fn check_expiry(&self, request: &ChatRequest, send_at: OffsetDateTime) -> Result<(), Failure> {
        match request.timing.expires_at {
            Some(expires_at) if expires_at < send_at => Err(Failure::Expired),
            _ => Ok(()),
        }
    }
}
