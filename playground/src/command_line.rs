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
    /// Run the function and a simulated Amazon Connect on this machine, with a page to try events on (the default)
    Serve(Serve),
    /// Send one event to the function; print the reply and the calls to AWS
    ///
    /// The exit code is 0 if a chat was started, queued, scheduled or skipped on purpose, 1 if anything failed, 2 if the
    /// event can't be read.
    Send(Send),
    /// Run the example of each source file through its mapping; print the requests, or what is wrong and where
    ///
    /// An example is a file NAME.json, NAME.xml or NAME.form in the folder examples: the body of a webhook, or a whole
    /// EventBridge event for a source with `[event_pattern]`. The exit code is 0 if every source is right, 1 if any is wrong,
    /// 2 if the folder can't be read.
    Check(Check),
}

/// The options of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port of the page and of the HTTP front, on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 9000)]
    pub(crate) port: u16,
    /// Port of the simulated Amazon Connect, on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 9001)]
    pub(crate) connect_port: u16,
}

/// The options of `send`.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// A file with the event as Lambda would pass it, for example events/direct.json; - reads standard input
    pub(crate) event: PathBuf,
    /// Print one JSON object with the outcome, the reply, the calls and the log lines
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
Settings are the function's own environment variables. These have defaults here, which the simulator accepts:
CONNECT_INSTANCE, CONNECT_FLOW, CONNECT_SMS_NUMBER, CONNECT_WHATSAPP_NUMBER, SCHEDULE_TARGET_ARN, SCHEDULE_ROLE_ARN and
RESULTS_BUS. SOURCES_DIR is ./sources if that folder exists, PUBLIC_URL is the address of the HTTP front, every source of
events is on, and every secret that a source takes from the environment has a value.

Everything listens on 127.0.0.1 only, and nothing is sent to AWS, except to QUEUE_URL if you set it.";
