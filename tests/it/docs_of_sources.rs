//! What docs/sources.md and docs/crm.md say, held against the function.

use crate::runtime_api::Setup;
use crate::sources::Folder;
use crate::support::{connect, only_start};
use connect_outbound_chat::sources::{BUILT_IN, check};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

fn document() -> String {
    page("docs/sources.md")
}

fn page(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Its examples of source files.
fn examples() -> Vec<String> {
    document().split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// The first cells of the table that has this head: what stands there as code.
fn first_cells(head: &str) -> BTreeSet<String> {
    let document = document();
    let table = document.split(&format!("\n{head}\n")).nth(1).unwrap_or_else(|| panic!("no table {head}"));
    let rows = table.lines().take_while(|line| line.starts_with('|')).filter(|line| line.starts_with("| `"));
    rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2)).map(ToOwned::to_owned).collect()
}

#[test]
fn every_built_in_source_is_there_with_its_secrets() {
    let document = page("docs/crm.md");
    for source in BUILT_IN {
        let is_named = [format!("(`{}`)", source.name), format!("| `{}` |", source.name)]
            .iter()
            .any(|name| document.contains(name));
        assert!(is_named, "{}", source.name);
        for secret in source.text.split("\"env:").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(document.contains(&format!("`{secret}`")), "{secret} of {}", source.name);
        }
    }
}

#[test]
fn its_examples_are_sources_without_mistakes_or_warnings() {
    let examples = examples();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let checked = check("example", "example.toml", &example).unwrap_or_else(|errors| panic!("{errors:?}"));
        assert!(checked.warnings.is_empty(), "{:?}", checked.warnings);
    }
}

#[tokio::test]
async fn its_example_of_an_event_takes_that_event() {
    let example = examples().into_iter().find(|example| example.contains("[event_pattern]")).unwrap();
    let folder = Folder::with(&[("bookings", &example)]);
    let connect = connect().await;
    let lambda = Setup::with_defaults(&connect.url()).set("SOURCES_DIR", folder.0.to_str().unwrap()).start().await;
    let event = json!({
        "id": "1",
        "source": "com.example.bookings",
        "detail-type": "Booking Confirmed",
        "detail": {"booking_id": "B-17", "time": "20:00", "customer": {"phone": "+12025550150"}},
    });
    lambda.invoke(&event).await.unwrap();
    let start = only_start(&connect);
    assert!(start["ClientToken"].as_str().unwrap().starts_with("bookings:B-17:"), "{start}");
}

#[test]
fn its_presets_and_keys_are_those_that_there_are() {
    let source = |verify: &str| format!("map = '''{{}}'''\n[verify]\n{verify}\nsecrets = [\"env:S\"]\n");
    let told = |text: &str| {
        let errors = check("x", "x.toml", text).unwrap_err();
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let known =
            errors.iter().find_map(|error| error.split_once("; there are ")).unwrap_or_else(|| panic!("{errors:?}")).1;
        known.split(", ").map(ToOwned::to_owned).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        first_cells("| preset | header | signed |\n| --- | --- | --- |"),
        told(&source("preset = \"qqqqqqqqqqqqqqqq\""))
    );
    let mut known = told(&source("preset = \"github\"\nqqqqqqqqqqqqqqqqqqqqqqqq = 1"));
    known.extend(told(&source("preset = \"token\"\nheader = \"X\"\nqqqqqqqqqqqqqqqqqqqqqqqq = 1")));
    // Those of every scheme stand in the table before.
    known.retain(|key| !["preset", "secrets", "expect"].contains(&key.as_str()));
    let head = "Without a preset, these keys of `[verify]` describe the scheme:\n\n| key | meaning |\n| --- | --- |";
    assert_eq!(first_cells(head), known);
}
