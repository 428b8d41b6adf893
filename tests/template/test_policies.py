"""Least privilege: every statement that the template grants, in full, against a reviewed snapshot.

    UPDATE_SNAPSHOT=1 pytest tests/template     writes the snapshot anew; read its difference before you commit it
"""

import difflib
import json
import os
import pathlib
import re

import boto3
import pytest
from expansion import ALL, LEAST, expand, resolve
from moto import mock_aws

SNAPSHOT = pathlib.Path(__file__).with_name("policy.snapshot.json")

# Every resource with a * in it, and why AWS forces it.
FORCED = {
    "*": "X-Ray's actions take no resource",
    LEAST["ConnectInstanceArn"] + "/contact/*": "a contact's id is known only once it exists; the instance is fixed",
    "arn:aws:wisdom:us-east-1:111122223333:message-template/88888888-8888-8888-8888-888888888888/*":
        "a request names the template; the knowledge base is fixed",
    "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/outbound-front:log-stream:*": "Lambda names its log streams",
    "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/outbound-worker:log-stream:*": "Lambda names its log streams",
    "arn:aws:logs:us-east-1:111122223333:log-group:<DeliveryLogs>:*": "EventBridge names its log streams",
    "arn:aws:scheduler:us-east-1:111122223333:schedule/<ScheduleGroup>/*": "a schedule is named after a text's token",
}  # fmt: skip
# What may be done to any resource at all.
ON_EVERYTHING = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def listed(value):
    return value if isinstance(value, list) else [value]


def policies(parameters):
    """Who may do what: each role, and each policy, by name."""
    stack = resolve(expand(parameters=parameters), parameters)["Resources"]
    found = {}
    for name, resource in stack.items():
        properties = resource["Properties"]
        match resource["Type"]:
            case "AWS::IAM::ManagedPolicy" | "AWS::SQS::QueuePolicy":
                found[name] = properties["PolicyDocument"]["Statement"]
            case "AWS::Logs::ResourcePolicy":
                found[name] = json.loads(properties["PolicyDocument"])["Statement"]
            case "AWS::IAM::Role":
                found[f"{name}, trust"] = properties["AssumeRolePolicyDocument"]["Statement"]
                found[f"{name}, managed"] = properties.get("ManagedPolicyArns", [])
                for policy in properties["Policies"]:
                    found[name] = policy["PolicyDocument"]["Statement"]
            case "AWS::Lambda::Permission":
                found[name] = properties
            case kind:
                assert not kind.startswith("AWS::IAM::") and not kind.endswith("Policy"), f"{name}: {kind} is not looked at"
    return found


def statements(parameters):
    for name, value in policies(parameters).items():
        for statement in listed(value):
            if isinstance(statement, dict) and statement.get("Effect"):
                yield name, statement


