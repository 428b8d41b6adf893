//! A source's file: TOML, every key known, every mistake told at once, with its line.

mod error;
mod lines;
mod section;
mod verification;

pub use error::{SourceError, did_you_mean};

use super::event_key::KeyTemplate;
use super::event_pattern::EventPattern;
use super::map::{Mapping, Place};
use super::needs::Needs;
use super::response_format::ResponseFormat;
use super::{Source, Verify};
use error::SourceErrors;
use section::Section;
use std::path::Path;

/// What tokens of other kinds of events begin with.
const RESERVED: [&str; 7] = ["http", "sqs", "sns", "eventbridge", "flow", "deflect", "invoke"];

const RESPONSE_FORMATS: [(&str, ResponseFormat); 2] =
    [("json", ResponseFormat::Json), ("salesforce-ack", ResponseFormat::SalesforceAck)];

/// The sources of a folder's `*.toml`, or what is wrong with each.
pub fn read_folder(dir: &Path) -> Vec<Result<Source, Vec<SourceError>>> {
    let unreadable = |path: &Path, error: &std::io::Error| {
        let problem = format!("can't be read: {}", error.kind());
        vec![SourceError { file: path.display().to_string(), line: None, column: None, problem }]
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
/// All errors, each with its line in `file`.
pub fn parse(name: &str, file: &str, text: &str) -> Result<Source, Vec<SourceError>> {
    let mut errors = SourceErrors::new(file);
    if !is_name(name) {
        errors.in_file("a source's name is made of a-z, 0-9, - and _, 64 of them at most");
    }
    if RESERVED.contains(&name) {
        errors.in_file(format!("no source may be called {name}: its tokens would begin like those of other events"));
    }
    let mut section = Section::parse(text, &mut errors);
    let (has_verify, has_event_pattern) = (section.has("verify"), section.has("event_pattern"));
    // What is missing behind broken TOML may well be there.
    if errors.is_empty() && !section.has("map") {
        errors.in_file("has no map: the JSONata expression that makes request documents");
    }
    if errors.is_empty() && !has_verify && !has_event_pattern {
        errors.in_file(
            "has neither [verify] nor [event_pattern], so nothing could reach it; type = \"none\" opens it on purpose",
        );
    }
    let (mapping, key_template) = mapping(&mut section, &mut errors).unzip();
    let needs = section.texts("needs", &mut errors).map(Needs::from).unwrap_or_default();
    let response_format = section.word("response", &RESPONSE_FORMATS, &mut errors).unwrap_or_default();
    let verify = section.table("verify", &mut errors).and_then(|table| verification::read(table, &mut errors));
    let event_pattern = section.table("event_pattern", &mut errors).and_then(|table| event_pattern(table, &mut errors));
    section.finish("a source", &mut errors);
    match mapping.filter(|_| errors.is_empty()) {
        Some(mapping) => Ok(Source {
            name: name.to_owned(),
            file: file.to_owned(),
            mapping,
            key_template: key_template.unwrap_or_default(),
            needs,
            verify,
            event_pattern,
            response_format,
        }),
        None => Err(errors.into_vec()),
    }
}

/// `[verify]` of a file without mistakes, and nothing else of it: to compile its mapping takes longer.
pub fn parse_verify(file: &str, text: &str) -> Option<Verify> {
    let mut errors = SourceErrors::new(file);
    let table = Section::parse(text, &mut errors).table("verify", &mut errors)?;
    verification::read(table, &mut errors).filter(|_| errors.is_empty())
}

fn mapping(section: &mut Section, errors: &mut SourceErrors) -> Option<(Mapping, KeyTemplate)> {
    let map = section.text("map", errors)?;
    let compiled = Mapping::compile(&map.text, Place { line: map.line, column: map.column });
    for refused in compiled.as_ref().err().into_iter().flatten() {
        errors.at_place(refused.place, &refused.problem);
    }
    Some((compiled.ok()?, KeyTemplate::from_expression(&map.text)))
}

fn event_pattern(mut table: Section, errors: &mut SourceErrors) -> Option<EventPattern> {
    if !table.has("source") {
        errors.at(table.line, "[event_pattern] needs source, such as [\"aws.partner/zendesk.com/*\"]");
    }
    let source = table.texts("source", errors);
    let detail_type = table.texts("detail-type", errors);
    table.finish("[event_pattern]", errors);
    Some(EventPattern::new(source?, detail_type))
}

fn is_name(name: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    (1..=64).contains(&name.len()) && name.chars().all(is_of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        let errors = parse("example", "example.toml", text).expect_err("must be refused");
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_mistake_names_its_line() {
        let secrets = "secrets = [\"env:S\"]";
        for (text, expected) in [
            (
                "map = '''{}'''\n[verify]\npreset = \"zendek\"\nsecrets = [\"env:S\"]",
                "example.toml:3: no preset has this name; did you mean zendesk?",
            ),
            (
                "map = '''{}'''\nrespnse = \"json\"\n",
                "example.toml:2: a source has no key respnse; did you mean response?",
            ),
            (
                "\nmap = '''{'''\n[verify]\npreset = \"github\"\nsecrets = [\"env:S\"]",
                "example.toml:2:11: map is not JSONata",
            ),
            (
                "map = '''{}'''\n[verify]\npreset = \"github\"\nsecrets = [\"hunter2\"]",
                "example.toml:4: a secret is env:NAME",
            ),
            (
                "map = '''{}'''\n[verify]\npreset = \"github\"\nsignature_heade = \"X\"\nsecrets = [\"env:S\"]",
                "example.toml:4: [verify] of type hmac has no key signature_heade; did you mean signature_header?",
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
            ("map = '''{}'''\n", "has neither [verify] nor [event_pattern]"),
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
    fn a_source_is_not_called_as_another_kind_of_event() {
        let open = "map = \"{}\"\n[verify]\ntype = \"none\"";
        for name in RESERVED {
            let errors = parse(name, "x.toml", open).expect_err("must be refused");
            assert!(errors[0].to_string().contains(name), "{errors:?}");
        }
        assert!(parse("https", "x.toml", open).is_ok());
    }

    #[test]
    fn all_mistakes_of_a_file_are_told_at_once_by_line() {
        let text = "response = \"xml\"\nmap = '''\n{\n  \"clientToken\": $now()\n}\n'''\nmpa = 1\n[verify]\ntype = \"hmac\"\n\
                    algorithm = \"md5\"\nsecrets = [\"plain\", \"env:S\"]\nheader = \"X\"\nsignature_header = 5\n\
                    signed_message = \"{time}\"\ntimestamp = { heder = \"X\" }\n[verify.expect]\nid = \"plain\"\n\
                    [event_pattern]\ndetail-type = [1]";
        let told = mistake(text);
        let lines: Vec<&str> = told.lines().map(|line| line.split(':').nth(1).unwrap()).collect();
        assert_eq!(lines, ["1", "4", "7", "10", "11", "12", "13", "14", "15", "15", "17", "19", "19"], "{told}");
    }

    #[test]
    fn a_preset_s_keys_can_be_written_over_and_those_of_another_type_are_no_mistake() {
        let over =
            "map = '''{}'''\n[verify]\npreset = \"github\"\ntype = \"token\"\nheader = \"X\"\nsecrets = \"env:S\"";
        assert!(parse("over", "over.toml", over).is_ok());
        let told = mistake(&over.replace("preset = \"github\"\n", "algorithm = \"sha1\"\n"));
        assert!(told.starts_with("example.toml:3: [verify] of type token has no key algorithm"), "{told}");
    }

    #[test]
    fn a_signature_s_prefix_has_a_short_name_too() {
        let short = "map = '''{}'''\n[verify]\ntype = \"hmac\"\nsignature_header = \"X\"\nprefix = \"v1=\"\n\
                     signed_message = \"{body}\"\nsecrets = \"env:S\"";
        let prefix = |text: &str| match parse("short", "short.toml", text).unwrap().verify.unwrap().scheme {
            crate::sources::scheme::Scheme::Signature(signature) => signature.prefix,
            other => panic!("{other:?}"),
        };
        assert_eq!(prefix(short), "v1=");
        assert_eq!(prefix(&short.replace("prefix", "signature_prefix")), "v1=");
    }

    #[test]
    fn a_source_can_be_opened_on_purpose_or_claim_events_alone() {
        assert!(parse("open", "open.toml", "map = '''{}'''\n[verify]\ntype = \"none\"").is_ok());
        assert!(parse("bus", "bus.toml", "map = '''{}'''\n[event_pattern]\nsource = [\"my.app\"]").is_ok());
    }
}
