"""The vendors' own libraries sign, the function checks: python senders.py target/debug/playground

Each preset that has a library which can sign is called by it: what it signed is let in, and nothing else. Needs svix,
standardwebhooks, stripe, twilio, slack_sdk and hubspot-api-client.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

import standardwebhooks
import stripe
import svix
from hubspot.utils.signature import Signature
from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator

PLAYGROUND = sys.argv[1] if len(sys.argv) == 2 else sys.exit(__doc__)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGVzZSBjaGVja3M="
OTHER_SECRET = "whsec_YW5vdGhlciBzZWNyZXQgdGhhbiB0aGF0IG9uZQ=="
SOURCE = """
map = '''{{"to": "+14155550123", "message": "Hello", "clientToken": "{preset}:" & $string(id)}}'''
[verify]
preset = "{preset}"
secrets = ["env:SENDERS_SECRET"]
"""
PRESETS = ["standard-webhooks", "stripe", "twilio", "slack", "hubspot-v1", "hubspot-v2", "hubspot-v3"]


class Function:
    """The playground, which runs the function, with a source for each preset."""

    def __init__(self, folder):
        for preset in PRESETS:
            Path(folder, f"{preset}.toml").write_text(SOURCE.format(preset=preset))
        settings = {"SOURCES_DIR": folder, "SENDERS_SECRET": SECRET + "\n"}
        command = [PLAYGROUND, "serve", "--port", "0", "--connect-port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | settings)
        said, urls = "", []
        while len(urls) < 2:
            line = self.process.stdout.readline()
            assert line, f"the playground ended: {said}"
            said += line
            urls = list(dict.fromkeys(re.findall(r"http://127\.0\.0\.1:\d+", said)))
        self.front = urls[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def url(self, preset, query=""):
        return f"{self.front}/sources/{preset}{query}"

    def post(self, url, body, headers, content_type=JSON):
        """The status of an answer, and its text."""
        request = urllib.request.Request(url, body.encode(), {"Content-Type": content_type} | headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def takes(self, preset, sign, body, query="", content_type=JSON):
        """What `sign` signs is let in; with another secret, another body or without a signature it is not."""
        url = self.url(preset, query)
        status, said = self.post(url, body, sign(SECRET, url, body), content_type)
        assert status in (200, 201), (preset, status, said)
        forgeries = {
            "another secret": (body, sign(OTHER_SECRET, url, body)),
            "another body": (body.replace("7", "8", 1), sign(SECRET, url, body)),
            "no signature": (body, {}),
        }
        for what, (forged, headers) in forgeries.items():
            status, said = self.post(url, forged, headers, content_type)
            assert status == 401, (preset, what, status, said)


def order(number):
    return json.dumps({"id": number, "name": "José 7"}, ensure_ascii=False)


def check_svix(function):
    def sign(secret, _, body):
        now = datetime.now(timezone.utc)
        signature = svix.Webhook(secret).sign("msg_1", now, body)
        return {"svix-id": "msg_1", "svix-timestamp": str(int(now.timestamp())), "svix-signature": signature}

    function.takes("standard-webhooks", sign, order(1))


def check_standard_webhooks(function):
    def sign(secret, _, body):
        now = datetime.now(timezone.utc)
        signature = standardwebhooks.Webhook(secret).sign("msg_2", now, body)
        # Two at once, as while a secret is rotated.
        signatures = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= " + signature
        return {"webhook-id": "msg_2", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signatures}

    function.takes("standard-webhooks", sign, order(2))


def check_stripe(function):
    def sign(secret, _, body):
        now = int(time.time())
        signature = stripe.WebhookSignature._compute_signature(f"{now}.{body}", secret)
        return {"Stripe-Signature": f"t={now},v1={signature},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"}

    function.takes("stripe", sign, order(3))


def check_slack(function):
    def sign(secret, _, body):
        now = str(int(time.time()))
        signature = SignatureVerifier(secret).generate_signature(timestamp=now, body=body)
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature}

    function.takes("slack", sign, order(4))
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd", "token": "7"})
    status, said = function.post(function.url("slack"), body, sign(SECRET, None, body))
    assert (status, said) == (200, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd"), (status, said)


def check_hubspot(function):
    for number, (version, header) in enumerate(
        [("v1", "X-HubSpot-Signature"), ("v2", "X-HubSpot-Signature"), ("v3", "X-HubSpot-Signature-v3")]
    ):

        def sign(secret, url, body):
            now = str(int(time.time() * 1000))
            signature = Signature.get_signature(secret, body, version, url, "POST", now)
            return {header: signature, "X-HubSpot-Request-Timestamp": now}

        function.takes(f"hubspot-{version}", sign, order(5 + number), "?step=1" if version != "v1" else "")


def twilio(form, algorithm=None, port=None):
    """Signs a form, or a JSON body by the digest in its URL; with a port, as if the URL had that one."""

    def sign(secret, url, body):
        if port:
            url = re.sub(r"(?<=//)127\.0\.0\.1:\d+", f"127.0.0.1{port}", url)
        params = dict(urllib.parse.parse_qsl(body, keep_blank_values=True)) if form else {}
        signature = RequestValidator(secret).compute_signature(url, params, algorithm)
        settings = {"X-Twilio-Webhooks-Signature-Settings": f"key=webhooks_sharedkey_1,algorithm={algorithm}"}
        return {"X-Twilio-Signature": signature} | (settings if algorithm else {})

    return sign


def check_twilio(function):
    form = urllib.parse.urlencode({"id": "17", "From": "+14158675307", "Body": "José & Ana", "Empty": "", "Digits": "1234"})
    function.takes("twilio", twilio(form=True), form, content_type=FORM)
    for algorithm in ("HMAC_SHA256", "HMAC_SHA1"):
        function.takes("twilio", twilio(form=True, algorithm=algorithm), form + f"&a={algorithm}", content_type=FORM)
    # Twilio says nowhere whether it signed the port.
    function.takes("twilio", twilio(form=True, port=""), form + "&port=none", "?foo=1&bar=2", FORM)
    body = order(9)
    digest = RequestValidator(SECRET).compute_hash(body)
    function.takes("twilio", twilio(form=False), body, f"?foo=1&bodySHA256={digest}")


def main():
    checks = [(name, check) for name, check in globals().items() if name.startswith("check_")]
    with tempfile.TemporaryDirectory() as folder, Function(folder) as function:
        for name, check in checks:
            check(function)
            print(f"ok {name.removeprefix('check_')}", flush=True)
    print(f"{len(checks)} passed")


main()
