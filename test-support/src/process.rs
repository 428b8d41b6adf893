//! What a process uses, as Linux tells it.

use std::fs;
use std::path::PathBuf;

/// A process that runs.
pub struct Process(PathBuf);

/// What it uses at one moment.
#[derive(Debug)]
pub struct Usage {
    /// `VmRSS`: memory that is really there.
    pub memory_kb: u64,
    /// `VmHWM`: the most that it ever was.
    pub peak_memory_kb: u64,
    /// Open files, sockets included.
    pub files: usize,
    pub threads: u64,
}

impl Process {
    pub fn from_id(id: u32) -> Process {
        Process(PathBuf::from(format!("/proc/{id}")))
    }

    pub fn usage(&self) -> Usage {
        let status = fs::read_to_string(self.0.join("status")).unwrap();
        let number = |name| field(&status, name).unwrap().trim_end_matches(" kB").parse().unwrap();
        let files = fs::read_dir(self.0.join("fd")).unwrap().count();
        Usage { memory_kb: number("VmRSS"), peak_memory_kb: number("VmHWM"), files, threads: number("Threads") }
    }
}

fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}
