//! Where services listen: endpoints that the environment names, for all services or for one, and AWS's own.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

use super::{Environment, variable};
use aws_types::SdkConfig;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

/// The services that the function calls, as variables spell them.
const SERVICES: [&str; 4] = ["CONNECT", "SQS", "SSM", "SECRETS_MANAGER"];

/// `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`.
#[derive(Debug)]
pub struct Endpoints {
    any: Option<String>,
    own: Vec<(&'static str, String)>,
}

impl Endpoints {
    /// What `environment` names, unless that is to be ignored.
    pub fn read(environment: Environment<'_>, ignored: bool) -> Endpoints {
        let url = |name: &str| variable(environment, name).filter(|_| !ignored);
        let own = |service: &'static str| Some((service, url(&format!("AWS_ENDPOINT_URL_{service}"))?));
        Endpoints { any: url("AWS_ENDPOINT_URL"), own: SERVICES.into_iter().filter_map(own).collect() }
    }

    /// The one for services without their own.
    pub fn any(&self) -> Option<String> {
        self.any.clone()
    }

    /// Every URL that is named.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.any.iter().chain(self.own.iter().map(|(_, url)| url)).map(String::as_str)
    }
}

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        let own = self.own.iter().find(|(name, _)| *name == service).map(|(_, url)| url.clone());
        own.filter(|_| key.env() == "AWS_ENDPOINT_URL")
    }
}

/// Where the service of this id listens, whose endpoints begin with `prefix`: as the SDKs find it.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
pub fn of(config: &SdkConfig, id: &str, prefix: &str, region: &str) -> String {
    let key = ServiceConfigKey::builder().service_id(id).env("AWS_ENDPOINT_URL").profile("endpoint_url");
    let own = key.build().ok().and_then(|key| config.service_config()?.load_config(key));
    if let Some(url) = own.or_else(|| config.endpoint_url().map(ToOwned::to_owned)) {
        return url;
    }
    let fips = if config.use_fips() == Some(true) { "-fips" } else { "" };
    let (suffix, dual_stack) = partition_suffixes(region).unwrap_or(("amazonaws.com", "api.aws"));
    let suffix = if config.use_dual_stack() == Some(true) { dual_stack } else { suffix };
    format!("https://{prefix}{fips}.{region}.{suffix}")
}

/// What endpoints end with, and those for IPv6 as well, in a Region of another partition than `aws`.
/// <https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json>
pub fn partition_suffixes(region: &str) -> Option<(&'static str, &'static str)> {
    let partitions = [
        ("cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
        ("us-gov-", "amazonaws.com", "api.aws"),
        ("us-iso-", "c2s.ic.gov", "api.aws.ic.gov"),
        ("us-isob-", "sc2s.sgov.gov", "api.aws.scloud"),
        ("us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        ("eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
        ("eusc-", "amazonaws.eu", "api.amazonwebservices.eu"),
    ];
    let partition = partitions.into_iter().find(|(prefix, ..)| region.starts_with(prefix));
    partition.map(|(_, suffix, dual_stack)| (suffix, dual_stack))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connect(variables: &[(&str, &str)], ignored: bool) -> (Option<String>, Option<String>) {
        let environment =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, url)| (*url).to_owned());
        let endpoints = Endpoints::read(&environment, ignored);
        let key = ServiceConfigKey::builder().service_id("Connect").env("AWS_ENDPOINT_URL").profile("endpoint_url");
        (endpoints.load_config(key.build().unwrap()), endpoints.any())
    }

    #[test]
    fn a_service_has_its_own_endpoint_before_the_common_one() {
        let both = [("AWS_ENDPOINT_URL", "http://any"), ("AWS_ENDPOINT_URL_CONNECT", "http://own")];
        assert_eq!(connect(&both, false), (Some("http://own".to_owned()), Some("http://any".to_owned())));
        assert_eq!(connect(&both[..1], false), (None, Some("http://any".to_owned())));
    }

    #[test]
    fn endpoints_that_are_to_be_ignored_are() {
        assert_eq!(connect(&[("AWS_ENDPOINT_URL", "http://any")], true), (None, None));
    }

    #[test]
    fn each_partition_has_its_own_endpoints() {
        // By botocore: boto3.client("ssm", region).meta.endpoint_url, with use_fips_endpoint and use_dualstack_endpoint
        for (region, fips, dual_stack, expected) in [
            ("us-east-1", false, false, "https://ssm.us-east-1.amazonaws.com"),
            ("us-gov-west-1", false, false, "https://ssm.us-gov-west-1.amazonaws.com"),
            ("cn-north-1", false, false, "https://ssm.cn-north-1.amazonaws.com.cn"),
            ("us-iso-east-1", false, false, "https://ssm.us-iso-east-1.c2s.ic.gov"),
            ("us-isob-east-1", false, false, "https://ssm.us-isob-east-1.sc2s.sgov.gov"),
            ("us-east-1", true, false, "https://ssm-fips.us-east-1.amazonaws.com"),
            ("us-east-1", true, true, "https://ssm-fips.us-east-1.api.aws"),
            ("cn-north-1", false, true, "https://ssm.cn-north-1.api.amazonwebservices.com.cn"),
        ] {
            let config = SdkConfig::builder().use_fips(fips).use_dual_stack(dual_stack).build();
            assert_eq!(of(&config, "SSM", "ssm", region), expected);
        }
    }
}
