"""A text that waits for its hour, between real peers: python right_hour.py target/debug/playground

moto's Scheduler keeps schedules and fires none; what Scheduler does at their time is done by hand, into moto's SQS. Needs
boto3 and moto[server].
"""

import logging
import os
import tempfile

from peers import CREDENTIALS, Peers, Playground


def check_text_waits_once_and_is_started_once_however_often_it_fires(peers):
    scheduler = peers.client("scheduler")
    arn = peers.sqs.get_queue_attributes(QueueUrl=peers.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    role = "arn:aws:iam::123456789012:role/scheduler"
    settings = {"AWS_ENDPOINT_URL_SCHEDULER": peers.moto, "SCHEDULE_TARGET_ARN": arn, "SCHEDULE_ROLE_ARN": role}
    with Playground(peers, peers.queue, settings) as function:
        function.set_clock("2026-12-01T07:00:00Z")
        body = b'{"To": "+12125550123", "Message": "Good morning", "SendAt": "2026-12-01T08:00"}'
        answers = [function.post("/outbound-chats", body, Idempotency_Key="morning") for _ in range(2)]
        assert [status for status, _ in answers] == [202, 202], answers
        assert answers[0][1]["SendAt"] == answers[1][1]["SendAt"] == "2026-12-01T13:00:00Z", answers
        [listed] = scheduler.list_schedules()["Schedules"]
        schedule = scheduler.get_schedule(Name=listed["Name"])
        assert len(schedule["Name"]) == 64 and schedule["ActionAfterCompletion"] == "DELETE", schedule
        assert schedule["ScheduleExpression"] == "at(2026-12-01T13:00:00)", schedule
        assert (schedule["Target"]["Arn"], schedule["Target"]["RoleArn"]) == (arn, role), schedule
        assert function.starts() == [], "Connect was called before the time came"
        # What Scheduler does when the time has come, twice, as it may.
        function.set_clock("2026-12-01T13:00:30Z")
        for _ in range(2):
            peers.sqs.send_message(QueueUrl=peers.queue, MessageBody=schedule["Target"]["Input"])
        records = peers.receive(peers.queue)
        assert len(records) == 2, records
        assert function.work(records) == {"batchItemFailures": []}
        starts = function.starts()
        assert len(starts) == 2 and len(set(starts)) == 1, starts
        assert starts[0][0] == answers[0][1]["ClientToken"], (starts, answers)


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    os.environ.update(CREDENTIALS)
    with tempfile.TemporaryDirectory() as folder:
        check_text_waits_once_and_is_started_once_however_often_it_fires(Peers(folder))
    print("ok text_waits_once_and_is_started_once_however_often_it_fires")


main()
