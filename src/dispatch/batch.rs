//! The jobs of one invocation: side by side, in order where order matters, in time.

use super::job::{self, Delivery, Job, JobOrigin, JobResult, Work};
use super::{ChatSummary, CompletedChat, Dispatch};
use crate::connect::related_contact::{self, Completed, RelatedContact};
use crate::invocation::leaves_time;
use crate::outcome::{FailedChat, Failure, Outcome};
use crate::policy::destinations;
use crate::request::{ChatRequest, OutboundChat};
use crate::settings::Settings;
use futures_util::{StreamExt, stream};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

/// Chats that are under way at once: a slow answer must not hold up the others, and a process can open only so many
/// connections.
const MAX_CONCURRENT_CHATS: usize = 128;

/// Up to this many jobs, each chat for which no time was left is recorded by itself.
const MAX_SINGLE_RECORDS: usize = 100;

/// The jobs of one invocation: their deadline, and the contacts that were looked up for them.
pub struct Batch<'a> {
    pub(super) dispatch: &'a Dispatch,
    pub(super) settings: &'a Settings,
    delivery: Delivery,
    pub(super) deadline: Instant,
    /// When it began, by tokio's clock and by the wall clock.
    pub(super) began: (Instant, OffsetDateTime),
    completed: &'a (dyn Fn(&CompletedChat<'_>) + Sync),
    contacts: Mutex<HashMap<(String, String), Arc<LookedUp>>>,
    /// Chats for which no time was left; `None` where each is recorded by itself.
    not_begun: Option<AtomicUsize>,
}

/// What a request becomes before Connect is asked to start anything.
#[expect(clippy::large_enum_variant, reason = "it lives for a moment, and nearly always is a chat")]
enum Prepared {
    /// A chat whose turn it is, and how many attributes that should have been copied were left out.
    Chat(OutboundChat, usize),
    /// Nothing is to be started now.
    Done(Outcome),
}

/// What Connect says about a contact, or why it gave no answer.
type LookedUp = OnceCell<Result<RelatedContact, Failure>>;

