"""The function of a release answers every event of events/ as the one does that is built for tests."""

import json

import pytest
from conftest import ROOT
from expansion import ALL, LEAST, environment, expand
from function import BOOTSTRAP, Function, started

EVENTS = sorted(path.stem for path in (ROOT / "events").glob("*.json"))
# In the year 2100: whatever runs in an emulator on a busy machine has time.
DEADLINE = 4_102_444_800_000
SECRET = "a-long-random-text"
# The related contact that a deflection asks for.
CONTACT = {
    "Contact": {
        "Id": "22222222-3333-4444-5555-666666666666",
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "DisconnectReason": "CUSTOMER_DISCONNECT",
        "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+14155550123"},
    }
}


def aws(path):
    return (200, {"Content-Type": "application/json"}, json.dumps(CONTACT).encode()) if path.startswith("/contacts/") else started(path)


def event(name):
    return json.loads((ROOT / "events" / f"{name}.json").read_text())


def webhook():
    """A CRM's webhook: its mapping is bytecode, made where the function was built and run where it is deployed."""
    request = event("http-api")
    request["rawPath"] = request["requestContext"]["http"]["path"] = "/sources/servicenow"
    request["routeKey"] = "POST /sources/{name}"
    request["headers"] |= {"x-api-key": SECRET, "content-type": "application/json"}
    request["isBase64Encoded"] = False
    body = {"sys_id": "1", "number": "INC1", "state": "Resolved", "short_description": "Screen"}
    request["body"] = json.dumps(body | {"caller": {"first_name": "Jane", "mobile_phone": "+14155550123"}})
    return request


def answer(program, sent):
    """What it calls, in no order, and what it replies: a process for each event, so that each is its first."""
    variables = environment(expand(parameters=LEAST), LEAST, "Front")
    settings = {name: value for name, value in variables.items() if name.startswith("CONNECT_") and value}
    settings |= {"CONNECT_WHATSAPP_NUMBER": ALL["WhatsAppNumberArn"], "DEFAULT_COUNTRY": "US", "MAX_AGE_SECONDS": "0", "SERVICENOW_SECRET": SECRET}
    with Function(settings, aws, program) as function:
        reply = function.invoke(sent, DEADLINE)
        calls = [(method, path, json.loads(body or b"null")) for method, path, body in function.calls]
        return {"calls": sorted(calls, key=json.dumps), "reply": reply}


@pytest.mark.parametrize("name", EVENTS)
def test_it_answers_as_the_function_that_is_tested(program, name):
    assert answer(program, event(name)) == answer([BOOTSTRAP], event(name))


def test_it_maps_a_webhook(program):
    ours = answer(program, webhook())
    assert ours == answer([BOOTSTRAP], webhook())
    [(method, path, chat)] = ours["calls"]
    assert (method, path) == ("PUT", "/contact/outbound-chat")
    assert chat["DestinationEndpoint"]["Address"] == "+14155550123"


KINDS = (
    *("alb", "connect-flow", "contact-event", "direct", "event-bus", "eventbridge", "function-url", "http-api"),
    *("pipes-items", "rest-api", "scheduler", "sns", "sqs"),
)


@pytest.mark.parametrize("name", KINDS)
def test_an_event_of_each_kind_starts_a_chat(program, name):
    assert any(path == "/contact/outbound-chat" for _, path, _ in answer(program, event(name))["calls"])
