//! The routes, whatever stage or base path stands before them.

use super::request::HttpRequest;
use crate::outcome::Failure;
use percent_encoding::percent_decode_str;

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `POST /outbound-chats`, `POST /`
    OutboundChats,
    /// `POST /sources/{name}`
    Source(String),
    /// `GET /openapi.json`
    OpenApi,
}

impl Route {
    /// Where `request` goes.
    ///
    /// # Errors
    /// As [`Route::parse`].
    pub fn find(request: &HttpRequest) -> Result<Route, Failure> {
        match Route::parse(&request.method, &request.path, request.stage.as_deref()) {
            Err(Failure::NotFound) if request.is_root => Route::parse(&request.method, "/", None),
            route => route,
        }
    }

    /// The route of `path`, behind the stage that the gateway names and any base path.
    ///
    /// # Errors
    /// [`Failure::NotFound`], [`Failure::UnknownSource`], [`Failure::MethodNotAllowed`].
    fn parse(method: &str, path: &str, stage: Option<&str>) -> Result<Route, Failure> {
        let path = stage.map_or(path, |stage| without_stage(path, stage));
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let route = match segments.as_slice() {
            [] => Route::OutboundChats,
            [.., "sources", name] => Route::Source(percent_decode_str(name).decode_utf8_lossy().into_owned()),
            [.., "outbound-chats"] => Route::OutboundChats,
            [.., "openapi.json"] => Route::OpenApi,
            // A name with slashes is no source's name.
            all if all.contains(&"sources") => return Err(Failure::UnknownSource),
            _ => return Err(Failure::NotFound),
        };
        match route.method() {
            allowed if allowed == method => Ok(route),
            allow => Err(Failure::MethodNotAllowed { allow }),
        }
    }

    fn method(&self) -> &'static str {
        match self {
            Route::OutboundChats | Route::Source(_) => "POST",
            Route::OpenApi => "GET",
        }
    }
}

fn without_stage<'a>(path: &'a str, stage: &str) -> &'a str {
    let behind = path.strip_prefix('/').and_then(|path| path.strip_prefix(stage));
    behind.filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_found_behind_a_stage_and_a_base_path() {
        for path in ["/outbound-chats", "/prod/outbound-chats", "/texts/v1/outbound-chats/", "/", "", "/prod", "/prod/"]
        {
            assert_eq!(Route::parse("POST", path, Some("prod")), Ok(Route::OutboundChats), "{path}");
        }
        assert_eq!(Route::parse("POST", "/x/sources/zendesk", None), Ok(Route::Source("zendesk".to_owned())));
        assert_eq!(Route::parse("GET", "/openapi.json", None), Ok(Route::OpenApi));
    }

    #[test]
    fn a_wrong_path_or_method_is_told() {
        assert_eq!(Route::parse("POST", "/prod", None), Err(Failure::NotFound));
        assert_eq!(Route::parse("POST", "/sources/a/b", None), Err(Failure::UnknownSource));
        assert_eq!(Route::parse("GET", "/outbound-chats", None), Err(Failure::MethodNotAllowed { allow: "POST" }));
        assert_eq!(Route::parse("POST", "/openapi.json", None), Err(Failure::MethodNotAllowed { allow: "GET" }));
    }
}
