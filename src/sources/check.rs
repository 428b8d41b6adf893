//! A source tried before it is deployed: its file read, its mapping run on an example.

use super::file::{self, SourceError};
use super::map::{Bindings, Mapped, MappingProblem};
use super::secret::Reference;
use super::{Source, payload};
use crate::json::Members;
use serde_json::value::RawValue;

/// A source's file that can be read.
#[derive(Debug)]
pub struct Checked {
    source: Source,
    /// What may be wanted otherwise.
    pub warnings: Vec<String>,
}

/// Reads the source `name` from the text of its `file`.
///
/// # Errors
/// All errors, with their lines.
pub fn check(name: &str, file: &str, text: &str) -> Result<Checked, Vec<SourceError>> {
    let source = file::parse(name, file, text)?;
    let mut warnings = Vec::new();
    if !source.mapping.makes_token {
        let advice = "map makes no clientToken: two separate events with the same body would make only one text; \
            make one of the event's own id";
        warnings.push(advice.to_owned());
    }
    Ok(Checked { source, warnings })
}

impl Checked {
    /// The same with its secret in the environment variable `name`, wherever it is kept in truth: to try a delivery.
    pub fn with_secret_in(mut self, name: &str) -> Checked {
        if let Some(verify) = &mut self.source.verify {
            verify.secrets = vec![Reference::Environment(name.to_owned())];
        }
        self
    }

    /// The source.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What its mapping makes of a body.
    ///
    /// # Errors
    /// The body can't be read, or the mapping fails on it.
    pub fn map(&self, body: &[u8], content_type: Option<&str>) -> Result<Mapped, MappingProblem> {
        let input = payload::as_json(body, content_type).map_err(MappingProblem::NotReadable)?;
        self.source.mapping.run(&input, &Bindings::from_webhook(&[], &[], self.source.name(), &[]), None)
    }

    /// What its mapping makes of a whole EventBridge event; `None` if its `[event_pattern]` doesn't take it.
    pub fn map_event(&self, event: &RawValue) -> Option<Result<Mapped, MappingProblem>> {
        let (members, pattern) = (Members::from_raw(event), self.source.event_pattern()?);
        let is_taken = pattern.takes(&members.text("source")?, &members.text("detail-type")?);
        let (input, bindings) =
            (payload::with_long_numbers_as_text(event.get()), Bindings::from_event(self.source.name(), None));
        is_taken.then(|| self.source.mapping.run(&input, &bindings, None))
    }
}

#[cfg(test)]
mod tests {
    use super::super::BUILT_IN;
    use super::*;
    use crate::request::document::{self, EventContext};
    use crate::request::{ChatDefaults, Token};
    use crate::sources::Mapped;
    use std::path::Path;

    const NUMBER: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/p";

    fn defaults() -> ChatDefaults {
        let numbers = crate::request::defaults::Numbers::parse(crate::request::Channel::Sms, NUMBER).unwrap();
        ChatDefaults {
            instance_id: Some("i".to_owned()),
            contact_flow_id: Some("f".to_owned()),
            sms_numbers: numbers,
            ..ChatDefaults::default()
        }
    }

    fn documents(name: &str, body: &str, content_type: &str) -> Vec<Box<RawValue>> {
        let built_in = BUILT_IN.iter().find(|built_in| built_in.name == name).unwrap();
        let checked = check(name, &built_in.file_name(), built_in.text).unwrap();
        assert!(checked.warnings.is_empty(), "{name}: {:?}", checked.warnings);
        match checked.map(body.as_bytes(), Some(content_type)).unwrap() {
            Mapped::Skipped => Vec::new(),
            Mapped::One(document) => vec![document],
            Mapped::Many(documents) => documents,
        }
    }

    fn tokens(name: &str, body: &str, content_type: &str) -> Vec<String> {
        let documents = documents(name, body, content_type);
        let read = |document: &RawValue| {
            let request = document::read(
                document,
                EventContext::new(Token::new("no", "token"), time::OffsetDateTime::UNIX_EPOCH),
                &defaults(),
            )
            .unwrap();
            request.params.client_token
        };
        documents.iter().map(|document| read(document)).collect()
    }

    fn example(name: &str, extension: &str) -> String {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("sources/examples");
        std::fs::read_to_string(dir.join(format!("{name}.{extension}"))).unwrap()
    }

