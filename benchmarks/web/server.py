"""A real server in a process of its own, with a database of its own."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Starts `hotseat serve`, waits until its workers are warm, and hands out its address."""
    database = f"sqlite:///{folder / 'hotseat.db'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "hotseat.cli.main", "serve", "--port", "0", "--database", database],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+(?=/)", process.stdout.readline())
        assert found, "the server did not say where it is"
        warm = process.stdout.readline()
        assert "warm" in warm, warm
        yield found[0]
    finally:
        process.kill()
        process.communicate()
