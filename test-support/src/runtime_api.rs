//! An emulated Lambda Runtime API, and the real `bootstrap` binary that asks it for events.

mod server;

#[cfg(feature = "simulated-connect")]
mod lambda;

pub use server::{Action, Event, RuntimeApi, TRACE};

#[cfg(feature = "simulated-connect")]
pub use crate::settings::DEFAULT_SETTINGS;
#[cfg(feature = "simulated-connect")]
pub use lambda::{Fault, Invocation, InvocationResult, Lambda, Setup};
