//! A wall clock that steps amid an invocation: deadlines, waits and ages go by what was when it began.
//!
//! The process runs with a `clock_gettime` of its own, which this compiles: ring needs a C compiler anyway.

#![cfg(target_os = "linux")]

use crate::runtime_api::{Invocation, Lambda, Setup};
use crate::support::{connect, event, started, starts};
use serde_json::{Value, json};
use simulator::{Fault, Simulator};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tokio::time::sleep;

const DAY: i64 = 24 * 60 * 60;

/// A function whose wall clock can be set.
struct Stepping {
    folder: PathBuf,
    connect: Simulator,
    lambda: Lambda,
}

impl Stepping {
    async fn start(name: &str) -> Stepping {
        let folder = std::env::temp_dir().join(format!("clock-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let library = folder.join("steps.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/clock/steps.c");
        let compiled = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).status();
        assert!(compiled.unwrap().success());
        let connect = connect().await;
        let setup = Setup::with_defaults(&connect.url()).set("MAX_AGE_SECONDS", "3600");
        let setup = setup.set("LD_PRELOAD", library.to_str().unwrap());
        let lambda = setup.set("CLOCK_STEP", folder.join("step").to_str().unwrap()).start().await;
        Stepping { folder, connect, lambda }
    }

    /// Sets the clock off by so many seconds, in one go.
    fn step(&self, seconds: i64) {
        let new = self.folder.join("new");
        fs::write(&new, seconds.to_string()).unwrap();
        fs::rename(new, self.folder.join("step")).unwrap();
    }
}

impl Drop for Stepping {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn the_clock_that_is_set_here_is_the_one_that_the_function_reads() {
    let stepping = Stepping::start("read").await;
    let mut event = event("eventbridge");
    let now = ::time::OffsetDateTime::now_utc();
    event["time"] = json!(now.format(&::time::format_description::well_known::Rfc3339).unwrap());
    stepping.lambda.invoke(&event).await.unwrap();
    // The deadline is the wall clock's, too: it moves along, as it does on Lambda.
    stepping.step(DAY);
    let invocation = Invocation::json(&event).with_deadline_in(Duration::from_secs(30 + DAY.unsigned_abs()));
    assert_eq!(stepping.lambda.send(invocation).await.unwrap_err().error_type, "EventTooOld");
}

#[tokio::test]
async fn a_clock_that_steps_amid_an_invocation_neither_shortens_nor_lengthens_it() {
    for (name, step) in [("ahead", DAY), ("back", -DAY)] {
        let stepping = Stepping::start(name).await;
        let amid = async |document: &Value, deadline_in| {
            let invocation = Invocation::json(document).with_deadline_in(deadline_in);
            let (ending, ()) = tokio::join!(stepping.lambda.send(invocation), async {
                sleep(Duration::from_millis(500)).await;
                stepping.step(step);
            });
            stepping.step(0);
            ending
        };
        // An answer that comes after 2 s is waited for.
        let slow = json!({"To": Fault::Slow.number()});
        amid(&slow, Duration::from_secs(10)).await.unwrap();
        assert_eq!(started(&stepping.connect), 1, "{name}");
        // A second try, after one that got no answer, is made, and signed by the new clock.
        stepping.connect.fail_next("StartOutboundChatContact", Fault::VerySlow, 1);
        amid(&json!({"To": "+12025550150"}), Duration::from_secs(20)).await.unwrap();
        assert_eq!((starts(&stepping.connect).len(), started(&stepping.connect)), (3, 2), "{name}");
        // One that never comes is not waited for beyond the deadline, which `send` checks.
        let never = json!({"To": Fault::VerySlow.number()});
        let fault = amid(&never, Duration::from_millis(2_500)).await.unwrap_err();
        assert_eq!(fault.error_type, "Timeout", "{name}");
        // And the next one has its whole time again.
        stepping.lambda.invoke(&json!({"To": "+12025550150"})).await.unwrap();
    }
}
