//! Standard output while the playground serves.

use std::io::Write as _;

/// Prints a line, whether anybody still reads it or not.
pub(crate) fn print_line(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}
