"""`hotseat break`: run a handler under every small set of faults; exit status 0 every promise kept, 1 one broken, 2
bad input.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from hotseat.errors import LabError
from hotseat.fault.keys import read_faults
from hotseat.fault.lab import ablate, explore, replay
from hotseat.fault.report import as_data, write_report
from hotseat.fault.world import find_world

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat break`."""
    parser.add_argument("handler", metavar="HANDLER.py", help="the file that defines the round's functions")
    parser.add_argument("--round", required=True, metavar="NAME", help="the world it runs in, such as webhooks")
    parser.add_argument("--faults", metavar="TEXT", help="replay the run with exactly these faults")
    parser.add_argument("--ablate", action="store_true", help="take out one safeguard at a time: which promise dies")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--budget", type=int, metavar="FAULTS", help="all runs with at most so many faults (default: the round's)"
    )
    parser.add_argument(
        "--beyond", type=int, default=0, metavar="RUNS", help="so many random runs with more faults (default 0)"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=60.0,
        metavar="S",
        help="stop after so long and say what was covered (default 60)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the random runs (default 0)")
    parser.add_argument(
        "--processes",
        type=int,
        default=min(os.cpu_count() or 1, 8),
        metavar="N",
        help="worker processes (default: one a core)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Searches, replays or ablates, prints the report and returns the exit status."""
    world = find_world(arguments.round)
    if arguments.budget is not None and arguments.budget < 0:
        raise LabError(f"--budget: {arguments.budget} faults; write 0 or more")
    processes = max(1, arguments.processes)
    if arguments.ablate:
        print(ablate(world, arguments.handler, processes=processes).text())
        return 0
    if arguments.faults is not None:
        report = replay(world, arguments.handler, read_faults(arguments.faults))
    else:
        report = explore(
            world,
            arguments.handler,
            faults=arguments.budget,
            beyond=arguments.beyond,
            seconds=arguments.seconds,
            seed=arguments.seed,
            processes=processes,
        )
    if arguments.json:
        print(
            json.dumps(
                as_data(world, report.findings, report.explanations, handler=arguments.handler),
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        print(write_report(world, report.findings, report.explanations, handler=arguments.handler), end="")
    return 1 if report.findings.broken else 0
