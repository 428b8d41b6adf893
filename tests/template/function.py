"""The function itself, as it is built for tests: started with an environment, between a Runtime API and a Connect of our own.

Both listen on loopback; nothing reaches a network.
"""

import http.server
import json
import os
import queue
import subprocess
import threading

from expansion import ROOT

BOOTSTRAP = (ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug/bootstrap").resolve()

# Long enough for a busy machine; nothing waits for it unless something is broken.
PATIENCE_SECONDS = 60


class Quiet(http.server.ThreadingHTTPServer):
    """Says nothing when a client is gone: the function is ended while it waits for its next event."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


class Server:
    """An HTTP server on loopback; `answer` gets the handler and the body, and returns status, headers and body."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                reply = answer(self, body)
                if reply is None:
                    return
                status, headers, content = reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *arguments):
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def started(call):
    return 200, {"Content-Type": "application/json"}, json.dumps({"ContactId": "11111111-2222-3333-4444-555555555555"}).encode()


def refused(status, code):
    """AWS's answer of an error, in its REST-JSON protocol."""
    return lambda call: (status, {"Content-Type": "application/json", "x-amzn-ErrorType": code}, b'{"Message":"no"}')


class Function:
    """A process of the function. `aws` answers what it calls: Connect, and anything else of AWS. `program` is the function, if
    another than the one that is built for tests: the words of a command."""

    def __init__(self, environment, aws=started, program=(BOOTSTRAP,)):
        assert BOOTSTRAP.exists(), f"{BOOTSTRAP} is missing: cargo build --workspace"
        self.events, self.replies, self.asked = queue.Queue(), queue.Queue(), threading.Event()
        self.runtime = Server(self.next_or_reply)
        self.calls = []
        self.aws = Server(lambda handler, body: (self.calls.append((handler.command, handler.path, body)), aws(handler.path))[1])
        endpoint = f"http://{self.aws.address}"
        own = {
            "AWS_LAMBDA_RUNTIME_API": self.runtime.address,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_FUNCTION_NAME": "outbound-front",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_SESSION_TOKEN": "token",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ENDPOINT_URL_CONNECT": endpoint,
        }
        self.process = subprocess.Popen(program, env=own | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines, self.reader = [], threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.ended = threading.Event()
        threading.Thread(target=lambda: (self.process.wait(), self.ended.set(), self.asked.set()), daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.decode().rstrip("\n"))

    def next_or_reply(self, handler, body):
        if handler.command == "GET":
            self.asked.set()
            waiting = self.events.get()
            if waiting is None:
                return None
            event, deadline = waiting
            headers = {
                "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1",
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:111122223333:function:outbound-front",
                "Content-Type": "application/json",
            }
            return 200, headers, json.dumps(event).encode()
        self.replies.put(json.loads(body) if body else None)
        return 202, {}, b""

    def starts(self):
        """Whether it starts and asks for its first event, or ends."""
        assert self.asked.wait(PATIENCE_SECONDS), "it neither starts nor ends"
        return not self.ended.is_set()

    def invoke(self, event, deadline):
        assert self.starts(), self.lines
        self.events.put((event, deadline))
        return self.replies.get(timeout=PATIENCE_SECONDS)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.events.put(None)
        self.runtime.close()
        self.aws.close()
