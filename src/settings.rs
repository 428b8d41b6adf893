//! The function's settings: environment variables, read once, all errors reported at once.

use crate::policy::destinations::AllowedDestinations;
use crate::policy::schedule_settings::ScheduleSettings;
use crate::policy::send_window::SendWindows;
use crate::request::country::Country;
use crate::request::defaults::{ChatDefaults, Numbers};
use crate::request::{Channel, ids};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that is set from outside.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a request may leave out.
    pub defaults: ChatDefaults,
    /// `ALLOWED_DESTINATIONS`: which numbers may be texted.
    pub allowed_destinations: AllowedDestinations,
    /// `RATE_PER_SECOND`: starts per second that this instance of the function makes.
    pub rate_per_second: f64,
    /// `QUEUE_URL`: where `Prefer: respond-async` and webhooks put requests.
    pub queue_url: Option<String>,
    /// `SOURCES_DIR`: source files on top of the built-in ones; `None` if only the default folder would be, and isn't.
    pub sources_dir: Option<PathBuf>,
    /// `EVENT_SOURCES_ON`: the built-in sources that take EventBridge events; whether there are such is for them to
    /// say.
    pub event_sources_on: Vec<String>,
    /// `PUBLIC_URL`: the URL that senders call, without a slash at its end.
    pub public_url: Option<String>,
    /// `MAX_AGE_SECONDS`: older events are refused; `None` where there is no limit.
    pub max_age: Option<Duration>,
    /// `FLOW_ERRORS`: what a flow gets for a failure.
    pub flow_errors: FlowErrors,
    /// `SEND_WINDOW`: at which hours of the recipient's day texts may go.
    pub send_windows: Option<SendWindows>,
    /// `SCHEDULE_*`: what it takes to put a text off; `None` if it is not set.
    pub schedule: Option<ScheduleSettings>,
    /// `RESULTS_BUS`: the event bus that is told what became of each chat.
    pub results_bus: Option<String>,
    /// `RESULT_ATTRIBUTES`: the attributes that results tell, by name.
    pub result_attributes: Vec<String>,
    /// `MAX_RECEIVES`: after so many receives, the request queue gives a message up.
    pub max_receives: u32,
}

/// `FLOW_ERRORS`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FlowErrors {
    /// A failure takes the flow's Error branch.
    #[default]
    Raise,
    /// A failure comes back as a map.
    Return,
}

/// A setting that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The environment variable.
    pub variable: &'static str,
    /// What is wrong with it, and what would be right.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.variable, self.problem)
    }
}

/// Connect remembers tokens for 7 days: an older event that comes again would be sent again.
const DEFAULT_MAX_AGE: Duration = Duration::from_hours(7 * 24);
/// The request queue's `maxReceiveCount` in template.yaml.
const DEFAULT_MAX_RECEIVES: u32 = 5;
/// Where `SOURCES_DIR` points if it isn't set: where a layer's `sources/` lies.
const DEFAULT_SOURCES_DIR: &str = "/opt/sources";

impl Settings {
    /// Reads the settings from an environment. A variable that is set and empty counts as not set.
    ///
    /// # Errors
    /// All errors together.
    pub fn read(environment: &dyn Fn(&str) -> Option<String>) -> Result<Settings, Vec<ConfigError>> {
        let mut variables = Variables { environment, errors: Vec::new() };
        let settings = Settings {
            defaults: ChatDefaults {
                instance_id: variables.parse("CONNECT_INSTANCE", |text| ids::INSTANCE.parse(text)),
                contact_flow_id: variables.parse("CONNECT_FLOW", |text| ids::FLOW.parse(text)),
                sms_numbers: variables.numbers(Channel::Sms),
                whatsapp_numbers: variables.numbers(Channel::WhatsApp),
                country: variables.parse("DEFAULT_COUNTRY", country),
            },
            allowed_destinations: variables
                .parse("ALLOWED_DESTINATIONS", AllowedDestinations::parse)
                .unwrap_or_default(),
            rate_per_second: variables.parse("RATE_PER_SECOND", rate).unwrap_or(2.0),
            queue_url: variables.parse("QUEUE_URL", url),
            sources_dir: variables.sources_dir(),
            event_sources_on: event_sources_on(environment),
            public_url: variables.parse("PUBLIC_URL", url).map(|url| url.trim_end_matches('/').to_owned()),
            max_age: variables.parse("MAX_AGE_SECONDS", seconds).unwrap_or(Some(DEFAULT_MAX_AGE)),
            flow_errors: variables.parse("FLOW_ERRORS", flow_errors).unwrap_or_default(),
            send_windows: variables.parse("SEND_WINDOW", SendWindows::parse),
            schedule: variables.schedule(),
            results_bus: variables.parse("RESULTS_BUS", event_bus),
            result_attributes: variables.parse("RESULT_ATTRIBUTES", attribute_names).unwrap_or_default(),
            max_receives: variables.parse("MAX_RECEIVES", receives).unwrap_or(DEFAULT_MAX_RECEIVES),
        };
        if variables.errors.is_empty() { Ok(settings) } else { Err(variables.errors) }
    }
}

struct Variables<'a> {
    environment: &'a dyn Fn(&str) -> Option<String>,
    errors: Vec<ConfigError>,
}