    #[test]
    fn every_built_in_source_makes_requests_of_its_example_each_with_a_token_of_the_event() {
        for (name, expected) in [
            ("dataverse", vec!["dataverse:b5b1b1a5-1ab7-4b1c-9d4c-6f9d1d2a0b11:75c2dd85-e89e-e711-8122-000d3aa2331c"]),
            ("hubspot-workflow", vec!["hubspot-workflow:62515:251:1"]),
            ("pipedrive", vec!["pipedrive:412:person:1024:create"]),
            ("salesforce-flow", vec!["salesforce-flow:d2f6bc4c1c59dcd1a3f0e2bd3f1830f31a2-7f2b:0035g00000ABCDEAA4"]),
            (
                "salesforce-outbound-message",
                vec![
                    "salesforce-outbound-message:04l5g00000ABCDEAA4",
                    "salesforce-outbound-message:04l5g00000ABCDFAA4",
                ],
            ),
            ("servicenow", vec!["servicenow:9d385017c611228701d22104cc95c371:Resolved"]),
            ("shopify-orders", vec!["shopify-orders:820982911946154508"]),
            ("standard-webhooks", vec!["standard-webhooks:"]),
            ("zendesk", vec!["zendesk:35436:Solved"]),
        ] {
            let built_in = BUILT_IN.iter().find(|built_in| built_in.name == name).unwrap();
            let extension = if built_in.content_type == "text/xml" { "xml" } else { "json" };
            assert_eq!(tokens(name, &example(name, extension), built_in.content_type), expected, "{name}");
        }
    }

    #[test]
    fn who_has_no_number_or_gave_no_consent_is_not_written_to() {
        let none: [&str; 0] = [];
        let json = "application/json";
        let without = |name: &str, from: &str, to: &str| tokens(name, &example(name, "json").replace(from, to), json);
        assert_eq!(without("shopify-orders", "\"subscribed\"", "\"not_subscribed\""), none);
        assert_eq!(without("zendesk", "+14155550142", ""), none);
        assert_eq!(without("servicenow", "+14155550142", ""), none);
        assert_eq!(without("salesforce-flow", "+14155550142", ""), none);
        assert_eq!(without("dataverse", "mobilephone", "telephone9"), none);
        assert_eq!(without("pipedrive", "\"phones\"", "\"faxes\""), none);
        assert_eq!(without("pipedrive", "\"create\"", "\"change\""), none);
        assert_eq!(without("hubspot-workflow", "phone\"", "fax\""), none);
        assert_eq!(without("standard-webhooks", "\"to\"", "\"too\""), none);
        let soap = example("salesforce-outbound-message", "xml").replace("MobilePhone", "Fax");
        assert_eq!(tokens("salesforce-outbound-message", &soap, "text/xml"), none);
    }

    #[test]
    fn nobody_is_called_null_or_nothing() {
        let json = "application/json";
        let names = [
            "dataverse",
            "hubspot-workflow",
            "pipedrive",
            "salesforce-flow",
            "servicenow",
            "shopify-orders",
            "zendesk",
        ];
        for name in names {
            // A Salesforce flow that writes a message of its own names nobody.
            let example = example(name, "json").replace("\"message\"", "\"other\"");
            assert!(example.contains("\"Maria\""), "{name}: {example}");
            for absent in ["null", "\"\""] {
                let made = documents(name, &example.replace("\"Maria\"", absent), json);
                let made: Vec<serde_json::Value> =
                    made.iter().map(|document| serde_json::from_str(document.get()).unwrap()).collect();
                let message = made[0]["message"].as_str().unwrap();
                assert!(!message.contains("null") && message.starts_with("Hello there"), "{name}: {message}");
            }
        }
        let soap = example("salesforce-outbound-message", "xml");
        let start = soap.find("<sf:FirstName>").unwrap();
        let end = soap.find("</sf:FirstName>").unwrap() + "</sf:FirstName>".len();
        let made = documents("salesforce-outbound-message", &soap.replace(&soap[start..end], ""), "text/xml");
        assert!(made[0].get().contains("Hello there"), "{}", made[0].get());
    }

    #[test]
    fn a_standard_webhook_s_own_token_and_related_contact_are_its_request_s() {
        let body = r#"{"data": {"To": "+12025550150", "Message": "x", "ClientToken": "mine"}}"#;
        assert_eq!(tokens("standard-webhooks", body, "application/json"), ["mine"]);
        let body = r#"{"data": {"relatedContactId": "a-contact", "message": "x"}}"#;
        assert_eq!(documents("standard-webhooks", body, "application/json").len(), 1);
    }

    #[test]
    fn a_salesforce_flow_without_an_interview_s_id_is_told_apart_by_its_whole_body() {
        let body = r#"{"recordId": "003", "to": "+12025550150", "message": "x"}"#;
        assert_eq!(tokens("salesforce-flow", body, "application/json"), ["no:token:759ee"]);
    }

    #[test]
    fn one_notification_is_a_list_of_one() {
        let soap = example("salesforce-outbound-message", "xml");
        let (start, rest) = soap.split_once("<Notification>").unwrap();
        let (one, end) = rest
            .rsplit_once("<Notification>")
            .map(|(one, last)| (one, last.split_once("</Notification>").unwrap().1))
            .unwrap();
        let soap = format!("{start}<Notification>{one}{end}");
        let expected = ["salesforce-outbound-message:04l5g00000ABCDEAA4"];
        assert_eq!(tokens("salesforce-outbound-message", &soap, "text/xml"), expected);
    }
}
