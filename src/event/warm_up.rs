//! A ping that keeps functions warm: nothing is asked for.
//!
//! Odd: there is no standard for them. `lambda-warmer` sends `{"warmer": true}`, `serverless-plugin-warmup` a `source`
//! of its name, and people without a plugin use an EventBridge rule on a schedule, whose event has an empty `detail`.
//! <https://github.com/jeremydaly/lambda-warmer>, <https://github.com/juanjoDiaz/serverless-plugin-warmup>

use super::nested::Carrier;
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::outcome::{Skip, SkipCode};
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use tokio::time::Instant;

/// A warm-up ping.
pub struct WarmUp;

impl<'e> EventKind<'e> for WarmUp {
    fn parse(event: &RawEvent<'e>) -> Option<WarmUp> {
        let is_plugin = event.members.text("source").as_deref() == Some("serverless-plugin-warmup");
        (is_plugin || event.members.get("warmer").is_some()).then_some(WarmUp)
    }

    fn sender(&self) -> &'static str {
        "Direct"
    }

    fn correlation_id(&self) -> Option<&str> {
        None
    }

    fn jobs<'a>(&'a self, _: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        ready(vec![job()]).boxed()
    }

    fn nested_job(&self, _: &Carrier<'e>, _: Context<'_>) -> Option<Job> {
        Some(job())
    }

    fn delivery(&self, _: Context<'_>) -> Delivery {
        Delivery::Now
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by(1)
    }

    fn respond(&self, results: &[JobResult], _: Context<'_>) -> Result<Response, Fault> {
        response::first_or_fault(results)
    }
}

/// Nothing to do.
pub fn job() -> Job {
    Job::skip(Skip::new(SkipCode::WarmUp, "a warm-up ping"))
}
