"""How the services around a function deliver an event, and what they do with its answer."""

import json

# A queue's maxReceiveCount, and the tries of an asynchronous invocation: one and two retries.
# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
TRIES = 3


class Failed(Exception):
    """The invocation failed."""


def from_queue(handle, records):
    """A batch, until nothing of it is left or the dead-letter queue has it; whether that has any."""
    for _ in range(TRIES):
        if not records:
            return False
        try:
            answer = handle({"Records": records}) or {}
        except Exception:
            continue
        failed = {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", [])}
        records = [record for record in records if record["messageId"] in failed]
    return bool(records)


def asynchronously(handle, event):
    """An event from EventBridge, SNS or a direct call of type `Event`; whether all tries failed."""
    for _ in range(TRIES):
        try:
            handle(event)
            return False
        except Exception:
            continue
    return True


def over_http(handle, event):
    """A caller that repeats once, with its key and with the token that it was told, where it is told to; whether it failed."""
    for _ in range(2):
        try:
            answer = handle(event)
        except Exception:
            answer = {"statusCode": 502, "body": "{}"}
        if answer["statusCode"] < 500:
            return answer["statusCode"] >= 400
        token = json.loads(answer.get("body") or "{}").get("ClientToken")
        if token and "idempotency-key" not in event["headers"]:
            event = event | {"body": json.dumps(json.loads(event["body"]) | {"ClientToken": token})}
    return True
