//! A webhook as a CRM sends it: Zendesk's example and mapping, shown a token, since a signature holds for minutes only.

use serde_json::json;
use std::path::{Path, PathBuf};

const ZENDESK: &str = include_str!("../../../sources/zendesk.toml");
const BODY: &str = include_str!("../../../sources/examples/zendesk.json");
/// The variable that holds the secret, and the secret.
pub const SECRET: (&str, &str) = ("BENCH_SECRET", "a-secret-of-the-bench");

/// A source, and an event for it.
pub struct Source {
    /// The folder of its file: `SOURCES_DIR`.
    pub folder: PathBuf,
    /// The webhook, by a Function URL.
    pub event: String,
}

impl Source {
    /// Writes the source's file.
    pub fn write(scratch: &Path) -> std::io::Result<Source> {
        let folder = scratch.join("sources");
        std::fs::create_dir_all(&folder)?;
        let map = ZENDESK.split("\n[verify]").next().unwrap_or_default();
        let (name, _) = SECRET;
        let verify = format!("[verify]\ntype = \"token\"\nheader = \"X-Bench\"\nsecrets = [\"env:{name}\"]\n");
        std::fs::write(folder.join("zendesk.toml"), format!("{map}\n{verify}"))?;
        let (_, secret) = SECRET;
        let event = json!({
            "version": "2.0", "rawPath": "/sources/zendesk", "rawQueryString": "",
            "headers": {"content-type": "application/json", "x-bench": secret},
            "requestContext": {"requestId": "1", "http": {"method": "POST", "path": "/sources/zendesk"}},
            "body": BODY, "isBase64Encoded": false,
        });
        Ok(Source { folder, event: event.to_string() })
    }
}
