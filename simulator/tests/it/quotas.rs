//! Connect's default quotas: 2 starts a second with a burst of 5, 500 active chats.

use std::time::Duration;

use serde_json::json;
use simulator::Options;

use crate::client::{chat, simulator, start, with};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn five_starts_may_come_at_once_and_two_a_second_after_them() {
    let (simulator, clock) = simulator(Options::default()).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(start(&simulator, &chat()).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    clock.step(Duration::from_millis(499));
    let reply = start(&simulator, &chat()).await;
    assert_eq!((reply.status, reply.error()), (429, "ThrottlingException"));
    clock.step(Duration::from_millis(1));
    assert_eq!(start(&simulator, &chat()).await.status, 200);
    clock.step(60 * MINUTE);
    for expected in [200, 200, 200, 200, 200, 429] {
        assert_eq!(start(&simulator, &chat()).await.status, expected);
    }
}

#[tokio::test]
async fn without_a_rate_nothing_is_throttled() {
    let (simulator, _) = simulator(Options::unlimited()).await;
    for _ in 0..20 {
        assert_eq!(start(&simulator, &chat()).await.status, 200);
    }
}

#[tokio::test]
async fn a_chat_too_many_is_refused_until_another_ends() {
    let (simulator, _) = simulator(Options { chats_at_once: Some(1), ..Options::default() }).await;
    let id = start(&simulator, &chat()).await.contact_id();
    let reply = start(&simulator, &chat()).await;
    assert_eq!((reply.status, reply.error()), (429, "LimitExceededException"));
    assert!(simulator.end_contact(&id));
    assert_eq!(start(&simulator, &chat()).await.status, 200);
}

#[tokio::test]
async fn a_chat_ends_after_its_duration_or_after_25_hours() {
    let (simulator, clock) = simulator(Options { chats_at_once: Some(1), ..Options::default() }).await;
    let hour = with(chat(), "/ChatDurationInMinutes", json!(60));
    for (chat, minutes) in [(hour, 60), (chat(), 25 * 60)] {
        let id = start(&simulator, &chat).await.contact_id();
        clock.step(minutes * MINUTE - Duration::from_secs(1));
        assert_eq!(start(&simulator, &chat).await.error(), "LimitExceededException");
        clock.step(Duration::from_secs(1));
        let ended = simulator.contacts().into_iter().find(|contact| contact.id == id);
        assert_eq!(ended.and_then(|contact| contact.disconnect_timestamp), Some(clock.now()));
    }
    assert_eq!(start(&simulator, &chat()).await.status, 200);
}
