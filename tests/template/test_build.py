"""`sam build` builds what the template says, for the processor that it says: with a cargo that only writes down what it is asked."""

import json
import os
import stat
import subprocess

import pytest
from expansion import ROOT

CARGO = """#!/usr/bin/env python3
import json, os, pathlib, sys
with open(os.environ["ASKED"], "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[1:2] != ["lambda"]:
    sys.exit("it only knows cargo lambda")
folder = pathlib.Path(sys.argv[sys.argv.index("--lambda-dir") + 1] if "--lambda-dir" in sys.argv else "target/lambda", "bootstrap")
folder.mkdir(parents=True, exist_ok=True)
(folder / "bootstrap").write_text("any program")
"""


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_sam_builds_for_the_architecture_that_is_asked_for(architecture, tmp_path):
    cargo = tmp_path / "bin/cargo"
    cargo.parent.mkdir()
    cargo.write_text(CARGO)
    cargo.chmod(cargo.stat().st_mode | stat.S_IXUSR)
    asked = tmp_path / "asked"
    project = tmp_path / "project"
    project.mkdir()
    for name in ("template.yaml", "Cargo.toml", "layer"):
        (project / name).symlink_to(ROOT / name)
    command = ["sam", "build", "--parameter-overrides", f"Architecture={architecture}", "--build-dir", str(tmp_path / "build")]
    environment = os.environ | {"PATH": f"{cargo.parent}:{os.environ['PATH']}", "ASKED": str(asked), "SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    builds = [line for line in map(json.loads, asked.read_text().splitlines()) if line[:2] == ["lambda", "build"]]
    assert builds, asked.read_text()
    for build in builds:
        assert "--release" in build and build[build.index("--bin") + 1] == "bootstrap"
        assert ("--arm64" in build) == (architecture == "arm64")
    for function in ("Front", "Worker"):
        assert (tmp_path / "build" / function / "bootstrap").exists()