impl Variables<'_> {
    fn text(&self, variable: &'static str) -> Option<String> {
        (self.environment)(variable).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn parse<T>(&mut self, variable: &'static str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(variable)?;
        parse(&text).map_err(|problem| self.errors.push(ConfigError { variable, problem })).ok()
    }

    fn numbers(&mut self, channel: Channel) -> Numbers {
        let variable = Numbers::variable(channel);
        self.parse(variable, |text| Numbers::parse(channel, text)).unwrap_or_else(|| Numbers::none(channel))
    }

    fn schedule(&mut self) -> Option<ScheduleSettings> {
        let read = ScheduleSettings::read(self.environment);
        read.unwrap_or_else(|problems| {
            let errors = problems.into_iter().map(|(variable, problem)| ConfigError { variable, problem });
            self.errors.extend(errors);
            None
        })
    }

    fn sources_dir(&mut self) -> Option<PathBuf> {
        sources_dir(self.environment).map_err(|mistake| self.errors.push(mistake)).ok().flatten()
    }
}

/// `SOURCES_DIR`, whatever else is wrong: its files' errors are told together with those of the settings.
///
/// # Errors
/// It is set, and no folder.
pub fn sources_dir(environment: &dyn Fn(&str) -> Option<String>) -> Result<Option<PathBuf>, ConfigError> {
    let given = environment("SOURCES_DIR").map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match given.map(PathBuf::from) {
        None => Ok(Some(PathBuf::from(DEFAULT_SOURCES_DIR)).filter(|dir| dir.is_dir())),
        Some(dir) if dir.is_dir() => Ok(Some(dir)),
        Some(_) => {
            Err(ConfigError { variable: "SOURCES_DIR", problem: "names a folder that does not exist".to_owned() })
        }
    }
}

/// `EVENT_SOURCES_ON`, whatever else is wrong: a name that no source has is told together with what else is.
pub fn event_sources_on(environment: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let names = environment("EVENT_SOURCES_ON").unwrap_or_default();
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

fn country(text: &str) -> Result<Country, String> {
    Country::from_alpha2(text)
        .ok_or_else(|| "must be a country's ISO 3166 alpha-2 code, US or DE for example".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && (0.001..=100_000.0).contains(rate));
    rate.ok_or_else(|| "must be a number of starts per second, 0.001 to 100000".to_owned())
}

fn url(text: &str) -> Result<String, String> {
    let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    match host.filter(|host| !host.is_empty() && !host.starts_with('/') && !text.contains(char::is_whitespace)) {
        Some(_) => Ok(text.to_owned()),
        None => Err("must be a URL that begins with https:// (or http://)".to_owned()),
    }
}

/// A number of seconds; none for 0.
fn seconds(text: &str) -> Result<Option<Duration>, String> {
    let seconds = text.parse().map_err(|_| "must be a whole number of seconds, 0 for no limit".to_owned());
    seconds.map(|seconds| Some(Duration::from_secs(seconds)).filter(|limit| !limit.is_zero()))
}

/// A bus's name or ARN. <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html>
fn event_bus(text: &str) -> Result<String, String> {
    let name = match text.strip_prefix("arn:") {
        Some(arn) => arn.split_once(":event-bus/").map_or("", |(_, name)| name),
        None => text,
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    match (1..=256).contains(&name.len()) && name.chars().all(is_name) {
        true => Ok(text.to_owned()),
        false => {
            Err("must be the name or the ARN of an event bus (arn:aws:events:REGION:ACCOUNT:event-bus/NAME)".to_owned())
        }
    }
}

fn attribute_names(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> =
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
    let is_name = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    match names.iter().all(is_name) {
        true => Ok(names),
        false => Err("must be names of attributes (A-Z, a-z, 0-9, _ and -) with commas between them".to_owned()),
    }
}

fn receives(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| (1..=1_000).contains(count));
    count.ok_or_else(|| "must be a whole number, 1 to 1000: the queue's maxReceiveCount".to_owned())
}

fn flow_errors(text: &str) -> Result<FlowErrors, String> {
    match text {
        "raise" => Ok(FlowErrors::Raise),
        "return" => Ok(FlowErrors::Return),
        _ => Err("must be raise or return".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, Vec<ConfigError>> {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::read(&move |name| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn nothing_has_to_be_set() {
        let settings = read(&[("CONNECT_INSTANCE", ""), ("QUEUE_URL", " ")]).unwrap();
        assert_eq!(settings.rate_per_second, 2.0);
        assert_eq!(settings.flow_errors, FlowErrors::Raise);
        assert!(settings.defaults.instance_id.is_none() && settings.queue_url.is_none());
    }

    #[test]
    fn all_mistakes_are_reported_together() {
        let wrong = [
            ("CONNECT_INSTANCE", "arn:aws:s3:::bucket"),
            ("CONNECT_FLOW", "arn:aws:s3:::bucket"),
            ("CONNECT_SMS_NUMBER", "+14155550100"),
            ("CONNECT_WHATSAPP_NUMBER", "+1=,x"),
            ("DEFAULT_COUNTRY", "Narnia"),
            ("ALLOWED_DESTINATIONS", "1,44"),
            ("RATE_PER_SECOND", "0"),
            ("QUEUE_URL", "my-queue"),
            ("SOURCES_DIR", "/nowhere/to/be/found"),
            ("PUBLIC_URL", "example.com"),
            ("MAX_AGE_SECONDS", "-1"),
            ("FLOW_ERRORS", "ignore"),
        ];
        let errors = read(&wrong).unwrap_err();
        let named: Vec<&str> = errors.iter().map(|mistake| mistake.variable).collect();
        assert_eq!(named, wrong.map(|(variable, _)| variable));
    }
}
