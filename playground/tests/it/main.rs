//! The program as its user meets it: started, asked over HTTP, ended by a signal.

mod command_line;
mod desk;
mod front;
mod invoke;
mod page;
mod sources;
