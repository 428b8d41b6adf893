//! Why a mapping is refused, or failed on a payload: JSONata's code, the place, and a text of our own.
//!
//! JSONata's own messages quote values, which may be personal data: none of them is passed on.

use super::limits::{MAX_CPU_TIME, Stop};
use super::{Place, engine};
use rquickjs::Object;

/// Why an expression is refused before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Where in the file.
    pub place: Place,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingProblem {
    /// What arrived can't be read.
    NotReadable(String),
    /// The expression failed on it, or made something else than requests.
    Failed(String),
    /// The invocation had to answer before the mapping was done.
    DeadlinePassed,
}

impl Refused {
    pub(super) fn from_stop(stop: Stop, place: Place) -> Refused {
        let problem = match stop {
            Stop::CpuTime | Stop::Deadline => format!("map takes longer to read than {} ms", MAX_CPU_TIME.as_millis()),
            Stop::GaveUp => "map can't be read: it is nested too deeply, or needs too much memory".to_owned(),
        };
        Refused { place, problem }
    }
}

impl MappingProblem {
    pub(super) fn from_stop(stop: Stop) -> MappingProblem {
        match stop {
            Stop::CpuTime => MappingProblem::from_code("U1006"),
            Stop::GaveUp => MappingProblem::from_code("U1007"),
            Stop::Deadline => MappingProblem::DeadlinePassed,
        }
    }

    pub(super) fn from_code(code: &str) -> MappingProblem {
        MappingProblem::Failed(format!("the mapping failed: {}", words(code)))
    }
}

/// What `js/mapping.js` found wrong with an expression.
pub struct SyntaxProblem {
    code: String,
    line: usize,
    column: usize,
    token: Option<String>,
    expected: Option<String>,
    nearest: Option<String>,
}

impl SyntaxProblem {
    pub(super) fn from_js(problem: &Object<'_>, known: &[String]) -> rquickjs::Result<SyntaxProblem> {
        let token: Option<String> = problem.get("token")?;
        let distance = |name: &&String| strsim::damerau_levenshtein(token.as_deref().unwrap_or_default(), name);
        let is_near = |distance, name: &str| distance <= 1 + name.len() / 4 && distance < name.len();
        let nearest = known.iter().min_by_key(distance).filter(|name| is_near(distance(name), name)).cloned();
        Ok(SyntaxProblem {
            code: problem.get("code")?,
            line: problem.get("line")?,
            column: problem.get("column")?,
            token,
            expected: problem.get("expected")?,
            nearest,
        })
    }

    /// Whether JSONata raised it, or we.
    pub(super) fn is_of_jsonata(&self) -> bool {
        is_of_jsonata(&self.code)
    }

    pub(super) fn to_refused(&self, expression: Place) -> Refused {
        Refused { place: expression.within(self.line, self.column), problem: self.words() }
    }

    fn words(&self) -> String {
        let token = match self.token.as_deref() {
            Some(token) if token.len() <= 40 => format!("`{token}`"),
            _ => "this".to_owned(),
        };
        let problem = match self.code.as_str() {
            "U1010" => return "map must not use $eval: it would run code out of a payload".to_owned(),
            "U1011" | "U1012" => return self.unknown_function(),
            "U1013" => {
                let name = self.token.as_deref().unwrap_or_default();
                return format!("map must not make clientToken of ${name}: each try would be a new text");
            }
            "S0101" => "a string is not closed".to_owned(),
            "S0102" => format!("{token} is out of the range of numbers"),
            "S0103" => "a string has an escape that JSON doesn't know; write \\\\ for a backslash".to_owned(),
            "S0104" => "\\u must have 4 hexadecimal digits behind it".to_owned(),
            "S0105" => "a name in backquotes is not closed".to_owned(),
            "S0106" => "a comment is not closed".to_owned(),
            "S0202" => format!("`{}` is expected instead of {token}", self.expected.as_deref().unwrap_or_default()),
            "S0203" => format!("it ends where `{}` is expected", self.expected.as_deref().unwrap_or_default()),
            "S0204" | "S0211" => format!("{token} is not an operator that can stand here"),
            "S0207" => "it ends where a value is expected".to_owned(),
            "S0208" => "a function's parameter must be a variable: $name".to_owned(),
            "S0209" => "a filter can't stand behind a grouping {…}".to_owned(),
            "S0210" => "a step can have only one grouping {…}".to_owned(),
            "S0212" => "on the left of := must be a variable: $name".to_owned(),
            "S0213" => "a number or another plain value can't be a step of a path".to_owned(),
            "S0214" => "a variable must follow @ or #: $name".to_owned(),
            "S0215" | "S0216" => "@ must stand before a step's filters and its sorting".to_owned(),
            "S0217" => "% has no parent here".to_owned(),
            "S0301" => "a regular expression is empty".to_owned(),
            "S0302" => "a regular expression is not closed".to_owned(),
            "S0401" | "S0402" => "a function's signature is wrong".to_owned(),
            "U1003" | "U1004" | "U1000" => "it is nested too deeply, or needs too much memory".to_owned(),
            "U1005" => return "map has a regular expression that JavaScript doesn't know".to_owned(),
            _ => format!("{token} can't stand here"),
        };
        format!("map is not JSONata: {problem} ({})", self.code)
    }

