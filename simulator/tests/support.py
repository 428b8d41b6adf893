"""What the tests of the simulator by AWS's own clients share: its address, boto3's clients, the AWS CLI, the control API."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1].rstrip("/") if len(sys.argv) == 2 else sys.exit("the simulator's address is missing")
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}


def client(attempts=1, service="connect"):
    """A client that tries so many times in all."""
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
    return boto3.client(service, endpoint_url=URL, config=config)


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


def aws(service, *arguments):
    """The AWS CLI's exit code, output and errors."""
    beside = Path(sys.executable).with_name("aws")
    command = str(beside) if beside.exists() else shutil.which("aws")
    environment = os.environ | CREDENTIALS | {"AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": ""}
    line = [command, service, *arguments, "--endpoint-url", URL]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def run(checks):
    """Runs each check before a simulator as it is at its start."""
    os.environ.update(CREDENTIALS)
    for name, check in list(checks.items()):
        if name.startswith("check_"):
            control("POST", "reset")
            check()
            print("ok", name.removeprefix("check_").replace("_", " "))
