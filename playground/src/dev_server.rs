//! The function and the simulator in this process: an event in, what became of it out.

mod crm;
mod environment;
mod function_log;
mod function_under_test;
mod invocation;
mod queue_worker;
mod reply;
mod schedules;
mod text;
mod trial;
mod trial_log;

pub(crate) use environment::{secret, settings};
pub(crate) use invocation::{Event, Invoked};
pub(crate) use reply::{Reply, lambda_error};
pub(crate) use schedules::WaitingText;
pub(crate) use text::length;
pub(crate) use trial::{Outcome, Trial};

use crate::source_files::SourceFile;
use connect_outbound_chat::Function;
use connect_outbound_chat::settings::Settings;
use function_log::FunctionLog;
use function_under_test::FunctionUnderTest;
use simulator::{Clock, Options, Simulator, Timestamp};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use time::OffsetDateTime;
use tokio::sync::Mutex;
use tracing::Dispatch;
use trial_log::TrialLog;

/// A function, and the Connect, the Scheduler and the event bus that it calls.
pub(crate) struct DevServer {
    function: FunctionUnderTest,
    simulator: Simulator,
    function_log: FunctionLog,
    /// What writes into that log.
    subscriber: Dispatch,
    trials: TrialLog,
    invocations: AtomicU64,
    /// As on Lambda, one environment answers one event at a time, so that calls and log lines are surely an event's own.
    one_at_a_time: Mutex<()>,
}

impl DevServer {
    /// Starts the simulator on a port of this machine, and before it the function, which is called at `url`.
    ///
    /// # Errors
    /// All that is wrong with the settings, or that the port is taken.
    pub(crate) async fn start(connect_port: u16, url: &str) -> Result<Arc<DevServer>, Vec<String>> {
        let settings = settings(url)?;
        let simulator = Simulator::start(Options::default(), (Ipv4Addr::LOCALHOST, connect_port).into()).await;
        let simulator = simulator.map_err(|error| vec![cannot_listen(connect_port, "--connect-port", &error)])?;
        let function_log = FunctionLog::default();
        let function = FunctionUnderTest::new(settings, &simulator.url(), &function_log).await?;
        let firings = simulator.subscribe_firings();
        let dev_server = Arc::new(DevServer {
            function,
            simulator,
            subscriber: function_log.subscriber(),
            function_log,
            trials: TrialLog::default(),
            invocations: AtomicU64::new(0),
            one_at_a_time: Mutex::default(),
        });
        tokio::spawn(queue_worker::run(Arc::downgrade(&dev_server), firings));
        Ok(dev_server)
    }

    /// A function with this source in place of the one that it has by that name.
    ///
    /// # Errors
    /// What is wrong with the source.
    pub(crate) fn function_with(&self, source: &SourceFile) -> Result<Arc<Function>, Vec<String>> {
        self.function.with_source(source)
    }

    /// The function's settings.
    pub(crate) fn settings(&self) -> &Settings {
        self.function.settings()
    }

    /// Where the simulator listens.
    pub(crate) fn simulator_url(&self) -> String {
        self.simulator.url()
    }

    /// The time that the function and the simulator go by.
    pub(crate) fn clock(&self) -> &Clock {
        self.simulator.clock()
    }

    /// The time of that clock.
    pub(crate) fn now(&self) -> OffsetDateTime {
        let milliseconds = i128::from(self.clock().now().epoch_milliseconds());
        OffsetDateTime::from_unix_timestamp_nanos(milliseconds * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The trials after the one of this number.
    pub(crate) fn trials_after(&self, id: u64) -> Vec<Arc<Trial>> {
        self.trials.after(id)
    }

    /// The texts that wait for their time, the earliest first.
    pub(crate) fn waiting_texts(&self) -> Vec<WaitingText> {
        schedules::waiting_texts(&self.simulator)
    }

    /// Fires a schedule: sets the clock to its time, unless that is past already. Whatever is due by then fires, too.
    /// `false` when there is none of that name.
    pub(crate) fn fire(&self, group: &str, name: &str) -> bool {
        let schedules = self.simulator.schedules();
        let Some(schedule) = schedules.iter().find(|found| found.group == group && found.name == name) else {
            return false;
        };
        if schedule.is_waiting() && schedule.fires_at > self.clock().now() {
            self.clock().set(schedule.fires_at);
            return true;
        }
        self.simulator.fire_schedule(group, name)
    }

    /// Takes a schedule away, so that it never fires. `false` when there is none of that name.
    pub(crate) fn cancel(&self, group: &str, name: &str) -> bool {
        self.simulator.delete_schedule(group, name)
    }

    /// The events on event buses, oldest first, without the first `skip`.
    pub(crate) fn result_events(&self, skip: usize) -> Vec<simulator::Event> {
        self.simulator.events().into_iter().skip(skip).collect()
    }

    /// Sets the clock, or sets it right again.
    pub(crate) fn set_clock(&self, now: Option<Timestamp>) {
        match now {
            Some(now) => self.clock().set(now),
            None => self.clock().reset(),
        }
    }
}

/// Why a port of this machine can't be had, in one line.
pub(crate) fn cannot_listen(port: u16, option: &str, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("port {port} of 127.0.0.1 is in use; choose another with {option}"),
        _ => format!("cannot listen on 127.0.0.1:{port}: {error}"),
    }
}
