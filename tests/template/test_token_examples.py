"""The examples whose senders give each text its ClientToken, because no id of theirs survives a second try."""

import json
import re

import pytest
from cfnlint import lint
from expansion import ROOT
from samtranslator.yaml_helper import yaml_parse

EXAMPLES = ROOT / "docs/examples"
MACHINE = json.loads((EXAMPLES / "text-and-carry-on.asl.json").read_text())
SCHEDULE = yaml_parse((EXAMPLES / "weekly-reminder.schedule.yaml").read_text())["Resources"]["Reminder"]["Properties"]

# The failures for which trying again helps, by docs/errors.md; what comes of AWS alone is named by the wildcard.
ERRORS = (ROOT / "docs/errors.md").read_text()
RETRYABLE = set(re.findall(r"^### (\w+)\nHTTP \d+[^\n]* · trying again: yes", ERRORS, re.M))

# Never met by a direct invocation: only messages of a FIFO queue wait for each other, and with SendLater a text outside the
# window is scheduled.
NOT_MET = {"GroupBlocked", "OutsideSendWindow"}


def text():
    [task] = [state for state in MACHINE["States"].values() if state["Type"] == "Task"]
    return task


def test_the_state_machine_is_one_that_step_functions_takes():
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            "Machine": {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": {
                    "RoleArn": "arn:aws:iam::111122223333:role/machine",
                    "Definition": MACHINE,
                    "DefinitionSubstitutions": {"FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:outbound-front"},
                },
            }
        },
    }
    assert [str(match) for match in lint(json.dumps(template), regions=["us-east-1"])] == []


def test_every_try_of_a_state_has_the_same_token_and_every_execution_another():
    assert text()["Parameters"]["Payload"]["ClientToken.$"] == "States.Format('{}:{}', $$.Execution.Id, $$.State.Name)"
    # https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: names have at most 80 characters.
    longest = "arn:aws-us-gov:states:us-gov-west-1:111122223333:execution:" + "m" * 80 + ":" + "e" * 80 + ":" + "s" * 80
    assert len(longest) <= 500


def test_the_payload_is_a_request_document():
    members = {name.removesuffix(".$") for name in text()["Parameters"]["Payload"]}
    assert members <= {"To", "Message", "Attributes", "ClientToken"}


def test_the_state_machine_tries_again_what_may_succeed_later_and_nothing_else():
    retried = {name for retry in text()["Retry"] for name in retry["ErrorEquals"]}
    own = {name for name in retried if not name.startswith(("Lambda.", "States."))}
    as_aws_names_it = {"ServiceUnavailable": "ServiceUnavailableException"}
    assert own == {as_aws_names_it.get(name, name) for name in RETRYABLE - NOT_MET}
    assert "States.ALL" in text()["Catch"][0]["ErrorEquals"]


def test_the_task_waits_longer_than_the_function_may_take():
    assert text()["TimeoutSeconds"] > 7 + 10, "the front's timeout, and a cold start's at the very worst"


def test_a_schedule_that_fires_twice_gives_one_token_and_each_of_its_times_another():
    document = json.loads(SCHEDULE["Target"]["Input"])
    assert document["ClientToken"] == "<aws.scheduler.schedule-arn>:<aws.scheduler.scheduled-time>"
    assert set(document) == {"To", "Message", "ClientToken"}


# https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
@pytest.mark.parametrize("attribute", re.findall(r"<(aws\.scheduler\.[^>]*)>", SCHEDULE["Target"]["Input"]))
def test_a_schedule_names_attributes_that_scheduler_replaces(attribute):
    known = {"schedule-arn", "scheduled-time", "execution-id", "attempt-number"}
    # The last two differ from one delivery to the next: they would make another token each time.
    assert attribute.removeprefix("aws.scheduler.") in known - {"execution-id", "attempt-number"}


def test_what_the_schedule_cannot_deliver_is_kept():
    assert SCHEDULE["Target"]["DeadLetterConfig"] == {"Arn": {"Ref": "DeadLettersArn"}}
    assert SCHEDULE["FlexibleTimeWindow"] == {"Mode": "OFF"}
