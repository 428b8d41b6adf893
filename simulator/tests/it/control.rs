//! The control API.

use serde_json::{Value, json};
use simulator::{Options, VOICE_SAMPLE};

use crate::client::{SIGNED, chat, control, get, send, simulator, start};

#[tokio::test]
async fn calls_are_recorded_whole_and_without_credentials() {
    let (simulator, _) = simulator(Options::default()).await;
    let headers =
        format!("{SIGNED}X-Amz-Security-Token: secret\r\nX-Amzn-Trace-Id: Root=1-2\r\nUser-Agent: test/1\r\n");
    let reply = send(&simulator, "PUT", "/contact/outbound-chat", &headers, &chat().to_string()).await;
    send(&simulator, "PUT", "/contact/outbound-chat", SIGNED, "no json").await;
    let calls = control(&simulator, "GET", "/_simulator/calls", &Value::Null).await.json();
    assert_eq!(calls, json!(simulator.calls()));
    let call = &calls[0];
    assert_eq!(call["at"], "2026-01-01T00:00:00Z");
    assert_eq!(call["operation"], "StartOutboundChatContact");
    assert_eq!((&call["method"], &call["path"]), (&json!("PUT"), &json!("/contact/outbound-chat")));
    assert_eq!((&call["status"], &call["error"]), (&json!(200), &Value::Null));
    assert_eq!((&call["body"], &call["contact_id"]), (&chat(), &json!(reply.contact_id())));
    assert_eq!((&calls[1]["body"], &calls[1]["error"]), (&json!("no json"), &json!("SerializationException")));
    let first = simulator.calls().swap_remove(0);
    assert_eq!((first.header("x-amzn-trace-id"), first.header("user-agent")), (Some("Root=1-2"), Some("test/1")));
    assert_eq!((first.header("authorization"), first.header("x-amz-security-token")), (None, None));
}

#[tokio::test]
async fn calls_can_be_forgotten() {
    let (simulator, _) = simulator(Options::default()).await;
    start(&simulator, &chat()).await;
    assert_eq!(control(&simulator, "DELETE", "/_simulator/calls", &Value::Null).await.status, 204);
    assert_eq!(simulator.calls(), []);
}

#[tokio::test]
async fn subscribers_see_calls_as_they_come() {
    let (simulator, _) = simulator(Options::default()).await;
    let mut calls = simulator.subscribe();
    start(&simulator, &chat()).await;
    assert_eq!(calls.recv().await.ok(), simulator.calls().pop());
}

#[tokio::test]
async fn a_contact_can_be_put_there_with_any_member_and_ended() {
    let (simulator, clock) = simulator(Options::default()).await;
    let contact = json!({"Channel": "VOICE", "QueueInfo": {"Id": "queue"}, "InitiationTimestamp": 1.5});
    assert_eq!(control(&simulator, "PUT", "/_simulator/contacts/mine", &contact).await.status, 204);
    assert_eq!(control(&simulator, "POST", "/_simulator/contacts/mine/end", &Value::Null).await.status, 204);
    let shown = get(&simulator, "/contacts/i/mine").await.json()["Contact"].clone();
    let now = clock.now().epoch_seconds();
    assert_eq!(
        shown,
        json!({"Id": "mine", "Channel": "VOICE", "QueueInfo": {"Id": "queue"}, "InitiationTimestamp": 1.5,
               "LastUpdateTimestamp": now, "DisconnectTimestamp": now})
    );
    let all = control(&simulator, "GET", "/_simulator/contacts", &Value::Null).await.json();
    assert!(all.as_array().is_some_and(|all| all.contains(&shown) && all.len() == 4));
}

#[tokio::test]
async fn members_of_a_contact_can_be_changed_and_removed_and_it_ends_for_a_reason() {
    let (simulator, _) = simulator(Options::default()).await;
    let path = format!("/_simulator/contacts/{VOICE_SAMPLE}");
    let changes = json!({
        "Channel": "CHAT",
        "InitiationMethod": "QUEUE_TRANSFER",
        "InitialContactId": "first",
        "PreviousContactId": "previous",
        "RelatedContactId": "related",
        "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}},
        "CustomerEndpoint": null,
    });
    assert_eq!(control(&simulator, "PATCH", &path, &changes).await.status, 204);
    let end = json!({"DisconnectReason": "CONTACT_FLOW_DISCONNECT"});
    assert_eq!(control(&simulator, "POST", &format!("{path}/end"), &end).await.status, 204);
    let shown = get(&simulator, &format!("/contacts/i/{VOICE_SAMPLE}")).await.json()["Contact"].clone();
    for (member, value) in changes.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        assert_eq!(&shown[member], value);
    }
    assert!(shown.get("CustomerEndpoint").is_none());
    assert_eq!(shown["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    assert_eq!(shown["Attributes"], json!({"orderId": "A-1001"}), "what isn't named stays");
}

#[tokio::test]
async fn faults_are_asked_for_by_name() {
    let (simulator, _) = simulator(Options::default()).await;
    let fault = json!({"operation": "StartOutboundChatContact", "fault": "ThrottlingException", "times": 2});
    assert_eq!(control(&simulator, "POST", "/_simulator/faults", &fault).await.status, 204);
    assert_eq!(start(&simulator, &chat()).await.error(), "ThrottlingException");
    assert_eq!(control(&simulator, "DELETE", "/_simulator/faults", &Value::Null).await.status, 204);
    assert_eq!(start(&simulator, &chat()).await.status, 200);
}

#[tokio::test]
async fn what_the_control_api_does_not_know_is_refused_with_a_reason() {
    let (simulator, _) = simulator(Options::default()).await;
    for (method, path, body, status) in [
        ("POST", "/_simulator/faults", json!({"operation": "Start", "fault": "Slow"}), 400),
        ("POST", "/_simulator/faults", json!({"operation": "DescribeContact", "fault": "Sluggish"}), 422),
        ("PUT", "/_simulator/contacts/x", json!({"Channel": 7}), 422),
        ("PATCH", "/_simulator/contacts/unknown", json!({"Channel": "VOICE"}), 404),
        ("PATCH", &format!("/_simulator/contacts/{VOICE_SAMPLE}"), json!({"Channel": 7}), 422),
        ("POST", "/_simulator/contacts/unknown/end", json!({"Reason": "x"}), 422),
        ("POST", "/_simulator/schedules/default/unknown/fire", Value::Null, 404),
        ("PUT", "/_simulator/clock", json!({"now": "tomorrow"}), 400),
        ("POST", "/_simulator/clock", json!({"seconds": -1}), 422),
        ("POST", "/_simulator/contacts/unknown/end", json!({}), 404),
        ("GET", "/_simulator/unknown", Value::Null, 404),
    ] {
        let reply = control(&simulator, method, path, &body).await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.json()["message"].is_string(), "{path}");
    }
    assert_eq!(simulator.calls(), [], "the control API's own requests aren't recorded");
}

#[tokio::test]
async fn a_reset_brings_the_start_back() {
    let (simulator, _) = simulator(Options::default()).await;
    for _ in 0..6 {
        start(&simulator, &chat()).await;
    }
    control(&simulator, "POST", &format!("/_simulator/contacts/{VOICE_SAMPLE}/end"), &Value::Null).await;
    assert_eq!(control(&simulator, "POST", "/_simulator/reset", &Value::Null).await.status, 204);
    assert_eq!((simulator.calls().len(), simulator.contacts().len()), (0, 3));
    assert!(simulator.contacts().iter().all(|contact| contact.disconnect_timestamp.is_none()));
    assert_eq!(start(&simulator, &chat()).await.status, 200, "the quota is full again");
}
