//! An HTTP request, whichever gateway brought it.

use super::body::Body;

/// An HTTP request as its gateway tells it.
pub struct HttpRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was called, percent-encoded, with stage and base path.
    pub path: String,
    /// The stage, where the gateway has one.
    pub stage: Option<String>,
    /// The path of the route that the gateway matched, if it tells: `/sources/{name}`, `/{proxy+}`, `$default`.
    pub matched_route: Option<String>,
    /// The query string as it was called, without its question mark.
    pub query_string: String,
    /// The headers, as they came.
    pub headers: Vec<(String, String)>,
    /// The body as the gateway passed it.
    pub body: Body,
    /// The lasting ids of the caller, if the gateway authenticated one.
    pub caller: Vec<String>,
    /// The gateway's id of the request.
    pub id: Option<String>,
}

impl HttpRequest {
    /// The value of a header, whatever the case of its name; of several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the sender asked for `Prefer: respond-async`.
    pub fn prefers_async(&self) -> bool {
        let prefer = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Prefer"));
        let mut preferences = prefer.flat_map(|(_, value)| value.split(','));
        preferences
            .any(|one| one.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("respond-async")))
    }
}
