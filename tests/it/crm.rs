//! Webhooks of the built-in sources, signed as their senders sign them.

use crate::runtime_api::{Lambda, Setup};
use crate::support::event;
use connect_outbound_chat::sources::{BUILT_IN, BuiltIn, Webhook, check};
use serde_json::{Value, json};
use std::path::Path;
use time::OffsetDateTime;

/// The URL that senders call.
pub const PUBLIC_URL: &str = "https://texts.example.com";

/// A CRM whose webhooks a built-in source takes.
#[derive(Clone, Copy)]
pub struct Crm(&'static BuiltIn);

impl Crm {
    /// Every CRM that posts webhooks.
    pub fn all() -> Vec<Crm> {
        BUILT_IN.iter().filter(|built_in| built_in.text.contains("[verify]")).map(Crm).collect()
    }

    /// The one whose source has this name.
    pub fn named(name: &str) -> Crm {
        Crm(BUILT_IN.iter().find(|built_in| built_in.name == name).unwrap())
    }

    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// The source's file.
    pub fn file(&self) -> &'static str {
        self.0.text
    }

    /// Whether it wants its acknowledgement in SOAP.
    pub fn speaks_soap(&self) -> bool {
        self.0.text.contains("salesforce-ack")
    }

    /// The example of what it sends.
    pub fn example(&self) -> String {
        let extension = if self.0.content_type == "text/xml" { "xml" } else { "json" };
        let path = format!("sources/examples/{}.{extension}", self.0.name);
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
    }

    /// The example with every phone number in it replaced.
    pub fn example_with_number(&self, number: &str) -> String {
        ["+14155550142", "+14155550143", "+14155550100"]
            .iter()
            .fold(self.example(), |example, known| example.replace(known, number))
    }

    /// A delivery of `body`, as a Function URL passes it on.
    pub fn delivers(&self, body: &str) -> Value {
        self.delivers_bytes(body.as_bytes())
    }

    /// A delivery of any bytes.
    pub fn delivers_bytes(&self, body: &[u8]) -> Value {
        let path = format!("/sources/{}", self.0.name);
        let mut query = Vec::new();
        let url = format!("{PUBLIC_URL}{path}");
        let webhook = Webhook { method: "POST", urls: &[&url], headers: &[], query: &[], body };
        let checked = check(self.0.name, &self.0.file_name(), self.0.text).unwrap();
        let secret = secret(&variables(self.0.text)[0]);
        let signed = checked.source().sign(&webhook, secret, "msg_1", OffsetDateTime::now_utc()).unwrap();
        query.extend(signed.query);
        let mut request = event("function-url");
        request["rawPath"] = json!(path);
        request["rawQueryString"] = json!(form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish());
        request["headers"] = json!({"content-type": self.0.content_type});
        for (name, value) in signed.headers {
            request["headers"][name.to_lowercase()] = json!(value);
        }
        request["isBase64Encoded"] = json!(true);
        request["body"] = json!(data_encoding::BASE64.encode(body));
        request
    }
}

/// The environment variables that a source's file names.
fn variables(text: &str) -> Vec<String> {
    text.split("\"env:").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// What a source's secret is here.
fn secret(variable: &str) -> &'static str {
    match variable {
        "SALESFORCE_ORGANIZATION_ID" => "00D5g000004ABCDEA4",
        "PIPEDRIVE_BASIC" => "crm:password",
        _ => "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=",
    }
}

/// A function that has the secrets of all CRMs, in the making.
pub fn setup(connect: &str) -> Setup {
    let setup = Setup::with_defaults(connect).set("PUBLIC_URL", PUBLIC_URL).set("AWS_MAX_ATTEMPTS", "1");
    let variables = Crm::all().into_iter().flat_map(|crm| variables(crm.file()));
    variables.fold(setup, |setup, variable| setup.set(&variable, secret(&variable)))
}

/// What a CRM heard: status, `Retry-After`, media type, body.
pub struct Heard {
    pub status: u64,
    pub retry_after: Option<String>,
    pub content_type: Option<String>,
    pub body: String,
}

impl Heard {
    pub async fn from_delivery(lambda: &Lambda, request: &Value) -> Heard {
        let reply = lambda.invoke(request).await.unwrap();
        let header = |name: &str| reply["headers"][name].as_str().map(ToOwned::to_owned);
        Heard {
            status: reply["statusCode"].as_u64().unwrap(),
            retry_after: header("Retry-After"),
            content_type: header("Content-Type"),
            body: reply["body"].as_str().unwrap().to_owned(),
        }
    }

    /// The body, read as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Status, what it says of trying again, and the codes in it: a row of the table of what CRMs hear.
    pub fn row(&self) -> String {
        let codes: Vec<&str> =
            self.body.split("\"code\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let ack = ["true", "false"].into_iter().find(|ack| self.body.contains(&format!("<Ack>{ack}</Ack>")));
        let retry_after =
            self.retry_after.as_ref().map_or_else(String::new, |seconds| format!(" Retry-After: {seconds}"));
        format!(
            "{}{retry_after} {}{}",
            self.status,
            codes.join(" "),
            ack.map_or_else(String::new, |ack| format!("<Ack>{ack}</Ack>"))
        )
    }
}

/// A webhook to a source that is open.
pub fn open(name: &str, body: &str) -> Value {
    let mut request = event("function-url");
    request["rawPath"] = json!(format!("/sources/{name}"));
    request["headers"] = json!({"content-type": "application/json"});
    request["isBase64Encoded"] = json!(false);
    request["body"] = json!(body);
    request
}
