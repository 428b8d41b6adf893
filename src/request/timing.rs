//! When a text may be sent: `SendAt`, `TimeZone`, `ExpiresAt`, `IgnoreSendWindow`.

use super::expires_at;
use super::reader::{Fields, Reader, whole};
use super::send_at::SendAt;
use super::time_zone::TimeZone;
use crate::json::{self, Kind};
use time::OffsetDateTime;

/// When a text may be sent, as far as the request says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timing {
    /// `SendAt`
    pub send_at: Option<SendAt>,
    /// `TimeZone`, the recipient's.
    pub time_zone: Option<TimeZone>,
    /// `ExpiresAt`: past it, the text is never sent.
    pub expires_at: Option<OffsetDateTime>,
    /// Whether `SEND_WINDOW` binds the request.
    pub send_window: SendWindowRule,
}

/// Whether `SEND_WINDOW` binds a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SendWindowRule {
    /// It does.
    #[default]
    Binds,
    /// The request says `IgnoreSendWindow`, or comes from a flow: that customer is on the line, and asked.
    Ignored,
}

impl Timing {
    /// Reads the four members; `made_at` is what durations count from, `rule` what holds without `IgnoreSendWindow`.
    pub fn read(reader: &mut Reader, fields: &Fields<'_>, made_at: OffsetDateTime, rule: SendWindowRule) -> Timing {
        Timing {
            send_at: read_text(reader, fields, "SendAt", SendAt::parse),
            time_zone: read_text(reader, fields, "TimeZone", |text| {
                TimeZone::from_name(text).map_err(|unknown| unknown.to_string())
            }),
            expires_at: expires_at(reader, fields, made_at),
            send_window: ignore_send_window(reader, fields).unwrap_or(rule),
        }
    }
}

fn read_text<T>(
    reader: &mut Reader,
    fields: &Fields<'_>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let node = fields.get(name)?;
    let text = reader.text(node)?;
    parse(&text).map_err(|problem| reader.reject(&node.pointer, problem)).ok()
}

/// A time, or a duration: as text, or as a number of seconds.
fn expires_at(reader: &mut Reader, fields: &Fields<'_>, made_at: OffsetDateTime) -> Option<OffsetDateTime> {
    let node = fields.get("ExpiresAt")?;
    let text = match Kind::from_raw(&node.raw) {
        // `7200.0` is a whole number to JSON Schema, and to whoever computes in floats.
        Kind::Number => whole(node.raw.get()).map_or_else(|| node.raw.get().to_owned(), |seconds| seconds.to_string()),
        _ => reader.text(node)?,
    };
    expires_at::parse(&text, made_at).map_err(|problem| reader.reject(&node.pointer, problem)).ok()
}

fn ignore_send_window(reader: &mut Reader, fields: &Fields<'_>) -> Option<SendWindowRule> {
    let node = reader.parse_embedded_json(fields.get("IgnoreSendWindow")?, &[Kind::Boolean]);
    match (Kind::from_raw(&node.raw), json::parse(node.raw.get()).map(|raw| raw.get())) {
        (Kind::Boolean, Some("true")) => Some(SendWindowRule::Ignored),
        // `false` says what holds without it.
        (Kind::Boolean, _) => None,
        _ => {
            reader.wrong_kind(&node, "true or false");
            None
        }
    }
}
