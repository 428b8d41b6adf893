//! `[event_pattern]`: which EventBridge events a source maps.

/// Patterns of an event's `source` and `detail-type`; `*` stands for anything.
#[derive(Debug)]
pub struct EventPattern {
    source: Vec<String>,
    detail_type: Vec<String>,
}

impl EventPattern {
    /// EventPattern of these patterns; nothing said of `detail-type` takes them all.
    pub fn new(source: Vec<String>, detail_type: Option<Vec<String>>) -> EventPattern {
        EventPattern { source, detail_type: detail_type.unwrap_or_else(|| vec!["*".to_owned()]) }
    }

    /// Whether an event is one of those.
    pub fn takes(&self, source: &str, detail_type: &str) -> bool {
        let any = |patterns: &[String], text| patterns.iter().any(|pattern| matches(pattern, text));
        any(&self.source, source) && any(&self.detail_type, detail_type)
    }
}

/// Whether `text` is what `pattern` describes. The pieces between stars come in order; each is taken where it first fits.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(at) = text.find(piece) else { return false };
        text = &text[at + piece.len()..];
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text) in [
            ("*", ""),
            ("aws.partner/zendesk.com/*", "aws.partner/zendesk.com/123/default"),
            ("a*b*c", "axxbyyc"),
            ("a*b", "abab"),
            ("Order *", "Order Placed"),
        ] {
            assert!(matches(pattern, text), "{pattern} should take {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*b", "a"), ("ab*ba", "aba"), ("*x", "xy"), ("a*b*c", "acb")] {
            assert!(!matches(pattern, text), "{pattern} shouldn't take {text}");
        }
    }
}
