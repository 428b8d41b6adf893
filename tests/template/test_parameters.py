"""The template refuses what the function would refuse, and the function starts with whatever the template lets pass.

Held by the function itself: it is started with the environment that each set of parameters gives the front and the worker.
"""

import json
import pathlib
import re

import pytest
from expansion import ALL, LEAST, NUMBER, ROOT, environment, expand, refusals
from function import Function

EXPANDED = expand(parameters=LEAST)

OTHER = NUMBER + "55555555-5555-5555-5555-555555555555"
NO_NUMBER = {name: value for name, value in LEAST.items() if name != "SmsNumberArn"}
WHATSAPP = {"WhatsAppNumberArn": OTHER}
SOME_COUNTRIES = ["US", "GB", "DE", "BR", "NO", "XK"]

# What only AWS knows, once the stack is there.
CREATED = {
    "<Queue>": "https://sqs.us-east-1.amazonaws.com/111122223333/outbound-Queue-ABCDEFGHIJKL",
    "<Queue.Arn>": "arn:aws:sqs:us-east-1:111122223333:outbound-Queue-ABCDEFGHIJKL",
    "<DeadLetters.Arn>": "arn:aws:sqs:us-east-1:111122223333:outbound-DeadLetters-ABCDEFGHIJKL",
    "<ScheduleRole.Arn>": "arn:aws:iam::111122223333:role/outbound-ScheduleRole-ABCDEFGHIJKL",
    "<ScheduleGroup>": "outbound",
    "<HttpApi>": "abcdefghij",
}


def variables(parameters, function):
    found = environment(EXPANDED, parameters, function)
    for placeholder, value in CREATED.items():
        found = {name: text.replace(placeholder, value) for name, text in found.items()}
    return found


def starts(parameters, function):
    with Function(variables(parameters, function)) as process:
        return process.starts(), process.lines


