//! Who writes, in a mix that is the same in every run: mostly what works, often what fails at once, rarely what waits.

use connect_outbound_chat::sources::{BUILT_IN, Webhook, check};
use serde_json::{Value, json};
use simulator::{Fault, Simulator};
use std::collections::BTreeMap;
use std::time::Duration;
use test_support::repository;
use test_support::runtime_api::{Invocation, Lambda};
use test_support::sender::{SENDERS, Sender};
use test_support::support::{event_text, starts};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// In so many invocations everything has come at least once.
pub const ROUND: usize = 1_000;

/// The secret of every source but one, in the form that the strictest wants.
const SECRET: &str = "whsec_c29ha2VkIGZvciBob3Vycw==";
/// What Pipedrive's own scheme wants, HTTP's Basic.
const NAME_AND_PASSWORD: &str = "soak:for hours";
/// The variables that built-in sources take theirs from.
pub const SECRETS: [(&str, &str); 10] = [
    ("DATAVERSE_SECRET", SECRET),
    ("HUBSPOT_SECRET", SECRET),
    ("PIPEDRIVE_BASIC", NAME_AND_PASSWORD),
    ("SALESFORCE_FLOW_SECRET", SECRET),
    ("SALESFORCE_ORGANIZATION_ID", SECRET),
    ("SALESFORCE_OUTBOUND_SECRET", SECRET),
    ("SERVICENOW_SECRET", SECRET),
    ("SHOPIFY_SECRET", SECRET),
    ("STANDARD_WEBHOOKS_SECRET", SECRET),
    ("ZENDESK_SECRET", SECRET),
];

/// What schedules and results need, and the built-in sources that take events.
pub const SETTINGS: [(&str, &str); 5] = [
    ("SCHEDULE_TARGET_ARN", "arn:aws:sqs:us-east-1:111122223333:texts"),
    ("SCHEDULE_ROLE_ARN", "arn:aws:iam::111122223333:role/scheduler"),
    ("RESULTS_BUS", "results"),
    ("RESULT_ATTRIBUTES", "order"),
    ("EVENT_SOURCES_ON", "post-call-survey,salesforce-event-relay,shopify-events"),
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

/// What AWS was asked for.
#[derive(Debug, Default)]
pub struct Effects {
    pub started: usize,
    pub scheduled: usize,
    pub result_events: usize,
}

/// What came and how it ended.
#[derive(Default)]
pub struct Traffic {
    invocations: usize,
    counts: BTreeMap<Counted, usize>,
    effects: Effects,
    files: Vec<Vec<u8>>,
}

impl Traffic {
    pub fn invocations(&self) -> usize {
        self.invocations
    }

    pub fn counts(&self) -> &BTreeMap<Counted, usize> {
        &self.counts
    }

    pub fn effects(&self) -> &Effects {
        &self.effects
    }

    /// Adds what `connect` remembers, before it is made to forget it.
    pub fn count_effects(&mut self, connect: &Simulator) {
        self.effects.started += starts(connect).len();
        self.effects.scheduled += connect.schedules().len();
        self.effects.result_events += connect.events().len();
    }

    /// Sends the largest event by every sender, uncounted: what the largest one takes once isn't growth.
    pub async fn send_large_ones(connect: &Simulator, lambda: &Lambda) {
        for sender in SENDERS {
            let _ = lambda.send(large(sender, connect)).await;
        }
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
            return match nth % 6 {
                0 => wrapped(Fault::VerySlow).with_deadline_in(Duration::from_millis(900)),
                1 => wrapped(Fault::Slow),
                // The next call for a chat fails once, whoever makes it, and then works.
                2 => {
                    connect.fail_next("StartOutboundChatContact", Fault::Dropped, 1);
                    Invocation::json(&json!({"To": "+12025550150"}))
                }
                3 => {
                    connect.fail_next("PutEvents", Fault::PartialFailure, 1);
                    Invocation::json(&json!({"To": "+12025550150"}))
                }
                4 => {
                    connect.fail_next("CreateSchedule", Fault::InternalService, 1);
                    Invocation::json(&put_off(number))
                }
                _ => large(sender, connect),
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
        if nth(11).is_some() {
            return Invocation::json(&sender.wrap(&put_off(number), connect));
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

/// An event of nearly the size that Lambda takes.
fn large(sender: Sender, connect: &Simulator) -> Invocation {
    Invocation::json(&sender.wrap(&json!({"To": "+12025550150", "Message": "x".repeat(5_000_000)}), connect))
}

/// A text that waits for its hour, some days ahead.
fn put_off(number: usize) -> Value {
    let at = OffsetDateTime::now_utc() + Duration::from_hours(1 + number as u64 % 140);
    let at = at.format(&Rfc3339).unwrap();
    json!({"To": "+12025550150", "Message": "Good morning", "SendAt": at, "Attributes": {"order": number.to_string()}})
}

/// A built-in source's example, signed as its sender would; one in four is not genuine.
fn webhook(nth: usize) -> Invocation {
    let built_in = &BUILT_IN[nth % BUILT_IN.len()];
    let extension = if built_in.content_type == "text/xml" { "xml" } else { "json" };
    let example = repository(&format!("sources/examples/{}.{extension}", built_in.name));
    let body = std::fs::read_to_string(example).unwrap();
    if built_in.takes_events() {
        // Its own event, of now.
        let mut event: Value = serde_json::from_str(&body).unwrap();
        event["id"] = json!(format!("event-{nth}"));
        event["time"] = json!(OffsetDateTime::now_utc().format(&Rfc3339).unwrap());
        return Invocation::json(&event);
    }
    let source = check(built_in.name, &built_in.file_name(), built_in.text).unwrap();
    let url = format!("https://id.lambda-url.us-east-1.on.aws/sources/{}", built_in.name);
    let webhook = Webhook { method: "POST", urls: &[&url], headers: &[], query: &[], body: body.as_bytes() };
    let secret = match built_in.name {
        _ if nth.is_multiple_of(4) => "another:one",
        "pipedrive" => NAME_AND_PASSWORD,
        _ => SECRET,
    };
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
