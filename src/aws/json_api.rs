//! One call of a service that speaks JSON, signed, named and retried by the SDK's own core, without that service's SDK:
//! four SDKs, for a call or two each, would cost more size than they save code (docs/speed.md).
//!
//! <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>,
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>

use super::{endpoints, failure};
use crate::outcome::{AwsService, Failure};
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::service_clock_skew::ServiceClockSkewInterceptor;
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError, SensitiveOutput};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_types::region::SigningRegion;
use aws_types::{SdkConfig, SigningName};
use http::Method;
use serde_json::Value;
use std::fmt;

/// A service that is called this way.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// The service, as errors name it.
    pub service: AwsService,
    /// As the SDKs' settings spell it.
    pub id: &'static str,
    /// What its endpoints begin with, and what is signed for.
    pub prefix: &'static str,
    /// What `X-Amz-Target` begins with; `""` for a service whose operations have paths.
    pub target: &'static str,
}

/// A request to a service.
struct Request {
    method: Method,
    /// From the endpoint on, with its query.
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// An answer. It may hold a secret, so it is never shown.
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
    let (Some(http_client), Some(sleep), Some(time), Some(retries), Some(timeouts)) = (
        config.http_client(),
        config.sleep_impl(),
        config.time_source(),
        config.retry_config(),
        config.timeout_config(),
    ) else {
        return Err(Failure::Unreachable);
    };
    let operation = Operation::builder()
        .service_name(service.id)
        .operation_name(operation)
        .http_client(http_client)
        .endpoint_url(&endpoints::endpoint_url(config, service.id, service.prefix))
        .sleep_impl(sleep)
        .time_source(time)
        .standard_retry(retries)
        .timeout_config(timeouts.clone())
        .retry_classifier(TransientErrorClassifier::<ErrorMetadata>::new())
        // Odd: AWS sends throttling with 400 as well as with 429; its name tells.
        .retry_classifier(AwsErrorCodeClassifier::<ErrorMetadata>::new())
        .retry_classifier(HttpStatusCodeClassifier::default())
        .interceptor(ServiceClockSkewInterceptor::new())
        .interceptor(RequestInfoInterceptor::new())
        .interceptor(UserAgentInterceptor::new())
        .interceptor(InvocationIdInterceptor::new())
        .runtime_plugin(signature(config, service))
        .serializer(move |(): ()| request.to_http())
        .deserializer(read);
    let answer = operation.build().invoke(()).await;
    answer.map(|Body(value)| value).map_err(|error| failure::from_sdk_error(&error, service.service))
}

/// How a call is signed and named: as the service's own SDK would do it.
fn signature(config: &SdkConfig, service: Service) -> StaticRuntimePlugin {
    let mut layer = Layer::new("signature");
    // Keeps the SDK's core from showing an answer at TRACE.
    layer.store_put(SensitiveOutput);
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig::default());
    layer.store_put(SigningName::from_static(service.prefix));
    layer.store_put(ApiMetadata::new(service.prefix, env!("CARGO_PKG_VERSION")));
    layer.store_or_unset(config.region().cloned().map(SigningRegion::from));
    layer.store_or_unset(config.app_name().cloned());
    let mut components = RuntimeComponentsBuilder::new("signature")
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
        .with_identity_cache(config.identity_cache());
    if let Some(credentials) = config.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, credentials);
    }
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

impl Request {
    /// Without the endpoint, base path and all, which the SDK's core puts before it.
    fn to_http(&self) -> Result<HttpRequest, BoxError> {
        let mut request = http::Request::builder().method(&self.method).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        Ok(request.body(SdkBody::from(self.body.as_str()))?.try_into()?)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::ServiceErrorKind;
    use aws_config::retry::RetryConfig;
    use aws_config::timeout::TimeoutConfig;
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
    use aws_smithy_runtime::client::identity::IdentityCache;
    use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
    use aws_smithy_runtime_api::client::http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
    };
    use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
    use aws_types::region::Region;
    use serde_json::json;
    use std::sync::{Arc, Mutex};

    const SECRETS_MANAGER: Service = Service {
        service: AwsService::SecretsManager,
        id: "Secrets Manager",
        prefix: "secretsmanager",
        target: "secretsmanager",
    };

    type Headers = Vec<(String, String)>;

    /// Answers, in turn, with these statuses and bodies, and keeps the requests' headers.
    #[derive(Debug, Clone)]
    struct Answers {
        left: Arc<Mutex<Vec<(u16, &'static str)>>>,
        requests: Arc<Mutex<Vec<Headers>>>,
    }

    impl Answers {
        fn new(answers: &[(u16, &'static str)]) -> Answers {
            let left = answers.iter().rev().copied().collect();
            Answers { left: Arc::new(Mutex::new(left)), requests: Arc::default() }
        }

        async fn call(&self) -> Result<Value, Failure> {
            let config = SdkConfig::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::from_static("eu-central-1"))
                .credentials_provider(SharedCredentialsProvider::new(Credentials::new("AKID", "s", None, None, "test")))
                .identity_cache(IdentityCache::no_cache())
                .retry_config(RetryConfig::standard())
                .timeout_config(TimeoutConfig::disabled())
                .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
                .time_source(aws_smithy_async::time::SystemTimeSource::new())
                .http_client(self.clone())
                .build();
            call(&config, SECRETS_MANAGER, "GetSecretValue", &json!({"SecretId": "crm"})).await
        }
    }

    impl HttpConnector for Answers {
        fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
            let headers = request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
            self.requests.lock().unwrap().push(headers.collect());
            let (status, body) = self.left.lock().unwrap().pop().expect("an answer for each request");
            HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))))
        }
    }

    impl HttpClient for Answers {
        fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
            SharedHttpConnector::new(self.clone())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_that_comes_with_400_is_tried_again() {
        // https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
        let answers = Answers::new(&[
            (400, r#"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#),
            (400, r#"{"__type": "com.amazonaws.ssm#ThrottlingException"}"#),
            (200, r#"{"SecretString": "s"}"#),
        ]);
        assert_eq!(answers.call().await, Ok(json!({"SecretString": "s"})));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_final_is_asked_once() {
        let answers = Answers::new(&[(400, r#"{"__type": "ResourceNotFoundException"}"#)]);
        let Err(Failure::Service(error)) = answers.call().await else { panic!("it is there") };
        assert_eq!(error.kind, ServiceErrorKind::NotFound);
    }

    #[tokio::test]
    async fn a_request_is_signed_for_its_service_and_says_who_sends_it() {
        let answers = Answers::new(&[(200, "{}")]);
        answers.call().await.unwrap();
        let requests = answers.requests.lock().unwrap();
        let header = |name: &str| {
            let found = requests[0].iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        assert_eq!(header("content-type"), "application/x-amz-json-1.1");
        assert_eq!(header("x-amz-target"), "secretsmanager.GetSecretValue");
        let (signature, agent) = (header("authorization"), header("user-agent"));
        assert!(signature.starts_with("AWS4-HMAC-SHA256 Credential=AKID/"), "{signature}");
        assert!(signature.contains("/eu-central-1/secretsmanager/aws4_request"), "{signature}");
        // https://docs.aws.amazon.com/sdkref/latest/guide/user-agent.html
        assert!(agent.starts_with("aws-sdk-rust/"), "{agent}");
        assert!(header("x-amz-user-agent").contains(" api/secretsmanager/"), "{}", header("x-amz-user-agent"));
    }
}
