//! The time that quotas, tokens, schedules and timestamps go by: the machine's, moved or not, or one that stands still.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::Timestamp;

/// The simulator's clock. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    hands: Mutex<Hands>,
    changed: Condvar,
}

#[derive(Debug)]
struct Hands {
    time: Time,
    /// How often somebody was told to look again.
    changes: u64,
}

#[derive(Clone, Copy, Debug)]
enum Time {
    /// Milliseconds that are added to the machine's clock.
    Machine { ahead: i64 },
    /// A time that stands still until it is moved.
    Standing(Timestamp),
}

impl Clock {
    /// The machine's clock; it goes on by itself, and can be moved.
    pub fn real() -> Self {
        Self::new(Time::Machine { ahead: 0 })
    }

    /// A clock that stands at 2026-01-01T00:00:00Z until it is [stepped](Clock::step).
    pub fn stepped() -> Self {
        Self::new(Time::Standing(Timestamp::from_epoch_seconds(1_767_225_600)))
    }

    /// Moves the clock forward.
    pub fn step(&self, by: Duration) {
        self.set(self.now() + by);
    }

    /// Sets the clock, forward or back.
    pub fn set(&self, now: Timestamp) {
        let mut hands = self.hands();
        hands.time = match hands.time {
            Time::Machine { .. } => Time::Machine { ahead: now.milliseconds_since(Timestamp::from(SystemTime::now())) },
            Time::Standing(_) => Time::Standing(now),
        };
        drop(hands);
        self.notify();
    }

    /// Sets the machine's clock right again; a clock that stands still stays as it is.
    pub fn reset(&self) {
        let mut hands = self.hands();
        if let Time::Machine { ahead } = &mut hands.time {
            *ahead = 0;
        }
        drop(hands);
        self.notify();
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        self.hands().time.now()
    }

    /// How many milliseconds the clock is ahead of the machine's; negative if it is behind.
    pub fn milliseconds_ahead(&self) -> i64 {
        match self.hands().time {
            Time::Machine { ahead } => ahead,
            Time::Standing(now) => now.milliseconds_since(Timestamp::from(SystemTime::now())),
        }
    }

    /// How often [`Clock::notify`] was called, for [`Clock::wait_until`].
    pub(crate) fn changes(&self) -> u64 {
        self.hands().changes
    }

    /// Wakes whoever waits: the clock was moved, or there is something new to wait for.
    pub(crate) fn notify(&self) {
        self.hands().changes += 1;
        self.0.changed.notify_all();
    }

    /// Blocks the thread until the clock says `due`, or until there were more than `changes`.
    pub(crate) fn wait_until(&self, due: Option<Timestamp>, changes: u64) {
        let mut hands = self.hands();
        while hands.changes == changes {
            hands = match (hands.time, due) {
                (_, Some(due)) if hands.time.now() >= due => return,
                (Time::Machine { .. }, Some(due)) => {
                    let left = due.since(hands.time.now());
                    let waited = self.0.changed.wait_timeout(hands, left);
                    waited.map_or_else(|poisoned| poisoned.into_inner().0, |(hands, _)| hands)
                }
                (_, _) => self.0.changed.wait(hands).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn new(time: Time) -> Self {
        Self(Arc::new(Shared { hands: Mutex::new(Hands { time, changes: 0 }), changed: Condvar::new() }))
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Time {
    fn now(self) -> Timestamp {
        match self {
            Self::Machine { ahead } => Timestamp::from(SystemTime::now()).plus_milliseconds(ahead),
            Self::Standing(now) => now,
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::real()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machines_clock_can_be_moved_both_ways_and_set_right_again() {
        let (clock, day) = (Clock::real(), Duration::from_secs(86_400));
        let before = Timestamp::from(SystemTime::now());
        clock.step(day);
        assert!(clock.now() >= before + day && clock.milliseconds_ahead() >= 86_400_000);
        clock.set(Timestamp::from_epoch_seconds(0));
        assert!(clock.now() < before && clock.milliseconds_ahead() < 0);
        clock.reset();
        assert!(clock.now() >= before && clock.milliseconds_ahead() == 0);
    }

    #[test]
    fn whoever_waits_is_woken_by_a_step() {
        let clock = Clock::stepped();
        let (waiting, due) = (clock.clone(), clock.now() + Duration::from_secs(60));
        let changes = clock.changes();
        let thread = std::thread::spawn(move || waiting.wait_until(Some(due), changes));
        clock.step(Duration::from_secs(60));
        thread.join().expect("it was woken");
    }
}
