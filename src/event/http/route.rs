//! The routes, whatever stage or base path stands before them.
//!
//! Gateways authorise by path, and `/sources/…` is open to the world where webhooks are: no path with a segment `sources`
//! may lead anywhere else, however it is written.

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
    /// `HEAD /sources/{name}`
    SourceExists(String),
    /// `GET /openapi.json`
    OpenApi,
    /// `HEAD /openapi.json`
    OpenApiExists,
}

/// The resource that a path names, before the method is looked at.
#[derive(Debug, PartialEq, Eq)]
enum Resource {
    Root,
    OutboundChats,
    Source(String),
    OpenApi,
}

impl Route {
    /// Where `request` goes.
    ///
    /// # Errors
    /// [`Failure::NotFound`], [`Failure::UnknownSource`], [`Failure::MethodNotAllowed`].
    pub fn find(request: &HttpRequest) -> Result<Route, Failure> {
        let resource = match Resource::find(&request.path, request.stage.as_deref()) {
            // A domain's base path cannot be told from a route: only the gateway knows that its own root was called.
            Err(Failure::NotFound) if request.matched_route.as_deref() == Some("/") => Resource::Root,
            found => found?,
        };
        if let Some(matched) = request.matched_route.as_deref().filter(|matched| !leads_to(matched, &request.path)) {
            let is_about_sources =
                matches!(resource, Resource::Source(_)) || matched.split('/').any(|s| is_sources(&s));
            return Err(if is_about_sources { Failure::UnknownSource } else { Failure::NotFound });
        }
        resource.by_method(&request.method)
    }
}

impl Resource {
    fn find(path: &str, stage: Option<&str>) -> Result<Resource, Failure> {
        let path = stage.map_or(path, |stage| without_stage(path, stage));
        // Decoded as a whole: an encoded letter or slash must not hide a segment that the gateway saw.
        let path = percent_decode_str(path).decode_utf8_lossy();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [before @ .., "sources", name] if !before.iter().any(is_sources) && !is_sources(name) => {
                Ok(Resource::Source((*name).to_owned()))
            }
            all if all.iter().any(is_sources) => Err(Failure::UnknownSource),
            [] => Ok(Resource::Root),
            [.., "outbound-chats"] => Ok(Resource::OutboundChats),
            [.., "openapi.json"] => Ok(Resource::OpenApi),
            _ => Err(Failure::NotFound),
        }
    }

    fn by_method(self, method: &str) -> Result<Route, Failure> {
        match (self, method) {
            (Resource::Root | Resource::OutboundChats, "POST") => Ok(Route::OutboundChats),
            (Resource::Source(name), "POST") => Ok(Route::Source(name)),
            (Resource::Source(name), "HEAD") => Ok(Route::SourceExists(name)),
            (Resource::OpenApi, "GET") => Ok(Route::OpenApi),
            (Resource::OpenApi, "HEAD") => Ok(Route::OpenApiExists),
            (Resource::Root | Resource::OutboundChats, _) => Err(Failure::MethodNotAllowed { allow: "POST" }),
            (Resource::Source(_), _) => Err(Failure::MethodNotAllowed { allow: "POST, HEAD" }),
            (Resource::OpenApi, _) => Err(Failure::MethodNotAllowed { allow: "GET, HEAD" }),
        }
    }
}

/// Whether the route that the gateway matched (`/sources/{name}`, `/{proxy+}`, `$default`) leads to `path`, whatever stage or
/// base path stands before it: who may call was decided by that route. A caller who may start any chat by
/// `/outbound-chats` may use every other route, if a gateway changes the path.
fn leads_to(matched: &str, path: &str) -> bool {
    // `$default`, or no route.
    if !matched.starts_with('/') {
        return true;
    }
    let path = percent_decode_str(path).decode_utf8_lossy();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let route: Vec<&str> = matched.split('/').filter(|segment| !segment.is_empty()).collect();
    let both_or_neither_is_of_sources = route.iter().any(is_sources) == segments.iter().any(is_sources);
    match route.as_slice() {
        [.., "outbound-chats"] => true,
        [before @ .., last] if is_greedy(last) => {
            before.is_empty() || segments.windows(before.len()).any(|window| are_alike(before, window))
        }
        // The root of an API, behind a base path of which only the gateway knows.
        [] => both_or_neither_is_of_sources,
        route => {
            let last = segments.len().checked_sub(route.len()).map(|before| &segments[before..]);
            both_or_neither_is_of_sources && last.is_some_and(|last| are_alike(route, last))
        }
    }
}

