//! Ids, which may be given as ARNs: the id is taken out of them.

use super::reader::{Node, Reader};

/// An id of Amazon Connect: what it is called in an ARN, and how long the API lets it be.
pub struct IdKind {
    resource: &'static str,
    max: usize,
    qualifier: Qualifier,
}

/// What may stand behind a colon at the end of an id.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Qualifier {
    None,
    /// A flow's alias, a template's version.
    Optional,
}

/// `InstanceId`.
pub const INSTANCE: IdKind = IdKind { resource: "instance", max: 100, qualifier: Qualifier::None };
/// `ContactFlowId`.
pub const FLOW: IdKind = IdKind { resource: "contact-flow", max: 500, qualifier: Qualifier::Optional };
/// `RelatedContactId`.
pub const CONTACT: IdKind = IdKind { resource: "contact", max: 256, qualifier: Qualifier::None };
/// `KnowledgeBaseId`.
pub const KNOWLEDGE_BASE: IdKind = IdKind { resource: "knowledge-base", max: 500, qualifier: Qualifier::None };
/// `MessageTemplateId`, with its qualifier.
pub const MESSAGE_TEMPLATE: IdKind = IdKind { resource: "message-template", max: 500, qualifier: Qualifier::Optional };

impl IdKind {
    /// The id in `text`, itself an id or an ARN of this kind.
    ///
    /// # Errors
    /// Says what is wrong with it, without quoting it.
    pub fn parse(&self, text: &str) -> Result<String, String> {
        let id = if text.starts_with("arn:") { self.within_arn(text)? } else { text };
        match id.chars().count() {
            length if (1..=self.max).contains(&length) && self.allows(id) => Ok(id.to_owned()),
            length if (1..=self.max).contains(&length) => {
                Err("has characters that an id does not have: A-Z, a-z, 0-9 and - alone are allowed".to_owned())
            }
            length => Err(format!("has {length} characters; 1 to {} are allowed", self.max)),
        }
    }

    /// Ids reach logs: a number or a name must not pass for one.
    fn allows(&self, id: &str) -> bool {
        let is_plain = |text: &str, more: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || more.contains(c))
        };
        match id.split_once(':') {
            None => is_plain(id, ""),
            Some((id, qualifier)) => {
                self.qualifier == Qualifier::Optional && is_plain(id, "") && is_plain(qualifier, "$_")
            }
        }
    }

    /// Reads the id at `node`.
    pub fn read(&self, reader: &mut Reader, node: &Node<'_>) -> Option<String> {
        let text = reader.text(node)?;
        self.parse(&text).map_err(|detail| reader.reject(&node.pointer, detail)).ok()
    }

    /// AWS nests resources (`…:instance/I/contact-flow/F`), puts the knowledge base before a template's id, and its
    /// contact events have ARNs with a doubled colon: only the resource's own segment is looked for.
    fn within_arn<'a>(&self, arn: &'a str) -> Result<&'a str, String> {
        let wrong = || format!("is not the ARN of {} {}", article(self.resource), self.resource);
        let marked = [format!(":{}/", self.resource), format!("/{}/", self.resource)];
        let start =
            marked.iter().find_map(|mark| arn.find(mark.as_str()).map(|at| at + mark.len())).ok_or_else(wrong)?;
        let rest = &arn[start..];
        let id = if self.resource == "message-template" { rest.rsplit('/').next() } else { rest.split('/').next() };
        id.filter(|id| !id.is_empty()).ok_or_else(wrong)
    }
}

/// Why `arn` can't be the number that a text is sent from, if it can't.
///
/// A number's ARN is `arn:aws:connect:REGION:ACCOUNT:phone-number/ID`.
pub fn phone_number_arn_problem(arn: &str) -> Option<&'static str> {
    let is_arn = arn.starts_with("arn:") && arn.split_once(":phone-number/").is_some_and(|(_, id)| !id.is_empty());
    match arn.chars().count() {
        _ if !is_arn => Some("must be the ARN of a phone number (arn:aws:connect:REGION:ACCOUNT:phone-number/ID)"),
        257.. => Some("is longer than 256 characters"),
        _ => None,
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW_ARN: &str = "arn:aws:connect:us-east-1:111122223333:instance/aaaa-bbbb/contact-flow/cccc-dddd";

    #[test]
    fn an_id_is_taken_out_of_the_arn_that_holds_it() {
        assert_eq!(FLOW.parse(FLOW_ARN).as_deref(), Ok("cccc-dddd"));
        assert_eq!(INSTANCE.parse(FLOW_ARN).as_deref(), Ok("aaaa-bbbb"));
        assert_eq!(FLOW.parse("cccc-dddd").as_deref(), Ok("cccc-dddd"));
    }

    #[test]
    fn the_doubled_colon_of_contact_events_does_no_harm() {
        // From AWS's own sample of a contact event.
        let arn = "arn:aws::connect:us-west-2:123456789012:instance/12345678-1234-1234-1234-123456789012";
        assert_eq!(INSTANCE.parse(arn).as_deref(), Ok("12345678-1234-1234-1234-123456789012"));
    }

    #[test]
    fn a_message_template_s_id_stands_behind_its_knowledge_base() {
        let arn = "arn:aws:wisdom:us-east-1:111122223333:message-template/kb-id/template-id:3";
        assert_eq!(MESSAGE_TEMPLATE.parse(arn).as_deref(), Ok("template-id:3"));
    }

    #[test]
    fn an_arn_of_something_else_is_refused() {
        assert_eq!(CONTACT.parse("arn:aws:s3:::a-bucket"), Err("is not the ARN of a contact".to_owned()));
        assert!(FLOW.parse("arn:aws:connect:us-east-1:111122223333:instance/aaaa").is_err());
    }
}
