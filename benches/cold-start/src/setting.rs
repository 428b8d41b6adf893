//! Where and when it was measured: a figure without them is worth nothing.

use time::OffsetDateTime;

/// One paragraph: machine, kernel, date, how CPU was held back, how often each was run.
pub fn tell(kind: &str, rounds: usize) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map(|(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let (model, kernel) = (model.unwrap_or("unknown processor").trim(), kernel.trim());
    format!(
        "{}. {model}, {cores} cores, Linux {kernel}. Medians of {rounds} runs each, side by side (A B C, B C A, …); TLS \
         1.3 on loopback, Connect answers at once. Two cores during init, then one (\"full core\") or 7 % of one (\"128 \
         MB\") by {kind}, in periods of 20 ms.",
        OffsetDateTime::now_utc().date()
    )
}