/// `{proxy+}`: whatever comes.
fn is_greedy(part: &str) -> bool {
    part.ends_with("+}")
}

fn are_alike(route: &[&str], segments: &[&str]) -> bool {
    route.iter().zip(segments).all(|(part, segment)| part == segment || (part.starts_with('{') && part.ends_with('}')))
}

fn is_sources(segment: &&str) -> bool {
    segment.trim().eq_ignore_ascii_case("sources")
}

fn without_stage<'a>(path: &'a str, stage: &str) -> &'a str {
    let behind = path.strip_prefix('/').and_then(|path| path.strip_prefix(stage));
    behind.filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str) -> Result<Resource, Failure> {
        Ok(Resource::Source(name.to_owned()))
    }

    #[test]
    fn a_resource_is_found_behind_a_stage_and_a_base_path() {
        for path in ["/outbound-chats", "/prod/outbound-chats", "/texts/v1/outbound-chats/"] {
            assert_eq!(Resource::find(path, Some("prod")), Ok(Resource::OutboundChats), "{path}");
        }
        for path in ["/", "", "/prod", "/prod/"] {
            assert_eq!(Resource::find(path, Some("prod")), Ok(Resource::Root), "{path}");
        }
        assert_eq!(Resource::find("/x/sources/zendesk", None), source("zendesk"));
        assert_eq!(Resource::find("/x/sources/zen%64esk", None), source("zendesk"));
        assert_eq!(Resource::find("/openapi.json", None), Ok(Resource::OpenApi));
        assert_eq!(Resource::find("/prod", None), Err(Failure::NotFound));
    }

    #[test]
    fn nothing_behind_sources_is_anything_but_a_source() {
        for path in [
            "/sources",
            "/sources/a/b",
            "/sources/x/outbound-chats",
            "/sources/../outbound-chats",
            "/prod/sources/x//outbound-chats",
            "/sources/x/%2e%2e/outbound-chats",
            "/%73ources/x/outbound-chats",
            "/sources%2Fx/outbound-chats",
            "/SOURCES/x/outbound-chats",
            "/sources/sources/x",
            "/sources /x/outbound-chats",
            "/sources/openapi.json/",
        ] {
            let found = Resource::find(path, None);
            assert!(matches!(found, Err(Failure::UnknownSource) | Ok(Resource::Source(_))), "{path}: {found:?}");
        }
    }

    #[test]
    fn a_route_agrees_with_the_one_that_the_gateway_matched() {
        for (matched, path) in [
            ("/sources/{name}", "/prod/sources/x"),
            ("/sources/x", "/sources/x"),
            ("/v1/sources/{proxy+}", "/v1/sources/x"),
            ("/{proxy+}", "/sources/x"),
            ("$default", "/sources/x"),
            ("/{proxy+}", "/outbound-chats"),
            ("/{any}", "/base/outbound-chats/"),
            ("/outbound-chats", "/outbound-chats"),
            ("/outbound-chats", "/sources/x"),
            ("/", "/base"),
        ] {
            assert!(leads_to(matched, path), "{matched} {path}");
        }
        for (matched, path) in [
            ("/sources/{name}", "/outbound-chats"),
            ("/sources/{proxy+}", "/outbound-chats"),
            ("/sources/other", "/sources/x"),
            ("/openapi.json", "/outbound-chats"),
            ("/openapi.json", "/sources/x"),
            ("/hooks/{name}", "/outbound-chats"),
            ("/", "/sources/x"),
            ("/{any}", "/sources/x"),
        ] {
            assert!(!leads_to(matched, path), "{matched} {path}");
        }
    }

    #[test]
    fn a_wrong_method_is_told_what_is_allowed() {
        let allow = |resource: Resource, method| match resource.by_method(method) {
            Err(Failure::MethodNotAllowed { allow }) => allow,
            other => panic!("{other:?}"),
        };
        assert_eq!(allow(Resource::OutboundChats, "GET"), "POST");
        assert_eq!(allow(Resource::OpenApi, "POST"), "GET, HEAD");
        assert_eq!(allow(Resource::Source("x".to_owned()), "GET"), "POST, HEAD");
    }
}
