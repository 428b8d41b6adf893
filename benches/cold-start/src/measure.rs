//! One run of one contender: cold start, warm calls, a batch.

use crate::allowance::{Allowance, INIT};
use crate::certificate::Certificate;
use crate::clock;
use crate::contender::Contender;
use crate::launcher::Launcher;
use crate::runtime_api::TimedApi;
use crate::webhook;
use std::net::SocketAddr;
use std::time::Duration;

/// A request document, as a direct call brings it; every contender understands it.
const EVENT: &str = r#"{"To": "+14155550123", "Message": "Your table is ready."}"#;

/// What contenders are run in.
pub struct Bench {
    launcher: Launcher,
    /// Their CPU.
    pub allowance: Allowance,
    certificate: Certificate,
}

/// A cold start, in milliseconds and MiB.
#[derive(Debug, Clone, Default)]
pub struct Cold {
    /// From the start of the process until it asks for an event.
    pub init: f64,
    /// From the event to the answer.
    pub first: f64,
    /// From the start of the process to the answer.
    pub total: f64,
    /// CPU time until then.
    pub cpu: f64,
    /// Pages touched for the first time until then.
    pub page_faults: f64,
    /// The most memory it had by then, and after the warm calls.
    pub memory: f64,
    /// Calls after the first one.
    pub warm: Vec<f64>,
    /// CPU time of one of these.
    pub warm_cpu: f64,
}

/// Webhooks of a new process, in milliseconds and MiB.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    /// From the first webhook to its answer: the mapping engine is loaded and the mapping compiled.
    pub first: f64,
    /// The most memory that the process had by then, and before.
    pub memory: (f64, f64),
    /// Those after it.
    pub warm: Vec<f64>,
}

/// A batch, in milliseconds and MiB.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// From the event to the answer.
    pub took: f64,
    /// CPU time of it.
    pub cpu: f64,
    /// The most memory that the process had.
    pub memory: f64,
}

impl Bench {
    /// A bench whose Connect shows `certificate`.
    pub fn new(certificate: Certificate) -> std::io::Result<Bench> {
        let allowance = Allowance::new("function");
        allowance.set(INIT);
        let launcher = Launcher::new(allowance.door())?;
        Ok(Bench { launcher, allowance, certificate })
    }

    /// A cold start with `percent` of a core after init, then `warm` calls.
    pub async fn cold(
        &mut self,
        who: &Contender,
        connect: SocketAddr,
        percent: u32,
        warm: usize,
    ) -> Result<Cold, String> {
        let (mut api, pid, mut cold) = self.init(who, connect, percent, &[]).await?;
        let sent = api.send(EVENT);
        let at = self.chat(&mut api, who).await?;
        cold.first = milliseconds(at - sent);
        cold.total = cold.init + cold.first;
        cold.cpu = milliseconds(clock::cpu_time(pid));
        cold.page_faults = clock::page_faults(pid);
        for call in 0..warm {
            // The first ones warm the caches.
            let counted = call >= warm / 10;
            let sent = api.send(EVENT);
            let at = self.chat(&mut api, who).await?;
            if counted {
                cold.warm.push(milliseconds(at - sent));
            }
        }
        if warm > 0 {
            cold.warm_cpu =
                (milliseconds(clock::cpu_time(pid)) - cold.cpu) / f64::from(u32::try_from(warm).unwrap_or(1));
        }
        cold.memory = clock::peak_memory(pid);
        self.end().await?;
        Ok(cold)
    }

    /// A batch of `size` SQS records, after a first chat has gone.
    pub async fn batch(
        &mut self,
        who: &Contender,
        connect: SocketAddr,
        size: usize,
        rate: &str,
    ) -> Result<Batch, String> {
        let (mut api, pid, _) =
            self.init(who, connect, 100, &[("RATE_PER_SECOND", rate), ("MAX_AGE_SECONDS", "0")]).await?;
        api.send(EVENT);
        self.chat(&mut api, who).await?;
        // The burst of five is full again.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let before = clock::cpu_time(pid);
        let sent = api.send(&records(size));
        let (at, answer) = api.answered().await?;
        if !answer.contains(r#""batchItemFailures":[]"#) {
            return Err(answer);
        }
        let batch = Batch {
            took: milliseconds(at - sent),
            cpu: milliseconds(clock::cpu_time(pid) - before),
            memory: clock::peak_memory(pid),
        };
        self.end().await?;
        Ok(batch)
    }

    /// A first webhook with `percent` of a core, after a first chat has gone, then `warm` ones.
    pub async fn webhooks(
        &mut self,
        who: &Contender,
        connect: SocketAddr,
        percent: u32,
        warm: usize,
    ) -> Result<Webhooks, String> {
        let event = webhook::event();
        let (mut api, pid, _) = self.init(who, connect, percent, &[webhook::SECRET]).await?;
        api.send(EVENT);
        self.chat(&mut api, who).await?;
        let before = clock::peak_memory(pid);
        let mut took = Vec::new();
        let mut webhooks = Webhooks::default();
        for call in 0..=warm {
            let sent = api.send(&event);
            took.push(milliseconds(self.chat(&mut api, who).await? - sent));
            if call == 0 {
                webhooks.memory = (clock::peak_memory(pid), before);
            }
        }
        webhooks.first = took.remove(0);
        // The first ones warm the caches.
        webhooks.warm = took.split_off(took.len() / 10);
        self.end().await?;
        Ok(webhooks)
    }

    async fn init(
        &mut self,
        who: &Contender,
        connect: SocketAddr,
        percent: u32,
        more: &[(&str, &str)],
    ) -> Result<(TimedApi, i32, Cold), String> {
        let mut api = TimedApi::start().await.map_err(|error| error.to_string())?;
        let program = who.program(api.address(), connect, &self.certificate, more);
        let process = self.launcher.start(&program).await.map_err(|error| format!("{}: {error}", who.name))?;
        self.allowance.watch(process.pid);
        let asked = api.asked().await?;
        self.allowance.set(percent);
        Ok((api, process.pid, Cold { init: milliseconds(asked - process.at), ..Cold::default() }))
    }

    async fn chat(&mut self, api: &mut TimedApi, who: &Contender) -> Result<Duration, String> {
        let (at, answer) = api.answered().await?;
        match who.calls && !answer.contains("4a573372") {
            true => Err(format!("{}: {answer}", who.name)),
            false => Ok(at),
        }
    }

    async fn end(&mut self) -> Result<(), String> {
        self.allowance.watch(0);
        self.allowance.set(INIT);
        self.launcher.end().await.map_err(|error| error.to_string())
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn records(size: usize) -> String {
    let record = |index: usize| {
        serde_json::json!({
            "messageId": format!("059f36b4-87a3-44ab-83d2-{index:012}"),
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": EVENT,
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183"},
            "messageAttributes": {},
            "md5OfBody": "098f6bcd4621d373cade4e832627b4f6",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:chats",
            "awsRegion": "us-east-1"
        })
    };
    serde_json::json!({"Records": (0..size).map(record).collect::<Vec<_>>()}).to_string()
}
