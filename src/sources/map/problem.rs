//! Why a mapping made nothing of a payload: JSONata's code, and words of our own.
//!
//! The engine's messages quote values, which may be people's: none of them gets out.

use super::{MAX_DEPTH, MAX_ITEMS, MAX_MILLISECONDS, meter};
use jsonata_core::evaluator::EvaluatorError;

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingProblem {
    /// What arrived can't be read.
    NotReadable(String),
    /// The expression failed on it, or made something else than requests.
    Failed(String),
}

impl MappingProblem {
    pub(super) fn of(error: &EvaluatorError) -> MappingProblem {
        let code = error.code().filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let named = code.map_or_else(String::new, |code| format!(" (JSONata {code})"));
        MappingProblem::Failed(format!("the mapping failed: {}{named}", words(code.unwrap_or_default())))
    }

    pub(super) fn no_document() -> MappingProblem {
        let detail = "the mapping made something else than a request document, a list of them, or nothing";
        MappingProblem::Failed(detail.to_owned())
    }

    pub(super) fn too_large() -> MappingProblem {
        MappingProblem::Failed(format!("the mapping failed: {}", words(meter::CODE)))
    }
}

fn words(code: &str) -> String {
    match code {
        "D1012" => format!("it took longer than {MAX_MILLISECONDS} ms"),
        "D1011" | "U1001" => format!("it calls itself more than {MAX_DEPTH} deep"),
        "D2014" | "D2015" => format!("it made a list of more than {MAX_ITEMS} items"),
        meter::CODE => format!("it made more than {} bytes of texts and lists", meter::MAX_BYTES),
        "T0410" | "T0411" | "T0412" => "it passes a function something that it doesn't take".to_owned(),
        "T1003" => "an object's key is no text".to_owned(),
        "T1005" | "T1006" => "it calls something that is no function".to_owned(),
        "T2001" | "T2002" => "it reckons with something that is no number".to_owned(),
        "T2009" | "T2010" => "it compares values of different kinds, or that have no order".to_owned(),
        "D1001" | "D3001" => "a number is out of range".to_owned(),
        "D3010" | "D3011" | "D3012" => "it passes $replace something that it doesn't take".to_owned(),
        "D3030" => "it turns something into a number that is none".to_owned(),
        "D3110" | "D3136" => "it reads something as a time that is none".to_owned(),
        "D3137" => "it raised an error itself".to_owned(),
        "D3138" | "D3139" => "$single found nothing, or more than one".to_owned(),
        "D3141" => "what it asserts doesn't hold".to_owned(),
        _ => "it can't be carried out on this payload".to_owned(),
    }
}
