"""The metrics lines that the stories of test_alarms.py are made of are the function's own."""

import datetime
import json
import time

import pytest
from expansion import LEAST
from function import Function, refused, started
from story import LINES, counted

REQUEST = {"To": "+14155550123", "Message": "Your order is ready."}


def webhook(body):
    """A Zendesk webhook whose signature is wrong."""
    return {
        "version": "2.0",
        "routeKey": "POST /sources/{name}",
        "rawPath": "/sources/zendesk",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/json",
            "x-zendesk-webhook-signature": "d3Jvbmc=",
            "x-zendesk-webhook-signature-timestamp": "2026-01-01T12:00:00Z",
        },
        "requestContext": {"http": {"method": "POST", "path": "/sources/zendesk"}, "requestId": "r", "stage": "$default"},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


ENDED_CHAT = {
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
        "initialContactId": "11111111-1111-1111-1111-111111111111",
        "channel": "CHAT",
        "instanceArn": LEAST["ConnectInstanceArn"],
        "initiationMethod": "API",
    },
}

LATER = REQUEST | {"SendAt": (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)).isoformat(timespec="seconds")}


def lost(call):
    """A Connect that works, and an event bus that does not."""
    return started(call) if "outbound-chat" in call else refused(500, "InternalException")(call)


# How each outcome comes about: the event, what AWS answers, and the milliseconds that the invocation has.
MADE = {
    "Started": (REQUEST, started, 10_000),
    "Refused": (REQUEST, refused(403, "AccessDeniedException"), 10_000),
    "Throttled": (REQUEST, refused(429, "LimitExceededException"), 10_000),
    "TimedOut": (REQUEST, started, 1),
    "Rejected": (REQUEST | {"To": "nonsense"}, started, 10_000),
    "Skipped": (ENDED_CHAT, started, 10_000),
    "Unverified": (webhook({"ticket_id": "1"}), started, 10_000),
    "Scheduled": (LATER, started, 10_000),
    "ResultsLost": (REQUEST, lost, 10_000),
}


def shape(line):
    """A metrics line less what differs from one invocation to the next."""
    latency = {"ConnectLatency": 0} if "ConnectLatency" in line else {}
    metadata = {"Timestamp": 0, "CloudWatchMetrics": line["_aws"]["CloudWatchMetrics"]}
    return line | latency | {"_aws": metadata, "timestamp": "", "function_request_id": ""}


@pytest.mark.parametrize("outcome", MADE)
def test_the_stories_lines_are_those_that_the_function_prints(outcome):
    event, aws, milliseconds = MADE[outcome]
    environment = {
        "CONNECT_INSTANCE": LEAST["ConnectInstanceArn"],
        "CONNECT_FLOW": LEAST["ConnectFlowArn"],
        "CONNECT_SMS_NUMBER": LEAST["SmsNumberArn"],
        "ZENDESK_SECRET": "secret",
        "SCHEDULE_TARGET_ARN": "arn:aws:sqs:us-east-1:111122223333:queue",
        "SCHEDULE_ROLE_ARN": "arn:aws:iam::111122223333:role/schedules",
        "RESULTS_BUS": "results" if outcome == "ResultsLost" else "",
    }
    with Function(environment, aws) as function:
        function.invoke(event, int(time.time() * 1000) + milliseconds)
    metrics = [line for line in map(json.loads, function.lines) if "_aws" in line]
    [line] = [line for line in metrics if counted(line) == outcome]
    assert shape(line) == shape(LINES[outcome])
    # Numbers and order of the members, too: it is the line itself, not what it means.
    assert list(line) == list(LINES[outcome])
