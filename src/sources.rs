//! Sources: a CRM's webhook, or an EventBridge event, becomes requests by one TOML file.
//!
//! A file says how a webhook's signature is checked (`[verify]`), which EventBridge events it takes (`[event_pattern]`), and how
//! either is mapped to request documents (`map`, in JSONata). Built-in ones are compiled in and read when first called;
//! those of a folder come on top, and are read at start-up, so that a mistake shows there.

mod built_in;
mod check;
mod event_pattern;
mod file;
mod map;
mod payload;
mod response_format;
mod scheme;
mod secret;
mod sign;
mod verify;
mod xml;

pub use built_in::{BUILT_IN, BuiltIn};
pub use check::{Checked, check};
pub use file::SourceError;
pub use map::{Mapped, MappingProblem};
pub use response_format::{ResponseFormat, SALESFORCE_ACK};
pub use scheme::{Algorithm, Encoding, Piece, Place, Scheme, Signature, Timestamp, TimestampFormat};
pub use secret::{Environment, Secrets};
pub use sign::SignedParts;
pub use verify::{Unverified, Verified, Webhook};

use event_pattern::EventPattern;
use map::{Bindings, Mapping};
use secret::Reference;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use time::OffsetDateTime;

/// One source.
#[derive(Debug)]
pub struct Source {
    name: String,
    file: String,
    mapping: Mapping,
    verify: Option<Verify>,
    event_pattern: Option<EventPattern>,
    response_format: ResponseFormat,
}

/// How a source's webhooks are checked.
#[derive(Debug)]
struct Verify {
    scheme: Scheme,
    secrets: Vec<Reference>,
    secrets_line: usize,
    expect: Vec<Expected>,
}

/// A member of the body, by dotted path, that must have the value of a secret.
#[derive(Debug)]
struct Expected {
    path: String,
    secret: Reference,
    line: usize,
}

/// All sources, by name.
pub struct Sources {
    own: BTreeMap<String, Source>,
    built_in: Vec<(&'static BuiltIn, OnceLock<Option<Source>>)>,
    environment: Environment,
}

impl Sources {
    /// The built-in sources, and those of `dir` on top: the same name wins.
    ///
    /// # Errors
    /// All errors of all files of `dir`, each with its file and line; a secret that isn't set is one.
    pub fn load(dir: Option<&Path>, environment: Environment) -> Result<Sources, Vec<SourceError>> {
        let (mut own, mut errors) = (BTreeMap::new(), Vec::new());
        for read in dir.map(file::read_folder).unwrap_or_default() {
            match read {
                Ok(source) => {
                    errors.extend(source.missing_secrets(&environment));
                    own.insert(source.name.clone(), source);
                }
                Err(found) => errors.extend(found),
            }
        }
        let built_in = BUILT_IN.iter().map(|built_in| (built_in, OnceLock::new())).collect();
        if errors.is_empty() { Ok(Sources { own, built_in, environment }) } else { Err(errors) }
    }

    /// The source that webhooks of `name` go to: one with `[verify]`, and for a built-in one with its secrets set.
    pub fn named(&self, name: &str) -> Option<&Source> {
        if let Some(own) = self.own.get(name) {
            return Some(own).filter(|source| source.verify.is_some());
        }
        let (built_in, cell) = self.built_in.iter().find(|(built_in, _)| built_in.name == name)?;
        cell.get_or_init(|| {
            let source = file::parse(built_in.name, &built_in.file_name(), built_in.text).ok()?;
            source.missing_secrets(&self.environment).is_empty().then_some(source)
        })
        .as_ref()
    }

    /// The sources that claim EventBridge events of this `source` and `detail-type`.
    pub fn matching<'a>(&'a self, source: &'a str, detail_type: &'a str) -> impl Iterator<Item = &'a Source> {
        let takes = move |pattern: &EventPattern| pattern.takes(source, detail_type);
        self.own.values().filter(move |own| own.event_pattern.as_ref().is_some_and(takes))
    }
}

impl Source {
    /// Its name: the stem of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How its webhooks are checked; `None` if it takes events only.
    pub fn scheme(&self) -> Option<&Scheme> {
        self.verify.as_ref().map(|verify| &verify.scheme)
    }

    /// How its webhooks are answered.
    pub fn response_format(&self) -> ResponseFormat {
        self.response_format
    }

    /// Checks that a webhook is genuine and fresh.
    ///
    /// # Errors
    /// Why it isn't, or that a secret can't be had now.
    pub async fn verify(
        &self,
        webhook: &Webhook<'_>,
        secrets: &Secrets,
        now: OffsetDateTime,
    ) -> Result<Verified, Unverified> {
        let Some(verify) = &self.verify else {
            return Err(Unverified::Refused(format!("source {} has no [verify]", self.name)));
        };
        verify::check(verify, webhook, secrets, now).await
    }

    /// Whether a body of this `Content-Type` can be read: JSON, XML, a form.
    pub fn accepts(&self, content_type: Option<&str>) -> bool {
        payload::Format::of(content_type).is_some()
    }

    /// What the mapping makes of a webhook's body.
    ///
    /// # Errors
    /// The body can't be read, or the mapping fails on it.
    pub fn map_webhook(&self, webhook: &Webhook<'_>, content_type: Option<&str>) -> Result<Mapped, MappingProblem> {
        let input = payload::as_json(webhook.body, content_type).map_err(MappingProblem::NotReadable)?;
        let hidden = self.verify.as_ref().map(|verify| verify.scheme.credential_fields()).unwrap_or_default();
        let bindings = Bindings::of_webhook(webhook.headers, webhook.query, &self.name, &hidden);
        self.mapping.run(&input, &bindings)
    }

    /// What the mapping makes of a whole EventBridge event.
    ///
    /// # Errors
    /// The mapping fails on it.
    pub fn map_event(&self, envelope: &RawValue) -> Result<Mapped, MappingProblem> {
        let input = payload::with_long_numbers_as_text(envelope.get());
        self.mapping.run(&input, &Bindings::of_event(&self.name))
    }

    /// The secrets that the environment has to give and doesn't.
    fn missing_secrets(&self, environment: &Environment) -> Vec<SourceError> {
        let Some(verify) = &self.verify else { return Vec::new() };
        let secrets = verify.secrets.iter().map(|secret| (secret, verify.secrets_line));
        let expected = verify.expect.iter().map(|expected| (&expected.secret, expected.line));
        let missing = secrets.chain(expected).filter_map(|(secret, line)| {
            let variable = secret.missing_in(environment)?;
            let problem = format!("the environment variable {variable}, which holds its secret, isn't set");
            Some(SourceError { file: self.file.clone(), line: Some(line), problem })
        });
        missing.collect()
    }
}
