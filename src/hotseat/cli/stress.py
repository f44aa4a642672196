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
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from hotseat.analysis.plan import Judged
    from hotseat.analysis.stress import Stress
    from hotseat.cli.tables import Marks

SHOWN = 4
"""How many objectives have a column of their own; one less where the others share a column."""


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

    rows = [point.objectives for point in found.points]
    places = telling(rows)
    table = grid("Load", ("", "completed", *heads(rows, places), ""))
    wide(table, 2)
    for point in found.points:
        grown = "grows" if point.unstable else ""
        cells = judged_cells(point.objectives, places, marks)
        table.add_row(f"{digits(point.factor)} x", rate_text(point.rate), *cells, dim(grown))
    return table


def wide(table: Table, names: int) -> None:
    """Makes room for a word in the columns of objectives, whose headings are folded at spaces."""
    for column in table.columns[names:-1]:
        if "other" not in str(column.header):
            column.no_wrap, column.overflow, column.min_width = False, "fold", 12


def telling(rows: Sequence[tuple[Judged, ...]]) -> list[int]:
    """The places of the objectives to show: those that some row misses before those that all meet."""
    if not rows:
        return []
    places = range(len(rows[0]))
    missed = [place for place in places if any(not row[place].met for row in rows)]
    shown = SHOWN if len(places) <= SHOWN else SHOWN - 1
    return sorted([*missed, *(place for place in places if place not in missed)][:shown])


def heads(rows: Sequence[tuple[Judged, ...]], places: list[int]) -> list[str]:
    """What stands over the columns: each objective, and how many others there are."""
    if not rows:
        return []
    names = [f"{rows[0][place].subject}\n{rows[0][place].threshold.text}" for place in places]
    others = len(rows[0]) - len(places)
    return [*names, f"{others} other{'s' * (others > 1)}"] if others else names


def judged_cells(row: tuple[Judged, ...], places: list[int], marks: Marks) -> Iterator[Text]:
    """A row's objectives: those shown, and all others in one cell."""
    from rich.text import Text

    for place in places:
        yield judged_cell(row[place], marks)
    others = [one for place, one in enumerate(row) if place not in places]
    if others:
        missed = sum(not one.met for one in others)
        yield Text(f"{missed} {marks.missed}" if missed else marks.met, style="bold red" if missed else "green")


def judged_cell(one: Judged, marks: Marks) -> Text:
    """A measured value, and whether it is good enough."""
    from rich.text import Text

    mark = marks.met if one.met else marks.missed
    value = value_text(one.threshold, one.measured) if math.isfinite(one.measured) else "-"
    return Text(f"{value} {mark}", style="green" if one.met else "bold red")
