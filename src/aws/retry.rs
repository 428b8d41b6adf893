//! How long the function waits for AWS, and what it never tries again: the one place where that is decided.
//!
//! The number of attempts is the SDK's own setting: three, or `AWS_MAX_ATTEMPTS`, with pauses between them. In any case
//! the invocation's deadline ends them.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use std::error::Error;
use std::marker::PhantomData;
use std::time::Duration;

/// How long it may take to open a connection: a flow waits for 8 seconds in all.
pub(super) const CONNECTION_TIMEOUT: Duration = Duration::from_millis(1_500);
/// How long EC2's metadata service, the last place where credentials are looked for, may take: where there is none, as
/// on most developers' machines, a request has to learn in time that there are no credentials.
pub(super) const METADATA_TIMEOUT: Duration = Duration::from_millis(500);

/// How long one attempt of Connect may take where time is short, as in a flow: two of them fit into 8 seconds.
pub const SHORT_ATTEMPT: Duration = Duration::from_millis(3_400);
/// And where there is more.
pub const LONG_ATTEMPT: Duration = Duration::from_secs(10);
/// Where this much is left, a long attempt leaves room for a second one.
pub const MIN_TIME_FOR_LONG_ATTEMPT: Duration = Duration::from_secs(21);
/// How long one attempt to put a request on the queue or to schedule it may take: CRMs give up after 3 to 10 seconds.
pub const QUEUE_ATTEMPT: Duration = Duration::from_millis(1_500);
/// How long a source's secret may take to be fetched, all tries together: CRMs give up after 3 to 10 seconds.
pub const SECRET_TIMEOUT: Duration = Duration::from_millis(2_500);
/// How long the sender waits at most for result events, once its answer is known.
pub const RESULTS_TIMEOUT: Duration = Duration::from_secs(1);

/// The same configuration, whose calls' attempts may each take so long.
pub fn with_attempt_timeout(config: &SdkConfig, attempt: Duration) -> SdkConfig {
    let mut timeouts = TimeoutConfig::builder().operation_attempt_timeout(attempt).build();
    if let Some(inherited) = config.timeout_config() {
        timeouts.take_defaults_from(inherited);
    }
    config.to_builder().timeout_config(timeouts).build()
}

/// Keeps `LimitExceededException` from being tried again at once: it means that 500 chats are open, and the SDK takes
/// it for throttling.
#[derive(Debug)]
pub struct NoRetryOfTooManyChats<E>(PhantomData<E>);

impl<E> NoRetryOfTooManyChats<E> {
    /// For the operation whose error is `E`.
    pub fn new() -> NoRetryOfTooManyChats<E> {
        NoRetryOfTooManyChats(PhantomData)
    }
}

impl<E> Default for NoRetryOfTooManyChats<E> {
    fn default() -> NoRetryOfTooManyChats<E> {
        NoRetryOfTooManyChats::new()
    }
}

impl<E: ProvideErrorMetadata + Error + Send + Sync + 'static> ClassifyRetry for NoRetryOfTooManyChats<E> {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(Result::err).and_then(|error| error.as_operation_error());
        match error.and_then(|error| error.downcast_ref::<E>()).and_then(ProvideErrorMetadata::code) {
            Some("LimitExceededException") => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "no retry of too many chats"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
