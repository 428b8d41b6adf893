//! The queue between Scheduler and the function: what a schedule sends to its target reaches the function as an SQS event.

use super::{DevServer, Event};
use data_encoding::HEXLOWER;
use ring::digest;
use serde_json::{Value, json};
use simulator::Firing;
use std::sync::Weak;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Gives each firing to the function, as long as the dev server is there.
pub(super) async fn run(dev_server: Weak<DevServer>, mut firings: Receiver<Firing>) {
    loop {
        let firing = match firings.recv().await {
            Ok(firing) => firing,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let Some(dev_server) = dev_server.upgrade() else { return };
        let event = Event {
            via: "Scheduler",
            title: format!("schedule {} fired", short(&firing.name)),
            text: event(&firing).to_string(),
            function: None,
        };
        let _ = dev_server.invoke(event).await;
    }
}

/// Names are digests: their first digits are enough to tell them apart.
fn short(name: &str) -> String {
    match name.char_indices().nth(12) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

/// <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>
fn event(firing: &Firing) -> Value {
    if !firing.target_arn.contains(":sqs:") {
        return serde_json::from_str(&firing.input).unwrap_or_else(|_| json!(firing.input));
    }
    let sent = firing.at.epoch_milliseconds().to_string();
    let mut attributes = json!({
        "ApproximateReceiveCount": "1",
        "SentTimestamp": sent,
        "SenderId": "AROAIENQZJOLO23YVJ4VO:playground",
        "ApproximateFirstReceiveTimestamp": sent,
    });
    if let Some(group) = &firing.message_group_id {
        let deduplication_id = HEXLOWER.encode(digest::digest(&digest::SHA256, firing.input.as_bytes()).as_ref());
        attributes["MessageGroupId"] = json!(group);
        attributes["MessageDeduplicationId"] = json!(deduplication_id);
    }
    json!({"Records": [{
        "messageId": firing.message_id,
        "receiptHandle": firing.message_id,
        "body": firing.input,
        "attributes": attributes,
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": firing.target_arn,
        "awsRegion": firing.target_arn.split(':').nth(3).unwrap_or_default(),
    }]})
}
