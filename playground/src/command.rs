//! The commands: one file each.

pub(crate) mod check;
pub(crate) mod send;
pub(crate) mod serve;

/// The exit code for what can't be read, or was asked for wrongly.
const USAGE: u8 = 2;
