"""`hotseat sittings`: the sittings of this machine: list, export, import, replay a run, show the design that ran.

Exit status of `replay`: 0 the evidence came out the same, byte for byte; 1 it did not.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.cli.options import whole
from hotseat.cli.screen import console, say
from hotseat.errors import DesignError, SittingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hotseat.interview.clock import Clock
    from hotseat.interview.runner import Runner
    from hotseat.interview.sitting import Sittings
    from hotseat.interview.view import SittingLine
    from hotseat.rounds.evidence import Evidence

WORDS = {"list": 0, "export": 2, "import": 1, "replay": 2, "design": 2, "delete": 1}
"""What can be done, and how many words follow it at most."""
NEEDED = WORDS | {"replay": 1}
USAGE = {
    "list": "hotseat sittings",
    "export": "hotseat sittings export ID FILE",
    "import": "hotseat sittings import FILE",
    "replay": "hotseat sittings replay ID [RUN]",
    "design": "hotseat sittings design ID RUN",
    "delete": "hotseat sittings delete ID",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which sitting."""
    parser.add_argument("what", nargs="?", default="list", choices=tuple(WORDS), help="what to do (default: list)")
    parser.add_argument("words", nargs="*", metavar="ID, FILE or RUN", help="; ".join(USAGE.values()))
    add_database(parser)


def add_database(parser: argparse.ArgumentParser) -> None:
    """Which database."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="the database: a file, or a URL (default: $HOTSEAT_DATABASE, else a file in your data folder)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Does it, and returns the exit status."""
    what, words = arguments.what, arguments.words
    if not NEEDED[what] <= len(words) <= WORDS[what]:
        raise DesignError(f"write it like `{USAGE[what]}`")
    with opened(arguments.database) as service:
        if what == "list":
            return print_list(service)
        if what == "import":
            return import_file(service, words[0])
        sitting = found(service, words[0])
        if what == "export":
            return export_file(service, sitting, words[1])
        if what == "design":
            say(service.design(sitting, number(words[1])))
            return 0
        if what == "delete":
            service.delete(sitting)
            return 0
        return replay(service, sitting, number(words[1]) if len(words) > 1 else None)


@contextlib.contextmanager
def opened(url: str | None, *, runner: Runner | None = None, clock: Clock | None = None) -> Iterator[Sittings]:
    """The sittings of a database; a missing extra is a sentence."""
    try:
        from hotseat.interview.runner import HereRunner
        from hotseat.interview.sitting import Sittings
        from hotseat.store.database import Store
    except ImportError as error:
        raise DesignError(
            f"sittings need the web extra: pip install 'hotseat[web]' ({error.name} is missing)"
        ) from None
    store = Store.open(url)
    try:
        yield Sittings(store, runner=runner or HereRunner(threads=0), clock=clock)
    finally:
        store.close()


def number(word: str) -> int:
    """A run's number."""
    import argparse

    try:
        return whole(word)
    except argparse.ArgumentTypeError as error:
        raise SittingError(f"{error} (a run is named by its number)") from None


def found(service: Sittings, word: str) -> str:
    """A sitting by its id, or by the beginning of it that no other one has."""
    near = [line.id for line in service.list() if line.id.startswith(word)]
    if len(near) == 1:
        return near[0]
    if near and word not in near:
        raise SittingError(f"{len(near)} sittings begin with '{word}'; write more of the id")
    if word not in near:
        raise SittingError(f"there is no sitting '{word[:64]}'; `hotseat sittings` lists those there are")
    return word


def print_list(service: Sittings) -> int:
    """One line a sitting, newest first."""
    from rich.table import Table

    lines = service.list()
    if not lines:
        say("no sittings yet; `hotseat sit ROUND` begins one\n")
        return 0
    table = Table(box=None, pad_edge=False)
    rows = [
        (one.id, one.round, one.began[:16].replace("T", " "), clock_text(one.elapsed), stands(one)) for one in lines
    ]
    for place, heading in enumerate(("id", "round", "began", "clock", "verdict")):
        widest = max(len(row[place]) for row in rows) if heading != "verdict" else None
        table.add_column(heading, no_wrap=heading != "verdict", min_width=widest)  # an id cut short would be of no use
    for row in rows:
        table.add_row(*row)
    screen = console()
    with screen.capture() as captured:
        screen.print(table)
    say(captured.get())
    for one in lines:
        if one.problem:
            print(f"{one.id}: {one.problem}", file=sys.stderr)
    return 0


