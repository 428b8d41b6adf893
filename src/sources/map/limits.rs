//! How long a mapping may take: so much of its thread's CPU time, and never past the invocation's deadline.
//!
//! CPU time, because a small Lambda function has a fraction of a CPU, and what it does meanwhile for others isn't the
//! mapping's.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// How much CPU time of its thread a run may take.
pub const MAX_CPU_TIME: Duration = Duration::from_millis(250);

/// Why the engine was stopped, and is not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It took too much CPU time.
    CpuTime,
    /// The invocation has to answer now.
    Deadline,
    /// It had no memory left, not even to say so, or waits for what never comes.
    GaveUp,
}

/// The clock of the run that is under way.
pub struct Meter {
    allowed: Cell<Duration>,
    run: Cell<Option<Run>>,
    stopped: Cell<Option<Stop>>,
}

#[derive(Clone, Copy)]
struct Run {
    ends: Duration,
    deadline: Option<Instant>,
}

impl Default for Meter {
    fn default() -> Meter {
        Meter { allowed: Cell::new(MAX_CPU_TIME), run: Cell::default(), stopped: Cell::default() }
    }
}

impl Meter {
    /// Allows another CPU time than the usual one.
    #[cfg(test)]
    pub fn allow(&self, cpu_time: Duration) {
        self.allowed.set(cpu_time);
    }

    /// Begins a run.
    pub fn start(&self, deadline: Option<Instant>) {
        self.run.set(Some(Run { ends: cpu_time() + self.allowed.get(), deadline }));
        self.stopped.set(None);
    }

    /// Whether the run has to end. Once it has, it stays so.
    pub fn is_over(&self) -> bool {
        if let (None, Some(run)) = (self.stopped.get(), self.run.get()) {
            self.stopped.set(run.stop());
        }
        self.stopped.get().is_some()
    }

    /// Why the run was ended, if it was.
    pub fn stopped(&self) -> Option<Stop> {
        self.stopped.get()
    }
}

impl Run {
    fn stop(&self) -> Option<Stop> {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Some(Stop::Deadline);
        }
        (cpu_time() > self.ends).then_some(Stop::CpuTime)
    }
}

/// The CPU time that this thread has taken so far.
#[cfg(unix)]
pub fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Where no function runs but a developer's own: the time by the clock on the wall.
#[cfg(not(unix))]
pub fn cpu_time() -> Duration {
    static BEGAN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    BEGAN.elapsed()
}
