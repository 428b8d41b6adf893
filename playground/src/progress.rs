//! What the program is doing, shown on a terminal and not in a pipe.

use std::future::Future;
use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Work that takes less time shows nothing.
const SHOW_AFTER: Duration = Duration::from_secs(1);

/// Does `work`, and shows on a terminal that it goes on.
pub(crate) async fn watched<T>(what: &str, work: impl Future<Output = T>) -> T {
    if !stderr().is_terminal() {
        return work.await;
    }
    let began = Instant::now();
    let mut ticks = interval(SHOW_AFTER);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut shown = false;
    tokio::pin!(work);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = ticks.tick() => {
                let seconds = began.elapsed().as_secs();
                if seconds > 0 {
                    shown = true;
                    show(&format!("{what} … {seconds} s"));
                }
            }
        }
    };
    if shown {
        show("");
    }
    done
}

/// Shows `what` in place of what was shown before.
pub(crate) fn show(what: &str) {
    let mut terminal = stderr();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r\u{1b}[K{what}");
        let _ = terminal.flush();
    }
}
