//! The playground's clock, set from the page: to see what happens at night, or a week later.

use super::super::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use simulator::Timestamp;

/// A time in RFC 3339; none sets the clock right again.
#[derive(Deserialize)]
pub(super) struct Set {
    now: Option<String>,
}

/// Sets it.
pub(super) async fn set(
    State(state): State<ServerState>,
    Json(Set { now }): Json<Set>,
) -> Result<StatusCode, (StatusCode, &'static str)> {
    let now = match now.as_deref().map(Timestamp::parse_rfc3339) {
        None => None,
        Some(Some(now)) => Some(now),
        Some(None) => return Err((StatusCode::BAD_REQUEST, "write the time in RFC 3339: 2026-01-31T08:00:00Z")),
    };
    state.dev_server.set_clock(now);
    Ok(StatusCode::NO_CONTENT)
}
