//! The house: what every dialect finds there, whatever arrives.

use crate::settings::Settings;
use crate::sources::{Secrets, Sources};

/// What stays the same from one event to the next.
pub struct House {
    /// The settings.
    pub settings: Settings,
    /// The sources.
    pub sources: Sources,
    /// The sources' secrets.
    pub secrets: Secrets,
}
