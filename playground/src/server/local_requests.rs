//! The page's own endpoints answer this machine's browsers only: a foreign page whose name resolves to 127.0.0.1 gets
//! nothing.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Passes on only those requests that name this machine as their host.
pub(super) async fn only(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    match host.is_some_and(names_this_machine) {
        true => next.run(request).await,
        false => (StatusCode::FORBIDDEN, "open the page as http://127.0.0.1 or http://localhost\n").into_response(),
    }
}

fn names_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machines_own_names_pass() {
        for (host, passes) in [
            ("127.0.0.1:9000", true),
            ("LocalHost", true),
            ("[::1]:9000", true),
            ("127.0.0.1.example.com:9000", false),
            ("example.com", false),
        ] {
            assert_eq!(names_this_machine(host), passes, "{host}");
        }
    }
}
