//! Sources: a CRM's webhook, or an EventBridge event, becomes requests by one TOML file.
//!
//! A file says how a webhook's signature is checked (`[verify]`), which EventBridge events it takes (`[event_pattern]`), and how
//! either is mapped to request documents (`map`, in JSONata). Built-in ones are compiled in and read when first called;
//! those of a folder come on top, and are read at start-up, so that a mistake shows there.

mod built_in;
mod check;
mod event_key;
mod event_pattern;
mod file;
mod map;
mod needs;
mod payload;
mod response_format;
mod scheme;
mod secret;
mod sign;
mod source;
mod verify;
mod xml;

pub use built_in::{BUILT_IN, BuiltIn};
pub use check::{Checked, check};
pub use file::SourceError;
pub use map::{Mapped, MappingProblem};
pub use response_format::{ResponseFormat, SALESFORCE_ACK, SALESFORCE_NO_ACK};
pub use scheme::{Algorithm, Encoding, Piece, Place, Scheme, Signature, Timestamp, TimestampFormat};
pub use secret::{Environment, Secrets};
pub use sign::SignedParts;
pub use source::{Source, challenge};
pub use verify::{Unverified, Verified, Webhook};

use event_pattern::EventPattern;
use scheme::Handshake;
use secret::Reference;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// How a source's webhooks are checked.
#[derive(Debug)]
struct Verify {
    scheme: Scheme,
    secrets: Vec<Reference>,
    secrets_line: usize,
    expect: Vec<Expected>,
    handshake: Option<Handshake>,
}

/// A member of the body, by dotted path, that must have the value of a secret.
#[derive(Debug)]
struct Expected {
    path: String,
    secret: Reference,
    line: usize,
}

impl Verify {
    /// What is wrong with the secrets that the environment has to give: missing, or of no use to the scheme.
    fn secret_errors(&self, file: &str, environment: &Environment) -> Vec<SourceError> {
        let secrets = self.secrets.iter().map(|secret| (secret, self.secrets_line, Some(&self.scheme)));
        let expected = self.expect.iter().map(|expected| (&expected.secret, expected.line, None));
        let errors = secrets.chain(expected).filter_map(|(secret, line, scheme)| {
            let Reference::Environment(variable) = secret else { return None };
            let problem = match secret::value_of(environment, variable) {
                None => format!("the environment variable {variable}, which holds its secret, isn't set"),
                Some(value) => {
                    let problem = scheme?.check_secret(&value).err()?;
                    format!("the secret in the environment variable {variable} {problem}")
                }
            };
            Some(SourceError { file: file.to_owned(), line: Some(line), column: None, problem })
        });
        errors.collect()
    }
}

/// All sources, by name.
pub struct Sources {
    own: BTreeMap<String, Source>,
    built_in: Vec<(&'static BuiltIn, OnceLock<Option<Source>>)>,
    event_sources_on: Vec<&'static str>,
    environment: Environment,
}

impl Sources {
    /// The built-in sources, and those of `dir` on top: the same name wins. Of the built-in ones that take events, those that
    /// are named in `event_sources_on`.
    ///
    /// # Errors
    /// All errors of all files of `dir`, each with its file and line: a secret that isn't set is one; a secret that its
    /// scheme can't use is one for built-in sources, too. A name in `event_sources_on` that no source has.
    pub fn load(
        dir: Option<&Path>,
        event_sources_on: &[String],
        environment: Environment,
    ) -> Result<Sources, Vec<SourceError>> {
        let (mut own, mut errors) = (BTreeMap::new(), Vec::new());
        for read in dir.map(file::read_folder).unwrap_or_default() {
            match read {
                Ok(source) => {
                    errors.extend(source.secret_errors(&environment));
                    own.insert(source.name().to_owned(), source);
                }
                Err(found) => errors.extend(found),
            }
        }
        let hidden = |built_in: &&BuiltIn| own.contains_key(built_in.name);
        let used = BUILT_IN.iter().filter(|built_in| !hidden(built_in) && built_in.has_secrets(&environment));
        errors.extend(used.flat_map(|built_in| built_in.secret_errors(&environment)));
        let (on, unknown): (Vec<_>, Vec<_>) =
            event_sources_on.iter().map(|name| built_in::event_source(name)).partition(Result::is_ok);
        errors.extend(unknown.into_iter().filter_map(Result::err));
        if !errors.is_empty() {
            return Err(errors);
        }
        let built_in = BUILT_IN.iter().map(|built_in| (built_in, OnceLock::new())).collect();
        let event_sources_on = on.into_iter().flatten().map(|built_in| built_in.name).collect();
        Ok(Sources { own, built_in, event_sources_on, environment })
    }

    /// The source that webhooks of `name` go to: one with `[verify]`, and for a built-in one with its secrets set.
    pub fn named(&self, name: &str) -> Option<&Source> {
        let source = match self.own.get(name) {
            Some(own) => Some(own),
            None => self.built_in(name).filter(|source| source.secret_errors(&self.environment).is_empty()),
        };
        source.filter(|source| source.is_webhook())
    }

    /// The sources that take EventBridge events of this `source` and `detail-type`.
    pub fn matching<'a>(&'a self, source: &'a str, detail_type: &'a str) -> impl Iterator<Item = &'a Source> {
        let takes = move |pattern: &EventPattern| pattern.takes(source, detail_type);
        let on = self.event_sources_on.iter().filter(|name| !self.own.contains_key(**name));
        let built_in = on.filter_map(|name| self.built_in(name));
        let all = self.own.values().chain(built_in);
        all.filter(move |source| source.event_pattern().is_some_and(takes))
    }

    /// A built-in source, read when it is first asked for.
    fn built_in(&self, name: &str) -> Option<&Source> {
        let (built_in, cell) = self.built_in.iter().find(|(built_in, _)| built_in.name == name)?;
        cell.get_or_init(|| file::parse(built_in.name, &built_in.file_name(), built_in.text).ok()).as_ref()
    }
}
