//! Secrets: named in a source's file, held nowhere but here, fetched once and again when they may have changed.

use crate::aws::SdkConfig;
use crate::aws::json_api::{self, Service};
use crate::outcome::Failure;
use crate::request::Private;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// Looks an environment variable up.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// A value older than this is fetched again.
const FRESH_FOR: Duration = Duration::from_secs(300);
/// After a signature that no secret matches, they are fetched again, but not more often than this.
const AT_MOST_EVERY: Duration = Duration::from_secs(30);
/// How long a fetch may take: CRMs wait for 3 to 10 seconds in all.
const FETCH_TIMEOUT: Duration = Duration::from_millis(2_500);

/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>
const SECRETS_MANAGER: Service = Service { id: "Secrets Manager", prefix: "secretsmanager", target: "secretsmanager" };
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>
const SYSTEMS_MANAGER: Service = Service { id: "SSM", prefix: "ssm", target: "AmazonSSM" };

/// Where a secret lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reference {
    /// `env:NAME`
    Environment(String),
    /// `secretsmanager:NAME#KEY`, the key of a JSON secret; without a key, the whole.
    SecretsManager(String, Option<String>),
    /// `ssm:NAME`, a parameter of Systems Manager.
    Parameter(String),
}

impl Reference {
    /// Reads a reference as a source's file writes it.
    pub fn parse(text: &str) -> Option<Reference> {
        let (place, name) = text.split_once(':').filter(|(_, name)| !name.is_empty())?;
        match (place, name.rsplit_once('#')) {
            ("env", _) => Some(Reference::Environment(name.to_owned())),
            ("ssm", _) => Some(Reference::Parameter(name.to_owned())),
            ("secretsmanager", Some((name, key))) if !name.is_empty() && !key.is_empty() => {
                Some(Reference::SecretsManager(name.to_owned(), Some(key.to_owned())))
            }
            ("secretsmanager", None) => Some(Reference::SecretsManager(name.to_owned(), None)),
            _ => None,
        }
    }

    /// The environment variable that should hold it and doesn't.
    pub fn missing_in(&self, environment: &Environment) -> Option<&str> {
        match self {
            Reference::Environment(name) => Some(name.as_str()).filter(|name| value_of(environment, name).is_none()),
            Reference::SecretsManager(..) | Reference::Parameter(_) => None,
        }
    }
}

fn value_of(environment: &Environment, name: &str) -> Option<String> {
    environment(name).filter(|value| !value.is_empty())
}

/// A secret's value.
pub type Secret = Private<String>;

struct Held {
    value: Result<Secret, Failure>,
    fetched: Instant,
}

/// The secrets of all sources, as they were last fetched.
pub struct Secrets {
    environment: Environment,
    config: SdkConfig,
    held: Mutex<HashMap<Reference, Held>>,
}

impl Secrets {
    /// Secrets that nobody asked for yet.
    pub fn new(config: &SdkConfig, environment: Environment) -> Secrets {
        Secrets { environment, config: config.clone(), held: Mutex::default() }
    }

    /// The secret at `reference`.
    ///
    /// # Errors
    /// It was never had and can't be had now.
    pub async fn value(&self, reference: &Reference) -> Result<Secret, Failure> {
        self.value_fetched_within(reference, FRESH_FOR).await
    }

    /// The same after no signature matched: the secret may have been changed since it was fetched.
    ///
    /// # Errors
    /// As [`Secrets::value`].
    pub async fn changed_value(&self, reference: &Reference) -> Result<Secret, Failure> {
        self.value_fetched_within(reference, AT_MOST_EVERY).await
    }

    async fn value_fetched_within(&self, reference: &Reference, age: Duration) -> Result<Secret, Failure> {
        if let Reference::Environment(name) = reference {
            return value_of(&self.environment, name).map(Secret::new).ok_or_else(|| not_configured(name));
        }
        // Held while fetching, so that many webhooks at once make one fetch.
        let mut held = self.held.lock().await;
        if let Some(known) = held.get(reference).filter(|known| known.value.is_ok() && known.fetched.elapsed() < age) {
            return known.value.clone();
        }
        let fetched =
            tokio::time::timeout(FETCH_TIMEOUT, Box::pin(self.fetch(reference))).await.unwrap_or(Err(Failure::Timeout));
        let value = match (fetched, held.remove(reference)) {
            // An old value is better than none, and a wrong one lets nobody in.
            (Err(_), Some(Held { value: Ok(old), .. })) => Ok(old),
            (fetched, _) => fetched,
        };
        held.insert(reference.clone(), Held { value: value.clone(), fetched: Instant::now() });
        value
    }

    async fn fetch(&self, reference: &Reference) -> Result<Secret, Failure> {
        match reference {
            Reference::Environment(name) => Err(not_configured(name)),
            Reference::SecretsManager(name, key) => {
                let input = json!({"SecretId": name});
                let answer = json_api::call(&self.config, SECRETS_MANAGER, "GetSecretValue", &input);
                let answer = answer.await.map_err(|failure| unless_retryable(failure, name))?;
                let value = answer["SecretString"].as_str().and_then(|text| member(text, key.as_deref()));
                value.map(Secret::new).ok_or_else(|| not_configured(name))
            }
            Reference::Parameter(name) => {
                let input = json!({"Name": name, "WithDecryption": true});
                let answer = json_api::call(&self.config, SYSTEMS_MANAGER, "GetParameter", &input);
                let answer = answer.await.map_err(|failure| unless_retryable(failure, name))?;
                let value = answer["Parameter"]["Value"].as_str();
                value.map(|text| Secret::new(text.to_owned())).ok_or_else(|| not_configured(name))
            }
        }
    }
}

/// The member `key` of a JSON secret, or all of it.
fn member(text: &str, key: Option<&str>) -> Option<String> {
    let Some(key) = key else { return Some(text.to_owned()) };
    serde_json::from_str::<serde_json::Value>(text).ok()?.get(key)?.as_str().map(ToOwned::to_owned)
}

fn not_configured(name: &str) -> Failure {
    let detail = format!("names a secret that can't be read: check {name} and the function's right to read it");
    Failure::NotConfigured(vec![crate::request::Rejection::new("", format!("[verify] {detail}"))])
}

/// A fault that passes stays what it is; any other is a matter of settings.
fn unless_retryable(failure: Failure, name: &str) -> Failure {
    if failure.row().retryable { failure } else { not_configured(name) }
}
