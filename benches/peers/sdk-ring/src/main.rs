//! A bare SDK call: the same request, without anything of the function's. TLS by ring; the trust roots are the
//! system's, or the bundle that `AWS_CA_BUNDLE` names, which the SDK for Rust does not read by itself.

use aws_config::BehaviorVersion;
use aws_sdk_connect::Client;
use aws_sdk_connect::types::{ChatMessage, Endpoint, EndpointType, SegmentAttributeValue};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use lambda_runtime::{Error, LambdaEvent, service_fn};

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    to: String,
    message: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let roots = match std::env::var("AWS_CA_BUNDLE") {
        Ok(path) => TrustStore::empty().with_pem_certificate(std::fs::read(path)?),
        Err(_) => TrustStore::default(),
    };
    let https = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(TlsContext::builder().with_trust_store(roots).build()?)
        .build_https();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
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
