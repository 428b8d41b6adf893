"""The served description against the function: python run.py target/debug/playground [SEED]

schemathesis makes requests that the description allows and others that it forbids, and holds the answers to it: all of its
checks, no failure. Then the description is held to what the settings leave to the request. Needs schemathesis and
jsonschema.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playground import playground
from settings import compare_with_settings

HERE = Path(__file__).parent
# Always the same requests, so that nobody's change fails by chance; another seed makes others.
SEED = "18"


def run_schemathesis(url, folder, seed):
    """How many requests were made, and how many chats they started; ends the process where a check failed."""
    report = Path(folder, "report.json")
    command = ["schemathesis", "--config-file", HERE / "schemathesis.toml", "run", f"{url}/openapi.json", "--no-color"]
    options = ["--checks", "all", "--max-examples", "150", "--seed", seed, "--continue-on-failure"]
    # It keeps a cache where it runs.
    ran = subprocess.run(
        [*command, *options, "--report-json-path", report],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(HERE)},
        text=True,
        stdout=subprocess.PIPE,
        check=False,
    )
    told = json.loads(report.read_text()) if report.exists() else {}
    if ran.returncode or told["failures"] or told["errors"] or told["operations"]["tested"] != 4:
        sys.exit(f"{ran.stdout}\nschemathesis: the description and the function do not agree")
    accepted = sum(phase["accepted"] for phase in told["valid_rates"]["POST /outbound-chats"].values())
    # A description that allows nothing would pass all checks.
    assert accepted > 50, told["valid_rates"]
    return told["test_cases"]["generated"], accepted


def main(program, seed=SEED):
    with tempfile.TemporaryDirectory() as folder, playground(program, {"SOURCES_DIR": str(HERE / "sources")}) as url:
        cases, accepted = run_schemathesis(url, folder, seed)
    print(f"schemathesis: {cases} requests by the served description, all checks, no failure; {accepted} started a chat")
    tried, requests = compare_with_settings(program)
    print(f"the description under {tried} settings allows what the function takes, and nothing else: {requests} requests")


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) in (2, 3) else sys.exit(__doc__)
