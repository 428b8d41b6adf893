//! How much CPU a function gets, as Lambda gives it: two cores during init, then a share by memory size.
//!
//! 128 MB is 1/14 of a core (1,769 MB is one:
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>), in periods of 20 ms. A control group's
//! quota does it where one can be made (version 2, or 1 with its `cpu` controller; both need root); elsewhere the
//! function is stopped and continued by signals in the same rhythm.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

/// Lambda's period.
const PERIOD: Duration = Duration::from_millis(20);
/// What a function has during init.
pub const INIT: u32 = 200;

/// The CPU that one process and its children may use, in hundredths of a core.
pub enum Allowance {
    /// A control group, by its folder, and whether it is of version 2.
    Group { folder: PathBuf, unified: bool },
    /// Signals to a process, and what it may use.
    Signals { pid: Arc<AtomicI32>, percent: Arc<AtomicU32> },
}

impl Allowance {
    /// A control group named `name`, else signals.
    pub fn new(name: &str) -> Allowance {
        let name = format!("bench-{name}-{}", std::process::id());
        for (root, unified) in [("/sys/fs/cgroup", true), ("/sys/fs/cgroup/cpu", false)] {
            let folder = Path::new(root).join(&name);
            let marker = if unified { "cgroup.subtree_control" } else { "cpu.cfs_quota_us" };
            let at_home = Path::new(root).join(marker);
            if !at_home.exists() && unified || std::fs::create_dir(&folder).is_err() {
                continue;
            }
            let _ = unified.then(|| std::fs::write(&at_home, "+cpu"));
            let group = Allowance::Group { folder, unified };
            // A busy machine's other work shall not be measured: the group's share is ten times another's.
            let share = if unified { ("cpu.weight", "1000") } else { ("cpu.shares", "10240") };
            if group.write(share.0, share.1) {
                return group;
            }
        }
        let (pid, percent) = (Arc::new(AtomicI32::new(0)), Arc::new(AtomicU32::new(INIT)));
        let rhythm = (Arc::clone(&pid), Arc::clone(&percent));
        std::thread::spawn(move || stop_and_go(&rhythm.0, &rhythm.1));
        Allowance::Signals { pid, percent }
    }

    /// How it is done, for the table.
    pub fn kind(&self) -> &'static str {
        match self {
            Allowance::Group { unified: true, .. } => "cgroup v2 cpu.max",
            Allowance::Group { unified: false, .. } => "cgroup v1 cpu.cfs_quota_us",
            Allowance::Signals { .. } => "SIGSTOP and SIGCONT",
        }
    }

    /// The file that a process joins the group by.
    pub fn door(&self) -> Option<PathBuf> {
        match self {
            Allowance::Group { folder, .. } => Some(folder.join("cgroup.procs")),
            Allowance::Signals { .. } => None,
        }
    }

    /// Watches over `function`, if that isn't the group's affair.
    pub fn watch(&self, function: i32) {
        if let Allowance::Signals { pid, .. } = self {
            pid.store(function, Ordering::Relaxed);
        }
    }

    /// From now on, so many hundredths of a core.
    pub fn set(&self, hundredths: u32) {
        match self {
            Allowance::Signals { percent, .. } => percent.store(hundredths, Ordering::Relaxed),
            Allowance::Group { unified, .. } => {
                let period = PERIOD.as_micros();
                let quota = period * u128::from(hundredths) / 100;
                match unified {
                    true => self.write("cpu.max", &format!("{quota} {period}")),
                    false => {
                        self.write("cpu.cfs_period_us", &period.to_string())
                            && self.write("cpu.cfs_quota_us", &quota.to_string())
                    }
                };
            }
        }
    }

    fn write(&self, file: &str, value: &str) -> bool {
        match self {
            Allowance::Group { folder, .. } => std::fs::write(folder.join(file), value).is_ok(),
            Allowance::Signals { .. } => false,
        }
    }
}

impl Drop for Allowance {
    fn drop(&mut self) {
        let Allowance::Group { folder, .. } = &*self else { return };
        // A group can go once nobody is in it: this process leaves, the launcher ends.
        let home = folder.with_file_name("cgroup.procs");
        let _ = std::fs::write(home, std::process::id().to_string());
        for _ in 0..100 {
            if std::fs::remove_dir(folder).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn stop_and_go(pid: &AtomicI32, percent: &AtomicU32) {
    loop {
        let (function, percent) = (pid.load(Ordering::Relaxed), percent.load(Ordering::Relaxed));
        let go = PERIOD * percent.min(100) / 100;
        std::thread::sleep(go);
        if function != 0 && percent < 100 {
            let _ = kill(Pid::from_raw(function), Signal::SIGSTOP);
            std::thread::sleep(PERIOD - go);
            let _ = kill(Pid::from_raw(function), Signal::SIGCONT);
        }
    }
}
