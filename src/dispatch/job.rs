//! One thing that an event asks for, and what became of it.

use crate::outcome::{FailedChat, Failure, Outcome, Skip};
use crate::policy::max_age::NotActedOn;
use crate::request::ChatRequest;
use std::collections::HashMap;

/// One thing that an event asks for, and which jobs it has to wait for.
#[derive(Debug)]
pub struct Job {
    /// What is to be done.
    pub work: Work,
    /// Jobs of the same key are done one after another, and none after one that failed.
    pub ordering_key: Option<String>,
    /// Where it comes from.
    pub origin: JobOrigin,
}

/// Where a job comes from, as far as its result tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobOrigin {
    /// The source that mapped the event.
    pub source: Option<String>,
    /// The sender's own id of the event, if it is another one than that of the whole invocation.
    pub correlation_id: Option<String>,
    /// How often the queue has delivered the message, this time included.
    pub receive_count: Option<u32>,
}

/// What a job is.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "most jobs are one chat: a box would be one more allocation for each")]
pub enum Work {
    /// Nothing, on purpose: the reason.
    Skip(Skip),
    /// One chat, or what is wrong with it.
    One(Result<ChatRequest, Failure>),
    /// Several chats, which are answered as a list.
    Many(Vec<Result<ChatRequest, Failure>>),
}

/// What became of a [`Job`], chat for chat.
#[derive(Debug, Clone, PartialEq)]
pub enum JobResult {
    /// Of one chat, or of a job that was skipped.
    One(Outcome),
    /// Of several chats, which are answered as a list.
    Many(Vec<Outcome>),
}

/// How chats leave: through Connect now, or through the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Connect is called before the sender is answered.
    Now,
    /// The sender is answered once the queue has them.
    Queued,
}

impl From<Work> for Job {
    /// A job that waits for no other.
    fn from(work: Work) -> Job {
        Job { work, ordering_key: None, origin: JobOrigin::default() }
    }
}

impl From<NotActedOn> for Job {
    fn from(too_old: NotActedOn) -> Job {
        match too_old {
            NotActedOn::Skip(skip) => Job::skip(skip),
            NotActedOn::Fail(failure) => Job::failed(failure),
        }
    }
}

impl Job {
    /// One chat.
    pub fn one(chat: Result<ChatRequest, impl Into<Failure>>) -> Job {
        Job::from(Work::One(chat.map_err(Into::into)))
    }

    /// The same job, of what the source `name` made.
    #[must_use]
    pub fn mapped_by(mut self, name: &str) -> Job {
        self.origin.source = Some(name.to_owned());
        self
    }

    /// Nothing, on purpose.
    pub fn skip(skip: Skip) -> Job {
        Job::from(Work::Skip(skip))
    }

    /// Something that cannot be done.
    pub fn failed(failure: Failure) -> Job {
        Job::from(Work::One(Err(failure)))
    }

    /// Both jobs as one: what is skipped counts only if nothing else is asked for.
    #[must_use]
    pub fn merge(self, other: Job) -> Job {
        let chats = |work| match work {
            Work::Skip(_) => Vec::new(),
            Work::One(chat) => vec![chat],
            Work::Many(chats) => chats,
        };
        let work = match (self.work, other.work) {
            (Work::Skip(_), work) | (work, Work::Skip(_)) => work,
            (one, another) => Work::Many(chats(one).into_iter().chain(chats(another)).collect()),
        };
        Job { work, ordering_key: self.ordering_key, origin: self.origin }
    }
}

impl JobResult {
    /// All outcomes, in order.
    pub fn outcomes(&self) -> &[Outcome] {
        match self {
            JobResult::One(outcome) => std::slice::from_ref(outcome),
            JobResult::Many(outcomes) => outcomes,
        }
    }

    /// The first failed chat among the outcomes, one that may succeed later before one that cannot.
    pub fn failed(&self) -> Option<&FailedChat> {
        let failed = || self.outcomes().iter().filter_map(Outcome::failed);
        failed().find(|chat| chat.failure.row().retryable).or_else(|| failed().next())
    }

    /// Why that chat failed.
    pub fn failure(&self) -> Option<&Failure> {
        self.failed().map(|chat| &chat.failure)
    }
}

/// Jobs by ordering key, each with its index; one without a key is a group of its own.
pub(super) fn by_ordering_key(jobs: Vec<Job>) -> Vec<Vec<(usize, Job)>> {
    let mut groups: Vec<Vec<(usize, Job)>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, job) in jobs.into_iter().enumerate() {
        match &job.ordering_key {
            None => groups.push(vec![(index, job)]),
            Some(key) => match known.get(key) {
                Some(&group) => groups[group].push((index, job)),
                None => {
                    known.insert(key.clone(), groups.len());
                    groups.push(vec![(index, job)]);
                }
            },
        }
    }
    groups
}
