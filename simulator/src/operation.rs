//! The operations, told apart by method, path and `X-Amz-Target`.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use crate::outbound_chat::{CONTACT_ID, INSTANCE_ID};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::service::{Service, target};
use crate::shape::Findings;

/// One operation of an API, with what its path carries.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    StartOutboundChatContact,
    DescribeContact { instance: String, contact: String },
    GetContactAttributes { instance: String, contact: String },
    CreateSchedule { name: String },
    GetSchedule { name: String },
    DeleteSchedule { name: String },
    ListSchedules,
    ListScheduleGroups,
    PutEvents,
}

/// The names that faults can be put on.
pub(crate) const NAMES: [&str; 9] = [
    "StartOutboundChatContact",
    "DescribeContact",
    "GetContactAttributes",
    "CreateSchedule",
    "GetSchedule",
    "DeleteSchedule",
    "ListSchedules",
    "ListScheduleGroups",
    "PutEvents",
];

impl Operation {
    /// The operation that a request is for. Segments are decoded one by one: an id may contain a slash.
    pub(crate) fn from_request(request: &Request) -> Option<Self> {
        if request.method == Method::POST && request.path == "/" {
            return (target(&request.headers) == Some("AWSEvents.PutEvents")).then_some(Self::PutEvents);
        }
        let segments: Vec<_> = request.path.strip_prefix('/')?.split('/').collect();
        match (request.method.as_str(), segments.as_slice()) {
            ("PUT", ["contact", "outbound-chat"]) => Some(Self::StartOutboundChatContact),
            ("GET", ["contacts", instance, contact]) => {
                Some(Self::DescribeContact { instance: decode(instance), contact: decode(contact) })
            }
            ("GET", ["contact", "attributes", instance, contact]) => {
                Some(Self::GetContactAttributes { instance: decode(instance), contact: decode(contact) })
            }
            ("POST", ["schedules", name]) => Some(Self::CreateSchedule { name: decode(name) }),
            ("GET", ["schedules", name]) => Some(Self::GetSchedule { name: decode(name) }),
            ("DELETE", ["schedules", name]) => Some(Self::DeleteSchedule { name: decode(name) }),
            ("GET", ["schedules"]) => Some(Self::ListSchedules),
            ("GET", ["schedule-groups"]) => Some(Self::ListScheduleGroups),
            _ => None,
        }
    }

    /// As the API spells it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::StartOutboundChatContact => NAMES[0],
            Self::DescribeContact { .. } => NAMES[1],
            Self::GetContactAttributes { .. } => NAMES[2],
            Self::CreateSchedule { .. } => NAMES[3],
            Self::GetSchedule { .. } => NAMES[4],
            Self::DeleteSchedule { .. } => NAMES[5],
            Self::ListSchedules => NAMES[6],
            Self::ListScheduleGroups => NAMES[7],
            Self::PutEvents => NAMES[8],
        }
    }

    /// The service whose operation it is.
    pub(crate) fn service(&self) -> Service {
        match self {
            Self::StartOutboundChatContact | Self::DescribeContact { .. } | Self::GetContactAttributes { .. } => {
                Service::Connect
            }
            Self::CreateSchedule { .. }
            | Self::GetSchedule { .. }
            | Self::DeleteSchedule { .. }
            | Self::ListSchedules
            | Self::ListScheduleGroups => Service::Scheduler,
            Self::PutEvents => Service::EventBridge,
        }
    }
}

/// Holds a path's ids against the model.
pub(crate) fn check_ids(instance: &str, contact: &str) -> Result<(), Refusal> {
    let mut findings = Findings::default();
    INSTANCE_ID.check("InstanceId", &instance.into(), &mut findings);
    CONTACT_ID.check("ContactId", &contact.into(), &mut findings);
    findings.message().map_or(Ok(()), |message| Err(Refusal::invalid_request(message)))
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use axum::http::HeaderMap;

    #[test]
    fn an_encoded_slash_stays_inside_its_segment() {
        let request = Request {
            method: Method::GET,
            path: "/contacts/instance%2F1/a%3Ab".into(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        };
        let ids = Operation::DescribeContact { instance: "instance/1".into(), contact: "a:b".into() };
        assert_eq!(Operation::from_request(&request), Some(ids));
    }
}
