//! Who writes, in a mix that is the same in every run: mostly what works, often what fails at once, rarely what waits.

use connect_outbound_chat::sources::{BUILT_IN, Webhook, check};
use serde_json::{Value, json};
use simulator::{Fault, Simulator};
use std::collections::BTreeMap;
use std::time::Duration;
use test_support::repository;
use test_support::runtime_api::{Invocation, Lambda};
use test_support::sender::SENDERS;
use test_support::support::event_text;
use time::OffsetDateTime;

/// In so many invocations everything has come at least once.
pub const ROUND: usize = 1_000;

/// The secret of every source, in the form that the strictest wants.
pub const SECRET: &str = "whsec_c29ha2VkIGZvciBob3Vycw==";
/// The variables that built-in sources take theirs from.
pub const SECRETS: [&str; 10] = [
    "DATAVERSE_SECRET",
    "HUBSPOT_SECRET",
    "PIPEDRIVE_BASIC",
    "SALESFORCE_FLOW_SECRET",
    "SALESFORCE_ORGANIZATION_ID",
    "SALESFORCE_OUTBOUND_SECRET",
    "SERVICENOW_SECRET",
    "SHOPIFY_SECRET",
    "STANDARD_WEBHOOKS_SECRET",
    "ZENDESK_SECRET",
];

/// Answered at once, and not tried again.
const HARD: [Fault; 12] = [
    Fault::InvalidRequest,
    Fault::AccessDenied,
    Fault::ResourceNotFound,
    Fault::Conflict,
    Fault::LimitExceeded,
    Fault::ExpiredToken,
    Fault::UnrecognizedClient,
    Fault::Unknown,
    Fault::Redirect,
    Fault::NoContactId,
    Fault::Nonsense,
    Fault::InvalidParameter,
];

/// Tried again after a pause, with a connection that is gone in most cases.
const SOFT: [Fault; 8] = [
    Fault::Dropped,
    Fault::HalfAnswer,
    Fault::AnswerLost,
    Fault::Throttling,
    Fault::InternalService,
    Fault::BadGateway,
    Fault::ServiceUnavailable,
    Fault::TooManyRequests,
];

/// How an invocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    Reply,
    Fault,
}

/// What came and how it ended.
#[derive(Default)]
pub struct Traffic {
    invocations: usize,
    counts: BTreeMap<Counted, usize>,
    files: Vec<Vec<u8>>,
}

impl Traffic {
    pub fn invocations(&self) -> usize {
        self.invocations
    }

    pub fn counts(&self) -> &BTreeMap<Counted, usize> {
        &self.counts
    }

    /// Sends the next event, and counts how it ends.
    pub async fn send_next(&mut self, connect: &Simulator, lambda: &Lambda) {
        let invocation = self.next(connect);
        let counted = match lambda.send(invocation).await {
            Ok(_) => Counted::Reply,
            Err(fault) => {
                assert_ne!(fault.error_type, "InternalError", "invocation {}: {fault:?}", self.invocations);
                Counted::Fault
            }
        };
        self.invocations += 1;
        *self.counts.entry(counted).or_default() += 1;
    }

    fn next(&mut self, connect: &Simulator) -> Invocation {
        let number = self.invocations;
        // Each kind at a prime distance of its own, so that over time every kind follows every other.
        let nth = |every: usize| number.is_multiple_of(every).then_some(number / every);
        let sender = SENDERS[(number + number / SENDERS.len()) % SENDERS.len()];
        let wrapped = |fault: Fault| Invocation::json(&sender.wrap(&json!({"To": fault.number()}), connect));
        // What is large or slow is rare, but not in the first round: what it takes once isn't growth.
        if let Some(nth) = nth(if number < ROUND { 199 } else { 997 }) {
            return match nth % 4 {
                0 => wrapped(Fault::VerySlow).with_deadline_in(Duration::from_millis(900)),
                1 => wrapped(Fault::Slow),
                // The next call for a chat fails once, whoever makes it, and then works.
                2 => {
                    connect.fail_next("StartOutboundChatContact", Fault::Dropped, 1);
                    Invocation::json(&json!({"To": "+12025550150"}))
                }
                _ => Invocation::json(
                    &sender.wrap(&json!({"To": "+12025550150", "Message": "x".repeat(5_000_000)}), connect),
                ),
            };
        }
        if let Some(nth) = nth(499) {
            return wrapped(SOFT[nth % SOFT.len()]);
        }
        if let Some(nth) = nth(101) {
            return Invocation::from_bytes(nonsense(nth));
        }
        if let Some(nth) = nth(7) {
            return wrapped(HARD[nth % HARD.len()]);
        }
        if let Some(nth) = nth(5) {
            return webhook(nth);
        }
        if let Some(nth) = nth(3) {
            return Invocation::from_bytes(self.file(nth));
        }
        let document = json!({
            "To": "+12025550150",
            "Message": format!("Your order {number} is on its way"),
            "Attributes": {"order": number.to_string()},
        });
        Invocation::json(&sender.wrap(&document, connect))
    }

    /// An event of `events/`, in turn.
    fn file(&mut self, nth: usize) -> Vec<u8> {
        if self.files.is_empty() {
            let folder = std::fs::read_dir(repository("events")).unwrap();
            let mut names: Vec<String> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            self.files = names.iter().map(|name| event_text(name.trim_end_matches(".json")).into_bytes()).collect();
        }
        self.files[nth % self.files.len()].clone()
    }
}

/// A built-in source's example, signed as its sender would; one in four is not genuine.
fn webhook(nth: usize) -> Invocation {
    let built_in = &BUILT_IN[nth % BUILT_IN.len()];
    let extension = if built_in.content_type == "text/xml" { "xml" } else { "json" };
    let example = repository(&format!("sources/examples/{}.{extension}", built_in.name));
    let body = std::fs::read_to_string(example).unwrap();
    let source = check(built_in.name, &built_in.file_name(), built_in.text).unwrap();
    let url = format!("https://id.lambda-url.us-east-1.on.aws/sources/{}", built_in.name);
    let webhook = Webhook { method: "POST", urls: &[&url], headers: &[], query: &[], body: body.as_bytes() };
    let secret = if nth.is_multiple_of(4) { "another" } else { SECRET };
    let id = format!("msg_{nth}");
    let genuine = source.source().sign(&webhook, secret, &id, OffsetDateTime::now_utc()).unwrap_or_default();
    let mut event: Value = serde_json::from_str(&event_text("function-url")).unwrap();
    event["rawPath"] = json!(format!("/sources/{}", built_in.name));
    event["isBase64Encoded"] = json!(false);
    event["body"] = json!(body);
    event["headers"] = genuine.headers.into_iter().map(|(name, value)| (name, json!(value))).collect();
    event["headers"]["content-type"] = json!(built_in.content_type);
    let query: Vec<String> = genuine.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    event["rawQueryString"] = json!(query.join("&"));
    Invocation::json(&event)
}

/// What is no event, or not only.
fn nonsense(nth: usize) -> Vec<u8> {
    match nth % 6 {
        0 => b"".to_vec(),
        1 => b"{\"To\": \"+1202".to_vec(),
        2 => vec![0xff; 1_000],
        3 => format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)).into_bytes(),
        4 => {
            let wrong: Vec<String> = (0..5_000).map(|number| format!("\"w{number}\": 1")).collect();
            format!("{{\"To\": \"12\", {}}}", wrong.join(", ")).into_bytes()
        }
        _ => json!([{"To": "+12025550150"}, {"To": "x"}, 7, Fault::AccessDenied.number()]).to_string().into_bytes(),
    }
}
