//! A real delivery, as an admin copies it from a CRM's log: is it genuine, and if not, where does its signature fail?
//!
//! The library's own verification decides. Everything else only looks for the reason, so that it can be told.

mod causes;
mod copied_headers;
mod diagnosis;
mod scheme_in_words;
mod secret_form;
mod signature_form;
mod steps;
mod timestamp;

pub(crate) use diagnosis::{Diagnosis, diagnose};

use copied_headers::CopiedHeaders;

/// A delivery as it was copied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Delivery {
    method: String,
    /// The URL that the CRM called, query and all.
    url: Option<String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// How many lines of the headers can't be read.
    unreadable_lines: usize,
}

impl Delivery {
    /// Reads what was pasted. Without a URL it is `public_url` with the path of the request's first line, or `path`.
    pub(crate) fn parse(headers: &str, body: &str, url: &str, public_url: Option<&str>, path: &str) -> Delivery {
        let CopiedHeaders { method, path: copied_path, headers, unreadable_lines } = CopiedHeaders::parse(headers);
        let path = copied_path.unwrap_or_else(|| path.to_owned());
        let assumed = || match path.starts_with("http") {
            true => Some(path.clone()),
            false => public_url.map(|public_url| format!("{public_url}{path}")),
        };
        Delivery {
            method: method.unwrap_or_else(|| "POST".to_owned()),
            url: Some(url.trim()).filter(|url| !url.is_empty()).map(ToOwned::to_owned).or_else(assumed),
            headers,
            body: body.as_bytes().to_vec(),
            unreadable_lines,
        }
    }

    /// How many lines of a header there are.
    fn header_count(&self, name: &str) -> usize {
        self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn query(&self) -> Vec<(String, String)> {
        let query = self.url.as_deref().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }
}
