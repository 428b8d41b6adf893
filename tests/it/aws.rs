//! How AWS is reached: whose credentials sign, for which Region, at which endpoint; and who is told when there are none.

use crate::hostile::{Hostile, Manner};
use crate::runtime_api::{Lambda, Setup};
use crate::support::{body, connect, event};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Profiles as the AWS CLI writes them: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>
const CONFIG: &str = "
[profile dev]
region = eu-central-1
aws_access_key_id = AKIADEVEXAMPLE
aws_secret_access_key = dev-secret
services = local

[services local]
connect =
  endpoint_url = ENDPOINT

[default]
region = us-west-2
aws_access_key_id = AKIADEFAULTEXAMPLE
aws_secret_access_key = default-secret
";

/// A configuration file, gone with the test.
struct Profiles(PathBuf);

impl Profiles {
    fn new(endpoint: &str) -> Profiles {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let file = std::env::temp_dir().join(format!("aws-config-{}-{number}", std::process::id()));
        std::fs::write(&file, CONFIG.replace("ENDPOINT", endpoint)).unwrap();
        Profiles(file)
    }

    fn set(&self, setup: Setup) -> Setup {
        setup.set("AWS_CONFIG_FILE", self.0.to_str().unwrap()).set("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    }
}

impl Drop for Profiles {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// An environment as `cargo lambda watch` gives it: not Lambda's, without credentials, and on a machine where nobody
/// should ask for EC2's metadata.
fn local(connect: &str) -> Setup {
    without_credentials(Setup::with_defaults(connect))
        .unset("AWS_LAMBDA_INITIALIZATION_TYPE")
        .set("AWS_EC2_METADATA_DISABLED", "true")
}

fn without_credentials(setup: Setup) -> Setup {
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].into_iter().fold(setup, Setup::unset)
}

fn without_region(setup: Setup) -> Setup {
    setup.unset("AWS_REGION").unset("AWS_DEFAULT_REGION")
}

/// The `Credential` in the signature of the only request: the key, the day, the Region, the service.
async fn credential(lambda: &Lambda, connect: &Hostile) -> Vec<String> {
    let _ = lambda.invoke(&json!({"To": "+12025550150"})).await;
    let requests = connect.requests();
    let [request] = &requests[..] else { panic!("{requests:?}") };
    let (_, credential) = request.split_once("Credential=").expect("a signature");
    credential.split(',').next().unwrap().split('/').map(str::to_owned).collect()
}

async fn check_refusal(lambda: Lambda) -> Vec<Value> {
    let fault = lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap_err();
    assert_eq!(fault.error_type, "CredentialsNotFound", "{}", fault.error_message);
    let mut request = event("http-api");
    request["body"] = json!(r#"{"To": "+12025550150"}"#);
    let reply = lambda.invoke(&request).await.unwrap();
    let problem = body(&reply);
    assert_eq!((&reply["statusCode"], &problem["code"]), (&json!(500), &json!("CredentialsNotFound")));
    assert_eq!(problem["retryable"], false);
    lambda.stop().await.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[tokio::test]
async fn the_environment_s_credentials_sign_on_lambda_and_locally() {
    for on_lambda in [true, false] {
        let connect = Hostile::start(Manner::OtherJson).await;
        let setup = Setup::with_defaults(&connect.url());
        let setup = if on_lambda { setup } else { setup.unset("AWS_LAMBDA_INITIALIZATION_TYPE") };
        let credential = credential(&setup.start().await, &connect).await;
        assert_eq!(
            (&*credential[0], &*credential[2], &*credential[3]),
            ("AKIAIOSFODNN7EXAMPLE", "us-east-1", "connect")
        );
    }
}

#[tokio::test]
async fn locally_a_profile_s_credentials_region_and_endpoint_are_used() {
    let connect = Hostile::start(Manner::OtherJson).await;
    let profiles = Profiles::new(&connect.url());
    let setup = without_region(local("")).unset("AWS_ENDPOINT_URL_CONNECT").set("AWS_PROFILE", "dev");
    let lambda = profiles.set(setup).start().await;
    let credential = credential(&lambda, &connect).await;
    assert_eq!((&*credential[0], &*credential[2]), ("AKIADEVEXAMPLE", "eu-central-1"));
}

#[tokio::test]
async fn locally_the_default_profile_is_used_where_none_is_named() {
    let connect = Hostile::start(Manner::OtherJson).await;
    let profiles = Profiles::new("http://127.0.0.1:9");
    let lambda = profiles.set(without_region(local(&connect.url()))).start().await;
    let credential = credential(&lambda, &connect).await;
    assert_eq!((&*credential[0], &*credential[2]), ("AKIADEFAULTEXAMPLE", "us-west-2"));
}

#[tokio::test]
async fn on_lambda_no_profile_is_looked_for() {
    let connect = Hostile::start(Manner::OtherJson).await;
    let profiles = Profiles::new("http://127.0.0.1:9");
    let lambda = profiles.set(without_credentials(Setup::with_defaults(&connect.url()))).start().await;
    check_refusal(lambda).await;
    assert!(connect.requests().is_empty());
}

#[tokio::test]
async fn that_there_are_no_credentials_is_told_at_start_up_and_to_each_sender() {
    for setup in [local("http://127.0.0.1:9"), without_credentials(Setup::with_defaults("http://127.0.0.1:9"))] {
        let lines = check_refusal(setup.set("AWS_CONFIG_FILE", "/nowhere").start().await).await;
        let start_up = lines.iter().find(|line| line["message"] == "start-up").expect("a line at start-up");
        assert_eq!((&start_up["level"], &start_up["code"]), (&json!("ERROR"), &json!("CredentialsNotFound")));
    }
}

#[tokio::test]
async fn a_metadata_service_that_is_silent_keeps_nobody_from_learning_that_there_are_no_credentials() {
    let metadata = Hostile::start(Manner::Silent).await;
    let setup = local("http://127.0.0.1:9").set("AWS_CONFIG_FILE", "/nowhere").unset("AWS_EC2_METADATA_DISABLED");
    check_refusal(setup.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", &metadata.url()).start().await).await;
    assert!(!metadata.requests().is_empty());
}

#[tokio::test]
async fn a_profile_that_does_not_exist_is_named() {
    let connect = connect().await;
    let profiles = Profiles::new("http://127.0.0.1:9");
    let lambda = profiles.set(local(&connect.url())).set("AWS_PROFILE", "no-such-profile").start().await;
    let lines = check_refusal(lambda).await;
    let start_up = lines.iter().find(|line| line["message"] == "start-up").expect("a line at start-up");
    assert!(start_up["detail"].as_str().unwrap().contains("no-such-profile"), "{start_up}");
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn a_machine_without_a_region_is_told_so_at_start_up() {
    let lambda = without_region(local("http://127.0.0.1:9")).set("AWS_CONFIG_FILE", "/nowhere").start().await;
    let (success, lines) = lambda.exit().await;
    assert!(!success && lines.iter().any(|line| line.contains("AWS_REGION is not set")), "{lines:?}");
}
