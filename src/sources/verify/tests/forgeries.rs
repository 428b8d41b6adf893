//! Two hundred forgeries of each preset: a genuine webhook, one thing about it changed.

use super::{secrets, source};
use crate::sources::scheme::Scheme;
use crate::sources::{Source, Unverified, Webhook};
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use time::OffsetDateTime;

const FORGERIES: u64 = 200;
const SECRET: &str = "whsec_dGhlIHJpZ2h0IHNlY3JldCwgb2Y=";
const OTHER_SECRET: &str = "whsec_YW5vdGhlciBzZWNyZXQsIG9mIG4=";

/// Presets, what completes each, and whether anything but a credential proves it.
const PRESETS: [(&str, &str, bool); 15] = [
    ("github", "", true),
    ("shopify", "", true),
    ("intercom", "", true),
    ("slack", "", true),
    ("stripe", "", true),
    ("standard-webhooks", "", true),
    ("zendesk", "", true),
    ("hubspot-v3", "", true),
    ("hubspot-v2", "", true),
    ("hubspot-v1", "", true),
    ("twilio", "", true),
    ("token", "header = \"X-Token\"", false),
    ("token", "query = \"token\"", false),
    ("token", "header = \"X-Token\"\nprefix = \"Bearer \"", false),
    ("basic", "", false),
];

/// Chance that is the same in each run: <https://prng.di.unimi.it/splitmix64.c>
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }
}

#[derive(Clone)]
struct Delivery {
    url: String,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Vec<u8>,
}

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_772_000_000).unwrap()
}

impl Delivery {
    /// A webhook as its sender makes it, signed under `secret`.
    fn genuine(source: &Source, preset: &str, number: u64, secret: &str) -> Delivery {
        let body = format!("{{\"id\": {number}, \"phone\": \"+1202555{:04}\"}}", number % 10_000).into_bytes();
        let mut url = format!("https://example.com/sources/x?step={number}");
        if preset == "twilio" {
            url += &format!("&bodySHA256={}", HEXLOWER.encode(digest(&SHA256, &body).as_ref()));
        }
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let mut query: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let webhook = Webhook { method: "POST", urls: &[&url], headers: &[], query: &query, body: &body };
        let signed = source.sign(&webhook, &written_for(source, secret), &format!("msg_{number}"), now()).unwrap();
        query.extend(signed.query);
        Delivery { headers: signed.headers, query, body, url }
    }

    async fn passes(&self, source: &Source) -> bool {
        let urls = [self.url.as_str()];
        let webhook =
            Webhook { method: "POST", urls: &urls, headers: &self.headers, query: &self.query, body: &self.body };
        match source.verify(&webhook, &secrets(&[("S", &written_for(source, SECRET))]), now()).await {
            Ok(_) => true,
            Err(Unverified::Refused(_)) => false,
            Err(other) => panic!("{other:?}"),
        }
    }

    /// The places of what lets it in.
    fn credentials(&mut self) -> Vec<&mut String> {
        let headers = self.headers.iter_mut().map(|(_, value)| value);
        let query = self.query.iter_mut().filter(|(name, _)| name == "token").map(|(_, value)| value);
        headers.chain(query).collect()
    }

    /// One thing about it changed, and what.
    fn forged(&self, source: &Source, preset: &str, is_signed: bool, chance: &mut Chance) -> (&'static str, Delivery) {
        let mut forged = self.clone();
        let kind = if is_signed { chance.below(8) } else { chance.below(3) };
        let what = match kind {
            0 => {
                let mut all = forged.credentials();
                let which = chance.below(all.len());
                change_a_character(all[which], chance);
                "a character of a header"
            }
            1 => {
                let mut all = forged.credentials();
                let which = chance.below(all.len());
                let length = chance.below(all[which].len());
                all[which].truncate(length);
                "a header cut off"
            }
            2 => {
                forged = Delivery::genuine(source, preset, 7, OTHER_SECRET);
                "another secret"
            }
            3 => {
                let at = chance.below(forged.body.len());
                forged.body[at] ^= 1 << chance.below(7);
                "a bit of the body"
            }
            4 => {
                forged.body.truncate(chance.below(forged.body.len()));
                "the body cut off"
            }
            5 => {
                forged.body.extend_from_slice(b" ");
                "the body prolonged"
            }
            6 => {
                let other = Delivery::genuine(source, preset, 1_000_000, SECRET);
                (forged.body, forged.url) = (other.body, other.url);
                "the signature of another delivery"
            }
            _ => {
                forged.headers.remove(chance.below(forged.headers.len()));
                "a header less"
            }
        };
        (what, forged)
    }
}

/// A secret as the source's scheme has it: Basic's is a name and a password.
fn written_for(source: &Source, secret: &str) -> String {
    let is_basic = source.verify.as_ref().is_some_and(|verify| matches!(verify.scheme, Scheme::Basic));
    if is_basic { format!("user:{secret}") } else { secret.to_owned() }
}

/// Another character in the place of one, so that the text means something else: not the case of a hexadecimal digit.
fn change_a_character(text: &mut String, chance: &mut Chance) {
    let at = chance.below(text.len());
    let old = text.as_bytes()[at];
    let new = ["0", "1"].into_iter().find(|new| new.as_bytes()[0] != old).unwrap();
    text.replace_range(at..=at, new);
}

fn source_of(preset: &str, rest: &str) -> Source {
    let text = format!("map = '''{{}}'''\n[verify]\npreset = \"{preset}\"\n{rest}\nsecrets = [\"env:S\"]\n");
    crate::sources::file::parse("example", "example.toml", &text).unwrap()
}

#[tokio::test]
async fn two_hundred_forgeries_of_each_preset_are_refused_and_as_many_genuine_webhooks_are_not() {
    let mut chance = Chance(2_026);
    for (preset, rest, is_signed) in PRESETS {
        let source = source_of(preset, rest);
        let mut refused = 0;
        for number in 0..FORGERIES {
            let genuine = Delivery::genuine(&source, preset, number, SECRET);
            assert!(genuine.passes(&source).await, "{preset} {number}");
            let (what, forged) = genuine.forged(&source, preset, is_signed, &mut chance);
            assert!(!forged.passes(&source).await, "{preset} {number}: {what}");
            refused += 1;
        }
        println!("{preset} {rest:?}: {refused} forgeries refused, {FORGERIES} genuine let in");
    }
}

#[tokio::test]
async fn a_url_and_a_method_that_are_signed_cannot_be_exchanged() {
    for preset in ["hubspot-v2", "hubspot-v3", "twilio"] {
        let source = source(preset, &["S"]);
        let genuine = Delivery::genuine(&source, preset, 1, SECRET);
        for url in ["https://example.com/sources/y?step=1", "https://example.org/sources/x?step=1"] {
            let forged = Delivery { url: url.to_owned(), ..genuine.clone() };
            assert!(!forged.passes(&source).await, "{preset}: {url}");
        }
    }
}
