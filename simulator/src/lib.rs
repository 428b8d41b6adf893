//! A local Amazon Connect: `StartOutboundChatContact`, `DescribeContact` and `GetContactAttributes`, good enough for
//! every AWS SDK and the AWS CLI with `--endpoint-url`.
//!
//! It checks what the API model says, answers errors as AWS does, keeps `ClientToken`s for 7 days, holds AWS's
//! default quotas, and fails on cue: see [`Fault`].
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
mod connect;
mod contact;
mod control;
mod fault;
mod line;
mod operation;
mod options;
mod outbound_chat;
mod quota;
mod refusal;
mod response;
mod server;
mod shape;
mod state;
mod timestamp;

pub use call::Call;
pub use clock::Clock;
pub use contact::{ANONYMOUS_SAMPLE, Contact, Endpoint, SMS_SAMPLE, VOICE_SAMPLE};
pub use fault::Fault;
pub use options::Options;
pub use server::Simulator;
pub use timestamp::Timestamp;
