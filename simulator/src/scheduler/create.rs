//! A request for a schedule: first held against the model, then against what the API's prose says.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html>

use serde_json::{Map, Value, json};

use super::model::CREATE_SCHEDULE;
use super::{DEFAULT_GROUP, expression};
use crate::Timestamp;
use crate::refusal::Refusal;
use crate::shape::Findings;

/// What AWS fills in, and `GetSchedule` shows.
const RETRY_POLICY: (u32, u32) = (86_400, 185);

/// A schedule that is well-formed and not yet there.
pub(crate) struct NewSchedule {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) fires_at: Timestamp,
    pub(crate) target_arn: String,
    pub(crate) input: Option<String>,
    pub(crate) message_group_id: Option<String>,
    pub(crate) client_token: Option<String>,
    /// The members of `GetSchedule`, with AWS's defaults.
    pub(crate) document: Map<String, Value>,
}

impl NewSchedule {
    /// Reads a request: the name is in the path, the rest in the body.
    ///
    /// # Errors
    /// What is wrong with it, as AWS answers it.
    pub(crate) fn parse(name: &str, body: &[u8]) -> Result<Self, Refusal> {
        let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::unreadable("Unexpected token in JSON"))?;
        let Value::Object(mut request) = value else {
            return Err(Refusal::unreadable("Expected map or structure, found scalar"));
        };
        request.insert("Name".into(), json!(name));
        request.retain(|_, member| !member.is_null());
        let mut findings = Findings::with_values();
        let request = Value::Object(request);
        CREATE_SCHEDULE.check("", &request, &mut findings);
        if let Some(message) = &findings.mistyped {
            return Err(Refusal::unreadable(message));
        }
        if let Some(message) = findings.message() {
            return Err(Refusal::validation(message));
        }
        Self::from_valid(request).map_err(Refusal::validation)
    }

    fn from_valid(mut request: Value) -> Result<Self, String> {
        let text = |pointer: &str| request.pointer(pointer).and_then(Value::as_str).map(ToOwned::to_owned);
        let zone = text("/ScheduleExpressionTimezone").unwrap_or_else(|| "UTC".to_owned());
        let expression = text("/ScheduleExpression").unwrap_or_default();
        if expression.starts_with("rate(") || expression.starts_with("cron(") {
            return Err(format!("The simulator knows one-time schedules only, at(…), not {expression}."));
        }
        let fires_at = expression::parse_at(&expression, &zone)?;
        let flexible = text("/FlexibleTimeWindow/Mode").as_deref() == Some("FLEXIBLE");
        if flexible != request.pointer("/FlexibleTimeWindow/MaximumWindowInMinutes").is_some() {
            return Err("MaximumWindowInMinutes goes with the flexible time window mode FLEXIBLE.".to_owned());
        }
        let target_arn = text("/Target/Arn").unwrap_or_default();
        if target_arn.splitn(6, ':').count() < 6 || !target_arn.starts_with("arn:") {
            return Err("Provided Arn is not in correct format.".to_owned());
        }
        let message_group_id = text("/Target/SqsParameters/MessageGroupId");
        let is_fifo = target_arn.contains(":sqs:") && target_arn.ends_with(".fifo");
        if is_fifo != message_group_id.is_some() {
            return Err("SqsParameters.MessageGroupId is for FIFO queues, and they need it.".to_owned());
        }
        let (group, name) = (text("/GroupName").unwrap_or_else(|| DEFAULT_GROUP.to_owned()), text("/Name"));
        let (input, client_token) = (text("/Target/Input"), text("/ClientToken"));
        let document = with_defaults(request.as_object_mut().map(std::mem::take).unwrap_or_default());
        Ok(Self {
            group,
            name: name.unwrap_or_default(),
            fires_at,
            target_arn,
            input,
            message_group_id,
            client_token,
            document,
        })
    }
}

/// The request's members that AWS shows again, and its defaults.
fn with_defaults(mut document: Map<String, Value>) -> Map<String, Value> {
    document.remove("ClientToken");
    for (name, default) in [
        ("ActionAfterCompletion", "NONE"),
        ("GroupName", DEFAULT_GROUP),
        ("ScheduleExpressionTimezone", "UTC"),
        ("State", "ENABLED"),
    ] {
        document.entry(name).or_insert_with(|| json!(default));
    }
    if let Some(Value::Object(target)) = document.get_mut("Target") {
        let policy = target.entry("RetryPolicy").or_insert_with(|| json!({}));
        if let Value::Object(policy) = policy {
            policy.entry("MaximumEventAgeInSeconds").or_insert_with(|| json!(RETRY_POLICY.0));
            policy.entry("MaximumRetryAttempts").or_insert_with(|| json!(RETRY_POLICY.1));
        }
    }
    document
}