# Sets that pass, each on top of the least.
PASS = [
    {},
    ALL | {"OwnSources": "false"},
    {"SmsNumbersByPrefix": f"+44={OTHER}", "OtherNumberArns": OTHER},
    {"SmsNumbersByPrefix": f"+44={OTHER}, +1415={OTHER},+1={OTHER}", "OtherNumberArns": f"{OTHER}, {OTHER}"},
    WHATSAPP | {"WhatsAppNumbersByPrefix": f"+49={OTHER}", "OtherNumberArns": OTHER},
    *({"DefaultCountry": country} for country in SOME_COUNTRIES),
    {"AllowedDestinations": "+1"},
    {"AllowedDestinations": "+1, +44,+49"},
    {"AllowedDestinations": "+1,!+1876, !+1809,!+1900"},
    {"AllowedDestinations": "+1,+1415,!+14155"},
    {"MaxAgeSeconds": "0"},
    {"MaxAgeSeconds": "1"},
    {"MaxAgeSeconds": "86400"},
    {"MaxAgeSeconds": "999999999"},
    {"FlowErrors": "return"},
    {"SendWindow": "08:00-21:00"},
    {"SendWindow": "22:00-06:00"},
    {"SendWindow": "00:00-24:00"},
    {"SendWindow": "Sat-Sun 12:00-24:00"},
    {"SendWindow": "Mon-Sat 09:00-18:00"},
    {"SendWindow": "Mon-Fri 09:00-12:30,Mon-Fri 14:00-18:00, Sat 10:00-14:00"},
    {"SendWindow": "+1=08:00-21:00, +49=Mon-Sat 08:00-20:00, Mon-Fri 09:00-17:00"},
    {"SendLater": "false"},
    {"PublicUrl": "https://outbound.example.com/"},
    {"HubSpotSecret": "s", "ZendeskSecret": "s", "ShopifySecret": "s"},
    {"SalesforceFlowSecret": "s", "DataverseSecret": "s", "ServiceNowSecret": "s"},
    {"PipedriveBasic": "user:pass:word"},
    {"StandardWebhooksSecret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    {"StandardWebhooksSecret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    {"StandardWebhooksSecret": "whsec_c2VjcmV0cw=="},
    {"SalesforceOutboundSecret": "s", "SalesforceOrganizationId": "00D000000000000EAA"},
    {"EventSources": "my.shop, aws.partner/shopify.com/1/orders"},
    {"EventSourcesOn": "shopify-events, post-call-survey", "ContactLensRules": "true"},
    {"ResultsBus": "default"},
    {"ResultsBus": "arn:aws:events:us-east-1:111122223333:event-bus/results", "ResultAttributes": "orderId, zendesk_ticket-Id"},
    {"WorkerRatePerSecond": "0.5"},
    {"WorkerRatePerSecond": "100"},
    {"FrontRatePerSecond": "0.2"},
    {"MaxReceives": "2"},
    {"MaxReceives": "100"},
    {"WorkerReservedConcurrency": "2"},
    {"WorkerReservedConcurrency": "10"},
    {"FrontReservedConcurrency": "1"},
    {"Architecture": "x86_64"},
]

# What does not pass: the refusal that CloudFormation names. The function refuses each of them too.
BOTH_REFUSE = [
    ({"DefaultCountry": "UK"}, "DefaultCountry"),
    ({"DefaultCountry": "ZZ"}, "DefaultCountry"),
    ({"DefaultCountry": "Germany"}, "DefaultCountry"),
    ({"AllowedDestinations": "1,44"}, "AllowedDestinations"),
    ({"AllowedDestinations": "+1;+44"}, "AllowedDestinations"),
    ({"AllowedDestinations": "+1,,!"}, "AllowedDestinations"),
    ({"AllowedDestinations": "+1234567890123456"}, "AllowedDestinations"),
    ({"AllowedDestinations": "!1876"}, "AllowedDestinations"),
    ({"MaxAgeSeconds": "-1"}, "MaxAgeSeconds"),
    ({"MaxAgeSeconds": "1h"}, "MaxAgeSeconds"),
    ({"MaxAgeSeconds": "86400.5"}, "MaxAgeSeconds"),
    ({"FlowErrors": "ignore"}, "FlowErrors"),
    ({"SmsNumberArn": "+14155550100"}, "SmsNumberArn"),
    ({"ConnectInstanceArn": "arn:aws:s3:::bucket"}, "ConnectInstanceArn"),
    ({"ConnectFlowArn": LEAST["ConnectInstanceArn"]}, "ConnectFlowArn"),
    ({"SmsNumbersByPrefix": f"44={OTHER}", "OtherNumberArns": OTHER}, "SmsNumbersByPrefix"),
    ({"SmsNumbersByPrefix": "+44=", "OtherNumberArns": OTHER}, "SmsNumbersByPrefix"),
    ({"SmsNumbersByPrefix": "+44=+4420", "OtherNumberArns": OTHER}, "SmsNumbersByPrefix"),
    ({"SmsNumbersByPrefix": OTHER, "OtherNumberArns": OTHER}, "SmsNumbersByPrefix"),
    ({"SmsNumbersByPrefix": f"+44={OTHER},+1={OTHER}, +44={OTHER}", "OtherNumberArns": OTHER}, "SmsNumbersByPrefix"),
    (WHATSAPP | {"WhatsAppNumbersByPrefix": f"=={OTHER}", "OtherNumberArns": OTHER}, "WhatsAppNumbersByPrefix"),
    ({"PublicUrl": "outbound.example.com"}, "PublicUrl"),
    ({"PublicUrl": "https:///path"}, "PublicUrl"),
    ({"PublicUrl": "https://a b"}, "PublicUrl"),
    ({"WorkerRatePerSecond": "0"}, "WorkerRatePerSecond"),
    ({"FrontRatePerSecond": "-1"}, "FrontRatePerSecond"),
    ({"FrontRatePerSecond": "often"}, "FrontRatePerSecond"),
    ({"SendWindow": "8-21"}, "SendWindow"),
    ({"SendWindow": "08:00-25:00"}, "SendWindow"),
    ({"SendWindow": "24:00-08:00"}, "SendWindow"),
    ({"SendWindow": "08:00-08:00"}, "SendWindow"),
    ({"SendWindow": "Mo-Sa 08:00-20:00"}, "SendWindow"),
    ({"SendWindow": "+49:08:00-20:00"}, "SendWindow"),
    ({"SendWindow": "49=08:00-20:00"}, "SendWindow"),
    ({"SendWindow": "08:00-20:00;09:00-17:00"}, "SendWindow"),
    ({"SendWindow": "at night"}, "SendWindow"),
    ({"StandardWebhooksSecret": "not Base64!"}, "StandardWebhooksSecret"),
    ({"StandardWebhooksSecret": "v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "StandardWebhooksSecret"),
    ({"ResultsBus": "two words"}, "ResultsBus"),
    ({"ResultsBus": "bus", "ResultAttributes": "customer name"}, "ResultAttributes"),
    ({"MaxReceives": "0"}, "MaxReceives"),
    ({"MaxReceives": "five"}, "MaxReceives"),
    ({"EventSourcesOn": "Salesforce Event Relay"}, "EventSourcesOn"),
    ({"EventSourcesOn": "zendesk"}, "EventSourcesOn"),
]

# What the function could start with, and what would go wrong then.
TEMPLATE_REFUSES = [
    (NO_NUMBER, "SomeNumber", "no number to send from"),
    (NO_NUMBER | WHATSAPP | {"SmsNumbersByPrefix": f"+44={OTHER}", "OtherNumberArns": OTHER}, "SmsByPrefix", "they are not set at all"),
    (NO_NUMBER | WHATSAPP | {"SmsNumbersByPrefix": f"+44={OTHER}"}, "SmsByPrefix", "the role may not send from them"),
    (LEAST | {"SmsNumbersByPrefix": f"+44={OTHER}"}, "SmsByPrefix", "the role may not send from them"),
    (LEAST | {"WhatsAppNumbersByPrefix": f"+44={OTHER}", "OtherNumberArns": OTHER}, "WhatsAppByPrefix", "they are not set at all"),
    (LEAST | {"WorkerReservedConcurrency": "1"}, "WorkerReservedConcurrency", "SQS invokes two; throttled ones use up tries"),
    (LEAST | {"WorkerReservedConcurrency": "1.0"}, "WorkerReservedConcurrency", "likewise"),
    (LEAST | {"WorkerRatePerSecond": "0.1"}, "WorkerRatePerSecond", "a batch of ten takes 100 seconds of 30"),
    (LEAST | {"WorkerRatePerSecond": "1000"}, "WorkerRatePerSecond", "no quota is that high"),
    (LEAST | {"FrontRatePerSecond": "0.1"}, "FrontRatePerSecond", "a flow does not wait ten seconds"),
    (LEAST | {"MaxReceives": "1"}, "MaxReceives", "one throttled try, and the request is a dead letter"),
    (LEAST | {"AllowedDestinations": "+1,!+1"}, "AllowedDestinations", "which of the two is meant?"),
    (LEAST | {"SendWindow": "08:00-21:00", "SendLater": "false"}, "Window", "queued texts end as dead letters at night"),
    (LEAST | {"JwtIssuer": "https://login.example.com"}, "Audience", "API Gateway asks for one"),
    (LEAST | {"JwtScope": "chats:start"}, "Issuer", "nobody would ask for it"),
    (LEAST | {"SalesforceOutboundSecret": "s"}, "SalesforceOutbound", "the source stays closed"),
    (LEAST | {"SalesforceOrganizationId": "00D000000000000EAA"}, "SalesforceOutbound", "the source stays closed"),
    (LEAST | {"SalesforceOutboundSecret": "s", "SalesforceOrganizationId": "00D"}, "SalesforceOrganizationId", "it never matches"),
    (LEAST | {"PipedriveBasic": "password"}, "PipedriveBasic", "it never matches"),
    (LEAST | {"ResultAttributes": "orderId"}, "Attributes", "nobody would be told"),
    (LEAST | {"ResultsBus": ALL["CustomEventBusArn"]}, "ResultsBus", "a custom event bus takes another call"),
    (LEAST | {"EventSources": "connect-outbound-chat"}, "EventSources", "its own results would come back to it"),
    (LEAST | {"EventSources": "my.shop, connect-outbound-chat"}, "EventSources", "likewise"),
    (LEAST | {"EventSources": "aws.connect"}, "EventSources", "every abandoned call would be texted"),
    (LEAST | {"ContactLensRules": "true"}, "Lens", "every such event would be refused"),
    (LEAST | {"OtherRuleArns": "partner/orders"}, "OtherRuleArns", "no rule of that name could send"),
    (LEAST | {"CustomEventBusArn": "arn:aws:events:us-east-1:111122223333:event-bus/orders"}, "CustomEventBusArn", "a classic bus"),
    (LEAST | {"CustomEventBusPattern": '{"source":["my.shop"]}'}, "CustomBus", "there is no bus that it belongs to"),
    (LEAST | {"FrontProvisionedConcurrency": "1"}, "WarmFront", "warm instances would keep the old release"),
    (LEAST | {"LogLevel": "WARN"}, "LogLevel", "Lambda would drop the metrics"),
    (LEAST | {"OtherNumberArns": "+14155550100"}, "OtherNumberArns", "IAM refuses the policy"),
    (LEAST | {"SourceSecretArns": "*"}, "SourceSecretArns", "the function might read every secret"),
    (LEAST | {"AlarmEmail": "the team"}, "AlarmEmail", "SNS refuses it"),
]


def shown(parameters):
    text = ", ".join(f"{name}={value}" for name, value in parameters.items() if LEAST.get(name) != value)
    return text.replace(OTHER, "ARN")[:100] or "least"


@pytest.mark.parametrize("parameters", PASS, ids=shown)
@pytest.mark.parametrize("function", ["Front", "Worker"])
def test_the_function_starts_with_what_the_template_lets_pass(parameters, function):
    parameters = LEAST | parameters
    assert refusals(EXPANDED, parameters) == []
    started, lines = starts(parameters, function)
    assert started, lines


@pytest.mark.parametrize("parameters, refusal", BOTH_REFUSE, ids=lambda item: item if isinstance(item, str) else shown(item))
def test_the_template_refuses_what_the_function_refuses(parameters, refusal):
    parameters = LEAST | parameters
    assert refusals(EXPANDED, parameters) == [refusal]
    assert not all(starts(parameters, function)[0] for function in ("Front", "Worker"))


@pytest.mark.parametrize(
    "parameters, refusal, reason", TEMPLATE_REFUSES, ids=lambda item: item if isinstance(item, str) else shown(item)
)
def test_the_template_refuses_what_would_go_wrong_later(parameters, refusal, reason):
    assert refusals(EXPANDED, parameters) == [refusal], reason


def test_the_countries_are_those_whose_numbering_plans_the_function_knows():
    [table] = pathlib.Path(ROOT / "src").glob("**/countries.tsv")
    known = {line.split("\t")[0] for line in table.read_text().splitlines() if not line.startswith("#")}
    allowed = EXPANDED["Parameters"]["DefaultCountry"]["AllowedValues"]
    # "001" stands for calling codes of no country. A country that YAML reads as something else would be no text.
    assert sorted(allowed) == sorted({"", *known} - {"001"})


def test_every_built_in_source_that_only_takes_events_can_be_switched_on():
    pattern = EXPANDED["Parameters"]["EventSourcesOn"]["AllowedPattern"]
    for path in (ROOT / "sources").glob("*.toml"):
        only_events = "\n[verify" not in path.read_text()
        assert bool(re.fullmatch(pattern, path.stem)) == only_events, path.stem


def test_every_parameter_that_the_function_reads_is_in_some_set():
    read = set()
    for function in ("Front", "Worker"):
        text = json.dumps(EXPANDED["Resources"][function]["Properties"]["Environment"])
        read |= set(re.findall(r'"Ref": "(\w+)"', text)) | set(re.findall(r"\$\{(\w+)\}", text))
    given = {name for parameters in PASS for name in parameters} | {name for parameters, _ in BOTH_REFUSE for name in parameters}
    assert read & set(EXPANDED["Parameters"]) - given == set(), "add a set that gives it"
