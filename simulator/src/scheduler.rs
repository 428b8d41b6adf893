//! The schedules that the simulated EventBridge Scheduler holds: created, shown, listed, deleted, and fired when due.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html>

mod create;
mod expression;
mod list;
mod model;
mod schedule;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::Timestamp;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::shape::Findings;
pub(crate) use create::NewSchedule;
pub(crate) use list::ListSchedules;
use model::NAMED_SCHEDULE;
pub use schedule::{Firing, Schedule};

/// The group of schedules that name none; it exists from the start.
pub(crate) const DEFAULT_GROUP: &str = "default";

/// All schedules, by group and name. Any well-formed group exists.
#[derive(Default)]
pub(crate) struct Scheduler {
    schedules: BTreeMap<(String, String), Schedule>,
}

impl Scheduler {
    /// Puts a schedule there, and gives its ARN.
    ///
    /// Odd: a past `at()` isn't refused; such a schedule fires at once.
    ///
    /// # Errors
    /// A schedule of that name is there, unless this is a retry of the request that created it.
    pub(crate) fn create(&mut self, new: NewSchedule, region: &str, now: Timestamp) -> Result<String, Refusal> {
        let key = (new.group.clone(), new.name.clone());
        if let Some(existing) = self.schedules.get(&key) {
            // The SDKs retry with the token of the first try: they find what they created.
            if existing.is_retry(&new) {
                return Ok(existing.arn.clone());
            }
            let message = format!("Schedule {} already exists.", new.name);
            return Err(Refusal::modelled(StatusCode::CONFLICT, "ConflictException", message));
        }
        let schedule = Schedule::new(new, region, now);
        let arn = schedule.arn.clone();
        self.schedules.insert(key, schedule);
        Ok(arn)
    }

    /// The schedule of this group and name.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn get(&self, group: &str, name: &str) -> Result<&Schedule, Refusal> {
        self.schedules.get(&key(group, name)).ok_or_else(|| not_found(name))
    }

    /// Takes a schedule away.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn delete(&mut self, group: &str, name: &str) -> Result<(), Refusal> {
        self.schedules.remove(&key(group, name)).map(|_| ()).ok_or_else(|| not_found(name))
    }

    /// Every schedule, by group and name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Schedule> {
        self.schedules.values()
    }

    /// When the next schedule is due; `None` if none waits.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.all().filter(|schedule| schedule.is_waiting()).map(|schedule| schedule.fires_at).min()
    }

    /// Fires what is due, the earliest first.
    pub(crate) fn fire_due(&mut self, now: Timestamp) -> Vec<Firing> {
        let mut due: Vec<_> = self
            .schedules
            .iter()
            .filter(|(_, schedule)| schedule.is_waiting() && schedule.fires_at <= now)
            .map(|(key, schedule)| (schedule.fires_at, key.clone()))
            .collect();
        due.sort();
        due.into_iter().filter_map(|(_, (group, name))| self.fire(&group, &name, now)).collect()
    }

    /// Fires a schedule now, whether it is due or not; `None` when there is none of that name.
    ///
    /// Odd: a completed schedule stays, as AWS has it, unless `ActionAfterCompletion` is `DELETE`.
    pub(crate) fn fire(&mut self, group: &str, name: &str, now: Timestamp) -> Option<Firing> {
        let key = key(group, name);
        let schedule = self.schedules.get_mut(&key)?;
        let firing = schedule.fire(now);
        if schedule.is_deleted_after_completion() {
            self.schedules.remove(&key);
        }
        Some(firing)
    }

    /// The groups that are in use, and the default one.
    pub(crate) fn groups(&self, region: &str) -> Value {
        let mut names: Vec<&str> = self.schedules.keys().map(|(group, _)| group.as_str()).collect();
        names.push(DEFAULT_GROUP);
        names.sort_unstable();
        names.dedup();
        let group = |name: &&str| {
            let arn = format!("arn:aws:scheduler:{region}:{}:schedule-group/{name}", crate::ACCOUNT);
            json!({"Arn": arn, "Name": name, "State": "ACTIVE"})
        };
        json!({"ScheduleGroups": names.iter().map(group).collect::<Vec<_>>()})
    }
}

/// The group that a request for one schedule names in its query, once that and the schedule's name are right.
///
/// # Errors
/// What is wrong with them, as AWS answers it.
pub(crate) fn group_of_request(request: &Request, name: &str) -> Result<String, Refusal> {
    let group = request.query_parameter("groupName");
    let mut findings = Findings::with_values();
    NAMED_SCHEDULE.check("", &json!({"Name": name, "GroupName": group}), &mut findings);
    match findings.message() {
        Some(message) => Err(Refusal::validation(message)),
        None => Ok(group.unwrap_or_else(|| DEFAULT_GROUP.to_owned())),
    }
}

fn key(group: &str, name: &str) -> (String, String) {
    (group.to_owned(), name.to_owned())
}

fn not_found(name: &str) -> Refusal {
    Refusal::not_found(&format!("Schedule {name} does not exist."))
}
