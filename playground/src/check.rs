//! `check`: every source's example through its mapping.

use crate::command::Check;
use crate::complain;
use std::process::ExitCode;

/// Checks the folder. Sources aren't there yet.
pub(crate) fn run(options: &Check) -> ExitCode {
    complain(&[format!("{}: sources can't be checked yet", options.folder.display())]);
    ExitCode::from(2)
}
