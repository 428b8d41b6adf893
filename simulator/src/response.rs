//! What the simulator answers, as data: a status, a body, and how the connection is treated.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use uuid::Uuid;

use crate::connection::Cut;
use crate::refusal::{Origin, Refusal};
use crate::service::Service;

/// One response, not yet sent.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    /// The error's name, or what a fault calls itself in the record of calls.
    pub(crate) error: Option<String>,
    pub(crate) contact_id: Option<String>,
    /// How long it is held back.
    pub(crate) delay: Duration,
    /// How the connection is cut, if it is.
    pub(crate) cut: Option<Cut>,
    content_type: &'static str,
    /// Whether the error's name stands in `x-amzn-errortype`, as rest-json has it.
    names_error_in_header: bool,
    location: Option<&'static str>,
    body: String,
}

impl Response {
    /// 200 with a JSON body.
    pub(crate) fn ok(service: Service, body: &impl Serialize) -> Self {
        Self {
            status: StatusCode::OK,
            error: None,
            contact_id: None,
            delay: Duration::ZERO,
            cut: None,
            content_type: service.content_type(),
            names_error_in_header: false,
            location: None,
            body: serde_json::to_string(body).unwrap_or_default(),
        }
    }

    /// An error as the service's protocol has it.
    ///
    /// Odd: in JSON 1.1 every mistake of the client is 400, whatever the error, and its name stands in the body.
    pub(crate) fn error(service: Service, refusal: Refusal) -> Self {
        let Refusal { status, name, origin, message } = refusal;
        let is_json_1_1 = service == Service::EventBridge;
        let mut body = serde_json::Map::new();
        if is_json_1_1 {
            body.insert("__type".to_owned(), name.into());
        }
        let member = if origin == Origin::Model && !is_json_1_1 { "Message" } else { "message" };
        body.insert(member.to_owned(), message.into());
        let status = if is_json_1_1 && status.is_client_error() { StatusCode::BAD_REQUEST } else { status };
        Self { status, error: Some(name.to_owned()), names_error_in_header: !is_json_1_1, ..Self::ok(service, &body) }
    }

    /// Something that the API itself never answers.
    pub(crate) fn foreign(status: StatusCode, error: &str, content_type: &'static str, body: &str) -> Self {
        let error = Some(error.to_owned());
        Self { status, error, content_type, body: body.to_owned(), ..Self::ok(Service::Connect, &()) }
    }

    /// The same, naming the contact it is about.
    pub(crate) fn about_contact(mut self, contact_id: &str) -> Self {
        self.contact_id = Some(contact_id.to_owned());
        self
    }

    /// The same, redirecting the client.
    pub(crate) fn redirected_to(mut self, location: &'static str) -> Self {
        self.location = Some(location);
        self
    }

    /// The same, held back.
    pub(crate) fn delayed_by(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The same, lost on the way as the fault's name says.
    pub(crate) fn lost(mut self, cut: Cut, fault: &str) -> Self {
        self.cut = Some(cut);
        self.error = Some(fault.to_owned());
        self
    }

    /// The status that the record of calls shows: 0 when no whole response arrives.
    pub(crate) fn recorded_status(&self) -> u16 {
        if self.cut.is_some() { 0 } else { self.status.as_u16() }
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
        if let Some(Ok(error)) = self.error.filter(|_| self.names_error_in_header).map(HeaderValue::try_from) {
            headers.insert("x-amzn-errortype", error);
        }
        if let Some(location) = self.location {
            headers.insert(header::LOCATION, HeaderValue::from_static(location));
        }
        response
    }
}
