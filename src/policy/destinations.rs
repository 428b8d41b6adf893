//! `ALLOWED_DESTINATIONS`: which numbers may be texted.

use crate::outcome::Failure;
use crate::request::defaults::is_prefix;
use crate::request::{PhoneNumber, Rejection};

/// Prefixes of E.164 numbers that may be texted.
#[derive(Debug, Clone, Default)]
pub struct AllowedDestinations {
    /// `None` allows any.
    prefixes: Option<Vec<String>>,
}

impl AllowedDestinations {
    /// Reads `+1,+44`.
    ///
    /// # Errors
    /// Says what is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<AllowedDestinations, String> {
        let prefixes: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if prefixes.is_empty() || !prefixes.iter().copied().all(is_prefix) {
            return Err("must be E.164 prefixes with commas between them: +1,+44".to_owned());
        }
        Ok(AllowedDestinations { prefixes: Some(prefixes.into_iter().map(ToOwned::to_owned).collect()) })
    }

    /// Whether texts may go to `destination`.
    pub fn allows(&self, destination: &PhoneNumber) -> bool {
        let Some(prefixes) = &self.prefixes else { return true };
        prefixes.iter().any(|prefix| destination.as_str().starts_with(prefix))
    }
}

/// Refuses a destination that may not be texted; `pointer` is where the request named it.
///
/// # Errors
/// [`Failure::DestinationNotAllowed`].
pub fn check(allowed: &AllowedDestinations, destination: &PhoneNumber, pointer: &str) -> Result<(), Failure> {
    if allowed.allows(destination) {
        return Ok(());
    }
    let detail = "lies outside ALLOWED_DESTINATIONS; add its prefix there if it should be texted";
    Err(Failure::DestinationNotAllowed(Rejection::new(pointer, detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_with_an_allowed_prefix_may_be_texted() {
        let allowed = AllowedDestinations::parse("+1, +44").unwrap();
        let number = |text| PhoneNumber::parse(text, None).unwrap();
        assert!(allowed.allows(&number("+14155550123")));
        assert!(!allowed.allows(&number("+4915123456789")));
        assert!(AllowedDestinations::default().allows(&number("+4915123456789")));
    }
}
