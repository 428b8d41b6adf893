"""A release as .ci/pack puts it together: the folder that RELEASE names. .ci/build has made the function that is in it."""

import os
import pathlib
import platform
import shutil
import sys
import zipfile

import pytest
from elftools.elf.elffile import ELFFile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The template's expansion, and a function between a Runtime API and a Connect of our own.
sys.path.insert(0, str(ROOT / "tests/template"))

MACHINES = {"EM_AARCH64": ("arm64", "aarch64"), "EM_X86_64": ("x86_64", "x86_64")}


@pytest.fixture(scope="session")
def release():
    return pathlib.Path(os.environ["RELEASE"]).resolve()


@pytest.fixture(scope="session")
def bootstrap(release, tmp_path_factory):
    """The function as Lambda unpacks it."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(release / "function.zip") as archive:
        archive.extractall(folder)
    (folder / "bootstrap").chmod(0o755)
    return folder / "bootstrap"


@pytest.fixture(scope="session")
def architecture(bootstrap):
    """What the code itself says, in Lambda's words."""
    with bootstrap.open("rb") as file:
        return MACHINES[ELFFile(file)["e_machine"]][0]


@pytest.fixture(scope="session")
def program(bootstrap):
    """The words of the command that runs it here: that of another processor in an emulator, on Lambda's oldest processor."""
    with bootstrap.open("rb") as file:
        _, machine = MACHINES[ELFFile(file)["e_machine"]]
    if machine == platform.machine():
        return [bootstrap]
    emulator = shutil.which(f"qemu-{machine}")
    assert emulator, f"qemu-{machine} is missing: .ci/arm64 installs it"
    return [emulator, *(("-cpu", "neoverse-n1") if machine == "aarch64" else ()), "-L", f"/usr/{machine}-linux-gnu", bootstrap]
