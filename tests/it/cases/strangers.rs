//! Strangers: what must not let anybody in, or show anything of anybody.

use crate::support::{body, event, function, started};
use serde_json::{Value, json};

// Gateways authorise by path: `/sources/…` is open to the world where webhooks are.
#[tokio::test]
async fn nothing_behind_sources_is_reached_without_a_signature() {
    let (connect, lambda) = function().await;
    for path in [
        "/sources/x/outbound-chats",
        "/sources/../outbound-chats",
        "/prod/sources/x//outbound-chats",
        "/sources/x/%2e%2e/outbound-chats",
        "/%73ources/x/outbound-chats",
        "/sources/outbound-chats",
        "/sources/",
    ] {
        for name in ["http-api", "function-url", "rest-api", "alb"] {
            let mut request = event(name);
            for place in ["/path", "/rawPath", "/requestContext/path", "/requestContext/http/path"] {
                if let Some(place) = request.pointer_mut(place) {
                    *place = json!(path);
                }
            }
            let reply = lambda.invoke(&request).await.unwrap();
            assert_eq!(
                (&reply["statusCode"], &body(&reply)["code"]),
                (&json!(404), &json!("UnknownSource")),
                "{name} {path}"
            );
        }
    }
    // The route that the gateway matched is one of a source, whatever the path looks like.
    let mut request = event("http-api");
    request["routeKey"] = json!("POST /sources/{name}");
    request["rawPath"] = json!("/outbound-chats");
    assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 404);
    let mut request = event("rest-api");
    request["resource"] = json!("/sources/{name}");
    assert_eq!(lambda.invoke(&request).await.unwrap()["statusCode"], 404);
    assert!(connect.calls().is_empty());
}

// A number or a name in place of an id would reach the log.
#[tokio::test]
async fn what_is_not_an_id_is_refused_and_not_quoted() {
    let (connect, lambda) = function().await;
    for id in ["+14155559876", "Zaphod Beeblebrox", "jane@example.com", "a/b", ""] {
        for name in ["RelatedContactId", "InstanceId", "ContactFlowId"] {
            let fault = lambda.invoke(&json!({"To": "+12025550150", name: id})).await.unwrap_err();
            assert_eq!(fault.error_type, "ValidationFailed", "{name} {id}");
            assert!(id.is_empty() || !fault.error_message.contains(id), "{}", fault.error_message);
        }
    }
    let mut flow = event("connect-flow");
    flow["Details"]["ContactData"]["ContactId"] = json!("+14155559876");
    assert_eq!(lambda.invoke(&flow).await.unwrap_err().error_type, "MalformedRequest");
    assert!(connect.calls().is_empty());
    let log = lambda.stop().await.join("\n");
    assert!(!log.contains("4155559876") && !log.contains("Zaphod") && !log.contains("jane"), "{log}");
}

#[tokio::test]
async fn a_member_that_is_a_name_or_an_address_is_not_quoted() {
    let (_connect, lambda) = function().await;
    let fault =
        lambda.invoke(&json!({"To": "+12025550150", "Maria Gomez, 12 Elm St": 1, "phoneNumber": 2})).await.unwrap_err();
    assert!(!fault.error_message.contains("Maria") && fault.error_message.contains("did you mean To?"), "{fault:?}");
    let log = lambda.stop().await.join("\n");
    assert!(!log.contains("Maria"), "{log}");
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
#[tokio::test]
async fn a_web_socket_s_event_is_not_an_http_request() {
    let (connect, lambda) = function().await;
    let mut web_socket = event("rest-api");
    web_socket["path"] = json!("/");
    web_socket["requestContext"]["connectionId"] = json!("abc=");
    web_socket["requestContext"]["path"] = Value::Null;
    let fault = lambda.invoke(&web_socket).await.unwrap_err();
    assert!(fault.error_message.contains("WebSocket"), "{}", fault.error_message);
    assert_eq!(started(&connect), 0);
}

// On a custom bus any publisher can write what it likes into its data.
#[tokio::test]
async fn an_event_that_says_that_it_comes_from_aws_is_proven_by_the_bus() {
    let (connect, lambda) = function().await;
    let mut bus = event("event-bus");
    bus["Data"] = event("contact-event");
    connect.put_contact(simulator::Contact::voice("11111111-1111-4111-8111-111111111111", "+12025550170"));
    for source in [json!("my.shop"), json!(null), json!("aws.connect.evil")] {
        bus["SystemMetadata"]["aws:Source"] = source.clone();
        for forged in [bus.clone(), {
            let mut text = bus.clone();
            text["Data"] = json!(bus["Data"].to_string());
            text
        }] {
            assert_eq!(lambda.invoke(&forged).await.unwrap_err().error_type, "MalformedRequest", "{source}");
        }
    }
    // However deep: in an array, in what looks like a record of the bus, and in a message of SNS.
    let contact_event = event("contact-event");
    bus["SystemMetadata"]["aws:Source"] = json!("my.shop");
    let mut inner = event("event-bus");
    inner["Data"] = contact_event.clone();
    inner["SystemMetadata"]["aws:Source"] = json!("aws.connect");
    let mut notification = event("sns");
    notification["Records"][0]["Sns"]["Message"] = json!(contact_event.to_string());
    for data in [json!([contact_event]), inner, notification["Records"][0]["Sns"].clone(), notification] {
        let mut forged = bus.clone();
        forged["Data"] = data;
        let _ = lambda.invoke(&forged).await;
        let _ = lambda.invoke(&json!([forged])).await;
    }
    assert!(connect.calls().is_empty());
    bus["SystemMetadata"]["aws:Source"] = json!("aws.connect");
    bus["Data"] = contact_event;
    lambda.invoke(&bus).await.unwrap();
    assert_eq!(started(&connect), 1);
}
