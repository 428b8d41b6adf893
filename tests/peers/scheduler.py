"""The function's client of EventBridge Scheduler between real peers: python tests/peers/scheduler.py

moto keeps the schedules; in front of it, botocore checks each signature. Needs boto3 and moto[server].
"""

import http.server
import os
import re
import subprocess
import threading
import urllib.error
import urllib.request

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer

TEST = ["cargo", "test", "--workspace", "--test", "it", "--", "--ignored", "--exact"]
NAME = "schedule::moto_understands_the_schedule_and_the_question_after_a_conflict"


class Front(http.server.BaseHTTPRequestHandler):
    """Passes on to moto what is signed as botocore would sign it."""

    moto, seen = "", []

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        given = {name.lower(): value for name, value in self.headers.items()}
        names = re.search("SignedHeaders=([^,]+)", given["authorization"])[1].split(";")
        url = f"http://{given['host']}{self.path}"
        request = AWSRequest(self.command, url.split("?")[0], {name: given[name] for name in names}, body)
        if "?" in url:
            request.params = dict(pair.split("=") for pair in url.split("?")[1].split("&"))
        request.context["timestamp"] = given["x-amz-date"]
        signer = SigV4Auth(Credentials("any", "any"), "scheduler", "us-east-1")
        expected = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        self.seen.append((self.command, given["authorization"].endswith(f"Signature={expected}")))
        forward = urllib.request.Request(self.moto + self.path, body or None, dict(self.headers), method=self.command)
        try:
            with urllib.request.urlopen(forward) as answer:
                self.send(answer)
        except urllib.error.HTTPError as answer:
            self.send(answer)

    do_GET = do_POST = answer

    def send(self, answer):
        body = answer.read()
        self.send_response(answer.status)
        for name in ("content-type", "x-amzn-errortype"):
            if answer.headers.get(name):
                self.send_header(name, answer.headers[name])
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    Front.moto = "http://%s:%d" % moto.get_host_and_port()
    access = {"region_name": "us-east-1", "aws_access_key_id": "any", "aws_secret_access_key": "any"}
    boto3.client("scheduler", endpoint_url=Front.moto, **access).create_schedule_group(Name="texts")
    front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Front)
    threading.Thread(target=front.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{front.server_port}"
    subprocess.run([*TEST, NAME], env=os.environ | {"MOTO_URL": url}, check=True)
    assert Front.seen == [("POST", True), ("POST", True), ("GET", True)], Front.seen
    print("moto keeps the function's schedules, and botocore signs as the function does")


if __name__ == "__main__":
    main()
