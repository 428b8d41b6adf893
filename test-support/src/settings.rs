//! The settings of a function under test, unless a test says otherwise: requests need nothing but a destination.

pub const DEFAULT_SETTINGS: [(&str, &str); 4] = [
    ("CONNECT_INSTANCE", "12345678-1234-4123-8123-123456789012"),
    ("CONNECT_FLOW", "87654321-4321-4321-8321-210987654321"),
    ("CONNECT_SMS_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/sms"),
    ("CONNECT_WHATSAPP_NUMBER", "arn:aws:connect:us-east-1:111122223333:phone-number/whatsapp"),
];

/// An environment that holds [`DEFAULT_SETTINGS`] and nothing else.
pub fn default_setting(name: &str) -> Option<String> {
    DEFAULT_SETTINGS.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
}
