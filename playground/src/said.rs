//! What is said on standard output while the playground serves.

use std::io::Write as _;

/// A line on standard output, whoever still reads it.
pub(crate) fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}
