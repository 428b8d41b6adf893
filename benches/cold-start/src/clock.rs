//! One clock for the bench, the launcher and the functions: the kernel's monotonic one, and what it counts of each process.

use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use std::time::Duration;

/// Now, the same in every process of this machine.
pub fn now() -> Duration {
    clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default()
}

/// The CPU time that a process has used, all its threads together.
pub fn cpu_time(pid: i32) -> Duration {
    let clock = clock_getcpuclockid(Pid::from_raw(pid));
    clock.and_then(clock_gettime).map(Duration::from).unwrap_or_default()
}

/// The most memory that a process has had, in MiB.
pub fn peak_memory(pid: i32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// How many pages a process has touched for the first time: each is a call into the kernel.
pub fn page_faults(pid: i32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // Behind the name in brackets, which may hold anything; minflt is the eighth field from there: proc_pid_stat(5).
    let fields = stat.rsplit_once(") ").map(|(_, fields)| fields).unwrap_or_default();
    fields.split(' ').nth(7).and_then(|count| count.parse().ok()).unwrap_or_default()
}
