//! What a program is doing, for those who watch: nothing in a pipe.

use std::future::Future;
use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Work that takes less says nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Does `work`, and says on a terminal that it goes on.
pub(crate) async fn watched<T>(what: &str, work: impl Future<Output = T>) -> T {
    if !stderr().is_terminal() {
        return work.await;
    }
    let began = Instant::now();
    let mut ticks = interval(PATIENCE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut said = false;
    tokio::pin!(work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = ticks.tick() => {
                let seconds = began.elapsed().as_secs();
                if seconds > 0 {
                    said = true;
                    say(&format!("{what} … {seconds} s"));
                }
            }
        }
    };
    if said {
        say("");
    }
    done
}

/// Says `what` in place of what was said before.
pub(crate) fn say(what: &str) {
    let mut terminal = stderr();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r\u{1b}[K{what}");
        let _ = terminal.flush();
    }
}
