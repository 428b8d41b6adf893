//! What the simulator answers, as data: a status, a body, and how the connection is treated.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use uuid::Uuid;

use crate::line::Cut;
use crate::refusal::{Refusal, Voice};

/// One answer, not yet sent.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    /// The error's name (`x-amzn-errortype`), or what a fault calls itself in the record of calls.
    pub(crate) error: Option<String>,
    pub(crate) contact_id: Option<String>,
    /// How long it is held back.
    pub(crate) delay: Duration,
    /// How the connection is cut, if it is.
    pub(crate) cut: Option<Cut>,
    content_type: &'static str,
    location: Option<&'static str>,
    body: String,
}

impl Response {
    /// 200 with a JSON body.
    pub(crate) fn ok(body: &impl Serialize) -> Self {
        Self {
            status: StatusCode::OK,
            error: None,
            contact_id: None,
            delay: Duration::ZERO,
            cut: None,
            content_type: "application/json",
            location: None,
            body: serde_json::to_string(body).unwrap_or_default(),
        }
    }

    /// Text that is no answer of the API's.
    pub(crate) fn foreign(status: StatusCode, error: &str, content_type: &'static str, body: &str) -> Self {
        Self { status, error: Some(error.to_owned()), content_type, body: body.to_owned(), ..Self::ok(&()) }
    }

    /// The same, naming the contact it is about.
    pub(crate) fn about(mut self, contact_id: &str) -> Self {
        self.contact_id = Some(contact_id.to_owned());
        self
    }

    /// The same, sending the client elsewhere.
    pub(crate) fn elsewhere(mut self, location: &'static str) -> Self {
        self.location = Some(location);
        self
    }

    /// The same, held back.
    pub(crate) fn late(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The same, lost on the way as the fault's name says.
    pub(crate) fn lost(mut self, cut: Cut, fault: &str) -> Self {
        self.cut = Some(cut);
        self.error = Some(fault.to_owned());
        self
    }

    /// The status that the record of calls shows: 0 when no whole answer arrives.
    pub(crate) fn status_seen(&self) -> u16 {
        if self.cut.is_some() { 0 } else { self.status.as_u16() }
    }
}

impl From<Refusal> for Response {
    /// An error as AWS's rest-json answers it.
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, name, voice, message } = refusal;
        let key = match voice {
            Voice::Connect => "Message",
            Voice::Framework => "message",
        };
        let body = serde_json::Map::from_iter([(key.to_owned(), message.into())]);
        Self { status, error: Some(name.to_owned()), ..Self::ok(&body) }
    }
}

impl IntoResponse for Response {
    fn into_response(self) -> axum::response::Response {
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if let Ok(id) = HeaderValue::try_from(Uuid::new_v4().to_string()) {
            headers.insert("x-amzn-requestid", id);
        }
        let named = self.status.is_client_error() || self.status.is_server_error();
        if let Some(Ok(error)) =
            self.error.filter(|_| named && self.content_type == "application/json").map(HeaderValue::try_from)
        {
            headers.insert("x-amzn-errortype", error);
        }
        if let Some(location) = self.location {
            headers.insert(header::LOCATION, HeaderValue::from_static(location));
        }
        response
    }
}
