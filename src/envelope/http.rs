//! What the HTTP dialects have in common: routes, bodies, replies, problem documents.
//!
//! Problems: [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457). `Prefer`: [RFC 7240](https://www.rfc-editor.org/rfc/rfc7240).
//! `Idempotency-Key`: <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>

mod answer;
mod asks;
mod body;
mod request;
mod route;
mod webhook;

pub use answer::HttpReply;
pub use asks::{ask, road};
pub use body::Body;
pub use request::HttpRequest;
