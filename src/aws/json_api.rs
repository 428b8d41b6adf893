//! One call of a service that speaks JSON, signed and retried by the SDK's own core, without that service's SDK: three of
//! those, for one call each, would weigh 8 % of the package and 7 % of the memory (docs/speed.md).
//!
//! <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>,
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>

use super::{endpoints, failure};
use crate::outcome::Failure;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError, SensitiveOutput};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_types::SdkConfig;
use http::Method;
use serde_json::Value;
use std::fmt;
use std::time::SystemTime;

/// A service that is called this way.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// As the SDKs' settings spell it.
    pub id: &'static str,
    /// What its endpoints begin with, and what is signed for.
    pub prefix: &'static str,
    /// What `X-Amz-Target` begins with; `""` for a service whose operations have paths.
    pub target: &'static str,
}

/// What a service is asked.
struct Request {
    method: Method,
    /// From the endpoint on, with its query.
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// An answer, which may hold a secret: never shown.
struct Body(Value);

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Body")
    }
}

/// The answer of `service` to `operation`, by AWS's JSON 1.1.
///
/// # Errors
/// What its answer, or the lack of one, means: as for every call of AWS.
pub async fn call(
    config: &SdkConfig,
    service: Service,
    operation: &'static str,
    input: &Value,
) -> Result<Value, Failure> {
    let headers = vec![
        ("content-type", "application/x-amz-json-1.1".to_owned()),
        ("x-amz-target", format!("{}.{operation}", service.target)),
    ];
    let request = Request { method: Method::POST, path: "/".to_owned(), headers, body: input.to_string() };
    send(config, service, operation, request).await
}

/// The answer of `service` to `operation`, by AWS's REST-JSON: `method` and `path` are the operation's.
///
/// # Errors
/// As for [`call`].
pub async fn call_path(
    config: &SdkConfig,
    service: Service,
    operation: &'static str,
    (method, path): (Method, String),
    input: Option<&Value>,
) -> Result<Value, Failure> {
    let headers = input.map(|_| ("content-type", "application/json".to_owned())).into_iter().collect();
    let body = input.map(ToString::to_string).unwrap_or_default();
    send(config, service, operation, Request { method, path, headers, body }).await
}

async fn send(
    config: &SdkConfig,
    service: Service,
    operation: &'static str,
    request: Request,
) -> Result<Value, Failure> {
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let endpoint = endpoints::endpoint_url(config, service.id, service.prefix);
    let identity = match config.credentials_provider() {
        Some(provider) => provider.provide_credentials().await.ok().map(Identity::from),
        None => None,
    };
    let identity = identity.ok_or_else(failure::no_credentials)?;
    let url = endpoint.clone();
    let (Some(http_client), Some(sleep), Some(time), Some(retries), Some(timeouts)) = (
        config.http_client(),
        config.sleep_impl(),
        config.time_source(),
        config.retry_config(),
        config.timeout_config(),
    ) else {
        return Err(Failure::Unreachable);
    };
    let clock = time.clone();
    let serializer = move |(): ()| signed(service, &request, &url, &region, &identity, clock.now());
    let operation = Operation::builder()
        .service_name(service.id)
        .operation_name(operation)
        .http_client(http_client)
        .endpoint_url(&endpoint)
        // It is signed when it is written.
        .no_auth()
        .sleep_impl(sleep)
        .time_source(time)
        .standard_retry(retries)
        .timeout_config(timeouts.clone())
        .retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .runtime_plugin(StaticRuntimePlugin::new().with_config(unshown().freeze()))
        .serializer(serializer)
        .deserializer(read);
    let answer = operation.build().invoke(()).await;
    answer.map(|Body(value)| value).map_err(|error| failure::of(&error))
}

/// Keeps the SDK's core from showing an answer at TRACE.
fn unshown() -> Layer {
    let mut layer = Layer::new("unshown");
    layer.store_put(SensitiveOutput);
    layer
}

fn signed(
    service: Service,
    request: &Request,
    url: &str,
    region: &str,
    identity: &Identity,
    now: SystemTime,
) -> Result<HttpRequest, BoxError> {
    let Request { method, path, headers, body } = request;
    let headers = || headers.iter().map(|(name, value)| (*name, value.as_str()));
    // The endpoint, base path and all, is put before it by the SDK's core.
    let mut unsigned = http::Request::builder().method(method).uri(path);
    for (name, value) in headers() {
        unsigned = unsigned.header(name, value);
    }
    let mut unsigned = unsigned.body(SdkBody::from(body.as_str()))?;
    let parameters = v4::SigningParams::builder()
        .identity(identity)
        .region(region)
        .name(service.prefix)
        .time(now)
        .settings(SigningSettings::default())
        .build()?;
    let signable = SignableRequest::new(
        method.as_str(),
        format!("{}{path}", url.trim_end_matches('/')),
        headers(),
        SignableBody::Bytes(body.as_bytes()),
    )?;
    let (instructions, _) = sign(signable, &parameters.into())?.into_parts();
    instructions.apply_to_request_http1x(&mut unsigned);
    Ok(unsigned.try_into()?)
}

fn read(response: &HttpResponse) -> Result<Body, OrchestratorError<ErrorMetadata>> {
    let body: Value = serde_json::from_slice(response.body().bytes().unwrap_or_default()).unwrap_or_default();
    if response.status().is_success() && body.is_object() {
        return Ok(Body(body));
    }
    // `__type` may have a namespace before it, the header a URL behind it.
    let named = response.headers().get("x-amzn-errortype").or_else(|| body["__type"].as_str()).unwrap_or_default();
    let name = named.split(':').next().unwrap_or_default().rsplit('#').next().unwrap_or_default();
    Err(OrchestratorError::operation(ErrorMetadata::builder().code(name).build()))
}
