"""What a request must hold depends on the settings: the description says what holds where it is served."""

import itertools
import json
import urllib.error
import urllib.request

from jsonschema import Draft202012Validator

from playground import playground

SETTINGS = ["CONNECT_INSTANCE", "CONNECT_FLOW", "CONNECT_SMS_NUMBER", "CONNECT_WHATSAPP_NUMBER"]
NUMBER = "arn:aws:connect:us-east-1:111122223333:phone-number/cccccccc-3333-4333-8333-cccccccccccc"
# Whether a request is right is told before its destination is looked at; none is called.
NO_CALLS = {"ALLOWED_DESTINATIONS": "+44"}
IDS = [
    {},
    {"InstanceId": "12345678-1234-4123-8123-123456789012"},
    {"ContactFlowId": "87654321-4321-4321-8321-210987654321"},
    {"InstanceId": "12345678-1234-4123-8123-123456789012", "ContactFlowId": "87654321-4321-4321-8321-210987654321"},
]
SOURCES = [{}, {"From": NUMBER}, {"From": None}, {"SourceEndpoint": {"Type": "CONNECT_PHONENUMBER_ARN", "Address": NUMBER}}]
CHANNELS = [
    {},
    {"Channel": "SMS"},
    {"Channel": "WhatsApp"},
    {"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}}},
    {"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:WhatsApp"}}},
]
REQUESTS = [
    {"To": "+14155550123"} | ids | source | channel for ids, source, channel in itertools.product(IDS, SOURCES, CHANNELS)
]


def get(url):
    with urllib.request.urlopen(url) as response:
        return json.load(response)


def code_of(url, request):
    """The code of the problem that the request is answered with."""
    body = json.dumps(request).encode()
    try:
        urllib.request.urlopen(urllib.request.Request(f"{url}/outbound-chats", body, {"Content-Type": "application/json"}))
    except urllib.error.HTTPError as error:
        return json.load(error)["code"]
    raise AssertionError('no destination is allowed')


def compare_with_settings(program):
    """How many settings and requests were tried; fails where the description and the function differ."""
    tried = requests = 0
    for unset in itertools.chain.from_iterable(itertools.combinations(SETTINGS, n) for n in range(len(SETTINGS) + 1)):
        with playground(program, dict.fromkeys(unset, "") | NO_CALLS) as url:
            description = get(f"{url}/openapi.json")
            schema = {"$ref": "#/components/schemas/OutboundChat", "components": description["components"]}
            validator = Draft202012Validator(schema)
            for request in REQUESTS:
                allowed, code = validator.is_valid(request), code_of(url, request)
                taken = code not in ("NotConfigured", "ValidationFailed")
                assert allowed == taken, f"without {unset}: {request} is {'allowed' if allowed else 'forbidden'}: {code}"
        tried, requests = tried + 1, requests + len(REQUESTS)
    return tried, requests
