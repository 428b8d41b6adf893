//! `GET /openapi.json`: the routes' description, for CRMs that import one and for clients made from it.
//!
//! A request may leave out what the settings give. So what a request must hold differs from one deployment to the next,
//! and the description says what holds where it is served: a client that is made from it refuses what would be refused
//! here.

use crate::request::Channel;
use crate::request::defaults::ChatDefaults;
use serde_json::{Value, json};

/// What is the same everywhere.
const DESCRIPTION: &str = include_str!("openapi.json");

/// The description of a function that has these `defaults`.
pub fn description(defaults: &ChatDefaults) -> String {
    let rules = required(defaults);
    if rules.is_empty() {
        return DESCRIPTION.to_owned();
    }
    let Ok(mut description) = serde_json::from_str::<Value>(DESCRIPTION) else { return DESCRIPTION.to_owned() };
    if let Some(all) = description["components"]["schemas"]["OutboundChat"]["allOf"].as_array_mut() {
        all.extend(rules);
    }
    description.to_string()
}

/// What a request must hold because nothing is set for it, as JSON Schema says it.
///
/// Numbers that are set for some destinations alone say nothing here: which those are is not for a schema.
fn required(defaults: &ChatDefaults) -> Vec<Value> {
    let given = |name: &str, kind: &str| json!({"required": [name], "properties": {name: {"type": kind}}});
    let mut rules = Vec::new();
    if defaults.instance_id.is_none() {
        rules.push(given("InstanceId", "string"));
    }
    if defaults.contact_flow_id.is_none() {
        rules.push(given("ContactFlowId", "string"));
    }
    let source = [given("From", "string"), given("SourceEndpoint", "object")];
    match Channel::ALL.map(|channel| defaults.numbers(channel).is_empty()) {
        [false, false] => {}
        [true, true] => rules.push(json!({"anyOf": source})),
        [true, false] => rules.push(json!({"anyOf": source.into_iter().chain(whatsapp()).collect::<Vec<_>>()})),
        [false, true] => rules.push(json!({"anyOf": source.into_iter().chain([sms()]).collect::<Vec<_>>()})),
    }
    rules
}

/// The request is for SMS, which is what it is for if it doesn't say.
fn sms() -> Value {
    json!({"properties": {"Channel": {"enum": [Channel::Sms.name(), null]}, "SegmentAttributes": subtype(Channel::Sms)}})
}

/// The request is for WhatsApp, by its short or its long form.
fn whatsapp() -> [Value; 2] {
    [("Channel", json!({"const": Channel::WhatsApp.name()})), ("SegmentAttributes", subtype(Channel::WhatsApp))].map(
        |(name, schema)| {
            let kind = if name == "Channel" { "string" } else { "object" };
            json!({"required": [name], "properties": {name: {"type": kind, "allOf": [schema]}}})
        },
    )
}

fn subtype(channel: Channel) -> Value {
    let value = json!({"properties": {"ValueString": {"const": channel.subtype()}}});
    json!({"properties": {"connect:Subtype": value}})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::defaults::Numbers;

    const ARN: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/aaaaaaaa-1111";

    fn all_defaults() -> ChatDefaults {
        ChatDefaults {
            instance_id: Some("bbbbbbbb-2222".to_owned()),
            contact_flow_id: Some("cccccccc-3333".to_owned()),
            sms_numbers: Numbers::parse(Channel::Sms, ARN).unwrap(),
            whatsapp_numbers: Numbers::parse(Channel::WhatsApp, ARN).unwrap(),
            country: None,
        }
    }

    #[test]
    fn where_everything_is_set_the_description_is_the_one_in_the_repository() {
        assert_eq!(description(&all_defaults()), DESCRIPTION);
    }

    /// That the rules say what the function does, `playground/tests/openapi/settings.py` shows.
    #[test]
    fn what_is_not_set_is_required() {
        let without_instance = ChatDefaults { instance_id: None, ..all_defaults() };
        let without_numbers = ChatDefaults { sms_numbers: Numbers::none(Channel::Sms), ..all_defaults() };
        let rules = |text: &str| {
            let description: Value = serde_json::from_str(text).unwrap();
            description["components"]["schemas"]["OutboundChat"]["allOf"].as_array().unwrap().clone()
        };
        let everywhere = rules(DESCRIPTION).len();
        for (defaults, named) in [(without_instance, "InstanceId"), (without_numbers, "SourceEndpoint")] {
            let rules = rules(&description(&defaults));
            assert_eq!(rules.len(), everywhere + 1);
            assert!(rules[everywhere].to_string().contains(named), "{}", rules[everywhere]);
        }
    }
}