def stands(one: SittingLine) -> str:
    """The verdict, and what may still change it; before the end, whether the clock is going."""
    if one.state != "finished":
        return f"({one.state})"
    if one.verdict is None:
        return "none yet: not measured"
    return f"{one.verdict}, {one.unmarked} to mark" if one.unmarked else one.verdict


def clock_text(seconds: float) -> str:
    """`9:30`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def export_file(service: Sittings, sitting: str, file: str) -> int:
    """Writes a sitting to a file; one that is there already is not written over."""
    data = service.export_(sitting)
    try:
        with Path(file).open("xb") as out:
            out.write(data)
    except FileExistsError:
        raise SittingError(f"{file} is there already; name another file") from None
    except OSError as error:
        raise SittingError(f"{file} cannot be written: {error.strerror}") from None
    print(f"{file}: {len(data) / 1000:.0f} kB", file=sys.stderr)
    return 0


def import_file(service: Sittings, file: str) -> int:
    """Takes a sitting from a file, and prints its new id."""
    from hotseat.interview.transfer import LARGEST

    try:
        with Path(file).open("rb") as opened:
            data = opened.read(LARGEST + 1)  # there are files without an end
    except OSError as error:
        raise SittingError(f"{file} cannot be read: {error.strerror}") from None
    try:
        say(service.import_(data) + "\n")
    except SittingError as error:
        raise SittingError(f"{file}: {error}") from None
    return 0


def replay(service: Sittings, sitting: str, only: int | None) -> int:
    """Runs recorded evidence again, and compares it to the byte."""
    from hotseat.interview.visible import visible

    same = True
    pieces = list(recorded(service, sitting, only))
    if not pieces:
        raise SittingError("nothing was measured in this sitting" if only is None else f"run {only} has no evidence")
    for name, evidence in pieces:
        verdict = again(service, sitting, evidence)
        same = same and not verdict
        print(visible(f"{name} ({evidence.probe}): {verdict or 'the same, byte for byte'}"))
    return 0 if same else 1


def recorded(service: Sittings, sitting: str, only: int | None) -> Iterator[tuple[str, Evidence]]:
    """Everything that was measured: runs, what was pushed, the examination after the end."""
    from hotseat.interview import events as log

    for event in service.events(sitting):
        match event.what:
            case log.RunEnded(run=run, evidence=evidence) if evidence is not None and only in (None, run):
                yield f"run {run}", evidence
            case log.Pushed() as pushed if only is None:
                yield f"pushback at event {event.seq}", pushed.evidence
            case log.Examined() as examined if only is None:
                yield from (("examination", one) for one in examined.evidence)


def again(service: Sittings, sitting: str, evidence: Evidence) -> str:
    """What differs when a probe is run again on the board that it was run on; nothing if it is all the same."""
    import json

    from hotseat import __version__
    from hotseat.design.reading import read_design
    from hotseat.interview import plain
    from hotseat.load.simulate import simulate
    from hotseat.rounds import probe

    if evidence.problem:
        return ""
    if evidence.engine != __version__:
        return f"measured by engine {evidence.engine}, this is {__version__}: not comparable"
    boards = service.boards(sitting)
    a_round = service.round_of(sitting)
    for text, held in boards:
        ready = probe.prepare(a_round, evidence.probe, text, seed=evidence.seed, held=held)
        if ready.digest == evidence.digest:
            fresh, _ = probe.run(ready)
            old, new = (json.dumps(plain.to_plain(one), sort_keys=True) for one in (evidence, fresh))
            return "" if old == new else "DIFFERENT from what was recorded"
    result = simulate(read_design(evidence.design), seed=evidence.seed)
    return "" if result.events == evidence.events else "DIFFERENT from what was recorded"
