"""The files of docs/examples: what a flow designer or EventBridge would refuse, and what they are there to do."""

import copy
import json

import pytest
from expansion import ALL, ROOT, expand, resolve
from moto.events.models import EventPattern

EXAMPLES = ROOT / "docs/examples"

# The flow language's actions that the example uses: parameters that each must have, and further ones it may have.
ACTIONS = {
    "MessageParticipant": ({"Text"}, set()),
    "InvokeLambdaFunction": (
        {"LambdaFunctionARN", "InvocationTimeLimitSeconds"},
        {"InvocationType", "LambdaInvocationAttributes", "ResponseValidation"},
    ),
    "Compare": ({"ComparisonValue"}, set()),
    "DisconnectParticipant": (set(), set()),
}
ERRORS = {
    "MessageParticipant": {"NoMatchingError"},
    "InvokeLambdaFunction": {"NoMatchingError"},
    "Compare": {"NoMatchingCondition"},
    "DisconnectParticipant": set(),
}


@pytest.fixture
def flow():
    return json.loads((EXAMPLES / "deflect-to-sms.flow.json").read_text())


def targets(action):
    transitions = action["Transitions"]
    yield from [transitions["NextAction"]] if "NextAction" in transitions else []
    for way in transitions.get("Errors", []) + transitions.get("Conditions", []):
        yield way["NextAction"]


def action(flow, kind):
    [found] = [action for action in flow["Actions"] if action["Type"] == kind]
    return found


def test_the_flows_transitions_lead_to_its_actions_and_every_action_is_reached(flow):
    assert flow["Version"] == "2019-10-30"
    actions = {action["Identifier"]: action for action in flow["Actions"]}
    assert len(actions) == len(flow["Actions"]), "identifiers are unique"
    assert all(len(name) <= 50 for name in actions)
    assert set(flow["Metadata"]["ActionMetadata"]) == set(actions)
    reached, ahead = set(), [flow["StartAction"]]
    while ahead:
        name = ahead.pop()
        assert name in actions, f"nothing is called {name}"
        if name not in reached:
            reached.add(name)
            ahead += targets(actions[name])
    assert reached == set(actions)


def test_the_flows_actions_have_the_parameters_and_errors_of_their_type(flow):
    for action in flow["Actions"]:
        assert set(action) == {"Identifier", "Type", "Parameters", "Transitions"}
        needed, allowed = ACTIONS[action["Type"]]
        assert needed <= set(action["Parameters"]) <= needed | allowed, action["Identifier"]
        handled = {error["ErrorType"] for error in action["Transitions"].get("Errors", [])}
        assert handled == ERRORS[action["Type"]], action["Identifier"]
        if action["Type"] == "DisconnectParticipant":
            assert action["Transitions"] == {}
        else:
            assert "NextAction" in action["Transitions"], action["Identifier"]


def test_the_flow_waits_as_long_as_connect_allows_and_longer_than_the_front_may_take(flow):
    front = resolve(expand(), ALL)["Resources"]["Front"]["Properties"]
    limit = int(action(flow, "InvokeLambdaFunction")["Parameters"]["InvocationTimeLimitSeconds"])
    assert front["Timeout"] < limit <= 8


def test_the_flow_passes_members_of_a_request_document(flow):
    parameters = action(flow, "InvokeLambdaFunction")["Parameters"]
    passed = parameters["LambdaInvocationAttributes"]
    members = {"Message", "CopyAttributes", "Attributes", "To", "From", "Channel", "DisplayName", "ClientToken"}
    assert {name.split(".")[0] for name in passed} <= members
    assert all(isinstance(value, str) for value in passed.values())
    assert len(passed["Message"]) <= 160 and passed["Message"].isascii(), "one SMS part"
    assert parameters["ResponseValidation"] == {"ResponseType": "STRING_MAP"}


def test_the_flow_speaks_of_success_only_when_the_chat_started(flow):
    compare = action(flow, "Compare")
    assert compare["Parameters"]["ComparisonValue"] == "$.External.Status"
    [condition] = compare["Transitions"]["Conditions"]
    assert condition == {"NextAction": "sent", "Condition": {"Operator": "Equals", "Operands": ["STARTED"]}}
    ways_to_sent = [name["Identifier"] for name in flow["Actions"] for target in targets(name) if target == "sent"]
    assert ways_to_sent == [compare["Identifier"]]


ABANDONED = {
    "version": "0",
    "id": "12345678-1234-1234-1234-123456789012",
    "detail-type": "Amazon Connect Contact Event",
    "source": "aws.connect",
    "account": "111122223333",
    "time": "2026-01-01T12:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {
        "eventType": "DISCONNECTED",
        "contactId": "11111111-1111-1111-1111-111111111111",
        "channel": "VOICE",
        "instanceArn": ALL["ConnectInstanceArn"],
        "initiationMethod": "INBOUND",
        "queueInfo": {"queueType": "STANDARD", "queueArn": ALL["ConnectInstanceArn"] + "/queue/1"},
    },
}


def rules():
    example = json.loads((EXAMPLES / "abandoned-calls.rule.json").read_text())
    stack = resolve(expand(parameters=ALL), ALL)["Resources"]
    return {"example": example, "template": stack["AbandonedCallRule"]["Properties"]["EventPattern"]}


def matches(pattern, **changes):
    event = copy.deepcopy(ABANDONED)
    for name, value in changes.items():
        if value is None:
            del event["detail"][name]
        else:
            event["detail"][name] = value
    return EventPattern.load(json.dumps(pattern)).matches_event(event)


def test_the_example_rule_is_the_templates_but_for_the_instance():
    pattern = rules()
    assert pattern["template"]["detail"].pop("instanceArn") == [ALL["ConnectInstanceArn"]]
    assert pattern["template"] == pattern["example"]


@pytest.mark.parametrize("which", ["example", "template"])
def test_a_caller_who_hung_up_in_the_queue_is_texted(which):
    assert matches(rules()[which])


@pytest.mark.parametrize("which", ["example", "template"])
@pytest.mark.parametrize(
    "changes",
    [
        {"agentInfo": {"agentArn": ALL["ConnectInstanceArn"] + "/agent/1"}},
        {"relatedContactId": "22222222-2222-2222-2222-222222222222"},
        {"channel": "CHAT"},
        {"channel": "CHAT", "relatedContactId": "22222222-2222-2222-2222-222222222222", "initiationMethod": "API"},
        {"channel": "TASK"},
        {"initiationMethod": "OUTBOUND"},
        {"eventType": "COMPLETED"},
        {"eventType": "QUEUED"},
        {"queueInfo": None},
    ],
    ids=lambda changes: ", ".join(f"{name} {value}"[:30] for name, value in changes.items()),
)
def test_nobody_else_is_and_no_chat_is_answered_with_a_chat(which, changes):
    assert not matches(rules()[which], **changes)
