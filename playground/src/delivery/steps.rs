//! What was looked at, and what was found.

use serde::Serialize;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Step {
    outcome: StepOutcome,
    title: String,
    detail: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StepOutcome {
    Ok,
    Problem,
    Note,
}

/// The steps, as they are taken.
#[derive(Debug, Default)]
pub(super) struct Steps(Vec<Step>);

impl Steps {
    /// Something is right.
    pub(super) fn ok(&mut self, title: impl Into<String>) {
        self.push(StepOutcome::Ok, title.into(), None);
    }

    /// Something is wrong, and what to do about it.
    pub(super) fn problem(&mut self, title: impl Into<String>, detail: impl Into<String>) {
        self.push(StepOutcome::Problem, title.into(), Some(detail.into()).filter(|detail| !detail.is_empty()));
    }

    /// Something that is neither right nor wrong.
    pub(super) fn note(&mut self, title: impl Into<String>, detail: impl Into<String>) {
        self.push(StepOutcome::Note, title.into(), Some(detail.into()).filter(|detail| !detail.is_empty()));
    }

    /// The first problem's title.
    pub(super) fn first_problem(&self) -> Option<&str> {
        self.0.iter().find(|step| step.outcome == StepOutcome::Problem).map(|step| step.title.as_str())
    }

    pub(super) fn into_vec(self) -> Vec<Step> {
        self.0
    }

    fn push(&mut self, outcome: StepOutcome, title: String, detail: Option<String>) {
        self.0.push(Step { outcome, title, detail });
    }
}
