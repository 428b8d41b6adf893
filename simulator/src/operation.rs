//! The three operations, told apart by method and path.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use crate::refusal::Refusal;
use crate::shape::{CONTACT_ID, Findings, INSTANCE_ID};

/// One operation of the API, with what its path carries.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    StartOutboundChatContact,
    DescribeContact { instance: String, contact: String },
    GetContactAttributes { instance: String, contact: String },
}

/// The names that faults can be put on.
pub(crate) const NAMES: [&str; 3] = ["StartOutboundChatContact", "DescribeContact", "GetContactAttributes"];

impl Operation {
    /// The operation that a request is for. Segments are decoded one by one: an id may contain a slash.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        let segments: Vec<_> = path.strip_prefix('/')?.split('/').collect();
        match (method.as_str(), segments.as_slice()) {
            ("PUT", ["contact", "outbound-chat"]) => Some(Self::StartOutboundChatContact),
            ("GET", ["contacts", instance, contact]) => {
                Some(Self::DescribeContact { instance: decode(instance), contact: decode(contact) })
            }
            ("GET", ["contact", "attributes", instance, contact]) => {
                Some(Self::GetContactAttributes { instance: decode(instance), contact: decode(contact) })
            }
            _ => None,
        }
    }

    /// As the API spells it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::StartOutboundChatContact => NAMES[0],
            Self::DescribeContact { .. } => NAMES[1],
            Self::GetContactAttributes { .. } => NAMES[2],
        }
    }
}

/// Holds a path's ids against the model.
pub(crate) fn check_ids(instance: &str, contact: &str) -> Result<(), Refusal> {
    let mut findings = Findings::default();
    INSTANCE_ID.check("InstanceId", &instance.into(), &mut findings);
    CONTACT_ID.check("ContactId", &contact.into(), &mut findings);
    if findings.violations.is_empty() { Ok(()) } else { Err(Refusal::violations(&findings.violations)) }
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_slash_stays_inside_its_segment() {
        let operation = Operation::of(&Method::GET, "/contacts/instance%2F1/a%3Ab");
        let ids = Operation::DescribeContact { instance: "instance/1".into(), contact: "a:b".into() };
        assert_eq!(operation, Some(ids));
    }
}
