//! JSONata: what arrived in, request documents out. Nothing outside of this folder knows the engine.
//!
//! The engine is the reference implementation itself, in QuickJS, so a mapping means what JSONata's documentation says.
//! Bounded whatever the expression and the payload: 8 KiB of expression, 250 ms of CPU time, 32 MB.

mod bindings;
mod engine;
mod limits;
mod problem;
#[cfg(test)]
mod tests;

pub use bindings::Bindings;
pub use problem::{MappingProblem, Refused};

use engine::Call;
use limits::Stop;
use problem::{Failure, SyntaxProblem};
use rquickjs::{Object, Promise};
use serde_json::value::RawValue;
use std::time::Instant;

/// How long an expression may be, in bytes.
const MAX_EXPRESSION: usize = 8 * 1024;

/// An expression that can be run.
#[derive(Debug)]
pub struct Mapping {
    expression: String,
    place: Place,
    /// Whether a result may have a `clientToken` of its own.
    pub makes_token: bool,
}

/// A place in a file, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// What a mapping made.
#[derive(Debug)]
pub enum Mapped {
    /// Nothing, on purpose.
    Skipped,
    /// One request document.
    One(Box<RawValue>),
    /// A list of them.
    Many(Vec<Box<RawValue>>),
}

/// How a run ended.
enum Ran {
    Made { is_list: bool, documents: Vec<String> },
    NotReadable,
    Failed(Failure),
}

impl Mapping {
    /// Compiles an expression, which begins at `place` in its file.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn compile(expression: &str, place: Place) -> Result<Mapping, Vec<Refused>> {
        if expression.len() > MAX_EXPRESSION {
            let problem = format!("map has {} bytes; at most {MAX_EXPRESSION} are allowed", expression.len());
            return Err(vec![Refused { place, problem }]);
        }
        let is_whole = |(_, problems): &(_, Vec<SyntaxProblem>)| problems.iter().all(SyntaxProblem::is_of_jsonata);
        let compiled = engine::run(None, |call| compile(call, expression), is_whole);
        let (makes_token, problems) = compiled.map_err(|stop| vec![Refused::from_stop(stop, place)])?;
        if !problems.is_empty() {
            return Err(problems.into_iter().map(|problem| problem.to_refused(place)).collect());
        }
        Ok(Mapping { expression: expression.to_owned(), place, makes_token })
    }

    /// What it makes of `input`, which is JSON, by `deadline` at the latest.
    ///
    /// # Errors
    /// It fails, takes too long, or makes something else than request documents.
    pub fn run(
        &self,
        input: &str,
        bindings: &Bindings<'_>,
        deadline: Option<Instant>,
    ) -> Result<Mapped, MappingProblem> {
        match self.call("run", input, &bindings.to_json(), deadline).map_err(MappingProblem::from_stop)? {
            Ran::Made { documents, .. } if documents.is_empty() => Ok(Mapped::Skipped),
            Ran::Made { is_list, documents } => {
                let documents = documents.into_iter().map(RawValue::from_string).collect::<Result<Vec<_>, _>>();
                let mut documents = documents.map_err(|_| MappingProblem::from_code("U1002"))?;
                Ok(if is_list { Mapped::Many(documents) } else { Mapped::One(documents.remove(0)) })
            }
            Ran::NotReadable => {
                Err(MappingProblem::NotReadable("what arrived is not JSON, or nested too deeply".to_owned()))
            }
            Ran::Failed(failure) => Err(failure.to_problem(self.place)),
        }
    }

    fn call(&self, function: &str, input: &str, bindings: &str, deadline: Option<Instant>) -> Result<Ran, Stop> {
        let is_whole = |ran: &Ran| !matches!(ran, Ran::Failed(failure) if !failure.is_of_jsonata());
        engine::run(deadline, |call| run(call, function, &self.expression, input, bindings), is_whole)
    }
}

impl Place {
    /// The place in the file of what is at `line` and `column` of a text that begins here.
    fn within(self, line: usize, column: usize) -> Place {
        match line {
            0 | 1 => Place { line: self.line, column: self.column + column.saturating_sub(1) },
            _ => Place { line: self.line + line - 1, column },
        }
    }
}

fn compile(call: &Call<'_, '_>, expression: &str) -> rquickjs::Result<(bool, Vec<SyntaxProblem>)> {
    let compiled: Object<'_> = call.function("compile")?.call((expression,))?;
    let problems: Vec<Object<'_>> = compiled.get("problems")?;
    let known: Option<Vec<String>> = compiled.get("known")?;
    let problems = problems.iter().map(|problem| SyntaxProblem::from_js(problem, known.as_deref().unwrap_or_default()));
    Ok((compiled.get("makesToken")?, problems.collect::<Result<_, _>>()?))
}

fn run(call: &Call<'_, '_>, function: &str, expression: &str, input: &str, bindings: &str) -> rquickjs::Result<Ran> {
    let promise: Promise<'_> = call.function(function)?.call((expression, input, bindings))?;
    let ran: Object<'_> = call.finish(&promise)?;
    let kind: String = ran.get("kind")?;
    Ok(match kind.as_str() {
        "documents" => Ran::Made { is_list: ran.get("isList")?, documents: ran.get("documents")? },
        "unreadable" => Ran::NotReadable,
        _ => Ran::Failed(Failure::from_js(&ran)?),
    })
}
