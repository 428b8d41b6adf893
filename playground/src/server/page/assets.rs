//! The page's files, compiled in: HTML, CSS and the scripts, without a build step.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

const HTML: &str = include_str!("../../page/index.html");

/// Nothing but what this server itself has: no address outside, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Name, type and text of each file.
const FILES: [(&str, &str, &str); 15] = [
    ("style.css", "text/css; charset=utf-8", include_str!("../../page/style.css")),
    ("clock.js", JAVASCRIPT, include_str!("../../page/scripts/clock.js")),
    ("compose.js", JAVASCRIPT, include_str!("../../page/scripts/compose.js")),
    ("delivery.js", JAVASCRIPT, include_str!("../../page/scripts/delivery.js")),
    ("dom.js", JAVASCRIPT, include_str!("../../page/scripts/dom.js")),
    ("editor.js", JAVASCRIPT, include_str!("../../page/scripts/editor.js")),
    ("history.js", JAVASCRIPT, include_str!("../../page/scripts/history.js")),
    ("json.js", JAVASCRIPT, include_str!("../../page/scripts/json.js")),
    ("main.js", JAVASCRIPT, include_str!("../../page/scripts/main.js")),
    ("phone.js", JAVASCRIPT, include_str!("../../page/scripts/phone.js")),
    ("reply.js", JAVASCRIPT, include_str!("../../page/scripts/reply.js")),
    ("result_events.js", JAVASCRIPT, include_str!("../../page/scripts/result_events.js")),
    ("server.js", JAVASCRIPT, include_str!("../../page/scripts/server.js")),
    ("time.js", JAVASCRIPT, include_str!("../../page/scripts/time.js")),
    ("waiting.js", JAVASCRIPT, include_str!("../../page/scripts/waiting.js")),
];

/// The page itself.
pub(super) async fn page() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")], Html(HTML))
}

/// One of its files.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(known, ..)| *known == name) {
        Some((_, kind, text)) => {
            ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-store")], *text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_that_one_imports_is_there_and_every_script_is_imported() {
        let import = |text: &str| -> Vec<String> {
            let named = text.split("from \"./").skip(1).chain(text.split("import \"./").skip(1));
            named.filter_map(|rest| rest.split('"').next()).map(ToOwned::to_owned).collect()
        };
        let imported: Vec<String> = FILES.iter().flat_map(|(.., text)| import(text)).collect();
        for name in &imported {
            assert!(FILES.iter().any(|(known, ..)| known == name), "{name}");
        }
        for (name, ..) in FILES.iter().filter(|(name, ..)| name.ends_with(".js") && *name != "main.js") {
            assert!(imported.iter().any(|imported| imported == name), "{name}");
        }
    }
}
