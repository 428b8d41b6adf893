//! A bare SDK call as its manual has it: default features, so aws-lc and the system's trust roots.

use aws_sdk_connect::Client;
use aws_sdk_connect::types::{ChatMessage, Endpoint, EndpointType, SegmentAttributeValue};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    to: String,
    message: String,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config = aws_config::load_from_env().await;
    let client = Client::new(&config);
    lambda_runtime::run(service_fn(|event: LambdaEvent<Event>| start(&client, event))).await
}

async fn start(client: &Client, event: LambdaEvent<Event>) -> Result<String, Error> {
    let Event { to, message } = event.payload;
    let setting = |name| std::env::var(name).unwrap_or_default();
    let from = setting("CONNECT_SMS_NUMBER");
    let subtype = SegmentAttributeValue::builder().value_string("connect:SMS").build();
    let endpoint = |kind, address| Endpoint::builder().r#type(kind).address(address).build();
    let output = client
        .start_outbound_chat_contact()
        .source_endpoint(endpoint(EndpointType::ConnectPhonenumberArn, from))
        .destination_endpoint(endpoint(EndpointType::TelephoneNumber, to))
        .instance_id(setting("CONNECT_INSTANCE"))
        .contact_flow_id(setting("CONNECT_FLOW"))
        .segment_attributes("connect:Subtype", subtype)
        .initial_system_message(ChatMessage::builder().content_type("text/plain").content(message).build()?)
        .client_token(event.context.request_id)
        .send()
        .await?;
    Ok(output.contact_id.unwrap_or_default())
}
