"""boto3 and the AWS CLI against a running simulator: python clients.py http://127.0.0.1:8080

The simulator must run with its default quotas; each check starts it anew. Needs boto3 and awscli.
"""

import json

from botocore.exceptions import ConnectionClosedError, HTTPClientError
from support import aws, client, control, error_of, run

VOICE, ANONYMOUS = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
INSTANCE = "12345678-1234-4123-8123-123456789012"
SOURCE = "arn:aws:connect:us-east-1:111122223333:phone-number/example"

# Each error of the API model for StartOutboundChatContact: the destination that provokes it and its status.
MODELLED = {
    "InvalidRequestException": ("+12025550101", 400),
    "AccessDeniedException": ("+12025550102", 403),
    "ResourceNotFoundException": ("+12025550103", 404),
    "ConflictException": ("+12025550104", 409),
    "LimitExceededException": ("+12025550105", 429),
    "ThrottlingException": ("+12025550106", 429),
    "InternalServiceException": ("+12025550109", 500),
}
# Errors that are in no model: the SDK knows them by name alone.
OTHERS = {
    "ThrottlingException": ("+12025550107", 400),
    "TooManyRequestsException": ("+12025550108", 429),
    "ServiceUnavailableException": ("+12025550110", 503),
    "ExpiredTokenException": ("+12025550111", 403),
    "UnrecognizedClientException": ("+12025550112", 403),
    "TeapotException": ("+12025550113", 418),
}


def chat(**members):
    """The smallest request, with some members changed."""
    return {
        "InstanceId": INSTANCE,
        "ContactFlowId": "87654321-4321-4321-8321-210987654321",
        "SourceEndpoint": {"Type": "CONNECT_PHONENUMBER_ARN", "Address": SOURCE},
        "DestinationEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"},
        "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:SMS"}},
    } | members


def to(number):
    """The smallest request to a number."""
    return chat(DestinationEndpoint={"Type": "TELEPHONE_NUMBER", "Address": number})


def check_start_and_describe():
    connect = client()
    started = connect.start_outbound_chat_contact(
        **chat(
            Attributes={"orderId": "7"},
            RelatedContactId=VOICE,
            ParticipantDetails={"DisplayName": "Ana"},
            InitialSystemMessage={"ContentType": "text/plain", "Content": "Hello"},
            SupportedMessagingContentTypes=["text/plain"],
            ChatDurationInMinutes=60,
        )
    )
    ids = {"InstanceId": INSTANCE, "ContactId": started["ContactId"]}
    contact = connect.describe_contact(**ids)["Contact"]
    assert (contact["Channel"], contact["InitiationMethod"]) == ("CHAT", "API"), contact
    assert contact["CustomerEndpoint"] == {"Type": "TELEPHONE_NUMBER", "Address": "+12025550150"}, contact
    assert contact["RelatedContactId"] == VOICE, contact
    assert contact["InitiationTimestamp"].year >= 2026, contact
    attributes = connect.get_contact_attributes(InstanceId=INSTANCE, InitialContactId=started["ContactId"])
    assert attributes["Attributes"] == {"orderId": "7"}, attributes
    assert started["ResponseMetadata"]["RequestId"], started


def check_samples():
    connect = client()
    assert "CustomerEndpoint" in connect.describe_contact(InstanceId=INSTANCE, ContactId=VOICE)["Contact"]
    assert "CustomerEndpoint" not in connect.describe_contact(InstanceId=INSTANCE, ContactId=ANONYMOUS)["Contact"]


def check_token():
    connect = client()
    first, second = (connect.start_outbound_chat_contact(**chat(ClientToken="t"))["ContactId"] for _ in range(2))
    assert first == second


def check_ids_are_encoded():
    arn = f"arn:aws:connect:us-east-1:111122223333:instance/{INSTANCE}"
    assert client().describe_contact(InstanceId=arn, ContactId=VOICE)["Contact"]["Id"] == VOICE


