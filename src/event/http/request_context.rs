//! `requestContext`, which every gateway writes: it shows which gateway sent the event, and who called.
//!
//! It is read often and may be long, with the claims of a JWT or a certificate: only these members are looked at.

use crate::json::{Kind, Members, text};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The members of `requestContext` that are used; each is null as often as it is absent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestContext<'e> {
    elb: Option<IgnoredAny>,
    connection_id: Option<IgnoredAny>,
    #[serde(borrow)]
    http: Option<&'e RawValue>,
    #[serde(borrow)]
    path: Option<&'e RawValue>,
    #[serde(borrow)]
    stage: Option<&'e RawValue>,
    #[serde(borrow)]
    request_id: Option<&'e RawValue>,
    #[serde(borrow)]
    authorizer: Option<&'e RawValue>,
    #[serde(borrow)]
    identity: Option<&'e RawValue>,
}

impl<'e> RequestContext<'e> {
    /// That of an event, given its members; none if it has none, or one that no gateway writes.
    pub fn from_event(members: &Members<'e>) -> Option<RequestContext<'e>> {
        let raw = members.get("requestContext")?;
        // An array would pass for a struct's members in their order.
        (Kind::from_raw(raw) == Kind::Object).then(|| serde_json::from_str(raw.get()).ok())?
    }

    /// Whether a load balancer wrote it.
    pub fn is_of_load_balancer(&self) -> bool {
        self.elb.is_some()
    }

    /// Whether a WebSocket API wrote it.
    pub fn is_of_web_socket(&self) -> bool {
        self.connection_id.is_some()
    }

    /// The members of `http`, which payload format 2.0 has.
    pub fn http(&self) -> Option<Members<'e>> {
        self.http.map(Members::from_raw)
    }

    /// The path as it was called.
    pub fn path(&self) -> Option<Cow<'e, str>> {
        self.path.and_then(text)
    }

    /// The stage.
    pub fn stage(&self) -> Option<String> {
        self.stage.and_then(text).map(Cow::into_owned)
    }

    /// The gateway's id of the request.
    pub fn request_id(&self) -> Option<String> {
        self.request_id.and_then(text).map(Cow::into_owned)
    }

    /// What an authorizer says about the caller.
    pub fn authorizer(&self) -> Members<'e> {
        self.authorizer.map(Members::from_raw).unwrap_or_default()
    }

    /// What a REST API says about the caller.
    pub fn identity(&self) -> Members<'e> {
        self.identity.map(Members::from_raw).unwrap_or_default()
    }
}
