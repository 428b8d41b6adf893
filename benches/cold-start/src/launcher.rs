//! A second process of the bench that starts the functions: it sits in their control group, so that they are born in
//! it, and is small, so that its memory doesn't count for theirs.

use crate::clock;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child as Process, ChildStdin, ChildStdout, Command as Launch};

/// What to run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Program {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Its folder.
    pub folder: PathBuf,
    /// Its whole environment.
    pub environment: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
enum Order {
    Start(Program),
    End,
}

/// A process that was started.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Started {
    /// Its id.
    pub pid: i32,
    /// When, by [`clock::now`].
    pub at: Duration,
}

/// The bench's end of a launcher.
pub struct Launcher {
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _process: Process,
}

impl Launcher {
    /// A launcher that joins a control group by `door`.
    pub fn new(door: Option<PathBuf>) -> std::io::Result<Launcher> {
        let mut launch = Launch::new(std::env::current_exe()?);
        launch.arg("launch").args(door).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = launch.spawn()?;
        let (Some(orders), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        Ok(Launcher { orders, answers: BufReader::new(answers).lines(), _process: process })
    }

    /// Starts `program`.
    pub async fn start(&mut self, program: &Program) -> std::io::Result<Started> {
        self.order(&Order::Start(program.clone())).await
    }

    /// Ends what was started.
    pub async fn end(&mut self) -> std::io::Result<()> {
        self.order::<Started>(&Order::End).await.map(drop)
    }

    async fn order<T: for<'de> Deserialize<'de>>(&mut self, order: &Order) -> std::io::Result<T> {
        self.orders.write_all(format!("{}\n", serde_json::to_string(order)?).as_bytes()).await?;
        let answer = self.answers.next_line().await?.ok_or(std::io::ErrorKind::UnexpectedEof)?;
        Ok(serde_json::from_str(&answer)?)
    }
}

/// The launcher's own end.
pub fn run(door: Option<PathBuf>) -> std::io::Result<()> {
    if let Some(door) = door {
        std::fs::write(door, std::process::id().to_string())?;
    }
    let mut running: Option<Child> = None;
    for order in std::io::stdin().lock().lines() {
        let mut answer = Started { pid: 0, at: clock::now() };
        match serde_json::from_str(&order?)? {
            Order::Start(Program { command, folder, environment }) => {
                let mut start = Command::new(&command[0]);
                start.args(&command[1..]).current_dir(folder).env_clear().envs(environment);
                start.stdin(Stdio::null()).stdout(Stdio::null());
                answer.at = clock::now();
                let child = start.spawn()?;
                answer.pid = i32::try_from(child.id()).unwrap_or_default();
                running = Some(child);
            }
            Order::End => {
                if let Some(mut child) = running.take() {
                    child.kill()?;
                    child.wait()?;
                }
            }
        }
        println!("{}", serde_json::to_string(&answer)?);
        std::io::stdout().flush()?;
    }
    Ok(())
}
