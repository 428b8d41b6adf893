//! A request document by itself: a direct call, Step Functions, Scheduler with an input.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html>

use super::nested::Carrier;
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::policy::max_age::EventAge;
use crate::request::{Token, members};
use crate::response::{self, Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::value::RawValue;
use tokio::time::Instant;

/// A request document that is the whole event.
pub struct Direct<'e> {
    document: &'e RawValue,
}

impl<'e> EventKind<'e> for Direct<'e> {
    fn parse(event: &RawEvent<'e>) -> Option<Direct<'e>> {
        let is_request = event.members.iter().any(|(name, _)| members::suggests_a_request(name));
        is_request.then_some(Direct { document: event.raw })
    }

    fn sender(&self) -> &'static str {
        "Direct"
    }

    fn correlation_id(&self) -> Option<&str> {
        None
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        let carrier = Carrier::new(token(context), EventAge::default());
        ready(vec![carrier.document_job(self.document, context)]).boxed()
    }

    fn nested_job(&self, carrier: &Carrier<'e>, context: Context<'_>) -> Option<Job> {
        Some(carrier.document_job(self.document, context))
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

/// The token of an event without an id of its own: Lambda's request id is the same in every asynchronous retry.
pub fn token(context: Context<'_>) -> Token {
    Token::new("invoke", context.invocation.request_id.as_str())
}
