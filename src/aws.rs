//! How AWS is reached: Region, credentials, endpoints and TLS, as the SDK's own loader finds them, over our HTTP client.
//!
//! Environment variables and profiles are the SDK's own:
//! <https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html>

mod endpoints;
pub mod failure;
mod https;
pub mod json_api;
pub mod retry;

pub use aws_types::SdkConfig;
pub use https::open_only;

use aws_config::ConfigLoader;
use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::imds;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_http_client::tls::TrustStore;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;
use retry::{CONNECTION_TIMEOUT, METADATA_TIMEOUT};

/// Amazon Trust Services' own roots, which every endpoint of the `aws` partition chains to.
/// <https://www.amazontrust.com/repository/>
const AMAZON_ROOTS: &str = include_str!("aws/amazon-roots.pem");

type Environment<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// The configuration that the environment gives: on Lambda by its variables, elsewhere by the SDK's default chain, so
/// that `AWS_PROFILE` works with `cargo lambda watch`.
///
/// The SDK reads its own variables from the process; what it doesn't know is looked up in `environment`.
pub async fn load_config(environment: Environment<'_>) -> SdkConfig {
    if !is_on_lambda(environment) {
        return load_local_config(environment).await;
    }
    // The role's credentials stand in the environment as long as the process lives: nothing to refresh or to cache.
    let loader = without_profiles(loader())
        .region(EnvironmentVariableRegionProvider::new())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .identity_cache(IdentityCache::no_cache());
    with_trusting_client(loader.load().await, environment)
}

async fn load_local_config(environment: Environment<'_>) -> SdkConfig {
    let region = || {
        let variable = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new());
        variable.or_else(ProfileFileRegionProvider::new())
    };
    // A profile may need calls of its own for its credentials, to hosts that no setting names here.
    let Some(client) = client(named_bundle(environment).unwrap_or_default()) else {
        return loader().region(region()).load().await;
    };
    let providers = ProviderConfig::without_region().with_http_client(client.clone());
    let metadata = imds::Client::builder()
        .configure(&providers)
        .connect_timeout(METADATA_TIMEOUT)
        .read_timeout(METADATA_TIMEOUT)
        .max_attempts(1)
        .build();
    let chain = DefaultCredentialsChain::builder().configure(providers).region(region()).imds_client(metadata);
    loader().region(region()).credentials_provider(chain.build().await).http_client(client).load().await
}

/// Why there are no credentials, if there are none, in the words of the provider that looked for them.
pub async fn missing_credentials(config: &SdkConfig) -> Option<String> {
    let Some(provider) = config.credentials_provider() else { return Some("none are configured".to_owned()) };
    let error = provider.provide_credentials().await.err()?;
    Some(failure::chain(&error).map(ToString::to_string).collect::<Vec<_>>().join(": "))
}

/// A configuration for a Connect on this machine, where any credentials and Region will do.
pub async fn config_for_local(environment: Environment<'_>) -> SdkConfig {
    let region = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new());
    let credentials = CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new());
    let placeholder = Credentials::new("local", "local", None, None, "local");
    let loader = without_profiles(loader())
        .region(region.or_else(Region::from_static("us-east-1")))
        .credentials_provider(credentials.or_else("Placeholder", placeholder));
    with_trusting_client(loader.load().await, environment)
}

/// Lambda sets this variable and emulators of its Runtime API, such as `cargo lambda watch`, don't.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
fn is_on_lambda(environment: Environment<'_>) -> bool {
    environment("AWS_LAMBDA_INITIALIZATION_TYPE").is_some()
}

fn loader() -> ConfigLoader {
    aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECTION_TIMEOUT).build())
        // Requests and answers are a few kilobytes, and each attempt has a time-out: there is nothing else to watch
        // over.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
}

/// The loader, with an empty file in place of `~/.aws/config` and `~/.aws/credentials`, which are not looked for then.
fn without_profiles(loader: ConfigLoader) -> ConfigLoader {
    loader.profile_files(EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, "").build())
}

/// The configuration, with a client that trusts the roots that its Region and its endpoints need.
fn with_trusting_client(config: SdkConfig, environment: Environment<'_>) -> SdkConfig {
    let mut builder = config.to_builder();
    builder.set_http_client(client(trust_store(&config, environment)));
    builder.build()
}

fn client(roots: TrustStore) -> Option<SharedHttpClient> {
    https::client(roots).ok()
}

/// Amazon's five roots instead of the system's 140, which take milliseconds to parse; unless a bundle is named, or an
/// endpoint or a partition whose certificates may chain to others.
fn trust_store(config: &SdkConfig, environment: Environment<'_>) -> TrustStore {
    if let Some(bundle) = named_bundle(environment) {
        return bundle;
    }
    let region = config.region().map(Region::as_ref).unwrap_or_default();
    match endpoints::partition_suffixes(region).is_some() || endpoints::any_is_https(config) {
        true => TrustStore::default(),
        false => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
    }
}

fn named_bundle(environment: Environment<'_>) -> Option<TrustStore> {
    let bundle = std::fs::read(environment("AWS_CA_BUNDLE")?).ok()?;
    Some(TrustStore::empty().with_pem_certificate(bundle))
}
