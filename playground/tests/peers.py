"""The function between real peers: python peers.py target/debug/playground

moto's SQS, EventBridge, Secrets Manager and Systems Manager stand in for AWS, over HTTP; the playground runs the function
with their addresses. Needs boto3 and moto[server].
"""

import hashlib
import hmac
import http.server
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer

PLAYGROUND = sys.argv[1] if len(sys.argv) == 2 else sys.exit(__doc__)
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
MAP = '{"to": phone, "message": "Hello " & name, "clientToken": "peer:" & id}'
SOURCE = """
map = '''{map}'''
[verify]
secrets = ["{secret}"]
type = "hmac"
algorithm = "sha256"
signature_header = "X-Signature"
encoding = "hex"
signed_message = "{{body}}"
"""


def source(secret):
    return SOURCE.format(map=MAP, secret=secret)


class Peers:
    """moto with a queue, a rule and two secrets, and the playground beside it."""

    def __init__(self, folder):
        moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        moto.start()
        host, port = moto.get_host_and_port()
        self.moto = f"http://{host}:{port}"
        self.sqs, self.events = self.client("sqs"), self.client("events")
        self.secrets_manager, self.ssm = self.client("secretsmanager"), self.client("ssm")
        self.queue = self.sqs.create_queue(QueueName="chats")["QueueUrl"]
        self.fifo = self.sqs.create_queue(QueueName="chats.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        self.secrets_manager.create_secret(Name="crm", SecretString=json.dumps({"signing": "first"}))
        self.ssm.put_parameter(Name="/crm/signing", Value="a parameter", Type="SecureString")
        arn = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.events.put_rule(Name="orders", EventPattern=json.dumps({"source": ["com.example.orders"]}))
        self.events.put_targets(Rule="orders", Targets=[{"Id": "queue", "Arn": arn}])
        self.sources = Path(folder, "sources")
        self.sources.mkdir()
        (self.sources / "managed.toml").write_text(source("secretsmanager:crm#signing"))
        (self.sources / "parameter.toml").write_text(source("ssm:/crm/signing"))
        (self.sources / "unreadable.toml").write_text(source("secretsmanager:no-such-secret"))

    def client(self, service):
        return boto3.client(service, endpoint_url=self.moto)

    def playground(self, queue):
        """Starts the playground before a queue."""
        return Playground(self, queue)

    def receive(self, queue, seconds=0):
        """The messages of a queue, ten at most, as Lambda's event source has them; the first is waited for so long."""
        answer = self.sqs.receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=seconds,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {
                    name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
                    for name, value in message.get("MessageAttributes", {}).items()
                },
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:" + queue.rsplit("/", 1)[1],
                "awsRegion": "us-east-1",
            }
            for message in messages
        ]


