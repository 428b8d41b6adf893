//! The function from outside: the real `bootstrap` binary between an emulated Runtime API and a simulated Connect.

mod anything;
mod aws;
mod batches;
mod cases;
mod clock;
mod crm;
mod deflection;
mod docs_of_sources;
mod event_sources;
mod events;
mod failures;
mod fake_connect;
mod fences;
mod fuzzing;
mod harness;
mod hostile;
mod logs;
mod model;
mod pace;
mod privacy;
mod queue;
mod readme;
mod request;
mod results;
mod right_hour;
mod routes;
mod rules;
mod schedule;
mod settings;
mod size;
mod sources;
mod time;
mod tokens;
mod translation;
mod webhooks;

use test_support::{runtime_api, sender, support};
