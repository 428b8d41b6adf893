//! Batches: whatever the size, in time, and nothing is lost.

use crate::runtime_api::{Invocation, Setup};
use crate::support::{connect, event, starts};
use serde_json::{Value, json};
use std::time::Duration;

/// A queue's batch of so many messages.
fn batch(count: usize) -> Value {
    let record = event("sqs")["Records"][0].clone();
    let records: Vec<Value> = (0..count)
        .map(|number| {
            let mut record = record.clone();
            record["messageId"] = json!(format!("message-{number}"));
            record
        })
        .collect();
    json!({"Records": records})
}

// 2,500 messages at 256 MB and a rate of 1 were answered after the deadline of 30 seconds. The emulated Runtime API holds
// each invocation to its deadline.
#[tokio::test]
async fn ten_thousand_messages_are_answered_in_time_whatever_the_memory_and_the_rate() {
    for (memory, count) in [("256", 2_500), ("128", 10_000)] {
        let connect = connect().await;
        let setup = Setup::with_defaults(&connect.url()).set("RATE_PER_SECOND", "1");
        let lambda = setup.set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory).start().await;
        let event = Invocation::json(&batch(count)).with_deadline_in(Duration::from_secs(8));
        let reply = lambda.send(event).await.unwrap();
        let failed = reply["batchItemFailures"].as_array().unwrap().len();
        let calls = starts(&connect).len();
        assert!(calls >= 5, "{calls} were started");
        assert_eq!(failed + calls, count, "what was not begun is reported");
        let lines = lambda.stop().await;
        let line =
            lines.iter().find(|line| line.contains("\"code\":\"Timeout\"") && line.contains("\"chats\":")).unwrap();
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["chats"], failed);
        let counted = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok()?["TimedOut"].as_u64());
        assert_eq!(counted.sum::<u64>(), failed as u64);
    }
}
