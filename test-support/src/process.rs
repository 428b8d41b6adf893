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
    /// Open files, sockets included.
    pub files: usize,
    pub threads: u64,
}

impl Process {
    /// The child of this process that has this name.
    pub fn of_child(name: &str) -> Process {
        let me = std::process::id().to_string();
        let is_it = |folder: &PathBuf| {
            let status = fs::read_to_string(folder.join("status")).unwrap_or_default();
            field(&status, "Name") == Some(name) && field(&status, "PPid") == Some(me.as_str())
        };
        let mut folders = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
        Process(folders.find(is_it).unwrap_or_else(|| panic!("no child is called {name}")))
    }

    pub fn usage(&self) -> Usage {
        let status = fs::read_to_string(self.0.join("status")).unwrap();
        let number = |name| field(&status, name).unwrap().trim_end_matches(" kB").parse().unwrap();
        let files = fs::read_dir(self.0.join("fd")).unwrap().count();
        Usage { memory_kb: number("VmRSS"), files, threads: number("Threads") }
    }
}

fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}
