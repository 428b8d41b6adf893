//! The program as its user meets it: started, asked over HTTP, ended by a signal.

mod command_line;
mod deliveries;
mod function_url;
mod lambda_api;
mod page;
mod playground;
mod schedules;
mod sources;
