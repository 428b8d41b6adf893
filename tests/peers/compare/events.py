"""The 30 events: how each arrives, and whom it should text."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import deliveries

ANNE, BOB, EVE = "+14155550123", "+14155550124", "+14155550125"
WITHHELD = "+17378742833"
# The simulated Connect starts this one's chat, and its answer is lost.
ANSWER_LOST = "+12025550121"
REFUSED = "+12025550101"
NOW = datetime.now(UTC)


class Case(NamedTuple):
    name: str
    sample: str
    deliver: object
    # Who should have a text, and the attributes of each.
    wanted: dict
    # The next starts fail so: a fault of the simulator and how often.
    fault: tuple = ()


numbers = itertools.count(1)


def text(to, **members):
    return {"To": to, "Message": "Your order is on its way."} | members


def record(body, **attributes):
    return {
        "messageId": f"00000000-0000-4000-8000-{next(numbers):012}",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": attributes,
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:texts" + (".fifo" if attributes else ""),
    }


def queue(*bodies, times=1):
    records = [record(body) for body in bodies]
    return lambda handle: any([deliveries.from_queue(handle, records) for _ in range(times)])


def fifo(*messages):
    records = [record(body, MessageGroupId=group, MessageDeduplicationId=id) for group, id, body in messages]
    return lambda handle: deliveries.from_queue(handle, records)


def bus(detail, times=1, **members):
    event = {
        "version": "0",
        "id": f"10000000-0000-4000-8000-{next(numbers):012}",
        "detail-type": "Order Shipped",
        "source": "com.example.shop",
        "account": "111122223333",
        "time": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "us-east-1",
        "resources": [],
        "detail": detail,
    } | members
    return lambda handle: any([deliveries.asynchronously(handle, event) for _ in range(times)])


def http(body, key=None, times=1):
    event = {
        "version": "2.0",
        "routeKey": "POST /outbound-chats",
        "rawPath": "/outbound-chats",
        "headers": {"content-type": "application/json"} | ({"idempotency-key": key} if key else {}),
        "requestContext": {"http": {"method": "POST", "path": "/outbound-chats"}},
        "body": body if isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    }
    return lambda handle: any([deliveries.over_http(handle, event) for _ in range(times)])


def one(to, **attributes):
    return {to: attributes}


LONG_AGO = (NOW - timedelta(weeks=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
TOMORROW = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
YESTERDAY = (NOW - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
OUT_OF_ORDER = ("InternalServiceException", 8)

CASES = [
    Case("SQS: one message", "A", queue(text(ANNE)), one(ANNE)),
    Case("SQS: a message that is delivered twice", "A", queue(text(ANNE), times=2), one(ANNE)),
    Case("SQS: of three messages the second is not JSON", "A", queue(text(ANNE), "{", text(BOB)), one(ANNE) | one(BOB)),
    Case("SQS: of three the second has no number", "A", queue(text(ANNE), text("ask wife"), text(BOB)), one(ANNE) | one(BOB)),
    Case("SQS: of three Connect refuses the second", "A", queue(text(ANNE), text(REFUSED), text(BOB)), one(ANNE) | one(BOB)),
    Case("SQS: Connect's answer is lost", "A", queue(text(ANSWER_LOST)), one(ANSWER_LOST)),
    Case("SQS: Connect is out of order for some seconds", "A", queue(text(ANNE)), one(ANNE), OUT_OF_ORDER),
    Case("SQS: an attribute is a number", "A", queue(text(ANNE, Attributes={"order": 17})), one(ANNE, order="17")),
    Case("SQS: an attribute is null", "A", queue(text(ANNE, Attributes={"a": "b", "c": None})), one(ANNE, a="b")),
    Case("SQS: a number as people write it", "A", queue(text("+1 (415) 555-0123")), one(ANNE)),
    Case("SQS: a number out of a spreadsheet, 14155550123.0", "A", queue(text("14155550123.0")), {}),
    Case("SQS: the caller id of a withheld number", "A", queue(text(WITHHELD)), {}),
    Case("SQS: a text for tomorrow (SendAt)", "A", queue(text(ANNE, SendAt=TOMORROW)), {}),
    Case("SQS: a text that is too late (ExpiresAt)", "A", queue(text(ANNE, ExpiresAt=YESTERDAY)), {}),
    Case("SQS: a member is misspelt (Atributes)", "A", queue(text(ANNE, Atributes={"order": "17"})), {}),
    Case("SQS: a text of control characters", "A", queue(text(ANNE, Message="\x00\x01")), {}),
    Case(
        "SQS FIFO: two groups count from the same id",
        "A",
        fifo(("anne", "welcome", text(ANNE)), ("bob", "welcome", text(BOB))),
        one(ANNE) | one(BOB),
    ),
    Case(
        "SQS FIFO: a group's first message is not JSON",
        "A",
        fifo(("anne", "1", "{"), ("bob", "2", text(BOB))),
        one(BOB),
    ),
    Case("EventBridge: one event", "B", bus(text(ANNE)), one(ANNE)),
    Case("EventBridge: an event that is delivered twice", "B", bus(text(ANNE), times=2), one(ANNE)),
    Case("EventBridge: with attributes", "B", bus(text(ANNE, Attributes={"order": "17"})), one(ANNE, order="17")),
    Case("EventBridge: Connect's answer is lost", "B", bus(text(ANSWER_LOST)), one(ANSWER_LOST)),
    Case(
        "EventBridge: five weeks old, out of an archive",
        "B",
        bus(text(ANNE), time=LONG_AGO, **{"replay-name": "again"}),
        {},
    ),
    Case("HTTP: with attributes", "C", http(text(ANNE, Attributes={"order": "17"})), one(ANNE, order="17")),
    Case("HTTP: sent twice with one Idempotency-Key", "C", http(text(ANNE), key="order-17", times=2), one(ANNE)),
    Case("HTTP: Connect's answer is lost, the caller repeats", "C", http(text(ANSWER_LOST)), one(ANSWER_LOST)),
    Case("HTTP: five requests in an array", "C", http([text(f"+1415555012{n}") for n in range(5)]),
         {f"+1415555012{n}": {} for n in range(5)}),
    Case("HTTP: a byte order mark before the JSON", "C", http("\ufeff" + json.dumps(text(ANNE))), one(ANNE)),
    Case("HTTP: no first message", "C", http({"To": ANNE}), one(ANNE)),
    Case("HTTP: a number that Connect refuses", "C", http(text(REFUSED)), {}),
]
