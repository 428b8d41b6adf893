//! The program, running, and HTTP to it: over a bare connection, so that every header is seen.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// A destination that nothing is wrong with.
pub(crate) const NUMBER: &str = "+14155550123";

/// A running playground.
pub(crate) struct Playground {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
    /// `127.0.0.1:41234`
    pub(crate) front: String,
    /// The same of the simulator.
    pub(crate) simulator: String,
    /// All that it printed at its start.
    pub(crate) welcome: String,
}

/// The program with nothing of this test's environment that it would read.
pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_playground"));
    let ours = |name: &str| {
        name.starts_with("CONNECT_")
            || name.starts_with("AWS_")
            || name.ends_with("_URL")
            || name.starts_with("SEND_")
            || name.starts_with("SCHEDULE_")
    };
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        program.env_remove(name);
    }
    program
}

impl Playground {
    /// Starts one on free ports.
    pub(crate) fn start() -> Playground {
        Playground::start_with(&[])
    }

    /// Starts one with settings.
    pub(crate) fn start_with(settings: &[(&str, &str)]) -> Playground {
        let mut program = program();
        program.args(["serve", "--port", "0", "--connect-port", "0"]).envs(settings.iter().copied());
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut welcome = String::new();
        // The last thing that it prints is how to try a flow.
        while !welcome.contains("ContactFlowEvent") {
            assert_ne!(stdout.read_line(&mut welcome).unwrap(), 0, "{welcome}");
        }
        let listens = |what: &str| {
            let line = welcome.lines().find(|line| line.starts_with(what)).unwrap();
            line.rsplit("http://").next().unwrap().trim_end_matches('/').to_owned()
        };
        Playground {
            front: listens("Page and HTTP front"),
            simulator: listens("Amazon Connect"),
            child,
            stdout,
            welcome,
        }
    }

    /// `POST` with a JSON body.
    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[("Content-Type", "application/json")], body.as_bytes())
    }

    /// Any request.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        ask(&self.front, method, path, headers, body)
    }

    /// Ends it by a signal; its exit status, and what it said since its start.
    pub(crate) fn end(mut self, signal: &str) -> (ExitStatus, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let mut said = String::new();
        self.stdout.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap(), said)
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Asks `host` (and its port), and reads to the end.
pub(crate) fn ask(host: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "Host") {
        head += &format!("Host: {host}\r\n");
    }
    head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
    stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into()));
    Answer { status, headers: headers.collect(), body: body.to_owned() }
}
