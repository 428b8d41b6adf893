//! How AWS is reached: Region, credentials, endpoints and TLS, small and explicit because a cold start pays for each.
//!
//! Environment variables are the SDK's own:
//! <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

pub mod failure;
mod https;

pub use https::open_only;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_http_client::tls::TrustStore;
use std::time::Duration;

/// Amazon Trust Services' own roots, which every endpoint of the `aws` partition chains to.
/// <https://www.amazontrust.com/repository/>
const AMAZON_ROOTS: &str = include_str!("aws/amazon-roots.pem");

/// How long a connection may take to stand: a flow waits for 8 seconds in all.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1_500);

/// The configuration that the environment gives, as on Lambda.
pub async fn config_from_environment(environment: &dyn Fn(&str) -> Option<String>) -> SdkConfig {
    let loader = loader(environment);
    match environment_credentials(environment) {
        // On Lambda the role's credentials stand in the environment; a chain of profiles and metadata services would
        // only cost time. On a desk without them the SDK's own chain is right.
        Some(credentials) => loader.credentials_provider(credentials).profile_files(no_profiles()).load().await,
        None => loader.load().await,
    }
}

/// A configuration for a Connect on this machine, where any credentials and Region will do.
pub async fn config_on_a_desk(environment: &dyn Fn(&str) -> Option<String>) -> SdkConfig {
    let credentials =
        environment_credentials(environment).unwrap_or_else(|| Credentials::new("desk", "desk", None, None, "desk"));
    let region = environment("AWS_REGION").map_or(Region::from_static("us-east-1"), Region::new);
    loader(environment).region(region).credentials_provider(credentials).profile_files(no_profiles()).load().await
}

fn loader(environment: &dyn Fn(&str) -> Option<String>) -> ConfigLoader {
    let loader = aws_config::defaults(BehaviorVersion::latest());
    let loader = match https::client(trust_store(environment)) {
        Ok(client) => loader.http_client(client),
        Err(_) => loader,
    };
    loader.timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build())
}

fn environment_credentials(environment: &dyn Fn(&str) -> Option<String>) -> Option<Credentials> {
    let variable = |name| environment(name).filter(|value| !value.is_empty());
    let (key, secret) = (variable("AWS_ACCESS_KEY_ID")?, variable("AWS_SECRET_ACCESS_KEY")?);
    Some(Credentials::new(key, secret, variable("AWS_SESSION_TOKEN"), None, "environment"))
}

/// No profile file is read: Lambda has none, and looking for them costs system calls.
fn no_profiles() -> EnvConfigFiles {
    EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "").build()
}

/// Amazon's five roots instead of the system's 140, which take milliseconds to parse; unless a bundle is named, or an
/// endpoint or a partition whose certificates may chain to others.
fn trust_store(environment: &dyn Fn(&str) -> Option<String>) -> TrustStore {
    if let Some(bundle) = environment("AWS_CA_BUNDLE").and_then(|path| std::fs::read(path).ok()) {
        return TrustStore::empty().with_pem_certificate(bundle);
    }
    let region = environment("AWS_REGION").unwrap_or_default();
    let is_elsewhere =
        ["cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-"].iter().any(|partition| region.starts_with(partition));
    let endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CONNECT", "AWS_ENDPOINT_URL_SQS"];
    match is_elsewhere || endpoints.iter().any(|name| environment(name).is_some_and(|url| url.starts_with("https:"))) {
        true => TrustStore::default(),
        false => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
    }
}
