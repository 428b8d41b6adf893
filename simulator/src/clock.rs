//! The time that quotas, tokens and timestamps go by: the machine's, or one that tests step.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::Timestamp;

/// The simulator's clock. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Hands);

#[derive(Clone, Debug)]
enum Hands {
    Real,
    Stepped(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Self {
        Self(Hands::Real)
    }

    /// A clock that stands at 2026-01-01T00:00:00Z until it is [stepped](Clock::step).
    pub fn stepped() -> Self {
        Self(Hands::Stepped(Arc::new(Mutex::new(Timestamp::from_epoch_seconds(1_767_225_600)))))
    }

    /// Moves a stepped clock forward; the machine's clock can't be moved.
    pub fn step(&self, by: Duration) {
        if let Hands::Stepped(now) = &self.0 {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = *now + by;
        }
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Hands::Real => SystemTime::now().into(),
            Hands::Stepped(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::real()
    }
}
