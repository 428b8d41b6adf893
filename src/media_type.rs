//! What a body is, by its `Content-Type`: read in one way, wherever a body is looked at.

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`, `application/…+json`
    Json,
    /// `text/xml`, `application/xml`, `application/…+xml`
    Xml,
    /// `application/x-www-form-urlencoded`
    Form,
    /// Nothing that is read here.
    Other,
}

impl MediaType {
    /// What a `Content-Type` says. A body of which nothing is said is taken for JSON.
    ///
    /// Odd: some gateways double the header (`application/json,application/json`), or pass it on empty.
    pub fn from_content_type(content_type: Option<&str>) -> MediaType {
        let values = content_type.unwrap_or_default().split(',').map(str::trim).filter(|value| !value.is_empty());
        let mut types = values.map(MediaType::from_value);
        match types.next() {
            None => MediaType::Json,
            // Two that say different things say nothing.
            Some(first) if types.all(|other| other == first) => first,
            Some(_) => MediaType::Other,
        }
    }

    fn from_value(value: &str) -> MediaType {
        let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => MediaType::Json,
            "application/xml" | "text/xml" => MediaType::Xml,
            "application/x-www-form-urlencoded" => MediaType::Form,
            _ if essence.starts_with("application/") && essence.ends_with("+json") => MediaType::Json,
            _ if essence.starts_with("application/") && essence.ends_with("+xml") => MediaType::Xml,
            _ => MediaType::Other,
        }
    }
}

/// Whether a `Content-Encoding` says that the body is compressed: nothing here undoes that. A gateway that did leaves the
/// header where it was, so it counts only where the body can't be read.
pub fn is_compressed(content_encoding: Option<&str>) -> bool {
    content_encoding.is_some_and(|value| !["", "identity"].contains(&value.trim().to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::MediaType::{self, Form, Json, Other, Xml};
    use super::is_compressed;

    #[test]
    fn a_body_is_compressed_where_its_encoding_is_not_its_own() {
        assert!(is_compressed(Some("gzip")) && is_compressed(Some("br, gzip")));
        assert!(!is_compressed(None) && !is_compressed(Some("")) && !is_compressed(Some(" Identity")));
    }

    #[test]
    fn a_media_type_is_told_by_its_essence() {
        for (content_type, expected) in [
            ("application/json", Json),
            ("Application/JSON; charset=utf-8", Json),
            ("application/cloudevents+json", Json),
            ("text/xml; charset=UTF-8", Xml),
            ("application/soap+xml", Xml),
            ("application/x-www-form-urlencoded", Form),
            ("text/plain", Other),
            ("application/jsonp", Other),
        ] {
            assert_eq!(MediaType::from_content_type(Some(content_type)), expected, "{content_type}");
        }
    }

    #[test]
    fn a_header_that_is_missing_or_empty_means_json_and_a_doubled_one_what_both_say() {
        for (content_type, expected) in [
            (None, Json),
            (Some(""), Json),
            (Some(" , "), Json),
            (Some("application/json,application/json"), Json),
            (Some("application/json; charset=utf-8, application/json"), Json),
            (Some("text/xml,text/xml"), Xml),
            (Some("application/json,text/xml"), Other),
        ] {
            assert_eq!(MediaType::from_content_type(content_type), expected, "{content_type:?}");
        }
    }
}
