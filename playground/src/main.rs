//! The function and a local Amazon Connect on your desk, with a page to try an event on.
//!
//! [`dev_server::DevServer`] runs both; [`front`] puts HTTP before them, and `serve`, `send` and `check` are its commands.

mod catalogue;
mod check;
mod command;
mod dev_server;
mod front;
mod mapping;
mod progress;
mod said;
mod send;
mod serve;

use clap::Parser;
use command::{Arguments, Command};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { command, serve } = Arguments::parse();
    match command.unwrap_or(Command::Serve(serve)) {
        Command::Serve(options) => serve::run(options).await,
        Command::Send(options) => send::run(options).await,
        Command::Check(options) => check::run(&options),
    }
}

/// Says on standard error what went wrong, a line each.
#[expect(clippy::print_stderr, reason = "a program's errors belong there")]
fn complain<S: AsRef<str>>(problems: &[S]) {
    problems.iter().for_each(|problem| eprintln!("playground: {}", problem.as_ref()));
}
