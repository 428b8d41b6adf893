//! A typical webhook: Zendesk's signature checked, its body mapped by JSONata, the request checked, the sender answered.

use connect_outbound_chat::sources::Webhook;
use criterion::{Criterion, criterion_group, criterion_main};
use in_process_bench::{Bench, SECRET};
use serde_json::{Map, Value, json};
use std::hint::black_box;

const BODY: &str = include_str!("../../../sources/examples/zendesk.json");

fn mapping(criterion: &mut Criterion) {
    let bench = Bench::new();
    let json = [("Content-Type".to_owned(), "application/json".to_owned())];
    let Some(source) = bench.app.sources.named("zendesk") else { panic!("no such source") };
    let webhook = |headers| Webhook { method: "POST", urls: &[], headers, query: &[], body: BODY.as_bytes() };
    let genuine = source.sign(&webhook(&[]), SECRET, "delivery-1", bench.invocation.now).unwrap_or_default();
    let event = event(&genuine.headers).to_string();
    assert_eq!(bench.handle(&event).0, 1);
    criterion.bench_function("webhook, signature and mapping", |bencher| {
        bencher.iter(|| bench.handle(black_box(&event)));
    });
    criterion.bench_function("mapping alone", |bencher| {
        bencher.iter(|| source.map_webhook(black_box(&webhook(&json)), bench.invocation.deadline).is_ok());
    });
}

fn event(genuine: &[(String, String)]) -> Value {
    let headers = [("content-type".to_owned(), "application/json".to_owned())];
    let headers: Map<String, Value> = genuine
        .iter()
        .chain(&headers)
        .map(|(name, value)| (name.to_lowercase(), Value::from(value.as_str())))
        .collect();
    json!({
        "version": "2.0",
        "rawPath": "/sources/zendesk",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"requestId": "1", "http": {"method": "POST", "path": "/sources/zendesk"}},
        "body": BODY,
        "isBase64Encoded": false
    })
}

criterion_group!(benches, mapping);
criterion_main!(benches);
