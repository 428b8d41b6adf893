//! Sources from outside: a webhook's own failures, and what its mapping makes.

use crate::runtime_api::{Lambda, Setup};
use crate::stage::{body, connect, event, started, tokens};
use data_encoding::BASE64;
use serde_json::{Value, json};
use simulator::{Fault, Simulator};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of source files, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Folder {
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
        let setup = Setup::with_house(&connect.url()).set("SOURCES_DIR", self.0.to_str().unwrap());
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
[claims]
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
        (webhook("open", &json!({"to": 7})), 400, "ValidationFailed"),
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
    let [one, two] = [format!("{id}:one"), format!("{id}:two")];
    assert_eq!(tokens(&connect), [one.clone(), one, two.clone(), two]);
    assert_eq!(started(&connect), 2);
}

#[tokio::test]
async fn a_source_file_that_does_not_parse_stops_the_start_and_is_named_with_its_line() {
    let folder = Folder::with(&[("broken", "map = '1'\n[verify\n"), ("unsafe", "map = '1'\n")]);
    let setup = Setup::with_house("http://127.0.0.1:9").set("SOURCES_DIR", folder.0.to_str().unwrap());
    let (success, written) = setup.set("FLOW_ERRORS", "ignore").start().await.exit().await;
    assert!(!success);
    for mistake in ["FLOW_ERRORS", "broken.toml", "unsafe.toml"] {
        assert!(written.iter().any(|line| line.contains(mistake)), "{mistake}: {written:#?}");
    }
    let broken = written.iter().find(|line| line.contains("broken.toml")).unwrap();
    assert!(broken.contains('2'), "{broken}");
}
