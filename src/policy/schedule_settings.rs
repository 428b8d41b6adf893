//! `SCHEDULE_*`: what is needed to schedule a text for later.

/// The queue that schedules put requests on when their time has come.
const TARGET: &str = "SCHEDULE_TARGET_ARN";
const ROLE: &str = "SCHEDULE_ROLE_ARN";
const GROUP: &str = "SCHEDULE_GROUP";
const DEAD_LETTER: &str = "SCHEDULE_DEAD_LETTER_ARN";

/// How schedules of EventBridge Scheduler are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleSettings {
    /// `SCHEDULE_TARGET_ARN`: the queue that has requests when their time has come, the function's own.
    pub target_arn: String,
    /// `SCHEDULE_ROLE_ARN`: the role by which Scheduler sends to that queue.
    pub role_arn: String,
    /// `SCHEDULE_GROUP`: the schedules' group; Scheduler's default group if none is named.
    pub group: Option<String>,
    /// `SCHEDULE_DEAD_LETTER_ARN`: the queue for requests that could not be delivered.
    pub dead_letter_arn: Option<String>,
}

impl ScheduleSettings {
    /// Reads the four variables. The target and the role are needed together; without either nothing is put off.
    ///
    /// # Errors
    /// Every variable that is wrong or missing, and what would be right.
    pub fn read(
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Option<ScheduleSettings>, Vec<(&'static str, String)>> {
        let mut errors = Vec::new();
        let mut read = |variable, parse: fn(&str) -> Result<String, String>| {
            let text = environment(variable).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
            // A wrong value is still there: its variable isn't missing as well.
            Some(parse(&text).unwrap_or_else(|problem| {
                errors.push((variable, problem));
                String::new()
            }))
        };
        let (target, role) = (read(TARGET, queue_arn), read(ROLE, role_arn));
        let (group, dead_letter_arn) = (read(GROUP, group_name), read(DEAD_LETTER, dead_letter_arn));
        if target.is_none() && role.is_none() && group.is_none() && dead_letter_arn.is_none() {
            return Ok(None);
        }
        for (variable, value) in [(TARGET, &target), (ROLE, &role)] {
            if value.is_none() {
                errors.push((variable, "must be set, because another SCHEDULE_ variable is set".to_owned()));
            }
        }
        match (target, role) {
            (Some(target_arn), Some(role_arn)) if errors.is_empty() => {
                Ok(Some(ScheduleSettings { target_arn, role_arn, group, dead_letter_arn }))
            }
            _ => Err(errors),
        }
    }
}

/// The parts of an ARN of a service, from its Region on.
fn arn_parts<'a>(text: &'a str, service: &str) -> Option<[&'a str; 3]> {
    let mut parts = text.splitn(6, ':');
    let (arn, partition, named) = (parts.next()?, parts.next()?, parts.next()?);
    let parts = [parts.next()?, parts.next()?, parts.next()?];
    (arn == "arn" && partition.starts_with("aws") && named == service && !text.contains(char::is_whitespace))
        .then_some(parts)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn queue_arn(text: &str) -> Result<String, String> {
    let is_queue = arn_parts(text, "sqs").is_some_and(|[region, account, name]| {
        let of_queue = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        !region.is_empty() && is_account(account) && !name.is_empty() && name.chars().all(of_queue)
    });
    if is_queue {
        Ok(text.to_owned())
    } else {
        Err("must be a queue's ARN: arn:aws:sqs:REGION:ACCOUNT:NAME".to_owned())
    }
}

/// Scheduler takes no FIFO queue here.
/// <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeadLetterConfig.html>
fn dead_letter_arn(text: &str) -> Result<String, String> {
    match queue_arn(text)? {
        arn if arn.ends_with(".fifo") => {
            Err("must be a standard queue's ARN; Scheduler takes no FIFO queue".to_owned())
        }
        arn => Ok(arn),
    }
}

fn role_arn(text: &str) -> Result<String, String> {
    let is_role = arn_parts(text, "iam").is_some_and(|[region, account, resource]| {
        region.is_empty() && is_account(account) && resource.strip_prefix("role/").is_some_and(|name| !name.is_empty())
    });
    if is_role { Ok(text.to_owned()) } else { Err("must be a role's ARN: arn:aws:iam::ACCOUNT:role/NAME".to_owned()) }
}

/// A group's name, which may be given as its ARN.
fn group_name(text: &str) -> Result<String, String> {
    let resource = arn_parts(text, "scheduler").map(|[_, _, resource]| resource);
    let name = resource.and_then(|resource| resource.strip_prefix("schedule-group/")).unwrap_or(text);
    let of_group = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match (1..=64).contains(&name.len()) && name.chars().all(of_group) {
        true => Ok(name.to_owned()),
        false => Err("must be a schedule group's name: 1 to 64 letters, digits, -, _ and .".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: &str = "arn:aws:sqs:eu-central-1:123456789012:requests";
    const SCHEDULER_ROLE: &str = "arn:aws:iam::123456789012:role/service/scheduler";

    fn read(variables: &[(&str, &str)]) -> Result<Option<ScheduleSettings>, Vec<(&'static str, String)>> {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        ScheduleSettings::read(&value)
    }

    #[test]
    fn a_target_and_a_role_are_enough() {
        assert_eq!(read(&[(TARGET, " "), (GROUP, "")]), Ok(None));
        let settings = read(&[(TARGET, QUEUE), (ROLE, SCHEDULER_ROLE)]);
        let right = ScheduleSettings {
            target_arn: QUEUE.to_owned(),
            role_arn: SCHEDULER_ROLE.to_owned(),
            group: None,
            dead_letter_arn: None,
        };
        assert_eq!(settings, Ok(Some(right)));
        let group = "arn:aws-us-gov:scheduler:us-gov-west-1:123456789012:schedule-group/texts";
        let settings = read(&[
            (TARGET, "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:requests.fifo\n"),
            (ROLE, SCHEDULER_ROLE),
            (GROUP, group),
        ]);
        assert_eq!(settings.map(|settings| settings.and_then(|settings| settings.group)), Ok(Some("texts".to_owned())));
    }

    #[test]
    fn what_is_missing_beside_others_is_told() {
        for (set, missing) in [
            (vec![(TARGET, QUEUE)], vec![ROLE]),
            (vec![(ROLE, SCHEDULER_ROLE)], vec![TARGET]),
            (vec![(GROUP, "texts")], vec![TARGET, ROLE]),
            (vec![(DEAD_LETTER, QUEUE)], vec![TARGET, ROLE]),
        ] {
            let errors = read(&set).expect_err("something is missing");
            assert_eq!(errors.iter().map(|(variable, _)| *variable).collect::<Vec<_>>(), missing);
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_together() {
        for (target, role, group, dead_letter) in [
            ("requests", "scheduler", "my texts", "dead"),
            (
                "https://sqs.eu-central-1.amazonaws.com/123456789012/requests",
                SCHEDULER_ROLE.trim_end_matches("scheduler").trim_end_matches("service/"),
                "x/y",
                "arn:aws:sns:eu-central-1:123456789012:topic",
            ),
            (
                "arn:aws:lambda:eu-central-1:123456789012:function:f",
                "arn:aws:iam::123456789012:user/jo",
                &"g".repeat(65),
                "arn:aws:sqs:eu-central-1:123456789012:dead.fifo",
            ),
            (
                "arn:aws:sqs:eu-central-1:1234:requests",
                "arn:aws:iam::1234:role/scheduler",
                "ä",
                "arn:aws:sqs::123456789012:dead",
            ),
        ] {
            let errors = read(&[(TARGET, target), (ROLE, role), (GROUP, group), (DEAD_LETTER, dead_letter)]);
            let errors = errors.expect_err("all four are wrong");
            assert_eq!(
                errors.iter().map(|(variable, _)| *variable).collect::<Vec<_>>(),
                [TARGET, ROLE, GROUP, DEAD_LETTER]
            );
        }
    }
}
