"""The playground as a process, on ports of its own, with settings over its defaults."""

import contextlib
import os
import re
import subprocess
import tempfile
import time

FRONT = re.compile(r"HTTP front\s+(http://127\.0\.0\.1:\d+)/")


@contextlib.contextmanager
def playground(program, settings):
    """The URL of a playground's HTTP front, while it runs."""
    command = [program, "serve", "--port", "0", "--connect-port", "0"]
    # Into a file, since a pipe that nobody reads would stop it once it is full; appended to, since both read and write it.
    with (
        tempfile.TemporaryFile("a+") as log,
        subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log) as process,
    ):
        try:
            yield front(process, log)
        finally:
            process.terminate()


def front(process, log):
    for _ in range(300):
        log.seek(0)
        text = log.read()
        if found := FRONT.search(text):
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the playground does not listen: {text}")
