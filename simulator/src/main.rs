//! The simulator from the command line.

use std::process::ExitCode;

use clap::Parser;
use simulator::{ANONYMOUS_SAMPLE, Fault, Options, SMS_SAMPLE, Simulator, VOICE_SAMPLE};

/// A local Amazon Connect, with the calls of EventBridge Scheduler and EventBridge that go with it. It fails on cue.
#[derive(Parser)]
#[command(version, after_long_help = help())]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Chats that may be started per second; `off` or 0 for any number
    #[arg(long, default_value = "2", value_parser = rate)]
    rate: Limit<f64>,
    /// Chats that may be started at once before the rate holds; `off` or 0 for any number
    #[arg(long, default_value = "5", value_parser = whole)]
    burst: Limit<u32>,
    /// Chats that may be active at once; `off` or 0 for any number
    #[arg(long, default_value = "500", value_parser = whole)]
    chats: Limit<u32>,
}

/// A quota that may be off.
#[derive(Clone, Copy)]
struct Limit<T>(Option<T>);

impl From<Arguments> for Options {
    fn from(arguments: Arguments) -> Self {
        let Arguments { port: _, rate: Limit(rate), burst: Limit(burst), chats: Limit(chats_at_once) } = arguments;
        // A bucket without a bottom never empties, whatever drips into it.
        let rate_per_second = burst.and(rate);
        Self { rate_per_second, burst: burst.unwrap_or(u32::MAX), chats_at_once, ..Self::default() }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let port = arguments.port;
    let simulator = match Simulator::start(arguments.into(), ([127, 0, 0, 1], port).into()).await {
        Ok(simulator) => simulator,
        Err(error) => return fail(&format!("cannot listen on 127.0.0.1:{port}: {error}")),
    };
    println!("{}", welcome(&simulator.url()));
    if let Err(error) = tokio::signal::ctrl_c().await {
        return fail(&format!("cannot wait for Ctrl-C: {error}"));
    }
    simulator.stop().await;
    ExitCode::SUCCESS
}

#[expect(clippy::print_stderr, reason = "a program's error belongs there")]
fn fail(message: &str) -> ExitCode {
    eprintln!("simulator: {message}");
    ExitCode::FAILURE
}

fn welcome(url: &str) -> String {
    format!(
        "The simulated Amazon Connect listens on {url}. Press Ctrl-C to end it.
It also takes CreateSchedule, GetSchedule, ListSchedules and DeleteSchedule of EventBridge Scheduler, and PutEvents.
Any credentials work. Three commands to try:

export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any

aws connect start-outbound-chat-contact --endpoint-url {url} --region us-east-1 \\
  --instance-id 12345678-1234-4123-8123-123456789012 \\
  --contact-flow-id 87654321-4321-4321-8321-210987654321 \\
  --source-endpoint Type=CONNECT_PHONENUMBER_ARN,Address=arn:aws:connect:us-east-1:111122223333:phone-number/example \\
  --destination-endpoint Type=TELEPHONE_NUMBER,Address=+12025550150 \\
  --segment-attributes connect:Subtype={{ValueString=connect:SMS}} \\
  --initial-system-message ContentType=text/plain,Content=Hello

aws connect describe-contact --endpoint-url {url} --region us-east-1 \\
  --instance-id 12345678-1234-4123-8123-123456789012 --contact-id {VOICE_SAMPLE}

aws scheduler list-schedules --endpoint-url {url} --region us-east-1"
    )
}

/// What `--help` adds to the options.
fn help() -> String {
    let faults = Fault::all().map(|fault| format!("  {}  {}: {}\n", fault.number(), fault.name(), fault.description()));
    format!(
        "Destinations that fail:
{}
The control API can put each of these faults on the next calls of any operation, those of EventBridge included.

Sample contacts:
  {VOICE_SAMPLE}  a voice call
  {ANONYMOUS_SAMPLE}  a voice call with a withheld number
  {SMS_SAMPLE}  an SMS chat

Control API:
  GET, DELETE  /_simulator/calls                           the requests so far
  GET          /_simulator/contacts                        the contacts
  PUT, PATCH   /_simulator/contacts/{{id}}                   a contact, with the members of DescribeContact
  POST         /_simulator/contacts/{{id}}/end               ends it; {{\"DisconnectReason\": \"CUSTOMER_DISCONNECT\"}}
  GET          /_simulator/schedules                       what is scheduled
  POST         /_simulator/schedules/{{group}}/{{name}}/fire   fires a schedule now
  GET, DELETE  /_simulator/firings                         what schedules sent to their targets
  GET, DELETE  /_simulator/events                          what PutEvents put on event buses
  GET          /_simulator/clock                           the simulator's time
  PUT          /_simulator/clock                           sets it: {{\"now\": \"2026-01-31T08:00:00Z\"}}
  POST         /_simulator/clock                           moves it forward: {{\"seconds\": 3600}}
  DELETE       /_simulator/clock                           sets it right again
  POST, DELETE /_simulator/faults                          {{\"operation\": \"...\", \"fault\": \"...\", \"times\": 2}}
  POST         /_simulator/reset                           everything as at the start",
        faults.collect::<String>()
    )
}

fn rate(text: &str) -> Result<Limit<f64>, String> {
    let rate = if text == "off" { 0.0 } else { text.parse().map_err(|_| "a number or `off`".to_owned())? };
    if !(0.0..=1e9).contains(&rate) {
        return Err("a number from 0 to 1000000000, or `off`".to_owned());
    }
    Ok(Limit((rate > 0.0).then_some(rate)))
}

fn whole(text: &str) -> Result<Limit<u32>, String> {
    let number = if text == "off" { 0 } else { text.parse().map_err(|_| "a whole number or `off`".to_owned())? };
    Ok(Limit((number > 0).then_some(number)))
}
