"""`hotseat debrief ID`: what came of a sitting: the verdict with its arithmetic, and everything that it rests on.

A sitting that is over but whose final design was never measured (the server was stopped) is measured first. Exit status
0, or 2 for a sitting that there is not, or a file that cannot be written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.cli.screen import console, plain_only, say, working
from hotseat.cli.sittings import add_database, found, opened
from hotseat.errors import SittingError

if TYPE_CHECKING:
    import argparse

    from hotseat.interview.debrief import Debrief
    from hotseat.interview.sitting import Sittings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat debrief`."""
    parser.add_argument("sitting", metavar="ID", help="the sitting, as `hotseat sittings` lists it")
    parser.add_argument("--calibration", metavar="NAME", help="grade it by another of the round's bars")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--html", metavar="FILE", help="write it as one HTML file as well, complete in itself")
    parser.add_argument("--designs", metavar="FOLDER", help="write every design that was run, for the replay commands")
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draws the debrief up, prints it, writes what was asked for."""
    with opened(arguments.database) as service:
        told = drawn_up(service, found(service, arguments.sitting), arguments.calibration)
    if arguments.html is not None:
        from hotseat.interview.debrief_html import debrief_html

        write(Path(arguments.html), debrief_html(told))
        print(f"debrief: {arguments.html}", file=sys.stderr)
    if arguments.designs is not None:
        write_designs(told, Path(arguments.designs))
    say(json_text(told) if arguments.json else text(told))
    return 0


def drawn_up(service: Sittings, sitting: str, calibration: str | None) -> Debrief:
    """The debrief; the final design is measured first where that was left undone."""
    from hotseat.interview.debriefing import debrief

    round_ = service.round_of(sitting)
    if calibration is not None and calibration not in round_.calibrations:
        names = ", ".join(round_.calibrations)
        raise SittingError(f"--calibration {calibration[:60]}: '{round_.slug}' has no such bar; write one of: {names}")
    view = service.peek(sitting)
    if view.finished and not is_examined(service, sitting):
        with working("measuring the final design") as work:
            service.listen_to_progress(lambda _sitting, _run, share: work.progress(share))
            view = service.view(sitting)
    return debrief(round_, service.events(sitting), view, calibration, changed=service.has_changed(sitting))


def is_examined(service: Sittings, sitting: str) -> bool:
    """Whether the final design was measured."""
    from hotseat.interview.events import Examined

    return any(isinstance(event.what, Examined) for event in service.events(sitting))


def json_text(told: Debrief) -> str:
    """The debrief as JSON, the same as the API's."""
    from hotseat.interview.plain import to_plain

    return json.dumps(to_plain(told), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def text(told: Debrief) -> str:
    """The debrief for the terminal."""
    from hotseat.interview.debrief_text import PLAIN, Signs, debrief_parts

    screen = console()
    with screen.capture() as captured:
        for place, part in enumerate(debrief_parts(told, signs=PLAIN if plain_only() else Signs())):
            if place:
                screen.print()
            screen.print(part)
    return captured.get()


def write_designs(told: Debrief, folder: Path) -> None:
    """Every design that was run, under the name that its replay command has."""
    from hotseat.interview.debrief_words import replays

    every = replays(told)
    for one in every:
        file = folder / one.file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SittingError(f"{file.parent} cannot be made: {error.strerror}") from None
        write(file, one.design)
    print(f"designs: {len(every)} in {folder}", file=sys.stderr)


def write(file: Path, content: str) -> None:
    """Writes a file; SittingError where it cannot be."""
    try:
        file.write_text(content, encoding="utf-8")
    except OSError as error:
        raise SittingError(f"{file} cannot be written: {error.strerror}") from None
