//! A schedule fired or cancelled from the page.

use super::super::ServerState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

/// Which schedule.
#[derive(Deserialize)]
pub(super) struct Named {
    group: String,
    name: String,
}

type Done = Result<StatusCode, (StatusCode, &'static str)>;

/// Fires it now.
pub(super) async fn fire(State(state): State<ServerState>, Json(Named { group, name }): Json<Named>) -> Done {
    done(state.dev_server.fire(&group, &name))
}

/// Takes it away.
pub(super) async fn cancel(State(state): State<ServerState>, Json(Named { group, name }): Json<Named>) -> Done {
    done(state.dev_server.cancel(&group, &name))
}

fn done(was_there: bool) -> Done {
    match was_there {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err((StatusCode::NOT_FOUND, "no schedule of that group and name waits any longer")),
    }
}
