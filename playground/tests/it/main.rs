//! The program as its user meets it: started, asked over HTTP, ended by a signal.

mod command_line;
mod dev_server;
mod front;
mod invoke;
mod page;
mod sources;
