"""What became of a text on its way to the phone: from AWS's event to the metric, without a number on the way."""

import json
import re

import pytest
from expansion import ALL, LEAST, expand, resolve
from moto.events.models import EventPattern
from test_result_examples import transformed


def stack(parameters):
    return resolve(expand(parameters=parameters), parameters)["Resources"]


# Shaped like AWS's own example: https://docs.aws.amazon.com/sms-voice/latest/userguide/monitor-event-bridge.html
def event(status, **detail):
    return {
        "version": "0",
        "id": "5c0fa4f8-e4ba-ed02-6101-c795472fccd0",
        "detail-type": "Text Message Delivery Status Updated",
        "source": "aws.sms-voice",
        "account": "111122223333",
        "time": "2026-10-01T18:20:41Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "eventType": status,
            "eventVersion": "1.0",
            "eventTimestamp": 1759342841377,
            "isFinal": True,
            "originationPhoneNumber": "+14155550100",
            "isoCountryCode": "US",
            "isInternationalSend": False,
            "messageId": "ed23196c-75ce-4727-93ee-7bf72b64998f",
            "messageRequestTimestamp": 1759342840978,
            "messageEncoding": "GSM",
            "messageType": "TRANSACTIONAL",
            "messageStatus": status.removeprefix("TEXT_"),
            "totalMessageParts": 1,
            "totalMessagePrice": 0.00581,
        }
        | detail,
    }


def is_counted(parameters, value):
    pattern = stack(parameters)["DeliveryRule"]["Properties"]["EventPattern"]
    return EventPattern.load(json.dumps(pattern)).matches_event(value)


def line(value):
    [target] = stack(LEAST)["DeliveryRule"]["Properties"]["Targets"]
    return transformed(target["InputTransformer"], value)


def passes(pattern, message):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html, words between
    blanks: as many as the pattern has, and the first as it says."""
    conditions = pattern.strip("[]").split(",")
    words = message.split(" ")
    if len(words) != len(conditions):
        return False
    any_of = [part.split("&&") for part in conditions[0].split("||")]
    compare = {"=": lambda wanted: words[0] == wanted, "!=": lambda wanted: words[0] != wanted}
    return any(all(compare[op](wanted) for _, op, wanted in (term.split() for term in all_of)) for all_of in any_of)


def metrics(message):
    resources = stack(LEAST)
    filters = [item["Properties"] for item in resources.values() if item["Type"] == "AWS::Logs::MetricFilter"]
    return {one["MetricTransformations"][0]["MetricName"] for one in filters if passes(one["FilterPattern"], message)}


OUTCOMES = {
    "TEXT_DELIVERED": {"Delivered"},
    "TEXT_SUCCESSFUL": {"Delivered"},
    "TEXT_BLOCKED": {"Undelivered"},
    "TEXT_CARRIER_BLOCKED": {"Undelivered"},
    "TEXT_CARRIER_UNREACHABLE": {"Undelivered"},
    "TEXT_INVALID": {"Undelivered"},
    "TEXT_INVALID_MESSAGE": {"Undelivered"},
    "TEXT_PROTECT_BLOCKED": {"Undelivered"},
    "TEXT_SPAM": {"Undelivered"},
    "TEXT_TTL_EXPIRED": {"Undelivered"},
    "TEXT_UNREACHABLE": {"Undelivered"},
    "TEXT_UNKNOWN": set(),
}


@pytest.mark.parametrize("status", OUTCOMES)
def test_each_final_status_is_counted_once_and_as_what_it_is(status):
    assert is_counted(LEAST, event(status))
    assert metrics(line(event(status))["message"]) == OUTCOMES[status]


@pytest.mark.parametrize("status", ["TEXT_QUEUED", "TEXT_PENDING", "TEXT_SUCCESSFUL"])
def test_what_is_not_final_is_not_counted(status):
    assert not is_counted(LEAST, event(status, isFinal=False))


def test_the_log_line_is_what_a_log_group_takes_and_has_no_number():
    written = line(event("TEXT_INVALID"))
    assert written == {
        "timestamp": "2026-10-01T18:20:41Z",
        "message": "TEXT_INVALID US ed23196c-75ce-4727-93ee-7bf72b64998f",
    }
    assert not re.search(r"\+?\d{7,}", written["message"].split(" ", 1)[0]) and "+1415" not in written["message"]


def test_only_texts_from_ones_own_numbers_are_counted_where_they_are_named():
    for sender, counted in (("+14155550100", True), ("MyShop", True), ("+14155550199", False)):
        assert is_counted(ALL, event("TEXT_DELIVERED", originationPhoneNumber=sender)) is counted
    assert is_counted(LEAST, event("TEXT_DELIVERED", originationPhoneNumber="+14155550199"))


def test_voice_and_other_messages_are_not_counted():
    assert not is_counted(LEAST, event("VOICE_COMPLETED") | {"detail-type": "Voice Message Delivery Status Updated"})


def test_without_sms_nothing_of_it_is_there():
    parameters = {name: value for name, value in LEAST.items() if name != "SmsNumberArn"}
    parameters["WhatsAppNumberArn"] = ALL["WhatsAppNumberArn"]
    assert not [name for name in stack(parameters) if name.startswith(("Deliver", "Undeliver"))]
