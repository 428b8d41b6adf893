//! The simulator from outside, over HTTP. Expected values are the API model's and the API reference's.

mod client;
mod contacts;
mod control;
mod faults;
mod model;
mod program;
mod prose;
mod quotas;
mod server;
mod tokens;
mod wire;
