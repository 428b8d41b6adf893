//! Where services listen: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, what a profile names, and AWS's own.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::ServiceConfigKey;

/// The services that the function calls, by the ids in their API models.
const SERVICE_IDS: [&str; 6] = ["Connect", "SQS", "SSM", "Secrets Manager", "Scheduler", "EventBridge"];

/// The endpoint that the settings name for the service of this id, or for all services.
fn configured(config: &SdkConfig, id: &str) -> Option<String> {
    let key =
        ServiceConfigKey::builder().service_id(id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build().ok()?;
    let own = config.service_config().and_then(|settings| settings.load_config(key));
    own.or_else(|| config.endpoint_url().map(ToOwned::to_owned))
}

/// Whether the settings name an endpoint whose certificate somebody else than Amazon may have issued.
pub fn any_is_https(config: &SdkConfig) -> bool {
    SERVICE_IDS.iter().filter_map(|id| configured(config, id)).any(|url| url.starts_with("https:"))
}

/// Where the service of this id listens, whose endpoints begin with `prefix`: as the SDKs find it.
pub fn endpoint_url(config: &SdkConfig, id: &str, prefix: &str) -> String {
    if let Some(url) = configured(config, id) {
        return url;
    }
    let region = config.region().map(Region::as_ref).unwrap_or_default();
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
            let region = Region::from_static(region);
            let config = SdkConfig::builder().region(region).use_fips(fips).use_dual_stack(dual_stack).build();
            assert_eq!(endpoint_url(&config, "SSM", "ssm"), expected);
        }
    }
}
