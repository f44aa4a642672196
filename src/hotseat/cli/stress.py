"""`hotseat stress FILE`: the highest load that still meets every objective, and what breaks first.

Exit status 0 when the design bears its own load (factor 1), 1 when it does not, 2 for wrong input.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.cli.analyses import add_many, many, show, value_text
from hotseat.cli.options import design_of, prices_of, share

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from hotseat.analysis.plan import Judged
    from hotseat.analysis.stress import Point, Stress
    from hotseat.cli.tables import Marks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat stress`."""
    parser.add_argument("file", metavar="FILE", help="the design file")
    parser.add_argument(
        "--precision", type=share, default=0.03, metavar="SHARE", help="how closely to find the edge (default 3%%)"
    )
    add_many(parser, seeds=3, what="at each load")


def run(arguments: argparse.Namespace) -> int:
    """Searches and prints."""
    design = design_of(arguments, arguments.file)
    prices = prices_of(arguments, design, arguments.file)
    from functools import partial

    from hotseat.analysis.stress import stress

    work = partial(stress, design, precision=arguments.precision, **many(arguments), prices=prices)
    found = show(arguments, f"stressing {design.name}", work, parts)
    return 0 if found.highest is not None and found.highest.factor >= 1 else 1


def parts(found: Stress, marks: Marks) -> Iterator[RenderableType]:
    """The loads, what broke and why, and the verdict."""
    from rich.text import Text

    from hotseat.cli.words import span_text

    seeds = f"{len(found.seeds)} seeds at each load, {span_text(found.duration)} each"
    yield Text.assemble((found.design.name, "bold"), (f"\n{seeds}", "dim"))
    yield points_table(found, marks)
    for one in found.breaking:
        dash = "-" if marks.dot == "-" else "–"
        told = "".join(f"\n  {dash} {fact}" for fact in one.because)
        first = "Breaks first: " if one is found.breaking[0] else "Breaks too: "
        first = first if found.highest is not None else "Missed: "
        yield Text.assemble((first, "bold"), (one.name, "bold red"), told)
    yield verdict(found)


def verdict(found: Stress) -> Text:
    """One sentence: how much it bears."""
    from rich.text import Text

    from hotseat.cli.words import digits, rate_text

    what = "every objective" if found.design.objectives else "that nothing grows without bound"
    if found.highest is None:
        least = found.points[0] if found.points else None
        at = f" even at {digits(least.factor)} times its load: what breaks it is not the load" if least else ""
        return Text(f"It does not meet {what}{at}.", style="bold red")
    good, style = found.highest, "bold green" if found.highest.factor >= 1 else "bold red"
    text = f"Meets {what} up to {digits(good.factor)} times its load ({rate_text(good.rate)} completed)"
    if good.unstable:
        text += f", though {good.unstable[0].what} already grows without bound there"
    if found.lowest_broken is None:
        return Text(f"{text}; no higher load was tried.", style=style)
    return Text(f"{text}, no longer at {digits(found.lowest_broken.factor)} times.", style=style)


def points_table(found: Stress, marks: Marks) -> Table:
    """A line for each load that was tried, in order."""
    from hotseat.cli.tables import dim, grid
    from hotseat.cli.words import digits, rate_text

    names = [one.name for one in found.points[0].objectives] if found.points else []
    columns = [short(name) for name in names]
    table = grid("Load", ("", "completed", *columns, ""))
    for column in table.columns[2:]:
        column.no_wrap, column.overflow = False, "fold"
    for point in found.points:
        grown = "unstable" if point.unstable else ""
        table.add_row(f"{digits(point.factor)} x", rate_text(point.rate), *cells(point, marks), dim(grown))
    return table


def short(name: str) -> str:
    """`events: p(99) < 250ms` on two lines."""
    subject, _, threshold = name.partition(": ")
    return f"{subject}\n{threshold}"


def judged_cell(one: Judged, marks: Marks) -> Text:
    """A measured value, and whether it is good enough."""
    from rich.text import Text

    mark = marks.met if one.met else marks.missed
    value = value_text(one.threshold, one.measured) if math.isfinite(one.measured) else "-"
    return Text(f"{value} {mark}", style="green" if one.met else "bold red")


def cells(point: Point, marks: Marks) -> Iterator[Text]:
    """Each objective at one load."""
    for one in point.objectives:
        yield judged_cell(one, marks)
