//! Headers as people copy them: from `curl -v`, a `curl` command, a log, a browser's tools, or a JSON object.

use serde_json::Value;

/// What stands in the copied text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CopiedHeaders {
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    /// How many lines are neither a header nor anything that is left out on purpose.
    pub(super) unreadable_lines: usize,
}

impl CopiedHeaders {
    pub(super) fn parse(text: &str) -> CopiedHeaders {
        if let Some(headers) = from_json(text) {
            return CopiedHeaders { headers, ..CopiedHeaders::default() };
        }
        let mut copied = CopiedHeaders::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            copied.read_line(line);
        }
        copied
    }

    fn read_line(&mut self, line: &str) {
        // curl -v writes what it sends behind >, what it receives behind <, and what it does behind *.
        let line = match line.chars().next() {
            Some('<' | '*' | '{' | '}') => return,
            Some('>') => line[1..].trim(),
            _ => line,
        };
        if line.is_empty() {
            return;
        }
        if let Some((method, path)) = request_line(line) {
            (self.method, self.path) = (Some(method.to_owned()), Some(path.to_owned()));
            return;
        }
        match header(&unquoted(line)) {
            Some((":method", value)) => self.method = Some(value.to_owned()),
            Some((":path", value)) => self.path = Some(value.to_owned()),
            Some((name, _)) if name.starts_with(':') => {}
            Some((name, value)) => self.headers.push((name.to_owned(), value.to_owned())),
            None => self.unreadable_lines += 1,
        }
    }
}

/// `POST /sources/zendesk HTTP/1.1`
fn request_line(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?, words.next()?);
    let is_path = path.starts_with('/') || path.starts_with("http");
    (method.bytes().all(|byte| byte.is_ascii_uppercase()) && is_path).then_some((method, path))
}

/// The header in `-H 'Name: value' \`, or in `"Name": "value",`; any other line as it is.
fn unquoted(line: &str) -> String {
    let line = line.trim_end_matches('\\').trim();
    let line = line.strip_prefix("-H").or_else(|| line.strip_prefix("--header")).unwrap_or(line).trim();
    let quote = line.chars().next().filter(|quote| ['\'', '"'].contains(quote));
    let Some(quote) = quote else { return line.to_owned() };
    if let Some(inner) = line.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote))
        && !inner.contains(quote)
    {
        return inner.to_owned();
    }
    // A line of a JSON object, without its braces.
    match serde_json::from_str::<Value>(&format!("{{{}}}", line.trim_end_matches(','))) {
        Ok(Value::Object(member)) => {
            member.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value.as_str()?))).collect()
        }
        _ => line.to_owned(),
    }
}

/// `Name: value`, or a row of a table: `Name<TAB>value`.
fn header(line: &str) -> Option<(&str, &str)> {
    let at = line.char_indices().skip(1).find(|(_, character)| [':', '\t'].contains(character))?.0;
    let (name, value) = (line[..at].trim(), line[at + 1..].trim());
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:".contains(&byte));
    (!name.is_empty() && is_name).then_some((name, value))
}

/// `{"Name": "value"}`, `{"Name": ["value"]}`, `[{"name": …, "value": …}]` or `[["Name", "value"]]`.
fn from_json(text: &str) -> Option<Vec<(String, String)>> {
    let text_of = |value: &Value| value.as_str().map(ToOwned::to_owned);
    match serde_json::from_str::<Value>(text.trim()).ok()? {
        Value::Object(members) => Some(
            members
                .into_iter()
                .flat_map(|(name, value)| {
                    let values = if let Value::Array(values) = value { values } else { vec![value] };
                    values.iter().filter_map(text_of).map(|value| (name.clone(), value)).collect::<Vec<_>>()
                })
                .collect(),
        ),
        Value::Array(items) => Some(
            items
                .iter()
                .filter_map(|item| {
                    let member = |names: [&str; 2], index: usize| {
                        names.iter().find_map(|name| text_of(&item[*name])).or_else(|| text_of(item.get(index)?))
                    };
                    Some((member(["name", "Name"], 0)?, member(["value", "Value"], 1)?))
                })
                .collect(),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(headers: &[(&str, &str)]) -> Vec<(String, String)> {
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_curl_sends_is_read_and_what_it_receives_is_not() {
        let copied = CopiedHeaders::parse(
            "* Connected to example.com (203.0.113.7) port 443\n> POST /sources/zendesk?x=1 HTTP/1.1\n> Host: example.com\n\
             > X-Signature: a:b=\n>\n} [12 bytes data]\n< HTTP/1.1 401 Unauthorized\n< Content-Type: text/plain\n",
        );
        assert_eq!((copied.method.as_deref(), copied.path.as_deref()), (Some("POST"), Some("/sources/zendesk?x=1")));
        assert_eq!(copied.headers, pairs(&[("Host", "example.com"), ("X-Signature", "a:b=")]));
        assert_eq!(copied.unreadable_lines, 0);
    }

    #[test]
    fn every_way_of_writing_headers_gives_the_same() {
        let expected = pairs(&[("Content-Type", "application/json"), ("X-Signature", "t=1,v1=ab")]);
        for text in [
            "Content-Type: application/json\r\nX-Signature: t=1,v1=ab",
            "Content-Type\tapplication/json\nX-Signature\tt=1,v1=ab",
            "-H 'Content-Type: application/json' \\\n-H \"X-Signature: t=1,v1=ab\" \\",
            r#"{"Content-Type": "application/json", "X-Signature": ["t=1,v1=ab"]}"#,
            "{\n\"Content-Type\": \"application/json\",\n\"X-Signature\": \"t=1,v1=ab\",",
            r#"[{"name": "Content-Type", "value": "application/json"}, {"name": "X-Signature", "value": "t=1,v1=ab"}]"#,
            r#"[["Content-Type", "application/json"], ["X-Signature", "t=1,v1=ab"]]"#,
            ":method: POST\n:authority: example.com\nContent-Type: application/json\nX-Signature: t=1,v1=ab",
        ] {
            assert_eq!(CopiedHeaders::parse(text).headers, expected, "{text}");
        }
    }

    #[test]
    fn lines_that_are_no_headers_are_counted() {
        let copied = CopiedHeaders::parse("Content-Type: text/xml\nno header at all\nstill none");
        assert_eq!((copied.headers.len(), copied.unreadable_lines), (1, 2));
        assert_eq!(CopiedHeaders::parse(""), CopiedHeaders::default());
    }
}
