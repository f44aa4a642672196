"""What the commands that make many runs have in common: their options, how they work and how they print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from hotseat.cli.options import add_changes, add_seed, count

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from rich.console import RenderableType

    from hotseat.cli.tables import Marks
    from hotseat.design.objectives import Threshold

Found = TypeVar("Found")


def add_many(parser: argparse.ArgumentParser, *, seeds: int, what: str) -> None:
    """The options of a command that makes many runs."""
    parser.add_argument(
        "--seeds",
        type=count,
        default=seeds,
        metavar="N",
        help=f"runs {what} (default {seeds}), each with a seed of its own",
    )
    add_seed(parser)
    add_changes(parser)
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def many(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options of `add_many` as an analysis takes them."""
    names = ("seeds", "seed", "duration", "warmup")
    return {name: getattr(arguments, name) for name in names}


def show(
    arguments: argparse.Namespace,
    label: str,
    work: Callable[..., Found],
    parts: Callable[[Found, Marks], Iterator[RenderableType]],
) -> Found:
    """Does the work under a progress bar and prints what it found, as JSON or as tables."""
    from hotseat.cli.screen import say, working

    with working(label) as progress:
        found = work(progress=progress.progress, stop=progress.stop)
        seconds = progress.seconds
        progress.over()
        say(json_text(found) if arguments.json else table_text(found, parts, seconds))
    return found


def json_text(found: object) -> str:
    """What was found, as JSON."""
    from hotseat.analysis.export import report_data
    from hotseat.load.export import pretty

    return pretty(report_data(found)) + "\n"


def table_text(found: Found, parts: Callable[[Found, Marks], Iterator[RenderableType]], seconds: float) -> str:
    """What was found, as tables, and how long it took."""
    from hotseat.cli.screen import console, plain_only
    from hotseat.cli.tables import Marks
    from hotseat.cli.words import digits

    screen = console()
    with screen.capture() as captured:
        for place, part in enumerate(parts(found, Marks(plain=plain_only()))):
            if place:
                screen.print()
            screen.print(part)
        if getattr(found, "unfinished", False):
            screen.print("\nInterrupted: this is what was measured until then.", style="bold yellow")
        screen.print(f"\n{digits(seconds)} s", style="dim")
    return captured.get()


def value_text(threshold: Threshold, value: float) -> str:
    """A measured value in its threshold's unit; `never` for a broadcast that did not reach everyone."""
    import math

    from hotseat.cli.words import metric_text

    if math.isinf(value):
        return "never"
    return metric_text(threshold.metric, value) if math.isfinite(value) else "not measured"
