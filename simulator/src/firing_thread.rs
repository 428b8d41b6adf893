//! The thread that fires schedules when they are due.
//!
//! It is a thread and no task, so that a test that pauses tokio's time doesn't jump to the next schedule: schedules go
//! by the simulator's own clock.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use crate::Clock;
use crate::simulation::Simulation;

/// A running thread; dropping it lets the thread end.
pub(crate) struct FiringThread {
    clock: Clock,
    stopped: Arc<AtomicBool>,
}

impl FiringThread {
    /// Starts it.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start(simulation: &Arc<Simulation>) -> io::Result<Self> {
        let (clock, stopped) = (simulation.options.clock.clone(), Arc::new(AtomicBool::new(false)));
        let (simulation, thread) = (Arc::downgrade(simulation), Self { clock, stopped });
        let (clock, stopped) = (thread.clock.clone(), Arc::clone(&thread.stopped));
        std::thread::Builder::new().name("schedules".to_owned()).spawn(move || run(&simulation, &clock, &stopped))?;
        Ok(thread)
    }
}

impl Drop for FiringThread {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.clock.notify();
    }
}

fn run(simulation: &Weak<Simulation>, clock: &Clock, stopped: &AtomicBool) {
    loop {
        // Taken before looking, so that what changes meanwhile isn't slept over.
        let changes = clock.changes();
        if stopped.load(Ordering::SeqCst) {
            return;
        }
        let Some(next_due) = simulation.upgrade().map(|simulation| simulation.fire_due()) else { return };
        clock.wait_until(next_due, changes);
    }
}
