//! How AWS is reached: Region, credentials, endpoints and TLS, small and explicit because a cold start pays for each.
//!
//! Environment variables are the SDK's own:
//! <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

mod endpoints;
pub mod failure;
mod https;
pub mod json_api;

pub use https::open_only;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::tls::TrustStore;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::{RetryConfig, RetryMode};
use aws_smithy_types::timeout::TimeoutConfig;
pub use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use endpoints::Endpoints;
use std::time::Duration;

/// Amazon Trust Services' own roots, which every endpoint of the `aws` partition chains to.
/// <https://www.amazontrust.com/repository/>
const AMAZON_ROOTS: &str = include_str!("aws/amazon-roots.pem");

/// How long a connection may take to stand: a flow waits for 8 seconds in all.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1_500);

type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The configuration that the environment gives, as on Lambda: the role's credentials stand there.
///
/// The SDK's own loader would do the same and more. The more (profile files, single sign-on, metadata services, a client
/// of STS) has no use on Lambda, and has to be loaded at each cold start.
pub fn config_from_environment(environment: Environment<'_>) -> SdkConfig {
    let region = variable(environment, "AWS_REGION").or_else(|| variable(environment, "AWS_DEFAULT_REGION"));
    config(environment, environment_credentials(environment), region)
}

/// A configuration for a Connect on this machine, where any credentials and Region will do.
pub fn config_for_local(environment: Environment<'_>) -> SdkConfig {
    let credentials = environment_credentials(environment);
    let region = variable(environment, "AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned());
    config(
        environment,
        credentials.or_else(|| Some(Credentials::new("desk", "desk", None, None, "desk"))),
        Some(region),
    )
}

fn config(environment: Environment<'_>, credentials: Option<Credentials>, region: Option<String>) -> SdkConfig {
    let is_on = |name| variable(environment, name).map(|value| value.eq_ignore_ascii_case("true"));
    let endpoints = Endpoints::read(environment, is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == Some(true));
    let app_name = variable(environment, "AWS_SDK_UA_APP_ID").and_then(|name| AppName::new(name).ok());
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region.clone().map(Region::new))
        .retry_config(retries(environment))
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).build())
        .time_source(SharedTimeSource::default())
        // Requests and answers are a few kilobytes, and each attempt has its time: nothing is left to watch over.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        // Lambda's credentials are those of the environment as long as the process lives: nothing to refresh, or to cache.
        .identity_cache(IdentityCache::no_cache());
    config.set_sleep_impl(default_async_sleep());
    config.set_credentials_provider(credentials.map(SharedCredentialsProvider::new));
    let roots = trust_store(environment, region.as_deref().unwrap_or_default(), &endpoints);
    config.set_http_client(https::client(roots).ok());
    config.set_endpoint_url(endpoints.any());
    config.set_use_fips(is_on("AWS_USE_FIPS_ENDPOINT"));
    config.set_use_dual_stack(is_on("AWS_USE_DUALSTACK_ENDPOINT"));
    config.set_app_name(app_name);
    config.service_config(endpoints).build()
}

fn retries(environment: Environment<'_>) -> RetryConfig {
    let mode = variable(environment, "AWS_RETRY_MODE").and_then(|mode| mode.parse::<RetryMode>().ok());
    let attempts = variable(environment, "AWS_MAX_ATTEMPTS").and_then(|attempts| attempts.parse().ok());
    let retries = RetryConfig::standard().with_retry_mode(mode.unwrap_or(RetryMode::Standard));
    match attempts {
        Some(attempts @ 1..) => retries.with_max_attempts(attempts),
        _ => retries,
    }
}

fn environment_credentials(environment: Environment<'_>) -> Option<Credentials> {
    let (key, secret) = (variable(environment, "AWS_ACCESS_KEY_ID")?, variable(environment, "AWS_SECRET_ACCESS_KEY")?);
    Some(Credentials::new(key, secret, variable(environment, "AWS_SESSION_TOKEN"), None, "environment"))
}

/// A variable that is set to something.
fn variable(environment: Environment<'_>, name: &str) -> Option<String> {
    environment(name).filter(|value| !value.trim().is_empty())
}

/// Amazon's five roots instead of the system's 140, which take milliseconds to parse; unless a bundle is named, or an
/// endpoint or a partition whose certificates may chain to others.
fn trust_store(environment: Environment<'_>, region: &str, endpoints: &Endpoints) -> TrustStore {
    if let Some(bundle) = environment("AWS_CA_BUNDLE").and_then(|path| std::fs::read(path).ok()) {
        return TrustStore::empty().with_pem_certificate(bundle);
    }
    match endpoints::partition_suffixes(region).is_some() || endpoints.all().any(|url| url.starts_with("https:")) {
        true => TrustStore::default(),
        false => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
    }
}
