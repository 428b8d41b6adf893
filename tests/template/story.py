"""A story: what happens to the stack, as the metrics that come of it."""

import dataclasses
import json

from cloudwatch import DAY, HOUR, MINUTE, Metrics, first_alarm
from expansion import ALL, ROOT, expand, resolve

ALARMS = {
    name.removesuffix("Alarm"): resource["Properties"]
    for name, resource in resolve(expand(parameters=ALL), ALL)["Resources"].items()
    if resource["Type"] == "AWS::CloudWatch::Alarm"
}


def counted(line):
    """What a metrics line counts."""
    return line["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"]


# One metrics line for each outcome, as the function printed it.
LINES = {counted(line): line for line in map(json.loads, (ROOT / "tests/template/metrics.jsonl").read_text().splitlines())}

# Where a story begins; any time will do.
BEGIN = 1_800_000_000 // DAY * DAY


@dataclasses.dataclass
class Story:
    """What happens from BEGIN on, and before it."""

    metrics: Metrics = dataclasses.field(default_factory=Metrics)
    end: int = BEGIN

    def chat(self, outcome, at):
        line = LINES[outcome] | {"_aws": LINES[outcome]["_aws"] | {"Timestamp": int((BEGIN + at) * 1000)}}
        self.metrics.log(json.dumps(line))

    def every(self, seconds, outcome, until, begin=0):
        """The same outcome every so many seconds, from `begin` on."""
        for number in range(int((until - begin) / seconds)):
            self.chat(outcome, begin + number * seconds)
        return self.lasts(until)

    def put(self, namespace, name, dimensions, at, value=1):
        self.metrics.put(namespace, name, dimensions, BEGIN + at, value)

    def gauge(self, namespace, name, dimensions, value, until, begin=0):
        """A metric of AWS's own, once a minute."""
        for at in range(begin, until, MINUTE):
            self.put(namespace, name, dimensions, at, value)
        return self.lasts(until)

    def healthy_before(self, every=36 * MINUTE, days=2):
        """A small sender whose texts all started, up to BEGIN."""
        for at in range(-days * DAY, 0, every):
            self.chat("Started", at)
        return self

    def lasts(self, seconds):
        self.end = max(self.end, BEGIN + seconds)
        return self

    def rings(self):
        """The alarms that ring, and after how many seconds."""
        first = {name: first_alarm(alarm, self.metrics, BEGIN, self.end) for name, alarm in ALARMS.items()}
        return {name: at - BEGIN for name, at in first.items() if at is not None}


# Dimensions and a namespace of other metrics.
QUEUE = {"QueueName": "<Queue.QueueName>"}
ASYNC_FAILURES = {"QueueName": "<AsyncFailures.QueueName>"}
DEAD_LETTERS = {"QueueName": "<DeadLetters.QueueName>"}
FRONT = {"FunctionName": "<Front>"}
WORKER = {"FunctionName": "<Worker>"}
API = {"ApiId": "<HttpApi>"}
DELIVERIES = "ConnectOutboundChat/outbound"
OPEN_CHATS = {"InstanceId": "11111111-1111-1111-1111-111111111111", "MetricGroup": "Chats"}


def dead_letters(story, at, until):
    return story.gauge("AWS/SQS", "ApproximateNumberOfMessagesVisible", DEAD_LETTERS, 1, until, begin=at)


def queued_and_refused(story, at):
    """One queued text that Connect refuses: five tries, three minutes apart, then a dead letter."""
    for number in range(5):
        story.chat("Refused", at + number * 180)
    return dead_letters(story, at + 5 * 180, at + 3 * HOUR)
