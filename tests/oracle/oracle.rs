//! Events by another reader: what AWS's own crate, `aws_lambda_events`, reads of an event, the function reads, too.
//!
//! Each event of `events/` of a kind that the crate knows is tried as it stands, and with each of its members in turn
//! removed or replaced by something else. Where the crate can read the result, the function reads the same; only where a
//! member was changed that it needs, it may refuse. Where the crate cannot, nothing follows: it fails on real events, too
//! (docs/ARCHITECTURE.md says on which).

mod gateways;
mod messages;

use mutations::mutations;
use serde_json::Value;
use simulator::Simulator;
use std::collections::BTreeSet;
use test_support::repository;
use test_support::runtime_api::{InvocationResult, Lambda, Setup};
use test_support::support::{connect, starts};

/// What became of an event in the function.
struct Played {
    result: InvocationResult,
    /// The bodies of the calls that start chats.
    calls: Vec<Value>,
}

/// A function with a source that shows what it reads, and its Connect.
struct Function {
    connect: Simulator,
    lambda: Lambda,
}

/// How an event is read by each of the two.
struct Readers {
    /// What the crate reads, if it can.
    theirs: fn(&Value) -> Option<Value>,
    /// What the function read, unless it refused.
    ours: fn(&Played) -> Option<Value>,
}

impl Function {
    async fn start() -> Function {
        let connect = connect().await;
        let sources = repository("tests/oracle/sources");
        let setup = Setup::with_defaults(&connect.url()).set("SOURCES_DIR", sources.to_str().unwrap());
        Function { lambda: setup.set("MAX_AGE_SECONDS", "0").start().await, connect }
    }

    async fn play(&self, event: &Value) -> Played {
        self.connect.reset();
        let result = self.lambda.invoke(event).await;
        Played { result, calls: starts(&self.connect).into_iter().map(|call| call.body).collect() }
    }
}

/// Holds the function to `readers` over an event and all its mutations; it may refuse where `needed` members (or what is
/// in them) were changed, and nowhere else.
async fn hold(name: &str, event: &Value, readers: &Readers, needed: &[&str]) {
    let function = Function::start().await;
    let (mut alike, mut refused, mut wrong) = (0, BTreeSet::new(), Vec::new());
    for (place, mutation) in mutations(event) {
        let Some(theirs) = (readers.theirs)(&mutation) else { continue };
        let played = function.play(&mutation).await;
        match (readers.ours)(&played) {
            Some(ours) if ours == theirs => alike += 1,
            Some(ours) => wrong.push(format!("{place}: the function reads {ours}, the crate {theirs}")),
            None if needed.iter().any(|needed| place.pointer.starts_with(needed)) => {
                refused.insert(place.pointer);
            }
            None => wrong.push(format!("{place}: {:?}; the crate reads {theirs}", played.result)),
        }
    }
    println!("{name}: {alike} alike; refused with changes at {refused:?}");
    assert!(wrong.is_empty(), "{name}, {} not alike:\n{}", wrong.len(), wrong.join("\n"));
    assert!(alike > 25, "{name}: only {alike} could be compared");
}
