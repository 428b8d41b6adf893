"""How many instructions the function executes, counted by Valgrind: until it asks for its first event, for the first call, and
for a warm call by each sender. Counts are the same from run to run, whatever else the machine does, so that a change that
costs shows at once.

    python3 benches/instructions.py BOOTSTRAP            prints the table
    python3 benches/instructions.py BOOTSTRAP --check    fails where a figure is 10 % above benches/instructions.json
    python3 benches/instructions.py BOOTSTRAP --write    writes benches/instructions.json anew

Plays Lambda's Runtime API and Amazon Connect on loopback, without TLS: cryptography would drown the rest. Needs valgrind.
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).parent.parent
BASELINE = ROOT / "benches/instructions.json"
TOLERANCE = 1.10
# Calls before a sender's are counted: what is made once is made by then, a table that doubles has room.
WARM_UP, COUNTED = 4, 8
SECRET = "a-secret"


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Connect(Handler):
    started = 0

    def do_PUT(self):
        self.body()
        Connect.started += 1
        self.reply(200, json.dumps({"ContactId": f"c8c0e68d-2200-4265-82c0-{Connect.started:012}"}).encode())


class RuntimeApi(Handler):
    def do_GET(self):
        event = self.server.plan.next()
        if event is None:
            self.close_connection = True
            return
        number, event = event
        self.reply(
            200,
            event,
            Lambda_Runtime_Aws_Request_Id=f"8476a536-e9f4-11e8-9739-{number:012}",
            Lambda_Runtime_Deadline_Ms=int(time.time() * 1000) + 900_000,
            Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:us-east-1:111122223333:function:bench",
            Lambda_Runtime_Trace_Id="Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        )

    def do_POST(self):
        body = self.body()
        # Under Valgrind a slow machine may take longer to load the mapping engine than a mapping may take.
        if b"it takes longer than" in body:
            self.server.plan.stop()
        elif not self.path.endswith("/response") or b'"ContactId' not in body.replace(b"\\", b"") and b"batchItemFailures\":[]" not in body:
            self.server.plan.fail(f"{self.path}: {body[:300]!r}")
        self.reply(202)


class Plan:
    """Hands out events; between two of them has callgrind write down what it has counted."""

    def __init__(self, events):
        self.events, self.at, self.pid = events, 0, None
        self.marks = {0, 1} | {
            1 + index * (WARM_UP + COUNTED) + extra for index in range(len(events)) for extra in (WARM_UP, WARM_UP + COUNTED)
        }
        self.done, self.failure, self.is_slow = threading.Event(), None, False

    def next(self):
        at, self.at = self.at, self.at + 1
        if at in self.marks:
            subprocess.run(["callgrind_control", f"--dump=at {at}", str(self.pid)], check=True, capture_output=True)
        index = (at - 1) // (WARM_UP + COUNTED) if at else 0
        if index >= len(self.events):
            self.done.set()
            return None
        return at + 1, self.events[index]

    def stop(self):
        self.is_slow = True
        self.done.set()

    def fail(self, what):
        self.failure = what
        self.done.set()


def zendesk_webhook():
    """A webhook as Zendesk signs it: https://developer.zendesk.com/documentation/webhooks/verifying/"""
    body = (ROOT / "sources/examples/zendesk.json").read_text()
    timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    digest = hmac.new(SECRET.encode(), (timestamp + body).encode(), hashlib.sha256).digest()
    headers = {
        "content-type": "application/json",
        "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
        "x-zendesk-webhook-signature-timestamp": timestamp,
    }
    http_context = {"requestId": "JKJaXmPLvHcESHA=", "http": {"method": "POST", "path": "/sources/zendesk"}}
    event = {"version": "2.0", "rawPath": "/sources/zendesk", "rawQueryString": "", "headers": headers}
    return event | {"requestContext": http_context, "body": body, "isBase64Encoded": False}


def events():
    def read(name):
        return json.loads((ROOT / f"events/{name}.json").read_text())

    named = {name: read(name) for name in ("direct", "function-url", "http-api", "rest-api", "alb", "connect-flow", "eventbridge")}
    # Without attributes of its own, so that senders differ by their form alone.
    record = read("sqs")["Records"][0]
    named["sqs, a batch of ten"] = {"Records": [record | {"messageId": f"{n:08}-0000-4000-8000-000000000000"} for n in range(10)]}
    named["webhook"] = zendesk_webhook()
    return {name: json.dumps(event).encode() for name, event in named.items()}


def environment(runtime_api, connect):
    unit = "c8c0e68d-2200-4265-82c0-25d8c7d3ae62"
    return {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_SESSION_TOKEN": "a-session",
        "AWS_ENDPOINT_URL_CONNECT": f"http://{connect}",
        "CONNECT_INSTANCE": unit,
        "CONNECT_FLOW": unit,
        "CONNECT_SMS_NUMBER": f"arn:aws:connect:us-east-1:111122223333:phone-number/{unit}",
        "CONNECT_WHATSAPP_NUMBER": f"arn:aws:connect:us-east-1:111122223333:phone-number/{unit}",
        "DEFAULT_COUNTRY": "US",
        "RATE_PER_SECOND": "1000",
        "MAX_AGE_SECONDS": "0",
        "ZENDESK_SECRET": SECRET,
        "FLOW_ERRORS": "raise",
    }


def count(bootstrap):
    """Figures by name, in the order in which they are counted."""
    named = events()
    plan = Plan(list(named.values()))
    connect, runtime_api = Server(Connect), Server(RuntimeApi)
    runtime_api.plan = plan
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", os.path.abspath(bootstrap)]
        with open(f"{folder}/log", "w") as log:
            process = subprocess.Popen(
                command, env=environment(runtime_api.address, connect.address), cwd=folder, stdout=log, stderr=log
            )
        plan.pid = process.pid
        threading.Thread(target=lambda: (process.wait(), plan.fail("the process ended")), daemon=True).start()
        ended = plan.done.wait(600)
        failure = plan.failure
        process.kill()
        process.wait()
        if not ended or failure:
            sys.exit(f"not counted: {failure or 'no answer'}\n{pathlib.Path(folder, 'log').read_text()[-2000:]}")
        counted = {}
        for path in pathlib.Path(folder).glob("out.*"):
            text = path.read_text()
            mark = re.search(r"^desc: Trigger: .*at (\d+)$", text, re.M)
            if mark:
                counted[int(mark[1])] = int(re.search(r"^(?:totals|summary): (\d+)", text, re.M)[1])
    figures = {"start": counted[0], "first call": counted[1]}
    for index, name in enumerate(named):
        if plan.is_slow and name == "webhook":
            print("webhook: not counted, this machine is too slow for its time limit under Valgrind")
            continue
        figures[name] = counted[1 + index * (WARM_UP + COUNTED) + WARM_UP + COUNTED] // COUNTED
    return figures


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("bootstrap")
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    figures = count(options.bootstrap)
    if options.write:
        BASELINE.write_text(json.dumps(figures, indent=2) + "\n")
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    print(f"{'instructions':24}{'now':>12}{'known':>12}{'ratio':>8}")
    worse = []
    for name, now in figures.items():
        before = known.get(name)
        print(f"{name:24}{now:12,}{before or 0:12,}{now / before if before else 0:8.3f}")
        if before is None or now > before * TOLERANCE:
            worse.append(name)
    if options.check and worse:
        sys.exit(
            f"more than {TOLERANCE - 1:.0%} above benches/instructions.json, or not in it: {', '.join(worse)}. "
            "Find out why; if it is worth it, say so in docs/speed.md and write the file anew with --write."
        )


main()
