//! Sources from outside: a webhook's own failures, and what its mapping makes.

use crate::runtime_api::{Invocation, Lambda, Setup};
use crate::support::{self, body, connect, event, started, tokens};
use data_encoding::BASE64;
use serde_json::{Value, json};
use simulator::{Fault, Simulator};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A folder of source files, gone with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn with(files: &[(&str, &str)]) -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sources-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            std::fs::write(folder.join(format!("{name}.toml")), text).unwrap();
        }
        Folder(folder)
    }

    async fn function(&self, connect: &Simulator) -> Lambda {
        let setup = Setup::with_defaults(&connect.url()).set("SOURCES_DIR", self.0.to_str().unwrap());
        setup.set("CRM_SECRET", "crm:password").set("AWS_MAX_ATTEMPTS", "1").start().await
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const OPEN: &str = r#"
map = '$exists(to) ? {"to": to, "message": "Hello"}'
[verify]
type = "none"
"#;
const MANY: &str = r#"
map = 'to.{"to": $, "clientToken": "many:" & $}[]'
[verify]
type = "none"
"#;
const FAILING: &str = r#"
map = '$error("zirconia")'
[verify]
type = "none"
"#;
const SIGNED: &str = r#"
map = '{"to": to}'
[verify]
preset = "basic"
secrets = ["env:CRM_SECRET"]
"#;
const CLAIMING: &str = r#"
map = '{"to": detail.phone}'
[event_pattern]
source = ["com.example.*"]
detail-type = ["*"]
"#;

fn webhook(name: &str, document: &Value) -> Value {
    let mut request = event("function-url");
    request["rawPath"] = json!(format!("/sources/{name}"));
    request["isBase64Encoded"] = json!(false);
    request["body"] = json!(document.to_string());
    request
}

#[tokio::test]
async fn a_webhook_hears_of_its_own_failures_by_the_same_table() {
    let connect = connect().await;
    let folder = Folder::with(&[("open", OPEN), ("failing", FAILING), ("signed", SIGNED), ("claiming", CLAIMING)]);
    let lambda = folder.function(&connect).await;
    let good = json!({"to": "+12025550150"});
    let mut not_text = webhook("open", &good);
    not_text["headers"]["content-type"] = json!("image/png");
    for (request, status, code) in [
        (webhook("signed", &good), 401, "SignatureInvalid"),
        (webhook("nobody", &good), 404, "UnknownSource"),
        // One without [verify] isn't reachable over HTTP.
        (webhook("claiming", &good), 404, "UnknownSource"),
        (webhook("failing", &good), 422, "MappingFailed"),
        (not_text, 415, "UnsupportedMediaType"),
    ] {
        let reply = lambda.invoke(&request).await.unwrap();
        let problem = body(&reply);
        assert_eq!((&reply["statusCode"], &problem["code"]), (&json!(status), &json!(code)), "{reply}");
        assert_eq!(problem["retryable"], false, "{reply}");
        assert!(!reply.to_string().contains("password"), "{reply}");
    }
    assert!(connect.calls().is_empty());
}

#[tokio::test]
async fn what_a_mapping_makes_is_started_and_the_same_delivery_again_starts_nothing() {
    let connect = connect().await;
    let folder = Folder::with(&[("open", OPEN), ("signed", SIGNED), ("many", MANY)]);
    let lambda = folder.function(&connect).await;
    assert_eq!(lambda.invoke(&webhook("open", &json!({"other": 1}))).await.unwrap()["statusCode"], 204);
    let mut signed = webhook("signed", &json!({"to": "+12025550150"}));
    signed["headers"]["authorization"] = json!(format!("Basic {}", BASE64.encode(b"crm:password")));
    for _ in 0..2 {
        assert_eq!(lambda.invoke(&signed).await.unwrap()["statusCode"], 201);
    }
    assert_eq!(started(&connect), 1);
    let two = json!({"to": ["+12025550151", "+12025550152"]});
    let reply = lambda.invoke(&webhook("many", &two)).await.unwrap();
    assert_eq!((&reply["statusCode"], body(&reply)["results"].as_array().unwrap().len()), (&json!(200), 2), "{reply}");
    let again = json!({"to": ["+12025550151", Fault::LimitExceeded.number()]});
    let reply = lambda.invoke(&webhook("many", &again)).await.unwrap();
    assert_eq!(reply["statusCode"], 503, "{reply}");
    assert_eq!(reply["headers"]["Retry-After"], "60");
    assert_eq!(started(&connect), 3);
}

#[tokio::test]
async fn an_event_that_two_sources_claim_makes_a_text_of_each() {
    let connect = connect().await;
    let folder = Folder::with(&[("one", CLAIMING), ("two", CLAIMING)]);
    let lambda = folder.function(&connect).await;
    let mut claimed = event("eventbridge");
    claimed["detail"] = json!({"phone": "+12025550150"});
    for _ in 0..2 {
        lambda.invoke(&claimed).await.unwrap();
    }
    let id = "eventbridge:12345678-1234-1234-1234-111122223333";
    let [one, two] = ["one", "two"].map(|source| support::token(&format!("{id}:{source}"), "+12025550150"));
    assert_eq!(tokens(&connect), [one.clone(), one, two.clone(), two]);
    assert_eq!(started(&connect), 2);
}

#[tokio::test]
async fn a_claimed_event_without_an_id_has_the_token_of_the_message_that_carries_it() {
    let connect = connect().await;
    let folder = Folder::with(&[("one", CLAIMING), ("two", CLAIMING)]);
    let lambda = folder.function(&connect).await;
    let claimed = json!({"source": "com.example.shop", "detail-type": "x", "detail": {"phone": "+12025550150"}});
    let mut queue = event("sqs");
    queue["Records"].as_array_mut().unwrap().truncate(1);
    queue["Records"][0]["body"] = json!(claimed.to_string());
    lambda.invoke(&queue).await.unwrap();
    let id = format!("sqs:{}", queue["Records"][0]["messageId"].as_str().unwrap());
    assert_eq!(
        tokens(&connect),
        ["one", "two"].map(|source| support::token(&format!("{id}:{source}"), "+12025550150"))
    );
}

/// Maps for as long as a mapping may.
const ENDLESS: &str = r#"
map = '($f := function($x){$f($x)}; $f(1))'
[event_pattern]
source = ["com.example.endless"]
detail-type = ["*"]
"#;

#[tokio::test]
async fn mappings_that_take_all_the_time_there_is_are_answered_for_in_time_and_cost_no_started_chat_its_answer() {
    let connect = connect().await;
    let folder = Folder::with(&[("endless", ENDLESS)]);
    let lambda = folder.function(&connect).await;
    let mut queue = event("sqs");
    let record = queue["Records"][0].clone();
    let claimed = json!({"source": "com.example.endless", "detail-type": "x", "detail": {}}).to_string();
    let records = (0..20).map(|number| {
        let mut record = record.clone();
        record["messageId"] = json!(format!("message-{number}"));
        record["body"] = json!(claimed);
        record
    });
    queue["Records"] = records.collect();
    let invocation = Invocation::json(&queue).with_deadline_in(Duration::from_secs(1));
    let reply = lambda.send(invocation).await.unwrap();
    assert_eq!(reply["batchItemFailures"].as_array().map(Vec::len), Some(20), "{reply}");
    assert!(lambda.took() < Duration::from_secs(1), "{:?}", lambda.took());
}

/// Signed as GitHub does it, by a vector that GitHub publishes.
/// <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation>
const AS_GITHUB: &str = r#"
map = '$exists($headers) ? {"to": "+12025550150"}'
[verify]
preset = "github"
secrets = ["env:CRM_SECRET"]
"#;

#[tokio::test]
async fn of_several_header_lines_any_signature_may_match() {
    let connect = connect().await;
    let folder = Folder::with(&[("github", AS_GITHUB)]);
    let setup = Setup::with_defaults(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap());
    let lambda = setup.set("CRM_SECRET", "It's a Secret to Everybody").start().await;
    let right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let wrong = right.replace('7', "8");
    for (lines, status) in [(json!([wrong, right]), 201), (json!([right, wrong]), 201), (json!([wrong]), 401)] {
        let mut request = event("rest-api");
        request["path"] = json!("/sources/github");
        request["requestContext"]["path"] = json!("/prod/sources/github");
        request["multiValueHeaders"]["X-Hub-Signature-256"] = lines;
        request["multiValueHeaders"]["Content-Type"] = json!(["application/x-www-form-urlencoded"]);
        request["body"] = json!("Hello, World!");
        let reply = lambda.invoke(&request).await.unwrap();
        assert_eq!(reply["statusCode"], status, "{reply}");
    }
}

#[tokio::test]
async fn an_id_that_no_signature_covers_is_refused_at_the_start_because_it_makes_no_text_unique() {
    let text = AS_GITHUB.replace("secrets", "id_header = \"X-GitHub-Delivery\"\nsecrets");
    let folder = Folder::with(&[("github", &text)]);
    let connect = connect().await;
    let setup = Setup::with_defaults(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap());
    let (success, written) = setup.set("CRM_SECRET", "secret").start().await.exit().await;
    assert!(!success && written.iter().any(|line| line.contains("id_header") && line.contains("{id}")), "{written:#?}");
}

#[tokio::test]
async fn a_source_file_that_does_not_parse_stops_the_start_and_is_named_with_its_line() {
    let folder = Folder::with(&[("broken", "map = '1'\n[verify\n"), ("unsafe", "map = '1'\n")]);
    let setup = Setup::with_defaults("http://127.0.0.1:9").set("SOURCES_DIR", folder.0.to_str().unwrap());
    let (success, written) = setup.set("FLOW_ERRORS", "ignore").start().await.exit().await;
    assert!(!success);
    for mistake in ["FLOW_ERRORS", "broken.toml", "unsafe.toml"] {
        assert!(written.iter().any(|line| line.contains(mistake)), "{mistake}: {written:#?}");
    }
    let broken = written.iter().find(|line| line.contains("broken.toml")).unwrap();
    assert!(broken.contains('2'), "{broken}");
}
