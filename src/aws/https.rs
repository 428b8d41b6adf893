//! HTTPS to AWS: TLS by ring, one pool of connections, and a way to open one before it is needed.

use aws_smithy_http_client::pool::{Client, ConnectionEvent, ConnectionPool};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use futures_util::poll;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Marks a request that opens its connection and is never sent.
const OPEN_ONLY: &str = "x-open-only";

/// How long start-up waits for the connection: init has two cores, whatever the function has later. If nothing answers,
/// this is the whole cost.
const OPEN_TIMEOUT: Duration = Duration::from_millis(250);

/// A client that trusts `roots`.
pub fn client(roots: TrustStore) -> Result<SharedHttpClient, BoxError> {
    let settled = Arc::new(Notify::new());
    let listener = {
        let settled = Arc::clone(&settled);
        move |event: &ConnectionEvent<'_>| {
            if matches!(event, ConnectionEvent::Opened(_) | ConnectionEvent::EstablishmentFailed(_)) {
                settled.notify_one();
            }
        }
    };
    let pool = ConnectionPool::builder()
        .event_listener(listener)
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(TlsContext::builder().with_trust_store(roots).build()?)
        .build_https()?;
    Ok(SharedHttpClient::new(Https { client: Client::new(&pool)?, settled }))
}

/// Lets `request` open its connection and no more: it is answered with `{}`, and nothing of it leaves the process.
pub fn open_only(request: &mut HttpRequest) {
    request.headers_mut().insert(OPEN_ONLY, "");
}

#[derive(Debug)]
struct Https {
    client: Client,
    settled: Arc<Notify>,
}

#[derive(Debug)]
struct Connector {
    pool: SharedHttpConnector,
    settled: Arc<Notify>,
}

impl HttpClient for Https {
    // The roots are read now, while the function starts, not by its first chat.
    fn validate_base_client_config(
        &self,
        parts: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.client.validate_base_client_config(parts, config)
    }

    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let pool = self.client.http_connector(settings, components);
        SharedHttpConnector::new(Connector { pool, settled: Arc::clone(&self.settled) })
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if !request.headers().contains_key(OPEN_ONLY) {
            return self.pool.call(request);
        }
        let (uri, pool, settled) = (request.uri().to_owned(), self.pool.clone(), Arc::clone(&self.settled));
        HttpConnectorFuture::new(async move {
            open(uri, &pool, &settled).await.map_err(ConnectorError::user)?;
            Ok(HttpResponse::new(
                StatusCode::try_from(200).map_err(|error| ConnectorError::user(error.into()))?,
                SdkBody::from("{}"),
            ))
        })
    }
}

/// Opens a connection to where `uri` points. A request is polled once, which makes the pool connect, and dropped before
/// it is polled again: the pool keeps the connection, and the server has heard nothing.
async fn open(uri: String, pool: &SharedHttpConnector, settled: &Notify) -> Result<(), BoxError> {
    let mut request = HttpRequest::empty();
    request.set_uri(uri)?;
    let mut call = pool.call(request);
    if poll!(&mut call).is_pending() {
        let _ = timeout(OPEN_TIMEOUT, settled.notified()).await;
    }
    Ok(())
}
