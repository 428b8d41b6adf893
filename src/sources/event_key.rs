//! The key that a mapping makes of an event's ids, its `clientToken`: whether each id in it is there.
//!
//! A key without its id is that of every other event without one: the first text would swallow all others. So a key with
//! an empty part is refused, and the member that should have filled the part is named as far as the expression tells it.

use crate::request::message::is_visible;

/// What stands for an id where there is none: a null that an expression made text of.
const NOTHING: [&str; 2] = ["null", "undefined"];
/// How many characters of an expression are quoted.
const MAX_QUOTED: usize = 60;

/// What an expression makes its `clientToken` of: for each way to make it, the operands of each part between colons.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeyTemplate {
    ways: Vec<Vec<Part>>,
}

/// What is written between two colons.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Part {
    literal: String,
    operands: Vec<String>,
}

impl KeyTemplate {
    /// The template in a mapping, as far as it can be read without running it.
    pub fn from_expression(expression: &str) -> KeyTemplate {
        let key = ["\"clientToken\"", "\"ClientToken\"", "'clientToken'", "'ClientToken'"];
        let start = key.iter().find_map(|key| Some(expression.find(key)? + key.len()));
        let value = start.and_then(|start| expression[start..].trim_start().strip_prefix(':'));
        KeyTemplate { ways: value.map(|value| ways(first_of(value, ','))).unwrap_or_default() }
    }

    /// Checks that no part of `key` is empty.
    ///
    /// # Errors
    /// Which part is, and what it should have been made of.
    pub fn check(&self, key: &str) -> Result<(), String> {
        let parts: Vec<&str> = key.split(':').collect();
        let Some((index, problem)) = parts.iter().enumerate().find_map(|(index, part)| Some((index, problem(part)?)))
        else {
            return Ok(());
        };
        let made_of = self.made_of(&parts, index);
        let made_of = made_of.map_or_else(String::new, |operands| format!(", made of {operands}"));
        Err(format!(
            "part {} of {} of its clientToken{made_of}, {problem}: another event without this id would share the token. \
             Let the event have it, or make the clientToken of an id that it has",
            index + 1,
            parts.len(),
        ))
    }

    /// The operands of a part, if one of the ways has parts like those.
    fn made_of(&self, parts: &[&str], index: usize) -> Option<String> {
        let fits = |way: &&Vec<Part>| {
            let alike = |(part, made): (&&str, &Part)| !made.operands.is_empty() || made.literal == **part;
            way.len() == parts.len() && parts.iter().zip(way.iter()).all(alike)
        };
        let mut all: Vec<String> = self.ways.iter().filter(fits).map(|way| way[index].operands.join(" & ")).collect();
        all.dedup();
        let all = all.join(" or ");
        Some(all).filter(|all| !all.is_empty() && all.chars().count() <= MAX_QUOTED)
    }
}

/// Why `part` identifies nothing.
fn problem(part: &str) -> Option<&'static str> {
    // Spaces without width, marks of direction and the like are no id either.
    let part = part.trim_matches(|character| !is_visible(character));
    let digits = || part.chars().filter(|character| !matches!(character, '-' | '{' | '}'));
    match part {
        "" => Some("is empty"),
        _ if NOTHING.iter().any(|nothing| nothing.eq_ignore_ascii_case(part)) => Some("is null"),
        // A GUID that stands for none, or a Salesforce id that does.
        _ if digits().count() >= 15 && digits().all(|digit| digit == '0') => {
            Some("is all zeros, which stands for no id")
        }
        "000000000000000AAA" => Some("is all zeros, which stands for no id"),
        _ => None,
    }
}

/// The ways in which an expression makes its text: both branches of a condition, each a chain of `&`.
fn ways(expression: &str) -> Vec<Vec<Part>> {
    let expression = without_brackets(expression);
    let condition = first_of(expression, '?');
    if condition.len() < expression.len() {
        let branches = &expression[condition.len() + 1..];
        let then = first_of(branches, ':');
        let otherwise = branches.get(then.len() + 1..).unwrap_or_default();
        return [ways(then), ways(otherwise)].concat();
    }
    let mut way = vec![Part::default()];
    let mut rest = expression;
    while !rest.trim().is_empty() {
        let operand = first_of(rest, '&');
        rest = rest.get(operand.len() + 1..).unwrap_or_default();
        let operand = operand.trim();
        match literal(operand) {
            Some(text) => {
                for (index, piece) in text.split(':').enumerate() {
                    if index > 0 {
                        way.push(Part::default());
                    }
                    way.last_mut().into_iter().for_each(|part| part.literal.push_str(piece));
                }
            }
            None => way.last_mut().into_iter().for_each(|part| part.operands.push(named(operand))),
        }
    }
    vec![way]
}

