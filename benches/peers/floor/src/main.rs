//! The floor: what Lambda's runtime costs by itself. No SDK, no TLS, a constant for an answer.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::value::RawValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let answer = |_: LambdaEvent<Box<RawValue>>| async { Ok::<_, Error>("answered") };
    lambda_runtime::run(service_fn(answer)).await
}