impl<'a> Batch<'a> {
    /// A batch that begins `now`, without results yet.
    pub(super) fn new(
        dispatch: &'a Dispatch,
        settings: &'a Settings,
        delivery: Delivery,
        (deadline, now): (Instant, OffsetDateTime),
        completed: &'a (dyn Fn(&CompletedChat<'_>) + Sync),
    ) -> Batch<'a> {
        let (began, contacts) = ((Instant::now(), now), Mutex::default());
        Batch { dispatch, settings, delivery, deadline, began, completed, contacts, not_begun: None }
    }

    /// The results of `jobs`, index for index. Groups of the same ordering key run side by side, a group's jobs one
    /// after another.
    pub async fn run(mut self, jobs: Vec<Job>) -> Vec<JobResult> {
        // Writing ten thousand times that there was no time would itself take the time that is left.
        self.not_begun = (jobs.len() > MAX_SINGLE_RECORDS).then(AtomicUsize::default);
        let results = self.run_all(jobs).await;
        let not_begun = self.not_begun.map_or(0, AtomicUsize::into_inner);
        if not_begun > 0 {
            let outcome = Outcome::Failed(Failure::Timeout.into());
            (self.completed)(&CompletedChat {
                summary: None,
                outcome: &outcome,
                took: Duration::ZERO,
                connect_took: None,
                job: &JobOrigin::default(),
                count: not_begun,
            });
        }
        results
    }

    async fn run_all(&self, jobs: Vec<Job>) -> Vec<JobResult> {
        let mut results: Vec<Option<JobResult>> = jobs.iter().map(|_| None).collect();
        let mut groups = job::by_ordering_key(jobs);
        let done: Vec<Vec<(usize, JobResult)>> = match groups.len() {
            // Most events hold one thing: a single future needs no list of those that are ready.
            1 => vec![Box::pin(self.group(groups.remove(0))).await],
            _ => {
                let groups = stream::iter(groups).map(|group| self.group(group));
                groups.buffer_unordered(MAX_CONCURRENT_CHATS).collect().await
            }
        };
        for (index, result) in done.into_iter().flatten() {
            results[index] = Some(result);
        }
        results.into_iter().flatten().collect()
    }

    async fn group(&self, group: Vec<(usize, Job)>) -> Vec<(usize, JobResult)> {
        let mut done = Vec::with_capacity(group.len());
        let mut is_blocked = false;
        for (index, job) in group {
            let is_ordered = job.ordering_key.is_some();
            let result = if is_blocked { self.block(&job.origin) } else { self.job(job).await };
            is_blocked = is_ordered && result.failure().is_some();
            done.push((index, result));
        }
        done
    }

    async fn job(&self, Job { work, ordering_key, origin }: Job) -> JobResult {
        match work {
            Work::Skip(reason) => {
                let outcome = Outcome::Skipped(reason);
                self.record(None, &origin, &outcome, Instant::now(), None);
                JobResult::One(outcome)
            }
            Work::One(chat) => JobResult::One(self.outcome(chat, &origin).await),
            // The chats of one event of an ordered group keep their order, too.
            Work::Many(chats) if ordering_key.is_some() => {
                let mut outcomes = Vec::with_capacity(chats.len());
                for chat in chats {
                    outcomes.push(self.outcome(chat, &origin).await);
                }
                JobResult::Many(outcomes)
            }
            Work::Many(chats) => {
                let chats = stream::iter(chats).map(|chat| self.outcome(chat, &origin)).buffered(MAX_CONCURRENT_CHATS);
                JobResult::Many(chats.collect().await)
            }
        }
    }

    fn block(&self, origin: &JobOrigin) -> JobResult {
        let outcome = Outcome::Failed(Failure::GroupBlocked.into());
        self.record(None, origin, &outcome, Instant::now(), None);
        JobResult::One(outcome)
    }

    async fn outcome(&self, chat: Result<ChatRequest, Failure>, origin: &JobOrigin) -> Outcome {
        let began = Instant::now();
        let request = match chat {
            Ok(request) => request,
            Err(failure) => {
                let outcome = Outcome::Failed(failure.into());
                self.record(None, origin, &outcome, began, None);
                return outcome;
            }
        };
        let mut summary = ChatSummary::from(&request);
        summary.result_attributes = request.params.attributes.only(&self.settings.result_attributes);
        let mut connect_took = None;
        let outcome = match (self.check_destination(&request), self.delivery) {
            (Err(failure), _) => Err(failure),
            (Ok(()), Delivery::Queued) => self.queue_or_put_off(&request, origin).await,
            (Ok(()), Delivery::Now) => match self.prepare(request).await {
                Err(failure) => Err(failure),
                Ok(Prepared::Done(outcome)) => Ok(outcome),
                Ok(Prepared::Chat(chat, left_out)) => {
                    summary.attributes_left_out = left_out;
                    summary.result_attributes = chat.params.attributes.only(&self.settings.result_attributes);
                    let called = Instant::now();
                    let started = self.dispatch.connect.start(chat, self.deadline).await;
                    connect_took = Some(called.elapsed());
                    started.map(Outcome::Started)
                }
            },
        };
        let outcome = outcome.unwrap_or_else(|failure| {
            Outcome::Failed(FailedChat { failure, client_token: Some(summary.client_token.clone()) })
        });
        self.record(Some(&summary), origin, &outcome, began, connect_took);
        outcome
    }

    fn check_destination(&self, request: &ChatRequest) -> Result<(), Failure> {
        let Some(destination) = &request.destination else { return Ok(()) };
        destinations::check(&self.settings.allowed_destinations, destination, request.destination_pointer)
    }

    pub(super) async fn enqueue(&self, request: &ChatRequest, origin: &JobOrigin) -> Result<Outcome, Failure> {
        let Some(queue) = &self.dispatch.queue else { return Err(Failure::Unreachable) };
        if !leaves_time(self.deadline) {
            return Err(Failure::Timeout);
        }
        queue.put(request, [origin.source.as_deref(), origin.correlation_id.as_deref()], self.deadline).await?;
        Ok(Outcome::Queued { client_token: request.params.client_token.clone() })
    }

    /// What `request` comes to, its related contact looked up, its hour come and its turn waited for.
    async fn prepare(&self, request: ChatRequest) -> Result<Prepared, Failure> {
        let related = self.related_contact(&request).await?;
        // Only where there is a window or a time does the request have to be kept.
        let kept = self.may_wait(&request).then(|| request.clone());
        let completed = related_contact::complete(request, related.as_ref(), &self.settings.defaults)?;
        let (chat, left_out) = match completed {
            Completed::Skip(skip) => return Ok(Prepared::Done(Outcome::Skipped(skip))),
            Completed::Chat(chat, left_out) => (chat, left_out),
        };
        destinations::check(&self.settings.allowed_destinations, &chat.destination, "/RelatedContactId")?;
        if let Some(outcome) = self.put_off_kept(kept.as_ref(), &chat.destination).await? {
            return Ok(Prepared::Done(outcome));
        }
        let turn = timeout_at(self.deadline, self.dispatch.rate.acquire_one()).await;
        // A chat that could not be answered in time is not begun: its sender tries again with the same token.
        if turn.is_err() || !leaves_time(self.deadline) {
            return Err(Failure::Timeout);
        }
        // In a large batch, a chat's turn may come after the window has closed.
        match self.put_off_kept(kept.as_ref(), &chat.destination).await? {
            Some(outcome) => Ok(Prepared::Done(outcome)),
            None => Ok(Prepared::Chat(chat, left_out)),
        }
    }

    /// The contact that `request` has to know more of, looked up once however many jobs need it.
    async fn related_contact(&self, request: &ChatRequest) -> Result<Option<RelatedContact>, Failure> {
        let Some(contact_id) = request.needs_lookup() else { return Ok(None) };
        let instance_id = &request.params.instance_id;
        let cell = {
            let mut contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(contacts.entry((instance_id.clone(), contact_id.to_owned())).or_default())
        };
        let look_up = || async {
            if !leaves_time(self.deadline) {
                return Err(Failure::Timeout);
            }
            self.dispatch.connect.describe(instance_id, contact_id, self.deadline).await
        };
        cell.get_or_init(look_up).await.clone().map(Some)
    }

    fn record(
        &self,
        summary: Option<&ChatSummary>,
        job: &JobOrigin,
        outcome: &Outcome,
        began: Instant,
        connect_took: Option<Duration>,
    ) {
        if let (Some(not_begun), Some(Failure::Timeout), None) = (&self.not_begun, outcome.failure(), connect_took) {
            not_begun.fetch_add(1, Ordering::Relaxed);
            return;
        }
        (self.completed)(&CompletedChat { summary, outcome, took: began.elapsed(), connect_took, job, count: 1 });
    }
}
