//! Contacts as `DescribeContact` and `GetContactAttributes` show them.

use serde_json::json;
use simulator::{ANONYMOUS_SAMPLE, Contact, Options, SMS_SAMPLE, VOICE_SAMPLE};

use crate::client::{chat, get, simulator, start, with};

#[tokio::test]
async fn a_started_chat_is_a_contact() {
    let (simulator, _) = simulator(Options::default()).await;
    let deflected = with(chat(), "/RelatedContactId", json!(VOICE_SAMPLE));
    let deflected = with(deflected, "/Attributes", json!({"orderId": "7"}));
    let id = start(&simulator, &deflected).await.contact_id();
    let reply = get(&simulator, &format!("/contacts/instance/{id}")).await;
    assert_eq!(
        reply.json(),
        json!({"Contact": {
            "Arn": format!("arn:aws:connect:eu-central-1:111122223333:instance/instance/contact/{id}"),
            "Id": id,
            "RelatedContactId": VOICE_SAMPLE,
            "InitiationMethod": "API",
            "Channel": "CHAT",
            "InitiationTimestamp": 1_767_225_600.0,
            "LastUpdateTimestamp": 1_767_225_600.0,
            "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"},
            "SystemEndpoint": chat()["SourceEndpoint"],
            "SegmentAttributes": chat()["SegmentAttributes"],
            "Attributes": {"orderId": "7"},
        }})
    );
    let reply = get(&simulator, &format!("/contact/attributes/instance/{id}")).await;
    assert_eq!(reply.json(), json!({"Attributes": {"orderId": "7"}}));
}

#[tokio::test]
async fn three_samples_exist_from_the_start() {
    let (simulator, _) = simulator(Options::default()).await;
    for (id, channel, number) in [
        (VOICE_SAMPLE, "VOICE", json!({"Type": "TELEPHONE_NUMBER", "Address": "+12025550142"})),
        (ANONYMOUS_SAMPLE, "VOICE", json!(null)),
        (SMS_SAMPLE, "CHAT", json!({"Type": "TELEPHONE_NUMBER", "Address": "+12025550143"})),
    ] {
        let contact = get(&simulator, &format!("/contacts/any/{id}")).await.json()["Contact"].clone();
        assert_eq!((contact["Channel"].as_str(), &contact["CustomerEndpoint"]), (Some(channel), &number));
    }
}

#[tokio::test]
async fn an_unknown_contact_is_not_found() {
    let (simulator, _) = simulator(Options::default()).await;
    for path in ["/contacts/i/unknown", "/contact/attributes/i/unknown"] {
        let reply = get(&simulator, path).await;
        assert_eq!((reply.status, reply.error()), (404, "ResourceNotFoundException"));
        assert!(reply.json()["Message"].is_string());
    }
}

#[tokio::test]
async fn ids_beyond_the_models_length_are_invalid() {
    let (simulator, _) = simulator(Options::default()).await;
    for (path, error) in [
        (format!("/contacts/{}/c", "i".repeat(101)), "InvalidRequestException"),
        (format!("/contacts/{}/c", "i".repeat(100)), "ResourceNotFoundException"),
        (format!("/contacts/i/{}", "c".repeat(257)), "InvalidRequestException"),
        (format!("/contact/attributes/i/{}", "c".repeat(256)), "ResourceNotFoundException"),
        ("/contacts//c".to_owned(), "InvalidRequestException"),
    ] {
        assert_eq!(get(&simulator, &path).await.error(), error, "{path}");
    }
}

#[tokio::test]
async fn a_contact_put_there_is_described() {
    let (simulator, _) = simulator(Options::default()).await;
    simulator.put_contact(Contact::sms("my-contact", "+447700900123").with_attribute("tier", "gold"));
    let contact = get(&simulator, "/contacts/i/my-contact").await.json()["Contact"].clone();
    assert_eq!(contact["CustomerEndpoint"]["Address"], "+447700900123");
    assert_eq!(contact["Attributes"], json!({"tier": "gold"}));
}

#[tokio::test]
async fn a_contact_tells_why_it_ended_where_that_is_known() {
    let (simulator, _) = simulator(Options::default()).await;
    simulator.put_contact(Contact::voice("call", "+12025550160").with_disconnect_reason("CUSTOMER_DISCONNECT"));
    let contact = get(&simulator, "/contacts/i/call").await.json()["Contact"].clone();
    assert_eq!(contact["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert!(contact["DisconnectTimestamp"].is_number());
    let contact = get(&simulator, &format!("/contacts/i/{VOICE_SAMPLE}")).await.json()["Contact"].clone();
    assert!(contact.get("DisconnectReason").is_none());
}
