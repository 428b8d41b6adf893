"""Samples and this function on the same 30 events: python tests/peers/compare/compare.py target/debug/playground [--write]

Each event is delivered as its service delivers it, again and again where that is what the service does; the simulated Connect
tells who got a text. docs/compare.md must hold the table that comes of it; --write puts it there. Needs boto3.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

import boto3
from botocore.config import Config
from events import CASES
from samples import Samples

PAGE = Path(__file__).parents[3] / "docs" / "compare.md"
BEGIN, END = "<!-- The table of tests/peers/compare. -->\n", "<!-- Its end. -->\n"
ARN = "arn:aws:connect:us-east-1:111122223333:phone-number/aaaaaaaa-1111-4111-8111-aaaaaaaaaaaa"
SETTINGS = {
    "instance": "12345678-1234-4123-8123-123456789012",
    "flow": "87654321-4321-4321-8321-210987654321",
    "source": ARN,
}


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request) as response:
        text = response.read()
        return response.headers, json.loads(text) if text else None


class Playground:
    """The function, and the simulated Connect that both sides call."""

    def __init__(self, program):
        self.log = tempfile.TemporaryFile("a+")
        command = [program, "serve", "--port", "0", "--connect-port", "0"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _ in range(300):
            self.log.seek(0)
            urls = list(dict.fromkeys(re.findall(r"http://127\.0\.0\.1:\d+", self.log.read())))
            if len(urls) >= 2:
                break
            time.sleep(0.05)
        self.front, self.connect = urls[:2]

    def invoke(self, event):
        headers, answer = call("POST", f"{self.front}/2015-03-31/functions/outbound-chat/invocations", event)
        if headers["X-Amz-Function-Error"]:
            raise RuntimeError(answer)
        return answer

    def forget(self, fault):
        call("POST", f"{self.connect}/_simulator/reset")
        if fault:
            name, times = fault
            fault = {"operation": "StartOutboundChatContact", "fault": name, "times": times}
            call("POST", f"{self.connect}/_simulator/faults", fault)

    def started(self):
        """The number and the attributes of each contact that was started."""
        contacts = call("GET", f"{self.connect}/_simulator/contacts")[1]
        chats = [contact for contact in contacts if contact["InitiationMethod"] == "API"]
        return [(chat["CustomerEndpoint"]["Address"], chat.get("Attributes") or {}) for chat in chats]


def judge(started, wanted, is_told):
    """What became of an event, in words."""
    texts = Counter(number for number, _ in started)
    faults = []
    for number in wanted.keys() & texts.keys():
        if texts[number] > 1:
            faults.append(f"**{texts[number]} texts** to one person")
        if any(not wanted[number].items() <= attributes.items() for person, attributes in started if person == number):
            faults.append("the attributes are dropped")
    if lost := len(wanted.keys() - texts.keys()):
        faults.append(f"**{lost} lost**" + (", and told" if is_told else " without a word"))
    if sum(texts[number] for number in texts.keys() - wanted.keys()):
        faults.append("**a text** that nobody should get")
    return ", ".join(sorted(faults)) or "right"


def rows(playground):
    config = Config(retries={"mode": "standard"}, read_timeout=10)
    connect = boto3.client("connect", endpoint_url=playground.connect, region_name="us-east-1", config=config)
    samples = Samples(connect, SETTINGS)
    handlers = {"A": samples.queue, "B": samples.event, "C": samples.http}
    for case in CASES:
        verdicts = []
        for handle in (handlers[case.sample], playground.invoke):
            playground.forget(case.fault)
            is_told = case.deliver(handle)
            verdicts.append(judge(playground.started(), case.wanted, is_told))
        yield case, *verdicts


def texts(count):
    return {0: "none", 1: "one text"}.get(count, f"{count} texts")


def main(program, write=False):
    playground = Playground(program)
    try:
        results = list(rows(playground))
    finally:
        playground.process.terminate()
    lines = ["| event | should start | like | the sample | this function |", "| --- | --- | --- | --- | --- |"]
    for case, sample, ours in results:
        lines.append(f"| {case.name} | {texts(len(case.wanted))} | {case.sample} | {sample} | {ours} |")
    table = "\n".join(lines) + "\n"
    print(table)
    right = [sum(result[side] == "right" for result in results) for side in (1, 2)]
    print(f"of {len(results)} events the samples do {right[0]} as they should, this function {right[1]}")
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    old, _, after = rest.partition(END)
    if write:
        PAGE.write_text(before + BEGIN + table + END + after)
    assert len(results) == 30 and right[1] == 30, "this function does not do what it should"
    assert write or old == table, f"{PAGE} has another table: run this with --write"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) not in (1, 2) or arguments[1:] not in ([], ["--write"]):
        sys.exit(__doc__)
    os.environ |= {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
    main(arguments[0], write=len(arguments) == 2)
