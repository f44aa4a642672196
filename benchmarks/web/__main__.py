"""`python -m benchmarks.web`: Hotseat's server and pages held to their goals: a crowd, one person alone, an hour, a browser.

    python -m benchmarks.web                        about five minutes; nothing else should be running
    python -m benchmarks.web crowd --people 10      one part alone, with a smaller crowd

How to read what it prints is in docs/server.md. Exit status: 0 when every goal is met, 1 when one is not.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.web.alone import alone
from benchmarks.web.crowd import crowd
from benchmarks.web.hour import hour
from benchmarks.web.pages import pages
from benchmarks.web.server import served

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("crowd", "alone", "hour", "pages")


def main(words: list[str] | None = None) -> int:
    """Prints the tables; 0 when every goal is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (all)")
    parser.add_argument("--people", type=int, default=50, help="how many sit at once (50)")
    given = parser.parse_args(words)
    wrong = [part for part in given.parts if part not in PARTS]
    if wrong:
        parser.error(f"there is no part '{wrong[0]}'; write one of: {', '.join(PARTS)}")
    measure = {
        "crowd": lambda: before(lambda address: asyncio.run(crowd(address, given.people))),
        "alone": lambda: before(lambda address: asyncio.run(alone(address))),
        "hour": hour,
        "pages": lambda: before(pages),
    }
    met = [measure[part]() for part in given.parts or PARTS]
    return 0 if all(met) else 1


def before(part: Callable[[str], bool]) -> bool:
    """Measures before a server of its own, with an empty database."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        return part(address)


if __name__ == "__main__":
    sys.exit(main())
