//! What the function's tests, its soak, its fuzzers and its benchmarks share.
//!
//! - [`runtime_api`]: an emulated Lambda Runtime API, and the real `bootstrap` binary that runs against it;
//! - [`support`]: events of `events/`, a simulated Connect, and what became of an event;
//! - [`sender`]: one request document, wrapped as every sender sends it, and what each sender is answered;
//! - [`hostile_mappings`]: expressions and payloads that would take for ever, or all memory;
//! - [`in_process`]: the function as a library, without a process around it;
//! - [`fuzzing`]: what is fuzzed, and what must hold of any input;
//! - [`process`]: what a process uses;
//! - [`settings`]: the settings that all of them start from.

#![allow(missing_docs, reason = "nobody but this repository's own tests uses it, and most names say what they are")]

#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod hostile_mappings;
#[cfg(feature = "in-process")]
pub mod in_process;
#[cfg(target_os = "linux")]
pub mod process;
#[cfg(feature = "runtime-api")]
pub mod runtime_api;
#[cfg(feature = "simulated-connect")]
pub mod sender;
pub mod settings;
#[cfg(feature = "simulated-connect")]
pub mod support;
#[cfg(feature = "test-libraries")]
pub use {insta, proptest};

use std::path::PathBuf;

/// A file or a folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
