"""A real server in a process of its own, for what only such a one can show."""

import contextlib
import os
import re
import subprocess
import sys

import httpx


@contextlib.contextmanager
def served(database, *words):
    """Starts `hotseat serve` on a free port; its process and a client. What is still running at the end is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hotseat.cli.main", "serve", "--port", "0", "--database", database, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+(?=/)", line)
        assert found, line + process.stderr.read()
        with httpx.Client(base_url=found[0], headers={"X-Hotseat": "1"}, timeout=60) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()
