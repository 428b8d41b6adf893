//! What was tried, newest last: the list on the page.

use super::trial::Trial;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many trials are remembered.
const MAX_TRIALS: usize = 200;

/// The trials of this process.
#[derive(Debug, Default)]
pub(crate) struct TrialLog(Mutex<VecDeque<Arc<Trial>>>);

impl TrialLog {
    /// Adds a trial; the oldest is forgotten when there are too many.
    pub(crate) fn append(&self, trial: &Arc<Trial>) {
        let mut trials = self.trials();
        trials.push_back(Arc::clone(trial));
        let excess = trials.len().saturating_sub(MAX_TRIALS);
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
