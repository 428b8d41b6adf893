//! A source's file: TOML, every key known, every mistake with its line.

use super::answer::Answer;
use super::claims::Claims;
use super::map::Mapping;
use super::scheme::{self, Scheme, Written};
use super::secret::Reference;
use super::{Source, Verify};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use toml::Spanned;

/// A mistake in a source's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// The line, from 1, if the mistake has one.
    pub line: Option<usize>,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.problem),
            None => write!(formatter, "{}: {}", self.file, self.problem),
        }
    }
}

/// One text, or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several, the first that fits counts.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    pub fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<String> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    map: Spanned<String>,
    #[serde(default)]
    answer: Answer,
    verify: Option<Spanned<toml::Table>>,
    claims: Option<Claims>,
}

/// The sources of a folder's `*.toml`, or what is wrong with each.
pub fn read_folder(dir: &Path) -> Vec<Result<Source, Mistake>> {
    let unreadable = |path: &Path, error: &std::io::Error| Mistake {
        file: path.display().to_string(),
        line: None,
        problem: format!("can't be read: {}", error.kind()),
    };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => return vec![Err(unreadable(dir, &error))],
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        parse(name, &path.display().to_string(), &text)
    };
    paths.iter().map(read).collect()
}

/// The source that `text` describes.
///
/// # Errors
/// The first mistake, with its line in `file`.
pub fn parse(name: &str, file: &str, text: &str) -> Result<Source, Mistake> {
    let line_at = |at: usize| 1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    let mistake =
        |at: Option<usize>, problem: String| Mistake { file: file.to_owned(), line: at.map(line_at), problem };
    if !is_name(name) {
        return Err(mistake(None, "a source's name is made of a-z, 0-9, - and _, 64 of them at most".to_owned()));
    }
    let parsed: SourceFile = toml::from_str(text)
        .map_err(|error| mistake(error.span().map(|span| span.start), with_nearest(error.message())))?;
    let map_at = parsed.map.span().start;
    let mapping = Mapping::compile(parsed.map.get_ref()).map_err(|problem| mistake(Some(map_at), problem))?;
    let verify = match parsed.verify {
        Some(table) => {
            let at = table.span().start;
            // A table's mistakes are found by their key: the first line that writes it.
            let place = |key: &str| key_at(text, at, key).or(Some(at));
            Some(verify(table.into_inner()).map_err(|(key, problem)| mistake(place(&key), problem))?)
        }
        None => None,
    };
    let claims = parsed.claims.unwrap_or_default();
    if verify.is_none() && claims.is_empty() {
        let problem =
            "has neither [verify] nor [claims], so nothing could reach it; type = \"none\" opens it on purpose";
        return Err(mistake(None, problem.to_owned()));
    }
    Ok(Source { name: name.to_owned(), mapping, verify, claims, answer: parsed.answer })
}

/// Reads `[verify]`; a mistake comes with the key that it is at.
fn verify(mut table: toml::Table) -> Result<Verify, (String, String)> {
    let secrets = match table.remove("secrets") {
        Some(value) => {
            value.try_into::<Vec<String>>().map_err(|_| at("secrets", "secrets must be an array of strings"))?
        }
        None => Vec::new(),
    };
    let expect = match table.remove("expect") {
        Some(value) => value
            .try_into::<BTreeMap<String, String>>()
            .map_err(|_| at("expect", "[verify.expect] has paths and secrets, both strings"))?,
        None => BTreeMap::new(),
    };
    let preset = table.remove("preset").map(|value| preset(&value)).transpose()?;
    let mut written = Written::default();
    for (key, value) in table {
        let one: Written = toml::Table::from_iter([(key.clone(), value)])
            .try_into()
            .map_err(|error: toml::de::Error| (key.clone(), with_nearest(error.message())))?;
        written = written.over(one);
    }
    let scheme = written.over(preset.unwrap_or_default()).scheme().map_err(|problem| ("verify".to_owned(), problem))?;
    if matches!(scheme, Scheme::Open) != secrets.is_empty() {
        return Err(at("secrets", "[verify] needs secrets, at least one; only type = \"none\" has none"));
    }
    let reference = |text: &String| {
        Reference::parse(text).ok_or_else(|| {
            at("secrets", "a secret is env:NAME, secretsmanager:NAME#KEY or ssm:NAME, never the secret itself")
        })
    };
    let expect = expect.iter().map(|(path, text)| Ok((path.clone(), reference(text)?)));
    Ok(Verify {
        scheme,
        secrets: secrets.iter().map(reference).collect::<Result<_, _>>()?,
        expect: expect.collect::<Result<_, (String, String)>>()?,
    })
}

