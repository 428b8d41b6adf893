//! Secrets that are fetched: how long a value is kept, and after which answers it is not.

use super::*;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;
use std::collections::VecDeque;
use std::sync::Mutex as StdMutex;
use tokio::time::advance;

const ARN: &str = "arn:aws:secretsmanager:us-east-1:111122223333:secret:crm-AbCdEf";

/// A service that gives these answers, one after another.
#[derive(Debug, Clone, Default)]
struct Answers(Arc<StdMutex<VecDeque<(u16, String)>>>);

impl HttpConnector for Answers {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = self.0.lock().unwrap().pop_front().expect("nobody asks more often than expected");
        let status = status.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}

impl Answers {
    fn client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_: &HttpConnectorSettings, _| connector.clone())
    }

    /// Secrets that come from there, and nothing of them in the environment.
    fn secrets(&self) -> Secrets {
        let config = SdkConfig::builder()
            .region(Region::from_static("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "AKIAEXAMPLE",
                "secret",
                None,
                None,
                "test",
            )))
            .http_client(self.client())
            .sleep_impl(aws_smithy_async::rt::sleep::SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(aws_smithy_async::time::SystemTimeSource::new())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .build();
        Secrets::new(&config, Arc::new(|_| None))
    }

    fn then(&self, status: u16, body: serde_json::Value) {
        self.0.lock().unwrap().push_back((status, body.to_string()));
    }

    fn secret(&self, value: &str) {
        self.then(200, json!({"ARN": ARN, "SecretString": json!({"key": value}).to_string()}));
    }

    fn error(&self, status: u16, name: &str) {
        self.then(status, json!({"__type": name, "message": format!("{ARN} is …")}));
    }

    fn rest(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

fn reference() -> Reference {
    Reference::parse(&format!("secretsmanager:{ARN}#key")).unwrap()
}

async fn value(secrets: &Secrets) -> Result<String, Failure> {
    let value = secrets.value(&reference(), &Scheme::Open).await;
    value.map(|secret| secret.reveal().clone())
}

#[tokio::test(start_paused = true)]
async fn a_value_is_kept_for_five_minutes_and_fetched_again_then() {
    let answers = Answers::default();
    let secrets = answers.secrets();
    answers.secret(" first\n");
    assert_eq!(value(&secrets).await, Ok("first".to_owned()));
    advance(FRESH_FOR - Duration::from_secs(1)).await;
    assert_eq!(value(&secrets).await, Ok("first".to_owned()));
    advance(Duration::from_secs(2)).await;
    answers.secret("second");
    assert_eq!(value(&secrets).await, Ok("second".to_owned()));
    assert_eq!(answers.rest(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_fault_that_passes_keeps_the_value() {
    // <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors>
    for (status, name) in [(500, "InternalServiceError"), (400, "ThrottlingException"), (503, "ServiceUnavailable")] {
        let answers = Answers::default();
        let secrets = answers.secrets();
        answers.secret("first");
        assert_eq!(value(&secrets).await, Ok("first".to_owned()));
        advance(FRESH_FOR + Duration::from_secs(1)).await;
        answers.error(status, name);
        assert_eq!(value(&secrets).await, Ok("first".to_owned()), "{name}");
        assert_eq!(answers.rest(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_final_answer_drops_the_value_and_the_next_webhook_asks_again() {
    let final_answers = [
        (400, "ResourceNotFoundException"),
        (400, "AccessDeniedException"),
        // Marked for deletion, or without a current version.
        (400, "InvalidRequestException"),
        // The key that encrypts it is disabled or denied.
        (400, "DecryptionFailure"),
    ];
    for (status, name) in final_answers {
        let answers = Answers::default();
        let secrets = answers.secrets();
        answers.secret("first");
        assert_eq!(value(&secrets).await, Ok("first".to_owned()));
        advance(FRESH_FOR + Duration::from_secs(1)).await;
        answers.error(status, name);
        let failure = value(&secrets).await.unwrap_err();
        assert_eq!((failure.row().code, failure.row().status), ("NotConfigured", 500), "{name}");
        let (told, logged) = (failure.detail(), failure.owner_detail());
        assert!(logged.contains(ARN) && logged.contains(name), "{logged}");
        assert!(!told.contains("arn:") && !told.contains("111122223333"), "{told}");
        answers.error(500, "InternalServiceError");
        assert!(value(&secrets).await.is_err(), "{name}: what was dropped stays dropped");
        answers.secret("second");
        assert_eq!(value(&secrets).await, Ok("second".to_owned()), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_secret_without_its_key_is_no_secret_any_more() {
    let answers = Answers::default();
    let secrets = answers.secrets();
    answers.secret("first");
    assert_eq!(value(&secrets).await, Ok("first".to_owned()));
    for other in [r#"{"other": "x"}"#, "not JSON", r#"{"key": " "}"#] {
        advance(FRESH_FOR + Duration::from_secs(1)).await;
        answers.then(200, json!({"ARN": ARN, "SecretString": other}));
        assert!(matches!(value(&secrets).await, Err(Failure::SecretUnusable(_))), "{other}");
    }
}
