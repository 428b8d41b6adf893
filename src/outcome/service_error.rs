//! An error that AWS answered with, and what it means to a sender.

use std::fmt::Write as _;

/// An error that AWS answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// Who answered.
    pub service: AwsService,
    /// Its name, `ThrottlingException` for example.
    pub name: String,
    /// What it means to a sender.
    pub kind: ServiceErrorKind,
    /// AWS's id of the request, to look up in CloudTrail.
    pub request_id: Option<String>,
}

/// A service that the function calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwsService {
    /// Amazon Connect.
    Connect,
    /// Amazon SQS: the request queue.
    Sqs,
    /// EventBridge Scheduler: texts that wait.
    Scheduler,
    /// Amazon EventBridge: the bus of result events.
    EventBridge,
    /// AWS Secrets Manager.
    SecretsManager,
    /// Parameter Store of AWS Systems Manager.
    SystemsManager,
}

impl AwsService {
    fn name(self) -> &'static str {
        match self {
            AwsService::Connect => "Amazon Connect",
            AwsService::Sqs => "Amazon SQS",
            AwsService::Scheduler => "EventBridge Scheduler",
            AwsService::EventBridge => "Amazon EventBridge",
            AwsService::SecretsManager => "AWS Secrets Manager",
            AwsService::SystemsManager => "AWS Systems Manager",
        }
    }

    /// What the function's role needs to call it.
    fn permissions(self) -> &'static str {
        match self {
            AwsService::Connect => {
                "connect:StartOutboundChatContact and connect:DescribeContact for this instance, flow and number; Connect \
                 answers the same for a chat that has ended"
            }
            AwsService::Sqs => {
                "sqs:SendMessage on the queue of QUEUE_URL, and kms:GenerateDataKey if it has a key of its own"
            }
            AwsService::Scheduler => {
                "scheduler:CreateSchedule and scheduler:GetSchedule, and iam:PassRole for SCHEDULE_ROLE_ARN"
            }
            AwsService::EventBridge => "events:PutEvents on the bus of RESULTS_BUS",
            AwsService::SecretsManager => {
                "secretsmanager:GetSecretValue, and kms:Decrypt if the secret has a key of its own"
            }
            AwsService::SystemsManager => "ssm:GetParameter, and kms:Decrypt if the parameter has a key of its own",
        }
    }

    /// What does not exist when the service answers that something does not exist.
    fn missing(self) -> &'static str {
        match self {
            AwsService::Connect => "such instance, flow, phone number or related contact",
            AwsService::Sqs => "such queue: check QUEUE_URL",
            AwsService::Scheduler => "such schedule group: check SCHEDULE_GROUP",
            AwsService::EventBridge => "such event bus: check RESULTS_BUS",
            AwsService::SecretsManager => "such secret",
            AwsService::SystemsManager => "such parameter",
        }
    }
}

/// What an error of AWS means to a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceErrorKind {
    /// The request is wrong.
    Invalid,
    /// The function may not do this.
    Denied,
    /// An instance, flow, number or contact does not exist.
    NotFound,
    /// Another request is in its way.
    Conflict,
    /// As many chats as the quota allows are open.
    TooManyChats,
    /// Too many requests per second.
    Throttled,
    /// A fault at AWS.
    Internal,
    /// AWS is not available.
    Unavailable,
    /// The function's own credentials are not accepted.
    Credentials,
    /// Anything else.
    Other,
}

impl ServiceError {
    /// Our own words: what AWS writes can quote the request, and so the customer.
    pub(super) fn detail(&self) -> String {
        let service = self.service.name();
        let advice = match (self.kind, self.service) {
            (ServiceErrorKind::Invalid, AwsService::Connect) => format!(
                "{service} refused the request: often a flow that isn't published or of another type, a number without \
                 SMS or WhatsApp, or a number and an instance of different Regions"
            ),
            (ServiceErrorKind::Invalid, _) => format!("{service} refused the request; check the settings that name it"),
            (ServiceErrorKind::Denied, _) => {
                format!("the function's role may not do this at {service}: it needs {}", self.service.permissions())
            }
            (ServiceErrorKind::NotFound, _) => {
                format!("in this Region {service} has no {}", self.service.missing())
            }
            (ServiceErrorKind::Conflict, AwsService::Scheduler) => {
                "the schedule of this request has just fired; try again".to_owned()
            }
            (ServiceErrorKind::Conflict, _) => {
                "another request for the same contact was under way; try again".to_owned()
            }
            (ServiceErrorKind::TooManyChats, _) => {
                "as many chats as the instance's quota allows are open at once; try again \
                 in a minute, or ask AWS to raise it"
                    .to_owned()
            }
            (ServiceErrorKind::Throttled, _) => {
                format!("more requests per second than the account's quota for {service} allows; try again in a second")
            }
            (ServiceErrorKind::Internal, AwsService::Connect) => {
                format!("{service} had a fault; whether a text went out is not known")
            }
            (ServiceErrorKind::Internal, _) => format!("{service} had a fault; try again"),
            (ServiceErrorKind::Unavailable, _) => format!("{service} is not available at the moment; try again"),
            (ServiceErrorKind::Credentials, _) => {
                "the function's own AWS credentials are missing or were not accepted; check \
                 its role and, locally, AWS_PROFILE"
                    .to_owned()
            }
            (ServiceErrorKind::Other, _) => format!("{service} gave an answer that this release does not know"),
        };
        let mut detail = format!("{}: {advice}", self.name);
        if let Some(request_id) = &self.request_id {
            let _ = write!(detail, " (AWS request id {request_id})");
        }
        detail
    }
}
