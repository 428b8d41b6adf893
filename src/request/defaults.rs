//! What a request may leave out, the part of the settings that requests meet.

mod numbers;

pub use numbers::{Numbers, is_prefix};

use super::country::Country;
use super::segment_attributes::Channel;

/// What a request may leave out.
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
}
