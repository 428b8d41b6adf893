//! Which texts that senders give as ids may be logged, and told on the results bus.

/// Whether a text that a sender gives as an id may be logged: a number or a name must not pass for one.
pub fn is_loggable_id(text: &str) -> bool {
    // The last group of a UUID may be twelve digits, as those of a number.
    let groups = text.split('-').map(|group| group.chars().all(|c| c.is_ascii_hexdigit()).then_some(group.len()));
    let is_uuid = groups.eq([8, 4, 4, 4, 12].map(Some));
    let may_hold_a_number = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 8);
    let may_be_a_name = !text.contains(|c: char| c.is_ascii_digit() || c == '=');
    let is_id = is_uuid || (!may_hold_a_number && !may_be_a_name);
    is_loggable_name(text) && is_id
}

/// Whether a text may be logged that names a source.
pub fn is_loggable_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '=');
    let has_a_letter_or_a_dash = text.contains(|c: char| c.is_ascii_alphabetic() || c == '-');
    (1..=128).contains(&text.len()) && text.chars().all(is_plain) && has_a_letter_or_a_dash
}

#[cfg(test)]
mod tests {
    use super::is_loggable_id;

    #[test]
    fn a_number_or_a_name_does_not_pass_for_an_id() {
        for id in [
            "JKJaXmPLvHcESHA=",
            "01HF3ZV2",
            "Root=1-67891233-abcdef",
            "6a7e8feb-b491-4cf7-a9f1-123456789012",
            "order-17",
        ] {
            assert!(is_loggable_id(id), "{id}");
        }
        for text in
            ["+14155559876", "4155559876", "order-4155559876", "Maria", "Maria-Gomez", "maria@example.com", "a b1", ""]
        {
            assert!(!is_loggable_id(text), "{text}");
        }
    }
}
