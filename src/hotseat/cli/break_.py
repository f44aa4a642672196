"""`hotseat break`: run a handler under every small set of faults.

Exit status: 0 every promise kept within the budget, 1 one broken, 2 bad input, 130 interrupted: then the report says what
was covered until then.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.errors import LabError
from hotseat.fault.html import page
from hotseat.fault.keys import read_faults
from hotseat.fault.lab import ablate, explore, replay
from hotseat.fault.mermaid import mermaid
from hotseat.fault.picture import draw
from hotseat.fault.report import as_data, promise_texts, write_report
from hotseat.fault.search import BEYOND, EVERYTHING, INTERRUPTED
from hotseat.fault.svg import svg as draw_svg
from hotseat.fault.world import find_world

if TYPE_CHECKING:
    from hotseat.fault.lab import Report
    from hotseat.fault.picture import Picture
    from hotseat.fault.world import World


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat break`."""
    parser.add_argument("handler", metavar="HANDLER.py", help="the file that defines the round's functions")
    parser.add_argument("--round", required=True, metavar="NAME", help="the world it runs in, such as webhooks")
    parser.add_argument("--faults", metavar="TEXT", help="replay the run with exactly these faults")
    parser.add_argument("--ablate", action="store_true", help="take out one safeguard at a time: which promise dies")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--mermaid", action="store_true", help="print the pictures as Mermaid text")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as one page that needs no network")
    parser.add_argument(
        "--svg", type=Path, metavar="FILE", help="write the picture; of a second broken promise, beside it"
    )
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
    drawn = next((name for name in ("html", "svg", "mermaid") if getattr(arguments, name)), "")
    if arguments.ablate and drawn:
        raise LabError(f"--{drawn}: there is no picture of an ablation; leave out --ablate or --{drawn}")
    if arguments.ablate:
        print(ablate(world, arguments.handler, processes=processes).text())
        return 0
    if arguments.faults is not None:
        report = replay(world, arguments.handler, read_faults(arguments.faults))
    else:
        report = _explore(world, arguments, processes)
    _write(report, html=arguments.html, svg=arguments.svg)
    _print(report, as_json=arguments.json, as_mermaid=arguments.mermaid)
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


def _print(report: Report, *, as_json: bool, as_mermaid: bool) -> None:
    if as_json:
        data = as_data(report.world, report.findings, report.explanations, handler=report.handler)
        print(json.dumps(data, indent=2, ensure_ascii=False))
    elif as_mermaid:
        for picture in _pictures(report).values():
            print(f"%% {picture.title}\n{mermaid(picture)}", end="")
    else:
        print(write_report(report.world, report.findings, report.explanations, handler=report.handler), end="")


def _pictures(report: Report) -> dict[str, Picture]:
    texts = promise_texts(report.world)
    return {id_: draw(explanation, texts[id_]) for id_, explanation in report.explanations.items()}


def _write(report: Report, *, html: Path | None, svg: Path | None) -> None:
    if html is not None:
        _save(html, page(report), "--html")
    if svg is None:
        return
    pictures = _pictures(report)
    for number, (promise, picture) in enumerate(pictures.items()):
        _save(svg if number == 0 else svg.with_stem(f"{svg.stem}-{promise}"), draw_svg(picture), "--svg")
    if not pictures:
        print(f"--svg: every promise is kept, so there is nothing to draw; {svg} is not written", file=sys.stderr)


def _save(path: Path, text: str, option: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LabError(f"{option}: {path} cannot be written: {error.strerror}") from error
    print(f"wrote {path}", file=sys.stderr)
