//! The simulator from outside, over HTTP. Expected values are the API models' and the API references'.

mod client;
mod clock;
mod contacts;
mod control;
mod event_bus;
mod faults;
mod firing;
mod model;
mod program;
mod prose;
mod quotas;
mod scheduler;
mod scheduler_model;
mod server;
mod tokens;
mod wire;