    fn unknown_function(&self) -> String {
        let name = self.token.as_deref().unwrap_or_default();
        let is_name_alone = self.code == "U1012";
        match self.nearest.as_deref() {
            Some(nearest) if nearest == name => {
                format!("map calls {name}: a function's name begins with $, write ${name}")
            }
            _ if is_name_alone => format!("map calls {name}, which is not a function; a function's name begins with $"),
            Some(nearest) => format!("map calls ${name}, which is not a function; did you mean ${nearest}?"),
            None => format!("map calls ${name}, which is neither a function of JSONata nor bound with :="),
        }
    }
}

/// How an expression failed on a payload.
pub struct Failure {
    pub(super) code: String,
    /// Line and column in the expression, and what stands there.
    at: Option<(usize, usize)>,
    token: Option<String>,
}

impl Failure {
    pub(super) fn from_js(failure: &Object<'_>) -> rquickjs::Result<Failure> {
        let (line, column): (Option<usize>, Option<usize>) = (failure.get("line")?, failure.get("column")?);
        Ok(Failure { code: failure.get("code")?, at: line.zip(column), token: failure.get("token")? })
    }

    /// Whether JSONata raised it, or we.
    pub(super) fn is_of_jsonata(&self) -> bool {
        is_of_jsonata(&self.code)
    }

    pub(super) fn to_problem(&self, expression: Place) -> MappingProblem {
        let place = self.at.map_or_else(String::new, |(line, column)| {
            let Place { line, column } = expression.within(line, column);
            let token = self.token.as_deref().filter(|token| token.len() <= 40);
            format!(
                " at line {line}, column {column}{}",
                token.map(|token| format!(" (`{token}`)")).unwrap_or_default()
            )
        });
        let code = if self.code.starts_with('U') { String::new() } else { format!(" (JSONata {})", self.code) };
        MappingProblem::Failed(format!("the mapping failed{place}: {}{code}", words(&self.code)))
    }
}

/// Whether the engine is as it was before. What it raises itself, having found no memory or no stack, may have left it
/// in the middle of something.
fn is_of_jsonata(code: &str) -> bool {
    !matches!(code, "U1000" | "U1003" | "U1004")
}

/// Codes that begin with U are our own; `js/` has where they are raised.
fn words(code: &str) -> String {
    match code {
        "D1001" | "D3001" | "D3061" => "a number is out of range".to_owned(),
        "D1002" | "T2001" | "T2002" => "it does arithmetic on a value that is not a number".to_owned(),
        "D1004" => "its regular expression matches the empty string".to_owned(),
        "D1009" => "two members of an object have the same name".to_owned(),
        "D2014" => "it makes a range of more than 10,000,000 numbers".to_owned(),
        "D3010" | "D3011" | "D3012" => "it passes $replace a value that $replace doesn't accept".to_owned(),
        "D3020" | "D3040" => "the limit of $split or $match is negative".to_owned(),
        "D3030" => "it turns a value into a number that is not one".to_owned(),
        "D3060" => "it takes the square root of a negative number".to_owned(),
        "D3070" => "$sort without a function takes texts alone or numbers alone".to_owned(),
        "D3110" | "D3136" => "it reads a value as a time that is not one".to_owned(),
        "D3137" => "it raised an error itself".to_owned(),
        "D3138" | "D3139" => "$single found none, or more than one".to_owned(),
        "D3140" => "it reads or writes a URL that is malformed".to_owned(),
        "D3141" => "an $assert in it failed".to_owned(),
        "T0410" | "T0411" | "T0412" => "it passes a function a value that the function doesn't accept".to_owned(),
        "T1003" => "the name of an object's member is not a string".to_owned(),
        "T1005" | "T1006" | "T1007" | "T1008" | "T2006" => "it calls a value that is not a function".to_owned(),
        "T2003" | "T2004" => "a range's end is not a whole number".to_owned(),
        "T2007" | "T2008" | "T2009" | "T2010" => {
            "it compares values of different types, or that have no order".to_owned()
        }
        "U1001" => "it makes a text of more than 1,048,576 characters".to_owned(),
        "U1002" => "it makes something other than a request document, a list of them, or nothing".to_owned(),
        "U1003" => format!("it needs more than {} MB of memory", engine::MAX_MEMORY / 1024 / 1024),
        "U1004" => "it calls itself too deeply, or what it makes is nested too deeply".to_owned(),
        "U1006" => format!("it takes longer than {} ms of CPU time", MAX_CPU_TIME.as_millis()),
        "U1007" => format!("{}, or waits for what never comes", words("U1003")),
        code if code.starts_with("D308") || code.starts_with("D309") || code.starts_with("D313") => {
            "a picture of $formatNumber, $formatInteger or a time is wrong".to_owned()
        }
        _ => "it can't be carried out on this payload".to_owned(),
    }
}
