"""Ctrl-C, sent to a real process: exit status 130, and a report of what was covered."""

import os
import signal
import subprocess
import sys

import pytest

HANDLER = """
import asyncio
async def sender(node):
    while True:
        for event in await node.db.select("events", status="pending"):
            try:
                response = await node.http.post(event["merchant"], event, key=event["id"])
                if response.ok:
                    await node.db.update("events", event["id"], status="delivered")
            except Exception:
                continue
        await asyncio.sleep(1)
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
@pytest.mark.parametrize("processes", ["1", "2"])
def test_ctrl_c_reports_what_was_covered(processes, tmp_path):
    """The search says on a pipe that it is under way; no time is waited for."""
    path, pipe = tmp_path / "handler.py", tmp_path / "pipe"
    path.write_text(HANDLER)
    os.mkfifo(pipe)
    start = (
        "import sys\n"
        "from hotseat.cli import break_, main\n"
        "from hotseat.fault.search import Search\n"
        "count = Search._count\n"
        "def told(self, result, what):\n"
        "    count(self, result, what)\n"
        "    if self.findings.coverage.complete == 2 and not hasattr(self, 'told'):\n"
        "        self.told = True\n"
        f"        open({str(pipe)!r}, 'w').close()\n"
        "Search._count = told\n"
        "sys.exit(main.main(sys.argv[1:]))\n"
    )
    words = ["break", str(path), "--round", "webhooks", "--beyond", "all", "--seconds", "500", "--processes", processes]
    process = subprocess.Popen(
        [sys.executable, "-c", start, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    pipe.open().close()  # returns when the other side opens it: all runs with at most 2 faults are done
    process.send_signal(signal.SIGINT)
    out, error = process.communicate()
    assert process.returncode == 130, error
    assert "runs with at most 2 faults" in out
    assert "(interrupted)" in out
    assert error == ""
