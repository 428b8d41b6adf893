//! `send`: one event, its reply and its calls, without a browser.

use super::USAGE;
use crate::command_line::Send;
use crate::complain;
use crate::dev_server::{DevServer, Event, Outcome, Reply, Trial};
use crate::progress;
use serde_json::Value;
use simulator::Call;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

/// Sends the event.
pub(crate) async fn run(Send { event, json }: Send) -> ExitCode {
    let text = match read(&event) {
        Ok(text) => text,
        Err(error) => {
            complain(&[format!("cannot read {}: {error}", event.display())]);
            return ExitCode::from(USAGE);
        }
    };
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
        complain(&[format!("{} is not JSON: {error}", event.display())]);
        return ExitCode::from(USAGE);
    }
    let dev_server = match DevServer::start(0, "http://127.0.0.1").await {
        Ok(dev_server) => dev_server,
        Err(problems) => {
            complain(&problems);
            return ExitCode::from(USAGE);
        }
    };
    let title = event.display().to_string();
    let event = Event { via: "send", title, text, function: None };
    let invoked = progress::watched("waiting for the function", dev_server.invoke(event)).await;
    let report = if json { in_json(&invoked.trial) } else { in_words(&invoked.trial) };
    let _ = std::io::stdout().write_all(report.as_bytes());
    match invoked.trial.outcome {
        Outcome::Failed => ExitCode::FAILURE,
        Outcome::Answered | Outcome::Skipped | Outcome::Queued | Outcome::Scheduled | Outcome::Started => {
            ExitCode::SUCCESS
        }
    }
}

fn read(event: &Path) -> std::io::Result<String> {
    if event != Path::new("-") {
        return std::fs::read_to_string(event);
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

fn in_json(trial: &Trial) -> String {
    serde_json::to_string_pretty(trial).unwrap_or_default() + "\n"
}

fn in_words(trial: &Trial) -> String {
    let mut report = format!("{} in {} ms\n\nReply\n{}\n", trial.outcome.word(), trial.took, reply(&trial.reply));
    for call in &trial.calls {
        let _ = write!(report, "\nCall to {}\n{}\n", service(call), self::call(call));
    }
    if trial.calls.is_empty() {
        let reason = trial.reason.as_deref().unwrap_or("the event asked for no chat");
        let _ = write!(report, "\nNo call to Connect\n  {reason}\n");
    }
    for text in &trial.texts {
        if let Some(length) = &text.length {
            let Value::Object(length) = length else { continue };
            let part = if length["parts"] == 1 { "part" } else { "parts" };
            let (alphabet, parts) = (length["alphabet"].as_str().unwrap_or_default(), &length["parts"]);
            let _ = write!(report, "\n{} characters, {alphabet}, {parts} SMS {part}\n", length["characters"]);
        }
    }
    report
}

fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Http { status, headers, body } => {
            let headers: Vec<String> = headers.iter().map(|(name, value)| format!("  {name}: {value}")).collect();
            let body = serde_json::from_str(body).map_or_else(|_| body.clone(), |body: Value| pretty(&body));
            format!("  HTTP {status}\n{}\n{body}", headers.join("\n"))
        }
        Reply::Result { value } => pretty(value),
        Reply::Fault { error_type, error_message } => format!("  {error_type}: {error_message}"),
    }
}

/// Whom the call is to: Connect, if nothing else is known.
fn service(call: &Call) -> &'static str {
    match call.operation.as_deref() {
        Some("PutEvents") => "EventBridge",
        Some(operation) if operation.contains("Schedule") => "EventBridge Scheduler",
        _ => "Connect",
    }
}

fn call(call: &Call) -> String {
    let answer = match (&call.error, &call.contact_id) {
        (Some(error), _) => error.clone(),
        (None, Some(contact_id)) => format!("contact {contact_id}"),
        (None, None) => String::new(),
    };
    let body = if call.body.is_null() { String::new() } else { format!("\n{}", pretty(&call.body)) };
    format!("  {} {}{body}\n  answered {} {answer}", call.method, call.path, call.status)
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
