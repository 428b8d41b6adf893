//! `CONNECT_SMS_NUMBER` and `CONNECT_WHATSAPP_NUMBER`: one ARN, or several by destination.

use crate::request::{Channel, PhoneNumber, Rejection, ids};

/// The numbers that texts of one channel are sent from: `+1=ARN,+44=ARN,ARN`, the longest prefix wins.
#[derive(Debug, Clone)]
pub struct Numbers {
    channel: Channel,
    /// Prefix and ARN; the empty prefix stands for all others. The longest first.
    by_prefix: Vec<(String, String)>,
}

impl Numbers {
    /// No number.
    pub fn none(channel: Channel) -> Numbers {
        Numbers { channel, by_prefix: Vec::new() }
    }

    /// The environment variable that names the numbers of `channel`.
    pub fn variable(channel: Channel) -> &'static str {
        match channel {
            Channel::Sms => "CONNECT_SMS_NUMBER",
            Channel::WhatsApp => "CONNECT_WHATSAPP_NUMBER",
        }
    }

    /// Reads `+1=ARN,+44=ARN,ARN`.
    ///
    /// # Errors
    /// Says what is wrong, and what would be right.
    pub fn parse(channel: Channel, text: &str) -> Result<Numbers, String> {
        let mut by_prefix: Vec<(String, String)> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (prefix, arn) = part.split_once('=').map_or(("", part), |(prefix, arn)| (prefix.trim(), arn.trim()));
            if !prefix.is_empty() && !is_prefix(prefix) || prefix.is_empty() && part.contains('=') {
                return Err("has a part whose prefix isn't + and digits: write +1=ARN,+44=ARN,ARN".to_owned());
            }
            if let Some(problem) = ids::phone_number_arn_problem(arn) {
                return Err(format!("has a part that {problem}"));
            }
            if by_prefix.iter().any(|(known, _)| known == prefix) {
                return Err("gives two numbers for the same destinations; give each a prefix of its own".to_owned());
            }
            by_prefix.push((prefix.to_owned(), arn.to_owned()));
        }
        by_prefix.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Ok(Numbers { channel, by_prefix })
    }

    /// Whether there is no number at all.
    pub fn is_empty(&self) -> bool {
        self.by_prefix.is_empty()
    }

    /// The number that `destination` is written to from; while it isn't known, only one that serves all.
    pub fn from_for(&self, destination: Option<&PhoneNumber>) -> Option<&str> {
        match (destination, self.by_prefix.as_slice()) {
            (Some(destination), all) => {
                all.iter().find(|(prefix, _)| destination.as_str().starts_with(prefix)).map(|(_, arn)| arn.as_str())
            }
            (None, [(prefix, arn)]) if prefix.is_empty() => Some(arn),
            (None, _) => None,
        }
    }

    /// What is missing where no number serves.
    pub fn missing(&self) -> Rejection {
        let variable = Numbers::variable(self.channel);
        let which = if self.is_empty() { "" } else { " (it has numbers, but none for this destination)" };
        let detail = format!("is missing: give From (or SourceEndpoint) in the request or set {variable}{which}");
        Rejection::new("/From", detail)
    }
}

/// Whether `text` is the beginning of an E.164 number: `+` and digits.
pub fn is_prefix(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/us";
    const UK: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/uk";
    const ANY: &str = "arn:aws:connect:us-east-1:111122223333:phone-number/any";

    fn number(text: &str) -> PhoneNumber {
        PhoneNumber::parse(text, None).unwrap()
    }

    #[test]
    fn the_longest_prefix_wins() {
        let numbers = Numbers::parse(Channel::Sms, &format!("{ANY},+1={US}, +1415={UK}")).unwrap();
        assert_eq!(numbers.from_for(Some(&number("+14155550123"))), Some(UK));
        assert_eq!(numbers.from_for(Some(&number("+12125550123"))), Some(US));
        assert_eq!(numbers.from_for(Some(&number("+4915123456789"))), Some(ANY));
        assert_eq!(numbers.from_for(None), None);
    }

    #[test]
    fn a_destination_without_a_number_has_none() {
        let numbers = Numbers::parse(Channel::Sms, &format!("+44={UK}")).unwrap();
        assert_eq!(numbers.from_for(Some(&number("+14155550123"))), None);
    }
}
