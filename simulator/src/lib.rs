//! A local Amazon Connect, with the few calls of EventBridge Scheduler and EventBridge that go with it, good enough for
//! every AWS SDK and the AWS CLI with `--endpoint-url`.
//!
//! It checks what the API models say, answers errors as AWS does, keeps `ClientToken`s for 7 days, holds AWS's default
//! quotas, fires schedules at their time, and fails on cue: see [`Fault`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use simulator::{Fault, Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default(), ([127, 0, 0, 1], 0).into()).await?;
//! simulator.fail_next("StartOutboundChatContact", Fault::Throttling, 2);
//! println!("export AWS_ENDPOINT_URL_CONNECT={}", simulator.url());
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod authorization;
mod call;
mod clock;
mod connection;
mod contact;
mod control;
mod event_bus;
mod fault;
mod firing_thread;
mod operation;
mod options;
mod outbound_chat;
mod quota;
mod refusal;
mod request;
mod response;
mod scheduler;
mod server;
mod service;
mod shape;
mod simulation;
mod simulator;
mod state;
mod timestamp;

pub use call::Call;
pub use clock::Clock;
pub use contact::{ANONYMOUS_SAMPLE, Contact, Endpoint, SMS_SAMPLE, VOICE_SAMPLE};
pub use event_bus::Event;
pub use fault::Fault;
pub use options::Options;
pub use scheduler::{Firing, Schedule};
pub use simulator::Simulator;
pub use timestamp::Timestamp;

/// The account that every ARN names, AWS's own for examples.
const ACCOUNT: &str = "111122223333";