class Playground:
    """The function behind a front, whose queue and secrets are moto's."""

    def __init__(self, peers, queue, more=None):
        addresses = {f"AWS_ENDPOINT_URL_{name}": peers.moto for name in ("SQS", "SSM", "SECRETS_MANAGER")}
        settings = addresses | CREDENTIALS | {"QUEUE_URL": queue, "SOURCES_DIR": str(peers.sources)} | (more or {})
        command = [PLAYGROUND, "serve", "--port", "0", "--connect-port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | settings)
        said, urls = "", []
        while len(urls) < 2:
            line = self.process.stdout.readline()
            assert line, f"the playground ended: {said}"
            said += line
            urls = list(dict.fromkeys(re.findall(r"http://127\.0\.0\.1:\d+", said)))
        self.front, self.connect = urls[:2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def post(self, path, body, **headers):
        """Status and body of an answer."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.front + path, body, {"Content-Type": "application/json"} | names)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or "null")

    def set_clock(self, now):
        """Sets the time that the function goes by."""
        status, told = self.post("/_playground/clock", json.dumps({"now": now}).encode())
        assert status == 204, told

    def work(self, records):
        """Lets the function take records off the queue."""
        client = boto3.client("lambda", endpoint_url=self.front)
        answer = client.invoke(FunctionName="worker", Payload=json.dumps({"Records": records}).encode())
        assert "FunctionError" not in answer, answer["Payload"].read()
        return json.loads(answer["Payload"].read())

    def starts(self):
        """The tokens of the starts that Connect was asked for, and the contacts."""
        with urllib.request.urlopen(f"{self.connect}/_simulator/calls", timeout=10) as answer:
            calls = json.loads(answer.read())
        # The simulator is called for result events, too.
        starts = [call for call in calls if call["operation"] == "StartOutboundChatContact"]
        return [(call["body"]["ClientToken"], call["contact_id"]) for call in starts]


def token_of(event, number="+14155550123"):
    """The token of an event and a person: behind the event stand the first 20 bits of the number's digest."""
    return f"{event}:{hashlib.sha256(number.encode()).hexdigest()[:5]}"


def signed(body, secret):
    return {"X_Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def order(number):
    return json.dumps({"id": str(number), "phone": "+14155550123", "name": "Ana"}).encode()


def check_request_waits_in_the_queue(peers):
    for queue in (peers.queue, peers.fifo):
        with peers.playground(queue) as function:
            body = b'{"To": "+14155550123", "Message": "Later."}'
            status, told = function.post("/outbound-chats", body, Prefer="respond-async", Idempotency_Key="order-7")
            assert status == 202, told
            assert function.starts() == [], "Connect was called before the worker"
            records = peers.receive(queue)
            assert len(records) == 1, records
            for _ in range(2):
                assert function.work(records) == {"batchItemFailures": []}
            starts = function.starts()
            assert len(starts) == 2 and len(set(starts)) == 1, starts
            assert told["ClientToken"] == starts[0][0], (told, starts)


def check_queue_that_is_gone_takes_nothing(peers):
    with peers.playground(peers.queue + "-gone") as function:
        status, told = function.post("/outbound-chats", b'{"To": "+14155550123"}', Prefer="respond-async")
        assert status >= 500, (status, told)
        assert function.starts() == []


def check_secrets_of_both_services(peers):
    with peers.playground(peers.queue) as function:
        for number, (name, secret) in enumerate([("managed", "first"), ("parameter", "a parameter")]):
            body = order(number)
            status, told = function.post(f"/sources/{name}", body, **signed(body, secret))
            assert status == 202, (name, status, told)
            status, told = function.post(f"/sources/{name}", body, **signed(body, "another"))
            assert status == 401, (name, status, told)
        records = peers.receive(peers.queue)
        assert function.work(records) == {"batchItemFailures": []}
        assert sorted(token for token, _ in function.starts()) == [token_of("peer:0"), token_of("peer:1")], function.starts()
        body = order(9)
        status, told = function.post("/sources/unreadable", body, **signed(body, "any"))
        assert status == 500 and told["code"] == "NotConfigured", (status, told)


def check_calls_for_secrets_are_signed(peers):
    seen = []

    class Store(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, dict(self.headers), body))
            answer = json.dumps({"SecretString": json.dumps({"signing": "first"})}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    store = http.server.HTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=store.serve_forever, daemon=True).start()
    for base in ("", "/a/base"):
        url = f"http://127.0.0.1:{store.server_port}{base}"
        session = {"AWS_SESSION_TOKEN": "a-session", "AWS_ENDPOINT_URL_SECRETS_MANAGER": url}
        with Playground(peers, peers.queue, session) as function:
            body = order(5)
            assert function.post("/sources/managed", body, **signed(body, "first"))[0] == 202
        path, headers, sent = seen.pop()
        assert (path, seen) == (f"{base}/", []), (path, seen)
        names = re.search("SignedHeaders=([^,]+)", headers["authorization"])[1].split(";")
        given = {name.lower(): value for name, value in headers.items()}
        request = AWSRequest("POST", url + "/", {name: given[name] for name in names}, sent)
        request.context["timestamp"] = given["x-amz-date"]
        signer = SigV4Auth(Credentials("any", "any", "a-session"), "secretsmanager", "us-east-1")
        expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        assert headers["authorization"].endswith(f"Signature={expected}"), (headers, expected)
        assert {"host", "x-amz-date", "x-amz-security-token", "x-amz-target"} <= set(names), names
    peers.receive(peers.queue)


def check_secret_that_changed_is_fetched_again(peers):
    # A fetch follows a failed signature at once here: the first value is older than no other fetch.
    with peers.playground(peers.queue) as function:
        peers.secrets_manager.put_secret_value(SecretId="crm", SecretString=json.dumps({"signing": "second"}))
        body = order(3)
        assert function.post("/sources/managed", body, **signed(body, "first"))[0] == 401
        assert function.post("/sources/managed", body, **signed(body, "second"))[0] == 202
        peers.receive(peers.queue)


def check_event_of_the_bus_goes_by_the_queue(peers):
    with peers.playground(peers.queue) as function:
        detail = json.dumps({"To": "+14155550123", "Message": "Your order is on its way."})
        entry = {"Source": "com.example.orders", "DetailType": "OrderShipped", "Detail": detail}
        peers.events.put_events(Entries=[entry])
        records = peers.receive(peers.queue)
        assert len(records) == 1, records
        event = json.loads(records[0]["body"])
        for _ in range(2):
            assert function.work(records) == {"batchItemFailures": []}
        starts = function.starts()
        assert len(starts) == 2 and len(set(starts)) == 1, starts
        assert starts[0][0] == token_of("eventbridge:" + event["id"]), (starts, event)


def main():
    # One line a request is too much.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    os.environ.update(CREDENTIALS)
    checks = [(name, check) for name, check in globals().items() if name.startswith("check_")]
    with tempfile.TemporaryDirectory() as folder:
        peers = Peers(folder)
        for name, check in checks:
            check(peers)
            print(f"ok {name.removeprefix('check_')}", flush=True)
    print(f"{len(checks)} passed")


if __name__ == "__main__":
    main()