def test_every_statement_is_the_reviewed_one():
    now = {"least": policies(LEAST), "all": policies(ALL)}
    text = json.dumps(now, indent=2, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_SNAPSHOT"):
        SNAPSHOT.write_text(text)
    reviewed = SNAPSHOT.read_text()
    difference = difflib.unified_diff(reviewed.splitlines(), text.splitlines(), "reviewed", "now", lineterm="")
    assert text == reviewed, "\n".join(difference)


@pytest.mark.parametrize("parameters", [LEAST, ALL], ids=["least", "all"])
def test_a_star_stands_only_where_aws_forces_it(parameters):
    for name, statement in statements(parameters):
        for resource in listed(statement.get("Resource", [])):
            if "*" in resource or "?" in resource:
                assert resource in FORCED, f"{name}: {resource}"
            if resource == "*":
                assert set(listed(statement["Action"])) <= ON_EVERYTHING, name
        for action in listed(statement["Action"]):
            assert "*" not in action, f"{name}: {action}"
        assert statement.get("Principal") != "*", name
        assert not {"NotAction", "NotResource", "NotPrincipal"} & set(statement), name


def test_each_listed_star_is_still_needed():
    granted = {resource for _, statement in statements(ALL) for resource in listed(statement.get("Resource", []))}
    assert set(FORCED) <= granted


@pytest.mark.parametrize("parameters", [LEAST, ALL], ids=["least", "all"])
def test_chats_start_on_one_instance_and_as_the_channels_that_have_a_number(parameters):
    channels = ["connect:SMS"] + (["connect:WhatsApp"] if "WhatsAppNumberArn" in parameters else [])
    starting = [item for _, item in statements(parameters) if "connect:StartOutboundChatContact" in listed(item["Action"])]
    assert starting
    for statement in starting:
        assert statement["Condition"] == {
            "StringEquals": {
                "connect:InstanceId": "11111111-1111-1111-1111-111111111111",
                "connect:Subtype": channels,
            }
        }


def test_templates_secrets_and_keys_are_touched_only_when_wanted():
    services = {action.split(":")[0] for _, item in statements(LEAST) for action in listed(item["Action"])}
    assert services == {"connect", "xray", "logs", "sqs", "sts", "scheduler", "iam"}
    parameters = LEAST | {"SendLater": "false"}
    services = {action.split(":")[0] for _, item in statements(parameters) for action in listed(item["Action"])}
    assert services == {"connect", "xray", "logs", "sqs", "sts"}


@pytest.mark.parametrize("parameters", [LEAST, ALL], ids=["least", "all"])
def test_texts_wait_only_in_this_stacks_group_and_under_a_role_that_scheduler_alone_may_assume(parameters):
    [create] = [item for _, item in statements(parameters) if "scheduler:CreateSchedule" in listed(item["Action"])]
    assert create["Action"] == ["scheduler:CreateSchedule", "scheduler:GetSchedule"]
    assert create["Resource"] == "arn:aws:scheduler:us-east-1:111122223333:schedule/<ScheduleGroup>/*"
    [pass_role] = [item for _, item in statements(parameters) if "iam:PassRole" in listed(item["Action"])]
    assert pass_role["Resource"] == "<ScheduleRole.Arn>"
    assert pass_role["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}
    found = policies(parameters)
    [trust] = found["ScheduleRole, trust"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {
            "aws:SourceAccount": "111122223333",
            "aws:SourceArn": "arn:aws:scheduler:us-east-1:111122223333:schedule-group/outbound",
        }
    }
    [send] = found["ScheduleRole"]
    assert (send["Action"], send["Resource"]) == ("sqs:SendMessage", ["<Queue.Arn>", "<DeadLetters.Arn>"])


@pytest.mark.parametrize(
    "bus, arn",
    [
        ("results", "arn:aws:events:us-east-1:111122223333:event-bus/results"),
        ("arn:aws:events:eu-west-1:444455556666:event-bus/other", "arn:aws:events:eu-west-1:444455556666:event-bus/other"),
    ],
)
def test_results_go_to_one_bus_and_under_the_functions_own_name(bus, arn):
    telling = [item for _, item in statements(LEAST | {"ResultsBus": bus}) if "events:PutEvents" in listed(item["Action"])]
    assert telling == [
        {
            "Sid": "TellResults",
            "Effect": "Allow",
            "Action": "events:PutEvents",
            "Resource": arn,
            "Condition": {"StringEquals": {"events:source": "connect-outbound-chat"}},
        }
    ]


# What the Serverless Application Repository refuses in a public application.
# https://docs.aws.amazon.com/serverlessrepo/latest/devguide/serverlessrepo-how-to-publish.html
def test_nothing_is_granted_that_the_application_repository_refuses():
    for name, statement in statements(ALL):
        assert not {"iam:*", "iam:AttachRolePolicy", "iam:PutRolePolicy"} & set(listed(statement["Action"])), name


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, white space not counted; real names and ids
# are longer than those of this test, hence the room.
def test_managed_policies_are_within_iams_limit():
    for name, value in policies(ALL).items():
        if name in ("StartChats", "ScheduleAndTell"):
            assert len(json.dumps(value, separators=(",", ":"))) < 6144 * 0.8, name


def test_no_managed_policy_of_aws_is_attached():
    for name, value in policies(ALL).items():
        if name.endswith("managed"):
            assert value == (["<StartChats>", "<ScheduleAndTell>"] if name[:5] in ("Front", "Worke") else []), name


def test_only_this_stacks_rules_and_those_that_are_named_may_send_to_the_queues():
    for queue in ("Queue", "DeadLetters"):
        own, other = policies(ALL)[f"{queue}Policy"]
        for statement in (own, other):
            assert statement["Principal"] == {"Service": "events.amazonaws.com"}
            assert statement["Resource"] == f"<{queue}.Arn>"
        rules = ["<RequestRule.Arn>", "<AbandonedCallRule.Arn>", "<ContactLensRule.Arn>"]
        assert own["Condition"] == {"ArnEquals": {"aws:SourceArn": rules}}
        assert other["Condition"] == {"ArnEquals": {"aws:SourceArn": [ALL["OtherRuleArns"]]}}
        for parameter in ("OtherRuleArns", "EventSources"):
            [statement] = policies(LEAST | {parameter: ALL[parameter]})[f"{queue}Policy"]
            assert statement["Sid"] == ("OtherRules" if parameter == "OtherRuleArns" else "RulesOfThisStack")


# moto checks policies much as IAM does.
@mock_aws
@pytest.mark.parametrize("parameters", [LEAST, ALL, LEAST | {"SendLater": "false"}], ids=["least", "all", "without schedules"])
def test_iam_takes_every_policy(parameters):
    stack = resolve(expand(parameters=parameters), parameters)["Resources"]
    documents = {
        name: resource["Properties"]["PolicyDocument"]
        for name, resource in stack.items()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    }
    for name, resource in stack.items():
        if resource["Type"] == "AWS::IAM::Role":
            documents |= {f"{name}{policy['PolicyName']}": policy["PolicyDocument"] for policy in resource["Properties"]["Policies"]}
    iam = boto3.client("iam", region_name="us-east-1", aws_access_key_id="any", aws_secret_access_key="any")
    for name, document in documents.items():
        text = re.sub(r"<(\w+)\.Arn>", r"arn:aws:sqs:us-east-1:111122223333:\1", json.dumps(document))
        iam.create_policy(PolicyName=name, PolicyDocument=re.sub(r"<(\w+)>", r"\1", text))
    assert len(documents) >= 3
