"""boto3 and the AWS CLI against a running simulator: python clients.py http://127.0.0.1:8080

The simulator must run with its default quotas; each check starts it anew. Needs boto3 and awscli.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError

URL = sys.argv[1].rstrip("/") if len(sys.argv) == 2 else sys.exit(__doc__)
VOICE, ANONYMOUS = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
INSTANCE = "12345678-1234-4123-8123-123456789012"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
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


def client(attempts=1, service="connect"):
    """A client that tries so many times in all."""
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
    return boto3.client(service, endpoint_url=URL, config=config)


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


def error_of(call):
    """The error that a call raises."""
    try:
        call()
    except ClientError as error:
        return error
    raise AssertionError("no error was raised")


def control(method, path, body=None):
    """A request to the control API."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{URL}/_simulator/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or "null")


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


def schedule(**members):
    """The smallest request for a schedule, with some members changed."""
    return {
        "Name": "text-1",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ScheduleExpression": "at(2099-01-31T08:00:00)",
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": "arn:aws:sqs:us-east-1:111122223333:requests",
            "RoleArn": "arn:aws:iam::111122223333:role/scheduler",
            "Input": '{"To": "+12025550150"}',
        },
    } | members


def check_schedule_is_created_shown_listed_and_deleted():
    scheduler = client(service="scheduler")
    arn = scheduler.create_schedule(**schedule(GroupName="texts"))["ScheduleArn"]
    shown = scheduler.get_schedule(GroupName="texts", Name="text-1")
    assert (shown["Arn"], shown["State"], shown["ScheduleExpressionTimezone"]) == (arn, "ENABLED", "UTC"), shown
    assert shown["CreationDate"].year >= 2026 and shown["Target"]["Input"] == '{"To": "+12025550150"}', shown
    listed = scheduler.list_schedules(GroupName="texts", NamePrefix="text-", MaxResults=10)["Schedules"]
    assert [found["Arn"] for found in listed] == [arn], listed
    groups = [group["Name"] for group in scheduler.list_schedule_groups()["ScheduleGroups"]]
    assert groups == ["default", "texts"], groups
    scheduler.delete_schedule(GroupName="texts", Name="text-1")
    error = error_of(lambda: scheduler.get_schedule(GroupName="texts", Name="text-1"))
    assert isinstance(error, scheduler.exceptions.ResourceNotFoundException), error


def check_schedules_are_paged():
    scheduler = client(service="scheduler")
    for number in range(5):
        scheduler.create_schedule(**schedule(Name=f"text-{number}"))
    pages = scheduler.get_paginator("list_schedules").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["Schedules"]) for page in pages] == [2, 2, 1]


def check_schedule_that_is_there_is_a_conflict_but_a_retry_is_not():
    control("POST", "faults", {"operation": "CreateSchedule", "fault": "AnswerLost"})
    # botocore puts one ClientToken on all tries of a call.
    client(attempts=2, service="scheduler").create_schedule(**schedule())
    assert [call["status"] for call in control("GET", "calls")] == [0, 200]
    scheduler = client(service="scheduler")
    error = error_of(lambda: scheduler.create_schedule(**schedule()))
    assert isinstance(error, scheduler.exceptions.ConflictException), error
    assert error.response["Error"]["Message"] == "Schedule text-1 already exists.", error
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 409, error


def check_schedulers_errors():
    for name, status in {
        "ThrottlingException": 429,
        "InternalServerException": 500,
        "ServiceQuotaExceededException": 402,
        "ValidationException": 400,
        "ConflictException": 409,
        "ResourceNotFoundException": 404,
    }.items():
        control("POST", "faults", {"operation": "CreateSchedule", "fault": name})
        scheduler = client(service="scheduler")
        error = error_of(lambda: scheduler.create_schedule(**schedule()))
        assert isinstance(error, getattr(scheduler.exceptions, name)), (name, error)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, (name, error.response)


def check_schedule_that_is_not_well_formed():
    scheduler = client(service="scheduler")
    for members in ({"ScheduleExpression": "at(2099-01-31)"}, {"Name": "a b"}, {"Name": "x" * 65}):
        config = Config(parameter_validation=False)
        unchecked = boto3.client("scheduler", endpoint_url=URL, config=config)
        error = error_of(lambda: unchecked.create_schedule(**schedule(**members)))
        assert error.response["Error"]["Code"] == "ValidationException", error
    assert scheduler.list_schedules()["Schedules"] == []


