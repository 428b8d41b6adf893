//! The program: its help, its errors, and what its README says of it.

use std::process::{Command, Output};

use simulator::{ANONYMOUS_SAMPLE, Fault, Options, SMS_SAMPLE, VOICE_SAMPLE};

use crate::client::simulator;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_simulator")).args(arguments).output().expect("the program")
}

#[tokio::test]
async fn a_port_in_use_is_one_line_and_exit_code_1() {
    let (simulator, _) = simulator(Options::default()).await;
    let port = simulator.url().rsplit(':').next().unwrap_or_default().to_owned();
    let output = run(&["--port", &port]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.starts_with(&format!("simulator: cannot listen on 127.0.0.1:{port}: ")), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}

#[test]
fn the_help_and_the_readme_tell_every_option_fault_and_sample() {
    let help = String::from_utf8_lossy(&run(&["--help"]).stdout).into_owned();
    let readme = include_str!("../../README.md");
    for fault in Fault::all() {
        let (number, name, description) = (fault.number(), fault.name(), fault.description());
        assert!(help.contains(&format!("{number}  {name}: {description}")), "{name}");
        assert!(readme.contains(&format!("| `{number}` | `{name}` | {description} |")), "{name}");
    }
    for word in ["--port", "--rate", "--burst", "--chats", VOICE_SAMPLE, ANONYMOUS_SAMPLE, SMS_SAMPLE] {
        assert!(help.contains(word) && readme.contains(word), "{word}");
    }
}

#[test]
fn an_option_that_is_no_number_is_refused() {
    for arguments in [["--rate", "fast"], ["--rate", "-1"], ["--rate", "NaN"], ["--chats", "1.5"]] {
        assert_eq!(run(&arguments).status.code(), Some(2), "{arguments:?}");
    }
}
