//! Endpoints that the environment names, for all services or for one.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>

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
    pub fn read(environment: &dyn Fn(&str) -> Option<String>, ignored: bool) -> Endpoints {
        let url = |name: &str| environment(name).filter(|url| !url.trim().is_empty() && !ignored);
        let own = |service: &'static str| Some((service, url(&format!("AWS_ENDPOINT_URL_{service}"))?));
        Endpoints { any: url("AWS_ENDPOINT_URL"), own: SERVICES.into_iter().filter_map(own).collect() }
    }

    /// The one for services without their own.
    pub fn any(&self) -> Option<String> {
        self.any.clone()
    }
}

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        let own = self.own.iter().find(|(name, _)| *name == service).map(|(_, url)| url.clone());
        own.filter(|_| key.env() == "AWS_ENDPOINT_URL")
    }
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
}
