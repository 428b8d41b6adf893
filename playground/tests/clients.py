"""boto3 and the AWS CLI against a running playground: python clients.py http://127.0.0.1:9000

They see Lambda's Invoke API. Needs boto3 and awscli.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

URL = sys.argv[1].rstrip("/") if len(sys.argv) == 2 else sys.exit(__doc__)
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
EVENTS = Path(__file__).parents[2] / "events"
CHAT = {"To": "+14155550123", "Message": "Your table is ready."}
NAME = "outbound-chat"


def lambda_client():
    return boto3.client("lambda", endpoint_url=URL)


def invoke(event, **options):
    """An invocation's answer and its payload."""
    payload = event if isinstance(event, bytes) else json.dumps(event).encode()
    answer = lambda_client().invoke(FunctionName=NAME, Payload=payload, **options)
    body = answer["Payload"].read()
    return answer, json.loads(body) if body else None


def aws(*arguments, payload=None):
    """The AWS CLI's exit code, what it printed, and what the function answered."""
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder, "given.json"), Path(folder, "out.json")
        given.write_bytes(payload or b"")
        more = ["--payload", f"fileb://{given}"] if payload else []
        command = ["aws", "lambda", "invoke", "--endpoint-url", URL, "--function-name", NAME, *arguments, *more, out]
        done = subprocess.run(command, env=os.environ | CREDENTIALS, capture_output=True, text=True)
        return done, json.loads(out.read_text()) if out.exists() and out.stat().st_size else None


def check_chat_is_started():
    answer, reply = invoke(CHAT)
    assert answer["StatusCode"] == 200 and "FunctionError" not in answer, answer
    assert answer["ExecutedVersion"] == "$LATEST", answer
    assert reply["ContactId"] and reply["ClientToken"], reply


def check_same_event_twice_makes_one_contact():
    event = json.loads((EVENTS / "eventbridge.json").read_text())
    (_, first), (_, second) = invoke(event), invoke(event)
    assert first == second, (first, second)


def check_failure_is_in_lambdas_form():
    answer, error = invoke({"To": "nobody", "Channel": "Pigeon"})
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled"), answer
    assert error["errorType"] == "ValidationFailed", error
    assert "/To" in error["errorMessage"] and "/Channel" in error["errorMessage"], error
    assert "nobody" not in error["errorMessage"] and "Pigeon" not in error["errorMessage"], error


def check_flow_is_answered_with_a_flat_map_of_strings():
    answer, reply = invoke((EVENTS / "connect-flow.json").read_bytes())
    assert "FunctionError" not in answer and reply["Status"] == "STARTED", (answer, reply)
    assert all(isinstance(value, str) for value in reply.values()), reply


def check_log_comes_along():
    answer, _ = invoke(CHAT, LogType="Tail")
    log = base64.b64decode(answer["LogResult"]).decode()
    assert log.startswith("START RequestId: ") and "REPORT RequestId: " in log, log
    assert CHAT["To"] not in log and CHAT["Message"] not in log, log


def check_event_and_dry_run():
    assert invoke(CHAT, InvocationType="Event")[0]["StatusCode"] == 202
    answer, body = invoke(CHAT, InvocationType="DryRun")
    assert (answer["StatusCode"], body) == (204, None), answer


def check_no_json_is_refused():
    try:
        invoke(b"{no json")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "InvalidRequestContentException", error.response
        return
    raise AssertionError("no error was raised")


def check_cli_starts_a_chat():
    done, reply = aws(payload=json.dumps(CHAT).encode())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["StatusCode"] == 200 and reply["ContactId"], (done.stdout, reply)


def check_cli_tells_of_a_failure():
    done, error = aws(payload=b'{"To": 1}')
    assert json.loads(done.stdout)["FunctionError"] == "Unhandled", done.stdout
    assert error["errorType"] == "ValidationFailed", error


def check_cli_plays_every_event():
    for file in sorted(EVENTS.glob("*.json")):
        done, _ = aws(payload=file.read_bytes())
        assert done.returncode == 0, (file.name, done.stderr)
        # An anonymous caller has no number to write to.
        fails = "not-understood" in file.name or "anonymous" in file.name
        assert ("FunctionError" in json.loads(done.stdout)) == fails, (file.name, done.stdout)


def main():
    os.environ.update(CREDENTIALS)
    checks = [(name, check) for name, check in globals().items() if name.startswith("check_")]
    for name, check in checks:
        check()
        print(f"ok {name.removeprefix('check_')}")
    print(f"{len(checks)} passed")


main()
