//! `RATE_PER_SECOND`: how fast one function instance starts chats.

use leaky_bucket::RateLimiter;
use std::time::Duration;

/// Starts that may come at once after a pause, as Connect's own quota has it.
/// <https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html>
const BURST: usize = 5;

/// A limiter of `rate_per_second` starts, with a burst of five.
pub fn limiter(rate_per_second: f64) -> RateLimiter {
    // The bucket counts in whole milliseconds: beyond 100 a second it takes several at a time, and it rounds to the
    // slower side.
    let refill = (rate_per_second / 100.0).ceil() as usize;
    let interval = (1_000.0 * refill as f64 / rate_per_second).ceil() as u64;
    RateLimiter::builder()
        .max(BURST.max(refill))
        .initial(BURST)
        .refill(refill)
        .interval(Duration::from_millis(interval))
        .build()
}
