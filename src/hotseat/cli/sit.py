"""`hotseat sit ROUND`: sit a round in the terminal, or have a script sit it.

The terminal sitting is the same sitting as the page's, on the same clock and in the same database: begin here, go on
there. Ctrl-C and the end of input leave it as it is; the last line says how to go on.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.cli.screen import console, say
from hotseat.cli.sittings import add_database, found, opened
from hotseat.errors import DesignError

if TYPE_CHECKING:
    import argparse

    from hotseat.interview.sitting import Sittings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which round, by which bar, from where."""
    parser.add_argument("round", nargs="?", metavar="ROUND", help="the round's name, as `hotseat rounds list` shows it")
    parser.add_argument("--calibration", metavar="NAME", help="whose bar to be graded by (default: the round's first)")
    parser.add_argument("--script", metavar="FILE", help="play this script instead of asking, and print the debrief")
    parser.add_argument("--resume", metavar="ID", help="go on with this sitting")
    add_database(parser)


def run(arguments: argparse.Namespace) -> int:
    """Sits the round; 0 unless the input is wrong."""
    if arguments.script is not None:
        if arguments.resume is not None:
            raise DesignError("--script and --resume: write one of them; a script begins a sitting of its own")
        return run_script(arguments)
    if (arguments.round is None) is (arguments.resume is None):
        raise DesignError("write `hotseat sit ROUND` to begin, or `hotseat sit --resume ID` to go on")
    with opened(arguments.database, runner=None) as service:
        from hotseat.cli.seat import Seat
        from hotseat.interview.runner import HereRunner

        runner = HereRunner(threads=1)
        service.probing.runner = runner
        if arguments.resume is None:
            sitting = service.create(arguments.round, arguments.calibration)
        else:
            sitting = found(service, arguments.resume)
        try:
            Seat(service, sitting, console()).sit()
        finally:
            service.leave()
            runner.close()
    return 0


def run_script(arguments: argparse.Namespace) -> int:
    """Plays a script, and prints the debrief."""
    with opened(arguments.database) as service:
        from dataclasses import replace

        from hotseat.interview.clock import ScriptedClock
        from hotseat.interview.playing import play
        from hotseat.interview.script import read_script

        script = read_script(Path(arguments.script))
        if arguments.round is not None and arguments.round != script.round:
            raise DesignError(f"{arguments.script} is a script for '{script.round}', not for '{arguments.round}'")
        if arguments.calibration is not None:
            script = replace(script, calibration=arguments.calibration)
        clock = ScriptedClock(time.time())
        service.clock = clock
        print_debrief(service, play(script, service, clock))
    return 0


def print_debrief(service: Sittings, sitting: str) -> None:
    """The debrief of a sitting that is over."""
    from hotseat.interview.debrief_text import debrief_parts
    from hotseat.interview.debriefing import debrief

    view = service.peek(sitting)
    told = debrief(service.round_of(sitting), service.events(sitting), view)
    screen = console()
    with screen.capture() as captured:
        for part in debrief_parts(told):
            screen.print(part)
    say(captured.get())
    print(f"hotseat debrief {sitting}", file=sys.stderr)
