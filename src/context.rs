//! What an event is handled with: the application, and the invocation that brought the event.

use crate::invocation::Invocation;
use crate::settings::Settings;
use crate::sources::{Secrets, Sources};
use tokio::time::Instant;

/// What stays the same from one event to the next.
pub struct App {
    /// The settings.
    pub settings: Settings,
    /// The sources.
    pub sources: Sources,
    /// The sources' secrets.
    pub secrets: Secrets,
}

/// What an event kind needs to read an event and to answer it.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Settings and sources.
    pub app: &'a App,
    /// The invocation that brought the event.
    pub invocation: &'a Invocation,
    /// By when everything that the event asks for has to be finished.
    pub deadline: Instant,
}