fn preset(value: &toml::Value) -> Result<Written, (String, String)> {
    let name = value.as_str().unwrap_or_default();
    scheme::preset(name).ok_or_else(|| {
        let names = scheme::preset_names();
        let nearest = names.iter().min_by_key(|known| strsim::damerau_levenshtein(known, name));
        let nearest = nearest.filter(|known| strsim::damerau_levenshtein(known, name) <= 3);
        let hint =
            nearest.map_or_else(|| format!("there are {}", names.join(", ")), |known| format!("did you mean {known}?"));
        at("preset", &format!("no preset has this name; {hint}"))
    })
}

fn at(key: &str, problem: &str) -> (String, String) {
    (key.to_owned(), problem.to_owned())
}

/// Where `key` is written behind `from`.
fn key_at(text: &str, from: usize, key: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let written = line.trim_start();
        let is_key = written.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
            || written.starts_with(&format!("[verify.{key}]"));
        if offset > from && is_key {
            return Some(start);
        }
    }
    None
}

/// serde's "unknown field `x`, expected one of `a`, `b`" with the nearest one in front.
fn with_nearest(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let Some(unknown) = quoted.next().filter(|_| message.starts_with("unknown field")) else {
        return message.to_owned();
    };
    let nearest = quoted.min_by_key(|known| strsim::damerau_levenshtein(known, unknown));
    match nearest.filter(|known| strsim::damerau_levenshtein(known, unknown) <= 3) {
        Some(nearest) => format!("unknown key {unknown}; did you mean {nearest}?"),
        None => message.replacen("unknown field", "unknown key", 1),
    }
}

fn is_name(name: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    (1..=64).contains(&name.len()) && name.chars().all(is_of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        parse("example", "example.toml", text).expect_err("must be refused").to_string()
    }

    #[test]
    fn every_mistake_names_its_line() {
        let secrets = "secrets = [\"env:S\"]";
        for (text, expected) in [
            (
                "map = '''{}'''\n[verify]\npreset = \"zendek\"\nsecrets = [\"env:S\"]",
                "example.toml:3: no preset has this name; did you mean zendesk?",
            ),
            ("map = '''{}'''\nanswr = \"json\"\n", "example.toml:2: unknown key answr; did you mean answer?"),
            (
                "\nmap = '''{'''\n[verify]\npreset = \"github\"\nsecrets = [\"env:S\"]",
                "example.toml:2: map is no JSONata",
            ),
            (
                "map = '''{}'''\n[verify]\npreset = \"github\"\nsecrets = [\"hunter2\"]",
                "example.toml:4: a secret is env:NAME",
            ),
            (
                "map = '''{}'''\n[verify]\npreset = \"github\"\nsignature_heade = \"X\"\nsecrets = [\"env:S\"]",
                "example.toml:4: unknown key signature_heade; did you mean signature_header?",
            ),
            (
                "map = '''{}'''\n[verify]\ntype = \"hmac\"\nsigned_message = \"{bdy}\"\nsecrets = [\"env:S\"]",
                "signed_message has {bdy}",
            ),
            (
                "map = '''{}'''\n[verify]\npreset = \"token\"\nsecrets = [\"env:S\"]",
                "a token needs one of header, query and body",
            ),
            ("map = '''{}'''\n[verify]\npreset = \"github\"\n", "[verify] needs secrets"),
            ("map = '''{}'''\n", "has neither [verify] nor [claims]"),
            ("map = 1\n", "example.toml:1:"),
            ("map = '''{}''\n", "example.toml:"),
        ] {
            let told = mistake(text);
            assert!(told.contains(expected), "{told}\nshould contain {expected}");
            assert!(!told.contains("hunter2"), "{told}");
        }
        assert!(
            parse("a/b", "x.toml", &format!("map = '''{{}}'''\n[verify]\npreset = \"github\"\n{secrets}")).is_err()
        );
    }

    #[test]
    fn a_source_can_be_opened_on_purpose_or_claim_events_alone() {
        assert!(parse("open", "open.toml", "map = '''{}'''\n[verify]\ntype = \"none\"").is_ok());
        assert!(parse("bus", "bus.toml", "map = '''{}'''\n[claims]\nsource = [\"my.app\"]").is_ok());
    }
}
