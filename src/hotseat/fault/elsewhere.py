"""The same runs in other processes, each with another hash seed.

Within one process a set of strings has one order, so a handler that goes through a set looks reproducible, and its replay
fails for whoever tries it next. Hence a few runs are played again in processes whose strings have other hashes. Not to be
had in a browser, where there are no processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.errors import LabError
from hotseat.fault.bench import compare, make_bench
from hotseat.fault.keys import read_faults, write_faults
from hotseat.fault.world import find_world

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hotseat.fault.keys import FaultSet

HASH_SEEDS = ("1", "2", "3")
PATIENCE = 60.0
"""Seconds after which such a process is given up."""


def check_elsewhere(world: str, handler: str, sets: Iterable[FaultSet], histories: Sequence[list[str]]) -> None:
    """Plays the runs of `sets` in other processes. Raises LabError, with the first difference, where one does not go as
    `histories` say.
    """
    wanted = json.dumps([write_faults(faults) for faults in sets])
    processes = [_start(world, handler, wanted, seed) for seed in HASH_SEEDS]
    try:
        for process in processes:
            said, _ = process.communicate(timeout=PATIENCE)
            answers: list[list[str]] = json.loads(said) if process.returncode == 0 else []
            for here, there in zip(histories, answers, strict=False):
                difference = compare(here, there)
                if difference:
                    raise LabError(
                        f"{Path(handler).name}, line 1: the same run goes another way in another process: {difference}; "
                        "does it go through a set, or use hash()? sort it first"
                    )
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _start(world: str, handler: str, wanted: str, seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 (our own module, run by the interpreter that runs us)
        [sys.executable, "-m", "hotseat.fault.elsewhere", world, handler, wanted],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def main(world: str, handler: str, wanted: str) -> None:
    """Plays the runs and prints their lines as JSON."""
    bench = make_bench(find_world(world), handler)
    sets = [read_faults(text) for text in json.loads(wanted)]
    sys.stdout.write(json.dumps([bench.run(faults).run.lines() for faults in sets]))


if __name__ == "__main__":
    main(*sys.argv[1:])
