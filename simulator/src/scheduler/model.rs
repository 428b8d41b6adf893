//! The API model's constraints on Scheduler's operations, as tables.
//!
//! Patterns are the model's, without its anchors, as AWS's messages have them.
//! <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html>

use crate::shape::{Shape, optional, required, text};

/// `CreateScheduleInput`, the path's name included.
pub(super) static CREATE_SCHEDULE: Shape = Shape::Structure(&[
    required("Name", &NAME),
    optional("ActionAfterCompletion", &Shape::Enum(&["NONE", "DELETE"])),
    optional("ClientToken", &Shape::Pattern { max: 64, pattern: "[a-zA-Z0-9-_]+" }),
    optional("Description", &text(0, 512)),
    optional("EndDate", &Shape::Time),
    required(
        "FlexibleTimeWindow",
        &Shape::Structure(&[
            required("Mode", &Shape::Enum(&["OFF", "FLEXIBLE"])),
            optional("MaximumWindowInMinutes", &Shape::Whole { min: 1, max: 1440 }),
        ]),
    ),
    optional("GroupName", &NAME),
    optional("KmsKeyArn", &KMS_KEY_ARN),
    required("ScheduleExpression", &text(1, 256)),
    optional("ScheduleExpressionTimezone", &text(1, 50)),
    optional("StartDate", &Shape::Time),
    optional("State", &STATE),
    required("Target", &TARGET),
]);

/// The path and the query of `GetSchedule` and `DeleteSchedule`.
pub(super) static NAMED_SCHEDULE: Shape = Shape::Structure(&[required("Name", &NAME), optional("GroupName", &NAME)]);

/// The query of `ListSchedules`.
pub(super) static LIST_SCHEDULES: Shape = Shape::Structure(&[
    optional("ScheduleGroup", &NAME),
    optional("MaxResults", &Shape::Whole { min: 1, max: 100 }),
    optional("NamePrefix", &NAME),
    optional("NextToken", &text(1, 2048)),
    optional("State", &STATE),
]);

static NAME: Shape = Shape::Pattern { max: 64, pattern: "[0-9a-zA-Z-_.]+" };
static STATE: Shape = Shape::Enum(&["ENABLED", "DISABLED"]);
static KMS_KEY_ARN: Shape =
    Shape::Pattern { max: 2048, pattern: r"arn:aws(-[a-z]+)?:kms:[a-z0-9\-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*" };

static TARGET: Shape = Shape::Structure(&[
    required("Arn", &text(1, 1600)),
    required("RoleArn", &Shape::Pattern { max: 1600, pattern: r"arn:aws(-[a-z]+)?:iam::\d{12}:role\/[\w+=,.@\/-]+" }),
    optional("Input", &text(1, usize::MAX)),
    optional(
        "DeadLetterConfig",
        // A FIFO queue's name, which has a dot, doesn't match.
        &Shape::Structure(&[optional(
            "Arn",
            &Shape::Pattern { max: 1600, pattern: r"arn:aws(-[a-z]+)?:sqs:[a-z0-9\-]+:\d{12}:[a-zA-Z0-9\-_]+" },
        )]),
    ),
    optional(
        "RetryPolicy",
        &Shape::Structure(&[
            optional("MaximumEventAgeInSeconds", &Shape::Whole { min: 60, max: 86_400 }),
            optional("MaximumRetryAttempts", &Shape::Whole { min: 0, max: 185 }),
        ]),
    ),
    optional("SqsParameters", &Shape::Structure(&[optional("MessageGroupId", &text(1, 128))])),
]);
