//! One schedule, and what it sends when it fires.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::create::NewSchedule;
use crate::Timestamp;

/// A one-time schedule, as `GetSchedule` shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// `arn:aws:scheduler:REGION:ACCOUNT:schedule/GROUP/NAME`.
    pub arn: String,
    /// The group's name.
    pub group: String,
    /// The schedule's name.
    pub name: String,
    /// When it fires.
    pub fires_at: Timestamp,
    /// Where its input goes: a queue's ARN, for example.
    pub target_arn: String,
    /// What it sends there.
    pub input: Option<String>,
    /// `MessageGroupId`, for a FIFO queue.
    pub message_group_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it fired; a completed schedule fires no second time by itself.
    pub completed_at: Option<Timestamp>,
    client_token: Option<String>,
    /// The request's members, with AWS's defaults.
    document: Map<String, Value>,
}

/// What a schedule sent to its target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Firing {
    /// When it was sent.
    #[serde(serialize_with = "as_rfc3339")]
    pub at: Timestamp,
    /// The schedule's group.
    pub group: String,
    /// The schedule's name.
    pub name: String,
    /// The target's ARN.
    pub target_arn: String,
    /// `MessageGroupId`, for a FIFO queue.
    pub message_group_id: Option<String>,
    /// The id of the message that the target got.
    pub message_id: String,
    /// The schedule's `Input`.
    pub input: String,
}

impl Schedule {
    pub(super) fn new(new: NewSchedule, region: &str, now: Timestamp) -> Self {
        let NewSchedule { group, name, fires_at, target_arn, input, message_group_id, client_token, mut document } =
            new;
        let arn = format!("arn:aws:scheduler:{region}:{}:schedule/{group}/{name}", crate::ACCOUNT);
        document.insert("Arn".into(), json!(arn));
        document.insert("CreationDate".into(), json!(now.epoch_seconds()));
        document.insert("LastModificationDate".into(), json!(now.epoch_seconds()));
        Self {
            arn,
            group,
            name,
            fires_at,
            target_arn,
            input,
            message_group_id,
            created_at: now,
            completed_at: None,
            client_token,
            document,
        }
    }

    /// As `GetSchedule` shows it.
    pub(crate) fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// As `ListSchedules` shows it.
    pub(crate) fn summary(&self) -> Value {
        let member = |name: &str| self.document.get(name).cloned().unwrap_or_default();
        json!({
            "Arn": self.arn,
            "CreationDate": member("CreationDate"),
            "GroupName": self.group,
            "LastModificationDate": member("LastModificationDate"),
            "Name": self.name,
            "State": member("State"),
            "Target": {"Arn": self.target_arn},
        })
    }

    /// `ENABLED` or `DISABLED`.
    pub(crate) fn state(&self) -> &str {
        self.document.get("State").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether it has still to fire.
    pub fn is_waiting(&self) -> bool {
        self.completed_at.is_none() && self.state() == "ENABLED"
    }

    pub(super) fn is_retry(&self, new: &NewSchedule) -> bool {
        let same = |name: &str| self.document.get(name) == new.document.get(name);
        self.client_token.is_some()
            && self.client_token == new.client_token
            && new.document.keys().all(|name| same(name))
    }

    pub(super) fn is_deleted_after_completion(&self) -> bool {
        self.document.get("ActionAfterCompletion").is_some_and(|action| action == "DELETE")
    }

    pub(super) fn fire(&mut self, now: Timestamp) -> Firing {
        self.completed_at = Some(now);
        Firing {
            at: now,
            group: self.group.clone(),
            name: self.name.clone(),
            target_arn: self.target_arn.clone(),
            message_group_id: self.message_group_id.clone(),
            message_id: Uuid::new_v4().to_string(),
            input: self.input_with_context(),
        }
    }

    /// The input with Scheduler's context attributes filled in.
    ///
    /// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>
    fn input_with_context(&self) -> String {
        let scheduled = self.fires_at.rfc3339();
        self.input
            .as_deref()
            .unwrap_or("{}")
            .replace("<aws.scheduler.schedule-arn>", &self.arn)
            .replace("<aws.scheduler.scheduled-time>", &scheduled)
            .replace("<aws.scheduler.execution-id>", &Uuid::new_v4().to_string())
            .replace("<aws.scheduler.attempt-number>", "1")
    }
}

impl Serialize for Schedule {
    /// `GetSchedule`'s members, and `FiresAt`, which AWS hasn't.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = self.document.clone();
        document.insert("FiresAt".into(), json!(self.fires_at.rfc3339()));
        document.insert("CompletedAt".into(), json!(self.completed_at.map(Timestamp::rfc3339)));
        document.serialize(serializer)
    }
}

fn as_rfc3339<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.rfc3339())
}
