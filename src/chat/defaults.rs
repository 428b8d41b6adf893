//! What a request may leave out, and where it may go: the part of the settings that requests meet.

mod numbers;

pub use numbers::{Numbers, is_prefix};

use super::country::Country;
use super::number::PhoneNumber;
use super::rejection::Rejection;
use super::segment_attributes::Channel;

/// What a request may leave out, and where it may go.
#[derive(Debug, Clone)]
pub struct ChatDefaults {
    /// `CONNECT_INSTANCE`
    pub instance_id: Option<String>,
    /// `CONNECT_FLOW`
    pub contact_flow_id: Option<String>,
    /// `CONNECT_SMS_NUMBER`
    pub sms_numbers: Numbers,
    /// `CONNECT_WHATSAPP_NUMBER`
    pub whatsapp_numbers: Numbers,
    /// `DEFAULT_COUNTRY`
    pub country: Option<Country>,
    /// `ALLOWED_DESTINATIONS`: E.164 prefixes; `None` allows any.
    pub allowed_destinations: Option<Vec<String>>,
}

impl Default for ChatDefaults {
    /// Nothing is set.
    fn default() -> ChatDefaults {
        ChatDefaults {
            instance_id: None,
            contact_flow_id: None,
            sms_numbers: Numbers::none(Channel::Sms),
            whatsapp_numbers: Numbers::none(Channel::WhatsApp),
            country: None,
            allowed_destinations: None,
        }
    }
}

impl ChatDefaults {
    /// The numbers that texts of `channel` are sent from.
    pub fn numbers(&self, channel: Channel) -> &Numbers {
        match channel {
            Channel::Sms => &self.sms_numbers,
            Channel::WhatsApp => &self.whatsapp_numbers,
        }
    }

    /// That the number at `pointer` lies outside the fence.
    pub fn outside(&self, pointer: impl Into<String>) -> Rejection {
        Rejection::new(pointer, "lies outside ALLOWED_DESTINATIONS; add its prefix there if it should be written to")
    }

    /// Whether texts may go to `destination`.
    pub fn allows(&self, destination: &PhoneNumber) -> bool {
        let Some(prefixes) = &self.allowed_destinations else { return true };
        prefixes.iter().any(|prefix| destination.as_str().starts_with(prefix))
    }
}
