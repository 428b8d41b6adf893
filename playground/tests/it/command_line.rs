//! Commands, signals, exit codes.

use crate::playground::{NUMBER, Playground, program};
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn send(event: &str, options: &[&str]) -> Output {
    let mut program = program();
    program.args(["send", "-"]).args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    child.stdin.take().unwrap().write_all(event.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn ctrl_c_and_sigterm_end_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let (status, said) = Playground::start().end(signal);
        assert_eq!((status.code(), said.as_str()), (Some(0), "Stopped.\n"));
    }
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (option, other) in [("--port", "--connect-port"), ("--connect-port", "--port")] {
        let output = program().args([option, &port, other, "0"]).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
        let line = format!("playground: port {port} of 127.0.0.1 is in use; choose another with {option}\n");
        assert_eq!(text(&output.stderr), line);
    }
}

#[test]
fn settings_that_cannot_be_read_are_named_all_at_once() {
    let output =
        program().args(["--port", "0"]).env("CONNECT_FLOW", "arn:aws:s3:::x").env("RATE_PER_SECOND", "0").output();
    let output = output.unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("CONNECT_FLOW") && said.contains("RATE_PER_SECOND") && said.lines().count() == 2, "{said}");
}

#[test]
fn the_commands_to_try_work_as_they_stand() {
    let playground = Playground::start();
    let commands: Vec<&str> = playground.welcome.lines().filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(commands.len(), 3);
    for command in commands {
        let output = Command::new("sh").args(["-c", &format!("{command} -sS")]).output().unwrap();
        let reply: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{command}: {output:?}"));
        assert!(reply["ContactId"].is_string(), "{command}: {reply}");
    }
}

#[test]
fn an_event_is_sent_and_its_reply_and_calls_are_told() {
    let output = send(&json!({"To": NUMBER, "Message": "Grüße"}).to_string(), &[]);
    let said = text(&output.stdout);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    for told in ["started", "\"ContactId\"", "PUT /contact/outbound-chat", "5 characters, GSM-7, 1 SMS part"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn a_failure_is_told_by_the_exit_code_and_why_connect_was_not_called() {
    let output = send(r#"{"To": "12"}"#, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("No call to Connect\n  the request breaks a rule: /To"));
    let output = send(r#"{"To": "+12025550102"}"#, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("AccessDeniedException"));
}

#[test]
fn json_is_one_object() {
    let output = send(&json!({"To": NUMBER, "Message": "“"}).to_string(), &["--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["outcome"], "started");
    assert_eq!(told["calls"][0]["body"]["DestinationEndpoint"]["Address"], NUMBER);
    assert_eq!(
        (&told["texts"][0]["length"]["alphabet"], &told["texts"][0]["length"]["parts"]),
        (&json!("UCS-2"), &json!(1))
    );
}

#[test]
fn what_cannot_be_read_ends_with_two() {
    let missing = program().args(["send", "no/such/event.json"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).starts_with("playground: cannot read no/such/event.json: "));
    assert_eq!(send("{", &[]).status.code(), Some(2));
    assert_eq!(program().arg("--nonsense").output().unwrap().status.code(), Some(2));
}
