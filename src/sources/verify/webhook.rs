//! A webhook as it came, before anybody knows whether it is genuine.

use crate::media_type::MediaType;

/// A webhook as it came.
#[derive(Clone)]
pub struct Webhook<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The URLs that the sender may have called, query and all: behind a gateway, which part of a path it saw can't be
    /// known. None if nobody says it (`PUBLIC_URL`).
    pub urls: &'a [&'a str],
    /// The headers.
    pub headers: &'a [(String, String)],
    /// The query, decoded.
    pub query: &'a [(String, String)],
    /// The body's bytes.
    pub body: &'a [u8],
}

impl Webhook<'_> {
    /// The value of a header, whatever the case of its name; of several, the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What the body is.
    pub fn media_type(&self) -> MediaType {
        MediaType::from_content_type(self.header("Content-Type"))
    }

    /// The values of all lines of a header.
    pub(super) fn lines<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.as_str())
    }

    /// The value of the first of `names` that is there.
    ///
    /// # Errors
    /// The header appears twice: the check and the later reader might each use a different one.
    pub(super) fn only_header<'a>(&'a self, names: &'a [String]) -> Result<Option<&'a str>, String> {
        for name in names {
            let mut lines = self.lines(name);
            match (lines.next(), lines.next()) {
                (None, _) => {}
                (Some(value), None) => return Ok(Some(value)),
                (Some(_), Some(_)) => return Err(format!("the header {name} appears twice")),
            }
        }
        Ok(None)
    }

    /// The value of a query member; of several, the first.
    pub(super) fn query_member(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The text of a body's member, by dotted path, in whatever format the body is; `None` if it isn't there.
    ///
    /// # Errors
    /// The body can't be read.
    pub(super) fn body_member(&self, path: &str) -> Result<Option<String>, String> {
        let json = super::super::payload::as_json(self.body, self.header("Content-Type"))?;
        let root: serde_json::Value =
            serde_json::from_str(&json).map_err(|_| "the body is nested too deeply".to_owned())?;
        let member = path.split('.').try_fold(&root, |value, name| value.get(name));
        Ok(member.and_then(|member| member.as_str()).map(ToOwned::to_owned))
    }
}
