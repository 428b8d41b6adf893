//! Personal data and secrets: held, passed on, never shown.

use std::fmt;

/// A value whose `Debug` says nothing, so that no log line or error can show it by accident.
///
/// The `secrecy` crate is for keys: it wipes memory, and so takes no maps and compares nothing. Names, numbers and texts are
/// compared, copied and handed to the SDK, whose copies nobody wipes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps `value`.
    pub fn new(value: T) -> Private<T> {
        Private(value)
    }

    /// The value, for the code that sends it on.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}
