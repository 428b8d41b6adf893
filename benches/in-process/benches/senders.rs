//! Each sender's event, read and answered: all that the function does but calling Connect and writing its log.

use criterion::{Criterion, criterion_group, criterion_main};
use in_process_bench::Bench;
use std::hint::black_box;
use std::path::Path;

const SENDERS: [&str; 11] = [
    "alb",
    "connect-flow",
    "contact-event",
    "direct",
    "eventbridge",
    "function-url",
    "http-api",
    "pipes-sqs",
    "rest-api",
    "sns",
    "sqs",
];

fn senders(criterion: &mut Criterion) {
    let bench = Bench::new();
    let events = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    for sender in SENDERS {
        let event = std::fs::read_to_string(events.join(format!("{sender}.json"))).unwrap_or_default();
        assert!(bench.handle(&event).0 > 0, "{sender}");
        criterion.bench_function(sender, |bencher| bencher.iter(|| bench.handle(black_box(&event))));
    }
}

criterion_group!(benches, senders);
criterion_main!(benches);
