"""From a webhook to its result: python webhook_to_result.py target/debug/playground

A signed webhook is posted; moto's SQS carries what it asks for; the function takes it off the queue and starts it; moto's
EventBridge takes the result event, and its rule puts that on a queue of results. Needs boto3 and moto[server].
"""

import json
import logging
import os
import tempfile
import time
import urllib.request

from peers import CREDENTIALS, SOURCE, Peers, Playground, order, signed, token_of

MANY = 'orders.{"to": phone, "message": "Hello " & name, "clientToken": "peer:" & id}'
BUS = "results"


class ResultPeers(Peers):
    """Peers with a bus for results, whose rule puts them on a queue."""

    def __init__(self, folder):
        super().__init__(folder)
        (self.sources / "many.toml").write_text(SOURCE.format(map=MANY, secret="secretsmanager:crm#signing"))
        self.results = self.sqs.create_queue(QueueName="results")["QueueUrl"]
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.results, AttributeNames=["QueueArn"])
        self.events.create_event_bus(Name=BUS)
        pattern = json.dumps({"source": ["connect-outbound-chat"]})
        self.events.put_rule(Name="results", EventBusName=BUS, EventPattern=pattern)
        target = {"Id": "queue", "Arn": attributes["Attributes"]["QueueArn"]}
        self.events.put_targets(Rule="results", EventBusName=BUS, Targets=[target])

    def function(self, bus=None):
        return Playground(self, self.queue, {"RESULTS_BUS": BUS, "AWS_ENDPOINT_URL_EVENTBRIDGE": bus or self.moto})

    def all(self, queue, seconds=0):
        """All messages of a queue, which gives ten at most at once."""
        records = []
        while received := self.receive(queue, seconds):
            records += received
            seconds = 0
        return records

    def told(self, seconds=0):
        """The result events since the last call."""
        return [json.loads(record["body"]) for record in self.all(self.results, seconds)]

    def told_of(self, work):
        """The result events of some work. On a busy machine the bus takes longer than the second that the function waits
        for it: it is waited for, and the work is done again if the bus was told of nothing."""
        for _ in range(5):
            work()
            if events := self.told(3):
                return events
        raise AssertionError("the bus was told of nothing")


def nothing_failed(answer):
    assert answer == {"batchItemFailures": []}, answer


def contacts(function):
    """The contacts that Connect gave for each token."""
    by_token = {}
    for token, contact in function.starts():
        by_token.setdefault(token, set()).add(contact)
    return by_token


def post(function, name, body):
    status, told = function.post(f"/sources/{name}", body, **signed(body, "first"))
    assert status in (200, 202), (status, told)


def check_one_result_tells_the_contact_that_connect_gave(peers):
    with peers.function() as function:
        post(function, "managed", order(1))
        assert peers.told() == [], "what only waits is told of by its worker"
        records = peers.all(peers.queue)
        assert len(records) == 1, records
        assert records[0]["messageAttributes"]["source"]["stringValue"] == "managed", records
        events = peers.told_of(lambda: nothing_failed(function.work(records)))
        assert len(events) == 1, events
        [(token, [contact])] = [(token, list(ids)) for token, ids in contacts(function).items()]
        event, detail = events[0], events[0]["detail"]
        assert (event["source"], event["detail-type"]) == ("connect-outbound-chat", "Outbound chat started"), event
        assert detail["contactId"] == contact and detail["clientToken"] == token == token_of("peer:1"), detail
        assert (detail["sender"], detail["source"], detail["final"]) == ("SQS", "managed", True), detail
        # The webhook's own id has come through the queue.
        assert detail["correlationId"] == records[0]["messageAttributes"]["correlationId"]["stringValue"], detail
        assert "+1415" not in json.dumps(event) and "Ana" not in json.dumps(event), event
        # A redelivery is told as what it is: the same contact once more.
        again = peers.told_of(lambda: nothing_failed(function.work(records)))
        assert [event["detail"] for event in again] == [detail]
        assert contacts(function) == {token: {contact}}


def check_bus_that_is_down_changes_nothing(peers):
    # Nothing listens on port 9: discard is served nowhere any more.
    with peers.function("http://127.0.0.1:9") as function:
        post(function, "managed", order(2))
        assert function.work(peers.all(peers.queue)) == {"batchItemFailures": []}
        assert list(contacts(function)) == [token_of("peer:2")]
    assert peers.told() == []


def check_batch_of_25_is_told_one_by_one(peers):
    with peers.function() as function:
        numbers = {str(index): f"+141555501{index:02}" for index in range(30, 55)}
        orders = [{"id": index, "phone": number, "name": "Ana"} for index, number in numbers.items()]
        post(function, "many", json.dumps({"orders": orders}).encode())
        records = peers.all(peers.queue)
        assert len(records) == 25, len(records)
        # Two starts a second are the quota: those for which no time was left come again.
        events, deadline = [], time.monotonic() + 90
        while records and time.monotonic() < deadline:
            function.work(records)
            events += peers.told(1)
            tokens = {event["detail"]["clientToken"] for event in events if event["detail"]["contactId"]}
            known = {record["messageId"] for record in records if json.loads(record["body"])["ClientToken"] in tokens}
            records = [record for record in records if record["messageId"] not in known]
        started = [event["detail"] for event in events if event["detail-type"] == "Outbound chat started"]
        others = [event["detail"] for event in events if event["detail-type"] != "Outbound chat started"]
        assert all(detail["retryable"] and not detail["final"] for detail in others), others
        told = {}
        for detail in started:
            told.setdefault(detail["clientToken"], set()).add(detail["contactId"])
        assert told == {token: ids - {None} for token, ids in contacts(function).items()}, told
        assert set(told) == {token_of(f"peer:{index}", number) for index, number in numbers.items()}


def check_failure_is_final_when_the_queue_gives_it_up(peers):
    with peers.function() as function:
        post(function, "managed", order(3))
        records = peers.all(peers.queue)
        for receives, final in [("1", False), ("5", True)]:
            fault = json.dumps({"operation": "StartOutboundChatContact", "fault": "LimitExceededException", "times": 1})
            request = urllib.request.Request(
                f"{function.connect}/_simulator/faults", fault.encode(), {"Content-Type": "application/json"}
            )
            records[0]["attributes"]["ApproximateReceiveCount"] = receives

            def fail():
                urllib.request.urlopen(request, timeout=10).close()
                assert len(function.work(records)["batchItemFailures"]) == 1

            [event] = peers.told_of(fail)
            assert event["detail-type"] == "Outbound chat failed", event
            detail = event["detail"]
            assert (detail["code"], detail["final"]) == ("LimitExceededException", final), detail


def main():
    # One line a request is too much.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    os.environ.update(CREDENTIALS)
    checks = [(name, check) for name, check in globals().items() if name.startswith("check_")]
    with tempfile.TemporaryDirectory() as folder:
        peers = ResultPeers(folder)
        for name, check in checks:
            check(peers)
            print(f"ok {name.removeprefix('check_')}", flush=True)
    print(f"{len(checks)} passed")


if __name__ == "__main__":
    main()
