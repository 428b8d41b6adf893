"""boto3 and the AWS CLI against a running simulator's EventBridge: python eventbridge_clients.py http://127.0.0.1:8080

Needs boto3 and awscli.
"""

import json

import boto3
from botocore.config import Config
from support import URL, aws, client, control, error_of, run


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


if __name__ == "__main__":
    run(globals())
