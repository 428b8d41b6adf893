"""Least privilege: every statement that the template grants, in full, against a reviewed snapshot.

    UPDATE_SNAPSHOT=1 pytest tests/template     writes the snapshot anew; read its difference before you commit it
"""

import difflib
import json
import os
import pathlib

import pytest
from expansion import ALL, LEAST, expand, resolve

SNAPSHOT = pathlib.Path(__file__).with_name("policy.snapshot.json")

# Every resource with a * in it, and why AWS forces it.
FORCED = {
    "*": "X-Ray's actions take no resource",
    LEAST["ConnectInstanceArn"] + "/contact/*": "a contact's id is known only once it exists; the instance is fixed",
    "arn:aws:wisdom:us-east-1:111122223333:message-template/88888888-8888-8888-8888-888888888888/*":
        "a request names the template; the knowledge base is fixed",
    "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/outbound-front:log-stream:*": "Lambda names its log streams",
    "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/outbound-worker:log-stream:*": "Lambda names its log streams",
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
            case "AWS::IAM::Role":
                found[f"{name}, trust"] = properties["AssumeRolePolicyDocument"]["Statement"]
                found[f"{name}, managed"] = properties["ManagedPolicyArns"]
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
    assert services == {"connect", "xray", "logs", "sqs", "sts"}


def test_no_managed_policy_of_aws_is_attached():
    for name, value in policies(ALL).items():
        if name.endswith("managed"):
            assert value == ["<StartChats>"], name


def test_only_this_stacks_rules_may_send_to_the_queues():
    for queue in ("Queue", "DeadLetters"):
        [statement] = policies(ALL)[f"{queue}Policy"]
        assert statement["Principal"] == {"Service": "events.amazonaws.com"}
        assert statement["Resource"] == f"<{queue}.Arn>"
        assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": ["<RequestRule.Arn>", "<AbandonedCallRule.Arn>"]}}
