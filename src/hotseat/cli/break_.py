"""`hotseat break`: run a handler under every small set of faults.

Exit status: 0 every promise kept within the budget, 1 one broken, 2 bad input, 130 interrupted: then the report says what
was covered until then.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
from typing import TYPE_CHECKING

from hotseat.errors import LabError
from hotseat.fault.keys import read_faults
from hotseat.fault.lab import ablate, explore, replay
from hotseat.fault.report import as_data, write_report
from hotseat.fault.search import BEYOND, EVERYTHING, INTERRUPTED
from hotseat.fault.world import find_world

if TYPE_CHECKING:
    from hotseat.fault.lab import Report
    from hotseat.fault.world import World


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
        "--beyond",
        type=_runs,
        default=BEYOND,
        metavar="RUNS",
        help=f"so many runs with more faults; 'all': for as long as --seconds allows (default {BEYOND})",
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
        report = _explore(world, arguments, processes)
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
    if report.findings.coverage.stopped == INTERRUPTED:
        return 130
    return 0 if report.kept else 1


def _runs(text: str) -> int:
    if text == "all":
        return EVERYTHING
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is no number of runs; write 0 or more, or 'all'")
    return int(text)


def _explore(world: World, arguments: argparse.Namespace, processes: int) -> Report:
    """Searches. The first Ctrl-C ends the search and lets it report; a second one ends everything."""
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = signal.signal(signal.SIGINT, ask) if threading.current_thread() is threading.main_thread() else None
    try:
        return explore(
            world,
            arguments.handler,
            faults=arguments.budget,
            beyond=arguments.beyond,
            seconds=arguments.seconds,
            seed=arguments.seed,
            processes=processes,
            stop=lambda: bool(asked),
        )
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
