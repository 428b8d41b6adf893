//! `ListSchedules`: filters, and pages.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html>

use serde_json::{Map, Value, json};

use super::Scheduler;
use super::model::LIST_SCHEDULES;
use crate::refusal::Refusal;
use crate::shape::Findings;

/// Schedules to a page, if the request doesn't say.
const PAGE: usize = 100;

/// Which schedules are asked for.
pub(crate) struct ListSchedules {
    group: Option<String>,
    name_prefix: Option<String>,
    state: Option<String>,
    page: usize,
    /// How many of the matching schedules earlier pages had.
    skip: usize,
}

impl ListSchedules {
    /// Reads a query string.
    ///
    /// # Errors
    /// What is wrong with it, as AWS answers it.
    pub(crate) fn parse(query: &str) -> Result<Self, Refusal> {
        let mut request = Map::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let is_number = name == "MaxResults";
            let number = value.parse::<i64>().ok().filter(|_| is_number).map(Value::from);
            request.insert(name.into_owned(), number.unwrap_or_else(|| json!(value)));
        }
        let request = Value::Object(request);
        let mut findings = Findings::with_values();
        LIST_SCHEDULES.check("", &request, &mut findings);
        if let Some(message) = &findings.mistyped {
            return Err(Refusal::unreadable(message));
        }
        if let Some(message) = findings.message() {
            return Err(Refusal::validation(message));
        }
        let text = |name: &str| request[name].as_str().map(ToOwned::to_owned);
        let skip = text("NextToken").map_or(Some(0), |token| token.parse().ok());
        Ok(Self {
            group: text("ScheduleGroup"),
            name_prefix: text("NamePrefix"),
            state: text("State"),
            page: request["MaxResults"].as_u64().map_or(PAGE, |page| usize::try_from(page).unwrap_or(PAGE)),
            skip: skip.ok_or_else(|| Refusal::validation("Invalid NextToken."))?,
        })
    }

    /// The answer.
    pub(crate) fn run(&self, scheduler: &Scheduler) -> Value {
        let matches = |asked: &Option<String>, found: &str| asked.as_deref().is_none_or(|asked| asked == found);
        let all = scheduler.all().filter(|schedule| {
            matches(&self.group, &schedule.group)
                && matches(&self.state, schedule.state())
                && self.name_prefix.as_deref().is_none_or(|prefix| schedule.name.starts_with(prefix))
        });
        let mut rest = all.skip(self.skip).map(|schedule| schedule.summary());
        let schedules: Vec<Value> = rest.by_ref().take(self.page).collect();
        let next = rest.next().map(|_| (self.skip + schedules.len()).to_string());
        let mut answer = json!({"Schedules": schedules});
        if let Some(next) = next {
            answer["NextToken"] = json!(next);
        }
        answer
    }
}
