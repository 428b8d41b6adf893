"""docs/examples/results: which results are written back, and what a CRM would be sent."""

import json
import re

import pytest
from expansion import ROOT
from moto.events.models import EventPattern
from samtranslator.yaml_helper import yaml_parse

FOLDER = ROOT / "docs/examples/results"
TEMPLATES = {path.stem: yaml_parse(path.read_text()) for path in sorted(FOLDER.glob("*.yaml"))}

STARTED = {
    "clientToken": "zendesk:35436:Solved:3f9c2",
    "contactId": "11111111-2222-3333-4444-555555555555",
    "relatedContactId": None,
    "sender": "Http",
    "source": "zendesk",
    "channel": "SMS",
    "code": None,
    "retryable": False,
    "final": True,
    "correlationId": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
    "attributes": {"zendeskTicketId": "35436", "hubspotContactId": "751", "salesforceRecordId": "003000000000001AAA"},
}
FAILED = STARTED | {"contactId": None, "code": "NoDestination", "retryable": False}


def event(detail_type, detail):
    return {
        "version": "0",
        "id": "12345678-1234-1234-1234-123456789012",
        "detail-type": detail_type,
        "source": "connect-outbound-chat",
        "account": "111122223333",
        "time": "2026-01-01T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": detail,
    }


RESULTS = {
    "started": event("Outbound chat started", STARTED),
    "failed for good": event("Outbound chat failed", FAILED),
    "failed, tried again": event("Outbound chat failed", FAILED | {"code": "ThrottlingException", "retryable": True, "final": False}),
    "scheduled": event("Outbound chat scheduled", STARTED | {"contactId": None, "final": False}),
    "skipped": event("Outbound chat skipped", STARTED | {"contactId": None, "code": "AlreadyAChat"}),
    "another application's": event("Outbound chat started", STARTED) | {"source": "my.shop"},
    "without the attribute": event("Outbound chat started", STARTED | {"attributes": {}}),
}


def rules(template):
    return {name: item["Properties"] for name, item in template["Resources"].items() if item["Type"] == "AWS::Events::Rule"}


def matching(template, result):
    """The rules that a result triggers, each with what its target is sent."""
    found = {}
    for name, rule in rules(template).items():
        if EventPattern.load(json.dumps(rule["EventPattern"])).matches_event(RESULTS[result]):
            [target] = rule["Targets"]
            found[name] = transformed(target["InputTransformer"], RESULTS[result])
    return found


def at(path, value):
    for name in path.removeprefix("$.").split("."):
        value = value[name]
    return value


def transformed(transformer, value):
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html"""
    paths = transformer["InputPathsMap"]
    # Between quotation marks a value is written as it is, elsewhere as JSON.
    parts = transformer["InputTemplate"].split('"')
    for number, part in enumerate(parts):
        write = str if number % 2 else json.dumps
        parts[number] = re.sub(r"<(\w+)>", lambda match, write=write: write(at(paths[match[1]], value)), part)
    return json.loads('"'.join(parts))


CRMS = ["hubspot", "salesforce", "zendesk"]
WRITTEN = {
    "zendesk": (
        {"ticket": {"comment": {"public": False, "body": f"The customer was texted. Amazon Connect contact: {STARTED['contactId']}"}}},
        {"ticket": {"comment": {"public": False, "body": "The customer was not texted: NoDestination"}}},
    ),
    "hubspot": (
        {"properties": {"last_text_result": "started", "last_text_contact_id": STARTED["contactId"]}},
        {"properties": {"last_text_result": "failed: NoDestination", "last_text_contact_id": ""}},
    ),
    "salesforce": (
        {
            "WhoId": "003000000000001AAA",
            "Subject": "Text sent",
            "Status": "Completed",
            "Description": f"Amazon Connect contact: {STARTED['contactId']}",
        },
        {"WhoId": "003000000000001AAA", "Subject": "Text not sent", "Status": "Not Started", "Description": "NoDestination"},
    ),
}


@pytest.mark.parametrize("crm", CRMS)
def test_a_crm_is_told_of_what_started_and_of_what_finally_failed(crm):
    started, failed = WRITTEN[crm]
    assert matching(TEMPLATES[crm], "started") == {"StartedRule": started}
    assert matching(TEMPLATES[crm], "failed for good") == {"FailedRule": failed}


@pytest.mark.parametrize("crm", CRMS)
@pytest.mark.parametrize("result", ["failed, tried again", "scheduled", "skipped", "another application's", "without the attribute"])
def test_a_crm_is_told_of_nothing_else(crm, result):
    assert matching(TEMPLATES[crm], result) == {}


@pytest.mark.parametrize("crm", CRMS)
def test_the_attribute_that_finds_the_record_is_the_one_that_the_built_in_source_sets(crm):
    template = TEMPLATES[crm]
    [attribute] = {name for rule in rules(template).values() for name in rule["EventPattern"]["detail"]["attributes"]}
    sources = [path.read_text() for path in (ROOT / "sources").glob("*.toml") if path.stem.startswith(crm)]
    assert sources and all(f'"{attribute}"' in source for source in sources)
    assert f"ResultAttributes={attribute} " in (FOLDER / f"{crm}.yaml").read_text()


@pytest.mark.parametrize("crm", CRMS)
def test_the_record_is_the_one_of_the_path_and_what_cannot_be_written_is_kept(crm):
    resources = TEMPLATES[crm]["Resources"]
    endpoint = json.dumps(resources["Destination"]["Properties"]["InvocationEndpoint"])
    for rule in rules(TEMPLATES[crm]).values():
        [target] = rule["Targets"]
        parts = target.get("HttpParameters", {}).get("PathParameterValues", [])
        assert len(parts) == endpoint.count("*")
        assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["NotWritten", "Arn"]}}
        assert target["RetryPolicy"] == {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400}


@pytest.mark.parametrize("crm", CRMS)
def test_secrets_are_read_from_secrets_manager_and_stand_in_no_parameter(crm):
    template = TEMPLATES[crm]
    authentication = json.dumps(template["Resources"]["Connection"]["Properties"]["AuthParameters"])
    assert "{{resolve:secretsmanager:" in authentication
    for text in re.findall(r'"(?:Password|ApiKeyValue|ClientSecret)": (\{[^}]*\}|"[^"]*")', authentication):
        assert "resolve:secretsmanager" in text


def test_an_email_tells_of_each_text_that_finally_failed_and_of_nothing_else():
    template = TEMPLATES["failed"]
    assert {result for result in RESULTS if matching(template, result)} == {"failed for good"}
    [text] = matching(template, "failed for good").values()
    assert text.startswith("A text was not sent: NoDestination. Sender: Http. ClientToken: zendesk:35436:Solved:3f9c2.")
