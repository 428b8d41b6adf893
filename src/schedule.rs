//! Requests that wait for their hour with EventBridge Scheduler, which puts each on the queue when its time has come.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html>

use crate::aws::SdkConfig;
use crate::aws::json_api::{Service, call_path};
use crate::aws::retry::{QUEUE_ATTEMPT, with_attempt_timeout};
use crate::outcome::{AwsService, Failure, ServiceError, ServiceErrorKind};
use crate::policy::schedule_settings::ScheduleSettings;
use crate::request::ChatRequest;
use crate::request::send_at::parse_rfc3339;
use crate::request::to_document::to_document;
use crate::request::token::sha256_hex;
use http::Method;
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::time::{Instant, timeout_at};

const SCHEDULER: Service = Service { service: AwsService::Scheduler, id: "Scheduler", prefix: "scheduler", target: "" };

/// AWS doesn't say what becomes of an `at()` in the past, so none is that near.
const MIN_AHEAD: time::Duration = time::Duration::minutes(1);

/// Puts off requests.
#[derive(Debug, Clone)]
pub struct Scheduler {
    config: SdkConfig,
    settings: ScheduleSettings,
}

impl Scheduler {
    /// The Scheduler that `config` reaches.
    pub fn new(config: &SdkConfig, settings: ScheduleSettings) -> Scheduler {
        Scheduler { config: with_attempt_timeout(config, QUEUE_ATTEMPT), settings }
    }

    /// Has `request` put on the queue at `at`, a minute from `now` at the soonest; tells when that will be. By
    /// `deadline`.
    ///
    /// A schedule is named after the token, so that a request that is put off twice waits once.
    ///
    /// # Errors
    /// What Scheduler answered, or that it didn't in time. A `ConflictException` says that an earlier schedule of the
    /// same token has just fired and isn't deleted yet: later, the same request can be put off again.
    pub async fn create(
        &self,
        request: &ChatRequest,
        at: OffsetDateTime,
        now: OffsetDateTime,
        deadline: Instant,
    ) -> Result<OffsetDateTime, Failure> {
        let at = round_up(at.max(now + MIN_AHEAD));
        let attempt = Box::pin(async {
            match self.try_create(request, at).await {
                Err(failure) if is(&failure, ServiceErrorKind::Conflict) => {}
                created => return created.map(|()| at),
            }
            match self.existing(&request.params.client_token).await {
                Ok(existing) if existing.is_some_and(|existing| existing <= now) => Err(just_fired()),
                // It exists already; somebody may have changed its time by hand.
                Ok(existing) => Ok(existing.unwrap_or(at)),
                // It was deleted in between. If it exists again on the second try, another call has made it.
                Err(failure) if is(&failure, ServiceErrorKind::NotFound) || is(&failure, ServiceErrorKind::Other) => {
                    match self.try_create(request, at).await {
                        Err(failure) if is(&failure, ServiceErrorKind::Conflict) => Ok(at),
                        created => created.map(|()| at),
                    }
                }
                Err(failure) => Err(failure),
            }
        });
        timeout_at(deadline, attempt).await.unwrap_or(Err(Failure::Timeout))
    }

    async fn try_create(&self, request: &ChatRequest, at: OffsetDateTime) -> Result<(), Failure> {
        let path = format!("/schedules/{}", name(&request.params.client_token));
        let input = self.schedule(request, at);
        call_path(&self.config, SCHEDULER, "CreateSchedule", (Method::POST, path), Some(&input)).await.map(|_| ())
    }

    fn schedule(&self, request: &ChatRequest, at: OffsetDateTime) -> Value {
        let ScheduleSettings { target_arn, role_arn, group, dead_letter_arn } = &self.settings;
        let mut target = json!({"Arn": target_arn, "RoleArn": role_arn, "Input": input(&to_document(request))});
        if let Some(arn) = dead_letter_arn {
            target["DeadLetterConfig"] = json!({"Arn": arn});
        }
        if target_arn.ends_with(".fifo") {
            target["SqsParameters"] = json!({"MessageGroupId": request.message_group()});
        }
        let mut schedule = json!({
            "ScheduleExpression": expression(at),
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": target,
        });
        if let Some(group) = group {
            schedule["GroupName"] = json!(group);
        }
        // A try that is made again is told by it from another schedule of the same name.
        schedule["ClientToken"] = json!(sha256_hex(schedule.to_string().as_bytes()));
        schedule
    }

    /// When the schedule of this token fires; `None` if somebody gave it another expression than ours.
    async fn existing(&self, client_token: &str) -> Result<Option<OffsetDateTime>, Failure> {
        let group = self.settings.group.as_ref().map(|group| format!("?groupName={group}")).unwrap_or_default();
        let path = format!("/schedules/{}{group}", name(client_token));
        let schedule = call_path(&self.config, SCHEDULER, "GetSchedule", (Method::GET, path), None).await?;
        let text = |member: &str| schedule[member].as_str();
        let utc = text("ScheduleExpressionTimezone").is_none_or(|zone| zone == "UTC");
        let at = text("ScheduleExpression").and_then(|at| at.strip_prefix("at(")?.strip_suffix(')')).filter(|_| utc);
        Ok(at.and_then(|at| parse_rfc3339(&format!("{at}Z"))))
    }
}

/// 64 characters, as many as a name may have.
fn name(client_token: &str) -> String {
    sha256_hex(client_token.as_bytes())
}

/// The message that the queue gets. Odd: Scheduler replaces these words wherever they stand, in a customer's text, too.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html>
fn input(document: &Value) -> String {
    document.to_string().replace("<aws.scheduler.", "\\u003caws.scheduler.")
}

/// The first whole second at which it is not too early.
fn round_up(at: OffsetDateTime) -> OffsetDateTime {
    let whole = at.replace_nanosecond(0).unwrap_or(at);
    if whole < at { whole + time::Duration::SECOND } else { whole }
}

fn expression(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    format!("at({year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02})", u8::from(month))
}

fn is(failure: &Failure, kind: ServiceErrorKind) -> bool {
    matches!(failure, Failure::Service(error) if error.kind == kind)
}

fn just_fired() -> Failure {
    let (service, name, kind) = (AwsService::Scheduler, "ConflictException".to_owned(), ServiceErrorKind::Conflict);
    Failure::Service(ServiceError { service, name, kind, request_id: None })
}
