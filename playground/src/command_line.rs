//! The command line.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// What the program was asked for.
#[derive(Debug, Parser)]
#[command(version, about, after_long_help = ENVIRONMENT, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    /// The command; `serve` if there is none.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The options of `serve`, for those who name no command.
    #[command(flatten)]
    pub(crate) serve: Serve,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the function and a local Amazon Connect behind a local HTTP front, with a page (the default)
    Serve(Serve),
    /// Send one event to the function; print the reply and the calls made to Connect
    ///
    /// Ends with 0 if a chat was started, queued or skipped on purpose, 1 if anything failed, 2 if the event can't be
    /// read.
    Send(Send),
    /// Run every source's example through its mapping; print the requests, or what is wrong and where
    ///
    /// Ends with 0 if every source is right, 1 if any is wrong, 2 if the folder can't be read.
    Check(Check),
}

/// The options of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port of the HTTP front on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 9000)]
    pub(crate) port: u16,
    /// Port of the local Amazon Connect on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 9001)]
    pub(crate) connect_port: u16,
}

/// The options of `send`.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// A file with the event as Lambda would pass it, `events/direct.json` for example; `-` reads standard input
    pub(crate) event: PathBuf,
    /// Print one JSON object: outcome, reply, calls and log lines
    #[arg(long)]
    pub(crate) json: bool,
}

/// The options of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The folder with the source files
    #[arg(default_value = "sources")]
    pub(crate) folder: PathBuf,
}

const ENVIRONMENT: &str = "\
Settings are the function's own environment variables. On this desk these have defaults, which the local Connect takes:
CONNECT_INSTANCE, CONNECT_FLOW, CONNECT_SMS_NUMBER and CONNECT_WHATSAPP_NUMBER, and SOURCES_DIR is ./sources if it is \
there. PUBLIC_URL is the front's, and every secret that a source takes from the environment has a value.

Everything listens on 127.0.0.1 only, and nothing is sent to AWS (but to QUEUE_URL, if you set one).";
