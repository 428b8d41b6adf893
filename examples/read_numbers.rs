//! Reads telephone numbers as the function does, one per line, for `tools/number_trial.py`.
//!
//! A line is a default country (or nothing), a tab, and the text as a JSON string. Each is answered by the number, or by
//! `!` and why it is refused.

use connect_outbound_chat::request::PhoneNumber;
use connect_outbound_chat::request::country::Country;
use std::io::{self, BufRead, BufWriter, Error, Write};

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (alpha2, json) = line.split_once('\t').ok_or_else(|| Error::other("a line has no tab"))?;
        let country = match alpha2 {
            "" => None,
            _ => Some(Country::from_alpha2(alpha2).ok_or_else(|| Error::other(format!("{alpha2} is not a country")))?),
        };
        let text: String = serde_json::from_str(json)?;
        match PhoneNumber::parse(&text, country) {
            Ok(number) => writeln!(out, "{}", number.as_str())?,
            Err(problem) => writeln!(out, "! {problem}")?,
        }
    }
    out.flush()
}
