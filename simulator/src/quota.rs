//! A token bucket, as API Gateway and Connect's throttle count requests.

use crate::{Options, Timestamp};

/// Requests that may still be made now.
pub(crate) struct Quota {
    rate_per_second: Option<f64>,
    burst: f64,
    left: f64,
    at: Timestamp,
}

impl Quota {
    /// A full bucket.
    pub(crate) fn new(options: &Options) -> Self {
        let burst = f64::from(options.burst.max(1));
        Self { rate_per_second: options.rate_per_second, burst, left: burst, at: options.clock.now() }
    }

    /// Takes one request out of the bucket; `false` when it is empty.
    pub(crate) fn take(&mut self, now: Timestamp) -> bool {
        let Some(rate) = self.rate_per_second else {
            return true;
        };
        self.left = self.burst.min(self.left + now.since(self.at).as_secs_f64() * rate.max(0.0));
        self.at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}