def check_modelled_errors():
    for name, (number, status) in MODELLED.items():
        control("POST", "reset")
        connect = client()
        error = error_of(lambda: connect.start_outbound_chat_contact(**to(number)))
        assert isinstance(error, getattr(connect.exceptions, name)), (name, error)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, (name, error.response)
        assert error.response["Error"]["Message"], (name, error.response)


def check_other_errors():
    for name, (number, status) in OTHERS.items():
        control("POST", "reset")
        error = error_of(lambda: client().start_outbound_chat_contact(**to(number)))
        assert error.response["Error"]["Code"] == name, (name, error.response)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, (name, error.response)


def check_unknown_contact():
    connect = client()
    try:
        connect.describe_contact(InstanceId=INSTANCE, ContactId="unknown")
    except connect.exceptions.ResourceNotFoundException:
        return
    raise AssertionError("no error was raised")


def check_invalid_request():
    connect = client()
    error = error_of(lambda: connect.start_outbound_chat_contact(**to("12025550150")))
    assert isinstance(error, connect.exceptions.InvalidRequestException), error
    assert "DestinationEndpoint.Address" in error.response["Error"]["Message"], error


def check_burst():
    connect = client()
    for _ in range(5):
        connect.start_outbound_chat_contact(**chat())
    # Slow machines drip a token or two back in meanwhile.
    error = error_of(lambda: [connect.start_outbound_chat_contact(**chat()) for _ in range(200)])
    assert isinstance(error, connect.exceptions.ThrottlingException), error


def check_lost_answers():
    for number in ("+12025550119", "+12025550121"):
        control("POST", "reset")
        try:
            client().start_outbound_chat_contact(**to(number))
        except (ConnectionClosedError, HTTPClientError):
            continue
        raise AssertionError(f"{number}: no error was raised")


def check_half_an_answer():
    # botocore takes a body that breaks off for an empty document, and says nothing.
    try:
        answer = client().start_outbound_chat_contact(**to("+12025550120"))
    except HTTPClientError:
        return
    assert "ContactId" not in answer, answer


def check_retry_finds_the_lost_contact():
    client(attempts=3).start_outbound_chat_contact(**to("+12025550121"))
    calls = control("GET", "calls")
    assert [call["status"] for call in calls] == [0, 200], calls
    assert calls[0]["contact_id"] == calls[1]["contact_id"], calls


def check_fault_for_the_next_requests():
    fault = {"operation": "StartOutboundChatContact", "fault": "ThrottlingException", "times": 2}
    control("POST", "faults", fault)
    client(attempts=3).start_outbound_chat_contact(**chat())
    assert [call["status"] for call in control("GET", "calls")] == [429, 429, 200]


def aws_start(number):
    """The AWS CLI's answer to a start."""
    return aws(
        "connect",
        "start-outbound-chat-contact",
        *("--instance-id", INSTANCE),
        *("--contact-flow-id", "87654321-4321-4321-8321-210987654321"),
        *("--source-endpoint", f"Type=CONNECT_PHONENUMBER_ARN,Address={SOURCE}"),
        *("--destination-endpoint", f"Type=TELEPHONE_NUMBER,Address={number}"),
        *("--segment-attributes", "connect:Subtype={ValueString=connect:SMS}"),
        *("--initial-system-message", "ContentType=text/plain,Content=Hello"),
    )


def check_aws_cli():
    code, output, errors = aws_start("+12025550150")
    assert code == 0, errors
    contact = json.loads(output)["ContactId"]
    code, output, errors = aws("connect", "describe-contact", "--instance-id", INSTANCE, "--contact-id", contact)
    assert code == 0 and json.loads(output)["Contact"]["Id"] == contact, errors
    attributes = ("get-contact-attributes", "--instance-id", INSTANCE, "--initial-contact-id", VOICE)
    code, output, errors = aws("connect", *attributes)
    assert code == 0 and json.loads(output)["Attributes"] == {"orderId": "A-1001"}, errors
    code, _, errors = aws_start("+12025550104")
    assert code != 0 and "(ConflictException)" in errors, errors


if __name__ == "__main__":
    run(globals())
