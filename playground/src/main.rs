//! The function and a simulated Amazon Connect on your machine, with a page to try events on.
//!
//! [`dev_server::DevServer`] runs both; [`server`] puts HTTP before them; `serve`, `send` and `check` are the commands.

mod command;
mod command_line;
mod delivery;
mod dev_server;
mod mapping;
mod output;
mod progress;
mod server;
mod source_files;

use clap::Parser;
use command::{check, send, serve};
use command_line::{Arguments, Command};
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

/// Prints what went wrong on standard error, one line for each problem.
#[expect(clippy::print_stderr, reason = "a program's errors belong there")]
fn complain<S: AsRef<str>>(problems: &[S]) {
    problems.iter().for_each(|problem| eprintln!("playground: {}", problem.as_ref()));
}