def check_schedule_fires_when_the_clock_says_so():
    client(service="scheduler").create_schedule(**schedule())
    assert control("GET", "schedules")[0]["FiresAt"] == "2099-01-31T08:00:00Z"
    control("PUT", "clock", {"now": "2099-01-31T08:00:00Z"})
    firings = control("GET", "firings")
    assert [(firing["name"], firing["input"]) for firing in firings] == [("text-1", '{"To": "+12025550150"}')], firings
    assert control("GET", "schedules") == [], "it was to be deleted after completion"


def check_events_are_put():
    entry = {"Source": "connect-outbound-chat", "DetailType": "Outbound chat started", "EventBusName": "results"}
    entries = [entry | {"Detail": '{"code": null}'}, entry | {"Detail": "no JSON"}]
    answer = client(service="events").put_events(Entries=entries)
    assert answer["FailedEntryCount"] == 1, answer
    assert answer["Entries"][1] == {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}, answer
    events = control("GET", "events")
    assert [event["id"] for event in events] == [answer["Entries"][0]["EventId"]], events
    assert (events[0]["event-bus-name"], events[0]["detail"]) == ("results", {"code": None}), events


def check_events_beyond_the_limits():
    entry = {"Source": "s", "DetailType": "d", "Detail": '{"a": "' + "x" * 1_048_576 + '"}'}
    for entries in ([entry], [entry | {"Detail": "{}"}] * 11):
        error = error_of(lambda: client(service="events").put_events(Entries=entries))
        assert error.response["Error"]["Code"] == "ValidationException", error


def check_events_errors():
    for name, code, status in (
        ("ThrottlingException", "ThrottlingException", 400),
        ("InternalException", "InternalException", 500),
        ("AccessDeniedException", "AccessDeniedException", 400),
    ):
        control("POST", "faults", {"operation": "PutEvents", "fault": name})
        entries = [{"Source": "s", "DetailType": "d", "Detail": "{}"}]
        error = error_of(lambda: client(service="events").put_events(Entries=entries))
        assert error.response["Error"]["Code"] == code, error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error.response


def aws(service, *arguments):
    """The AWS CLI's exit code, output and errors."""
    beside = Path(sys.executable).with_name("aws")
    command = str(beside) if beside.exists() else shutil.which("aws")
    environment = os.environ | CREDENTIALS | {"AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": ""}
    line = [command, service, *arguments, "--endpoint-url", URL]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


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


def check_aws_cli_for_schedules_and_events():
    given = schedule()
    create = ("create-schedule", "--name", "text-1", "--schedule-expression", given["ScheduleExpression"])
    target = ("--target", json.dumps(given["Target"]), "--flexible-time-window", "Mode=OFF")
    code, output, errors = aws("scheduler", *create, *target)
    assert code == 0 and json.loads(output)["ScheduleArn"].endswith("schedule/default/text-1"), errors
    code, _, errors = aws("scheduler", *create, *target)
    assert code != 0 and "(ConflictException)" in errors, errors
    code, output, errors = aws("scheduler", "list-schedules")
    assert code == 0 and len(json.loads(output)["Schedules"]) == 1, errors
    code, output, errors = aws("scheduler", "list-schedule-groups")
    assert code == 0 and len(json.loads(output)["ScheduleGroups"]) == 1, errors
    code, output, errors = aws("scheduler", "get-schedule", "--name", "text-1")
    assert code == 0 and json.loads(output)["Target"]["Input"] == given["Target"]["Input"], errors
    code, _, errors = aws("scheduler", "delete-schedule", "--name", "text-1")
    assert code == 0, errors
    code, _, errors = aws("scheduler", "get-schedule", "--name", "text-1")
    assert code != 0 and "(ResourceNotFoundException)" in errors, errors
    code, output, errors = aws("events", "put-events", "--entries", json.dumps([{"Source": "s", "DetailType": "d", "Detail": "{}"}]))
    assert code == 0 and json.loads(output)["FailedEntryCount"] == 0, errors


def main():
    os.environ.update(CREDENTIALS)
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            control("POST", "reset")
            check()
            print("ok", name.removeprefix("check_").replace("_", " "))


if __name__ == "__main__":
    main()
