//! What the account remembers: contacts, tokens, quotas, schedules, events, faults and calls.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use axum::http::StatusCode;
use uuid::Uuid;

use crate::event_bus::Event;
use crate::outbound_chat::OutboundChat;
use crate::quota::Quota;
use crate::refusal::Refusal;
use crate::scheduler::{Firing, Scheduler};
use crate::{Call, Contact, Fault, Options, Timestamp};

/// How long a `ClientToken` brings the same contact back.
const TOKEN_LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The account's memory.
pub(crate) struct State {
    pub(crate) contacts: BTreeMap<String, Contact>,
    pub(crate) quota: Quota,
    pub(crate) calls: Vec<Call>,
    pub(crate) scheduler: Scheduler,
    /// What schedules sent to their targets.
    pub(crate) firings: Vec<Firing>,
    /// What was put on event buses.
    pub(crate) events: Vec<Event>,
    /// Operation, fault, and how often it is still to happen.
    pub(crate) faults: VecDeque<(String, Fault, u32)>,
    /// Active chats that the API started, with the moment each ends by itself.
    active: HashMap<String, Timestamp>,
    chats_at_once: Option<u32>,
    /// Contact ids by token, with the moment each is forgotten.
    tokens: HashMap<String, (String, Timestamp)>,
}

impl State {
    /// The sample contacts, full quotas, nothing else.
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            contacts: Contact::samples().into_iter().map(|contact| (contact.id.clone(), contact)).collect(),
            quota: Quota::new(options),
            calls: Vec::new(),
            scheduler: Scheduler::default(),
            firings: Vec::new(),
            events: Vec::new(),
            faults: VecDeque::new(),
            active: HashMap::new(),
            chats_at_once: options.chats_at_once,
            tokens: HashMap::new(),
        }
    }

    /// Ends chats and forgets tokens whose time has come.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        self.tokens.retain(|_, (_, until)| now < *until);
        let over = self.active.iter().filter(|(_, until)| now >= **until);
        let over: Vec<_> = over.map(|(id, until)| (id.clone(), *until)).collect();
        for (id, until) in over {
            self.end(&id, until, None);
        }
    }

    /// The contact that a token started. A different request under the same token counts as the same.
    pub(crate) fn started_by(&self, token: Option<&str>) -> Option<String> {
        self.tokens.get(token?).map(|(id, _)| id.clone())
    }

    /// Starts a chat, unless too many are active.
    pub(crate) fn begin(&mut self, chat: &OutboundChat, region: &str, now: Timestamp) -> Result<String, Refusal> {
        if self.chats_at_once.is_some_and(|chats| self.active.len() >= chats as usize) {
            let message = "Concurrent active chats per instance quota exceeded.";
            return Err(Refusal::modelled(StatusCode::TOO_MANY_REQUESTS, "LimitExceededException", message));
        }
        let id = Uuid::new_v4().to_string();
        self.active.insert(id.clone(), now + chat.duration());
        if let Some(token) = chat.token() {
            self.tokens.insert(token.to_owned(), (id.clone(), now + TOKEN_LIFE));
        }
        self.contacts.insert(id.clone(), chat.contact(&id, region, now));
        Ok(id)
    }

    /// Ends a contact; `false` when there is none of that id.
    pub(crate) fn end(&mut self, id: &str, at: Timestamp, disconnect_reason: Option<String>) -> bool {
        self.active.remove(id);
        let Some(contact) = self.contacts.get_mut(id) else {
            return false;
        };
        contact.disconnect_timestamp.get_or_insert(at);
        contact.last_update_timestamp = Some(at);
        contact.disconnect_reason = disconnect_reason.or(contact.disconnect_reason.take());
        true
    }

    /// The fault that is due for an operation.
    pub(crate) fn next_fault(&mut self, operation: &str) -> Option<Fault> {
        let index = self.faults.iter().position(|(name, _, _)| name == operation)?;
        let (_, fault, times) = self.faults.get_mut(index)?;
        let fault = *fault;
        *times = times.saturating_sub(1);
        if *times == 0 {
            self.faults.remove(index);
        }
        Some(fault)
    }
}
