//! What was tried, newest last: the page's running list.

use super::trial::Trial;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many are remembered.
const KEPT: usize = 200;

/// The trials of this process.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<VecDeque<Arc<Trial>>>);

impl Journal {
    /// One trial more; the oldest is forgotten when there are too many.
    pub(crate) fn put(&self, trial: &Arc<Trial>) {
        let mut trials = self.trials();
        trials.push_back(Arc::clone(trial));
        let excess = trials.len().saturating_sub(KEPT);
        trials.drain(..excess);
    }

    /// The trials after the one of this number.
    pub(crate) fn after(&self, id: u64) -> Vec<Arc<Trial>> {
        self.trials().iter().filter(|trial| trial.id > id).cloned().collect()
    }

    fn trials(&self) -> MutexGuard<'_, VecDeque<Arc<Trial>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
