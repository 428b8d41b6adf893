//! `signed_message`: the template of what is signed.

/// A piece of what is signed. A template is walked, never replaced in: a body that contains `{timestamp}` is still a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text.
    Text(String),
    /// `{secret}`
    Secret,
    /// `{id}`
    Id,
    /// `{timestamp}`
    Timestamp,
    /// `{method}`
    Method,
    /// `{url}`
    Url,
    /// `{body}`
    Body,
    /// `{form_sorted}`
    FormSorted,
    /// `{header:NAME}`
    Header(String),
}

/// The pieces of a template.
///
/// # Errors
/// What is wrong with it.
pub fn pieces(template: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}').ok_or("signed_message has a { without its }")?;
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        pieces.push(match name {
            "secret" => Piece::Secret,
            "id" => Piece::Id,
            "timestamp" => Piece::Timestamp,
            "method" => Piece::Method,
            "url" => Piece::Url,
            "body" => Piece::Body,
            "form_sorted" => Piece::FormSorted,
            _ => match name.strip_prefix("header:").filter(|header| !header.is_empty()) {
                Some(header) => Piece::Header(header.to_owned()),
                None => return Err(format!("signed_message has {{{name}}}, which is not known")),
            },
        });
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok(pieces)
}
