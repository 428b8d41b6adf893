//! The function from outside: the real `bootstrap` binary between an emulated Runtime API and a simulated Connect.

#![expect(unreachable_pub, reason = "in a binary nothing is reached from outside")]

mod runtime_api;
mod senders;
mod settings;
mod stage;
