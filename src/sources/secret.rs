//! Secrets: named in a source's file, held only here, fetched once, and again when they may have changed.

use super::scheme::Scheme;
use crate::aws::SdkConfig;
use crate::aws::json_api::{self, Service};
use crate::aws::retry::SECRET_TIMEOUT;
use crate::outcome::{AwsService, Failure};
use crate::request::Private;
use serde_json::json;
use std::collections::HashMap;
use std::fmt;
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

/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>
const SECRETS_MANAGER: Service = Service {
    service: AwsService::SecretsManager,
    id: "Secrets Manager",
    prefix: "secretsmanager",
    target: "secretsmanager",
};
/// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>
const SYSTEMS_MANAGER: Service =
    Service { service: AwsService::SystemsManager, id: "SSM", prefix: "ssm", target: "AmazonSSM" };

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

/// As a source's file writes it.
impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Environment(name) => write!(formatter, "env:{name}"),
            Reference::SecretsManager(name, None) => write!(formatter, "secretsmanager:{name}"),
            Reference::SecretsManager(name, Some(key)) => write!(formatter, "secretsmanager:{name}#{key}"),
            Reference::Parameter(name) => write!(formatter, "ssm:{name}"),
        }
    }
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

/// The value of an environment variable. White space around a secret is never part of it: it comes from copying.
pub fn value_of(environment: &Environment, name: &str) -> Option<String> {
    trimmed(&environment(name)?)
}

fn trimmed(value: &str) -> Option<String> {
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
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

    /// The secret at `reference`, which `scheme` must be able to use.
    ///
    /// # Errors
    /// It was never fetched and can't be fetched now; or the last answer was final (it is deleted, or denied); or
    /// `scheme` can't use it.
    pub async fn value(&self, reference: &Reference, scheme: &Scheme) -> Result<Secret, Failure> {
        usable(self.value_fetched_within(reference, FRESH_FOR).await?, reference, scheme)
    }

    /// The same after no signature matched: the secret may have been changed since it was fetched.
    ///
    /// # Errors
    /// As [`Secrets::value`].
    pub async fn changed_value(&self, reference: &Reference, scheme: &Scheme) -> Result<Secret, Failure> {
        usable(self.value_fetched_within(reference, AT_MOST_EVERY).await?, reference, scheme)
    }

    async fn value_fetched_within(&self, reference: &Reference, age: Duration) -> Result<Secret, Failure> {
        if let Reference::Environment(name) = reference {
            return value_of(&self.environment, name).map(Secret::new).ok_or_else(|| unreadable(reference));
        }
        // Held while fetching, so that many webhooks at once make one fetch.
        let mut held = self.held.lock().await;
        if let Some(known) = held.get(reference).filter(|known| known.value.is_ok() && known.fetched.elapsed() < age) {
            return known.value.clone();
        }
        let fetched = tokio::time::timeout(SECRET_TIMEOUT, Box::pin(self.fetch(reference)))
            .await
            .unwrap_or(Err(Failure::Timeout));
        let value = match (fetched, held.remove(reference)) {
            // A temporary error says nothing about the value that is held. A final answer does: who deletes a secret,
            // or denies access to it, wants it to be accepted no more.
            (Err(failure), Some(Held { value: Ok(old), .. })) if failure.row().retryable => Ok(old),
            (fetched, _) => fetched,
        };
        held.insert(reference.clone(), Held { value: value.clone(), fetched: Instant::now() });
        value
    }

    async fn fetch(&self, reference: &Reference) -> Result<Secret, Failure> {
        let answer = match reference {
            Reference::Environment(_) => return Err(unreadable(reference)),
            Reference::SecretsManager(name, _) => {
                json_api::call(&self.config, SECRETS_MANAGER, "GetSecretValue", &json!({"SecretId": name})).await
            }
            Reference::Parameter(name) => {
                let input = json!({"Name": name, "WithDecryption": true});
                json_api::call(&self.config, SYSTEMS_MANAGER, "GetParameter", &input).await
            }
        };
        let answer = match answer {
            Ok(answer) => answer,
            // A temporary error is passed on as it is; any other is a wrong setting.
            Err(failure) if failure.row().retryable => return Err(failure),
            Err(failure) => return Err(refused(reference, &failure)),
        };
        let value = match reference {
            Reference::SecretsManager(_, key) => {
                answer["SecretString"].as_str().and_then(|text| member(text, key.as_deref()))
            }
            Reference::Parameter(_) | Reference::Environment(_) => {
                answer["Parameter"]["Value"].as_str().map(ToOwned::to_owned)
            }
        };
        value.as_deref().and_then(trimmed).map(Secret::new).ok_or_else(|| unreadable(reference))
    }
}

/// The member `key` of a JSON secret, or all of it.
fn member(text: &str, key: Option<&str>) -> Option<String> {
    let Some(key) = key else { return Some(text.to_owned()) };
    serde_json::from_str::<serde_json::Value>(text).ok()?.get(key)?.as_str().map(ToOwned::to_owned)
}

fn usable(secret: Secret, reference: &Reference, scheme: &Scheme) -> Result<Secret, Failure> {
    match scheme.check_secret(secret.reveal()) {
        Ok(()) => Ok(secret),
        Err(problem) => Err(Failure::SecretUnusable(format!("the secret at {reference} {problem}"))),
    }
}

fn unreadable(reference: &Reference) -> Failure {
    Failure::SecretUnusable(format!("there is no secret at {reference}: it isn't set, empty, or lacks that key"))
}

fn refused(reference: &Reference, failure: &Failure) -> Failure {
    let code = failure.row().code;
    let advice = "check its name and the function's right to read it";
    Failure::SecretUnusable(format!("the secret at {reference} can't be read ({code}): {advice}"))
}

#[cfg(test)]
mod tests;