/// The text of a string without escapes.
fn literal(operand: &str) -> Option<&str> {
    let quote = operand.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let text = operand[1..].strip_suffix(quote)?;
    (!text.contains(quote) && !text.contains('\\')).then_some(text)
}

/// An operand without the call around it: `$string(ticket_id)` is made of `ticket_id`.
fn named(operand: &str) -> String {
    let inner = operand.strip_suffix(')').and_then(|operand| operand.split_once('('));
    let inner = inner.filter(|(function, argument)| {
        function.starts_with('$') && !argument.contains(['(', ',', '"']) && !argument.is_empty()
    });
    inner.map_or(operand, |(_, argument)| argument).trim().to_owned()
}

fn without_brackets(expression: &str) -> &str {
    let trimmed = expression.trim();
    match trimmed.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        // Only if the first bracket is closed by the last.
        Some(inner) if first_of(&trimmed[1..], ')').len() == inner.len() => without_brackets(inner),
        _ => trimmed,
    }
}

/// What stands before the first `end` that is in no string and no bracket, or before the bracket that closes around it.
fn first_of(text: &str, end: char) -> &str {
    let (mut depth, mut quote) = (0_usize, None);
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => drop(characters.next()),
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, _) if depth == 0 && character == end => return &text[..at],
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') if depth == 0 => return &text[..at],
            (None, ')' | ']' | '}') => depth -= 1,
            (None, _) => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_an_empty_part_is_refused() {
        let template = KeyTemplate::default();
        for key in [
            "zendesk::Solved",
            "zendesk:",
            ":35436",
            "zendesk:null:Solved",
            "zendesk:35436:undefined",
            "zendesk: :Solved",
            "zendesk:\u{200B}:Solved",
            "zendesk:\u{FEFF}null\u{200E}:Solved",
            "dataverse:00000000-0000-0000-0000-000000000000:75c2dd85-e89e-e711-8122-000d3aa2331c",
            "dataverse:{00000000-0000-0000-0000-000000000000}",
            "salesforce:000000000000000AAA",
            "salesforce:000000000000000",
            "null",
        ] {
            assert!(template.check(key).is_err(), "{key}");
        }
        for key in ["zendesk:35436:Solved", "mine", "a:0", "nullify:1", "x:00000000-0000-0000-0000-000000000001"] {
            assert_eq!(template.check(key), Ok(()), "{key}");
        }
    }

    #[test]
    fn the_member_that_should_have_filled_a_part_is_named() {
        for (expression, key, named) in [
            (
                r#"{"clientToken": "zendesk:" & ticket_id & ":" & status}"#,
                "zendesk::Solved",
                "made of ticket_id, is empty",
            ),
            (
                r#"{"clientToken": "zendesk:" & $string(ticket_id) & ":" & status}"#,
                "zendesk:1:null",
                "made of status, is null",
            ),
            (r#"a ? {"to": b, "clientToken": "s:" & $string(`portal-id`)}"#, "s:", "made of `portal-id`"),
            (r#"{"clientToken": ($id ? "s:" & $id : "t:" & other.id), "x": 1}"#, "t:", "made of other.id"),
            (r#"[x.{'clientToken': 'a:' & Id & ':' & n.m[0]}]"#, "a:1:", "made of n.m[0]"),
            (r#"{"clientToken": "s:" & a & b & ":c"}"#, "s::c", "made of a & b"),
            (r#"{"clientToken": $x ? "s:" & $id(a) : "s:" & $id(b)}"#, "s:", "made of a or b, is empty"),
            // A value with a colon moves the parts: better none is named than the wrong one.
            (r#"{"clientToken": "s:" & a & ":" & b}"#, "s:x:y:", "clientToken, is empty"),
            (r#"$merge([{"clientToken": $own}])"#, "a:", "clientToken, is empty"),
            ("{}", "a:", "clientToken, is empty"),
        ] {
            let told = KeyTemplate::from_expression(expression).check(key).unwrap_err();
            assert!(told.contains(named), "{expression}: {told}");
        }
    }

    #[test]
    fn any_expression_can_be_looked_at() {
        for expression in
            ["\"clientToken\":", "\"clientToken\": (((", "\"clientToken\": \"\\", "\"clientToken\": é&ü?:&", ""]
        {
            let _ = KeyTemplate::from_expression(expression).check("::");
        }
    }
}
