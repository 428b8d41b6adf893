//! A Connect without a network, on tokio's clock: it answers after as long as it is told to, and remembers when it was
//! asked.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_types::SdkConfig;
use aws_types::region::Region;
use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A Connect that answers its nth call after so long.
#[derive(Debug, Clone)]
pub struct FakeConnect {
    takes: fn(usize) -> Duration,
    calls: Arc<Mutex<Vec<Call>>>,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// When it came.
    pub at: Instant,
    /// What its signature says of that: `X-Amz-Date`.
    pub signed_at: String,
}

impl FakeConnect {
    pub fn new(takes: fn(usize) -> Duration) -> FakeConnect {
        FakeConnect { takes, calls: Arc::default() }
    }

    /// All calls up to now.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// A dispatch that calls this Connect at `rate`, and signs by the wall clock that is handed in.
    pub fn dispatch(&self, rate: f64, wall_clock: impl Into<Option<SharedTimeSource>>) -> Dispatch {
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new("key", "secret", None, None, "test")))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .http_client(self.clone());
        config.set_time_source(wall_clock.into());
        Dispatch::new(Connect::new(&config.build(), None), None, None, rate)
    }
}

impl HttpConnector for FakeConnect {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let signed_at = request.headers().get("x-amz-date").unwrap_or_default().to_owned();
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push(Call { at: Instant::now(), signed_at });
            calls.len()
        };
        let takes = (self.takes)(number);
        HttpConnectorFuture::new(async move {
            sleep(takes).await;
            let body = SdkBody::from(format!("{{\"ContactId\": \"contact-{number}\"}}"));
            Ok(HttpResponse::new(200.try_into().unwrap(), body))
        })
    }
}

impl HttpClient for FakeConnect {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
