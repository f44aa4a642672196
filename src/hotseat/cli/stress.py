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
    from hotseat.design.design import Design

SHOWN = 4
"""How many objectives have a column of their own; one less where the others share a column."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat stress`."""
    parser.add_argument("file", metavar="FILE", help="the design file")
    parser.add_argument(
        "--precision", type=share, default=0.03, metavar="SHARE", help="how closely to find the edge (default 3%%)"
    )
    parser.add_argument(
        "--most",
        type=factor,
        metavar="N",
        help="the highest factor to try, at whatever size (default 1024, while a run has at most 10 million requests)",
    )
    add_many(parser, seeds=3, what="at each load")


def factor(text: str) -> float:
    """A number from 1 to 1024."""
    import argparse

    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 1 <= value <= 1024:
        raise argparse.ArgumentTypeError(f"'{text[:40]}': write a number from 1 to 1024")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Searches and prints."""
    design = design_of(arguments, arguments.file)
    prices = prices_of(arguments, design, arguments.file)
    from functools import partial

    from hotseat.analysis.stress import stress

    work = partial(stress, design, precision=arguments.precision, most=arguments.most, **many(arguments), prices=prices)
    found = show(arguments, f"stressing {design.name}", work, parts)
    return 0 if found.highest is not None and found.highest.factor >= 1 else 1


def parts(found: Stress, marks: Marks) -> Iterator[RenderableType]:
    """The loads, what broke and why, and the verdict."""
    from rich.console import Group
    from rich.text import Text

    seeds = f"{seeds_text(found.seeds)} at each load, {lengths(found)} each"
    yield Text.assemble((found.design.name, "bold"), (f"\n{seeds}", "dim"))
    yield points_table(found, marks)
    missing = [*found.unmeasured, *(one for point in found.points for one in point.objectives)]
    if any(not one.known for one in missing):
        yield not_measured(found.design, missing, left_out=bool(found.unmeasured))
    for one in found.breaking:
        first = "Breaks first: " if one is found.breaking[0] else "Breaks too: "
        first = first if found.highest is not None else "Missed: "
        yield Group(Text.assemble((first, "bold"), (one.name, "bold red")), *facts(one.because, marks))
    yield verdict(found)


def facts(because: Sequence[str], marks: Marks) -> Iterator[RenderableType]:
    """A line for each, later lines of a long one set in."""
    from rich.table import Table

    for fact in because:
        line = Table.grid(padding=(0, 1))
        line.add_row(" -" if marks.dot == "-" else " –", fact)
        yield line


def verdict(found: Stress) -> Text:
    """One sentence: how much it bears."""
    from rich.text import Text

    from hotseat.cli.words import digits, rate_text

    what = "that nothing grows without bound"
    if any(point.objectives for point in found.points):
        what = "every objective that was measured" if found.unmeasured else "every objective"
    if found.highest is None:
        least = found.points[0] if found.points else None
        at = f" even at {digits(least.factor)} times its load: what breaks it is not the load" if least else ""
        return Text(f"It does not meet {what}{at}.", style="bold red")
    good, style = found.highest, "bold green" if found.highest.factor >= 1 else "bold red"
    text = f"Meets {what} up to {digits(good.factor)} times its load ({rate_text(good.rate)} completed)"
    if found.lowest_broken is None:
        return Text(f"{text}; {untried(found)}.{already_growing(found)}", style=style)
    return Text(
        f"{text}, no longer at {digits(found.lowest_broken.factor)} times.{already_growing(found)}", style=style
    )


def already_growing(found: Stress) -> str:
    """What grows without bound at the highest load that holds, and from where on: no objective speaks of it."""
    from hotseat.cli.words import digits

    if found.highest is None or not found.highest.unstable:
        return ""
    what = found.highest.unstable[0].what
    least = min(point.factor for point in found.points if any(one.what == what for one in point.unstable))
    return f" From {digits(least)} times on, {what} grows without bound."


def untried(found: Stress) -> str:
    """Why no higher load was tried."""
    from hotseat.cli.words import digits

    if found.too_large is None:
        return "no higher load was tried"
    at, requests = found.too_large
    larger = f"a run at {digits(at)} times has {digits(requests / 1e6)} million requests and was not tried"
    return f"{larger} (`--most {at:g}` does, `--for` makes runs shorter)"


def lengths(found: Stress) -> str:
    """How long the runs were: `60s`, or `10s to 74s`."""
    from hotseat.cli.words import span_text

    spans = sorted({point.duration for point in found.points} or {found.duration})
    return " to ".join(span_text(span) for span in dict.fromkeys((spans[0], spans[-1])))


def seeds_text(seeds: Sequence[int]) -> str:
    """`3 seeds`."""
    return f"{len(seeds)} seed{'s' * (len(seeds) != 1)}"


def not_measured(design: Design, objectives: Sequence[Judged], *, left_out: bool = False) -> Text:
    """A line for each objective that has nothing measured to be held to, and why."""
    from rich.text import Text

    from hotseat.load.unmeasured import why_unmeasured

    names = {one.name: one for one in objectives if not one.known}
    head = "Not measured, so left out: " if left_out else "Not measured, so not met: "
    lines = (f"{name} ({why_unmeasured(design, one.subject, one.threshold.metric)})" for name, one in names.items())
    return Text.assemble((head, "bold yellow"), "; ".join(lines))


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


def telling(rows: Sequence[tuple[Judged, ...]], most: int = SHOWN) -> list[int]:
    """The places of at most so many objectives to show: those that some row misses before those that all meet."""
    if not rows:
        return []
    places = range(len(rows[0]))
    missed = [place for place in places if any(not row[place].met for row in rows)]
    shown = most if len(places) <= most else most - 1
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
        missed = sum(one.known and not one.met for one in others)
        unknown = sum(not one.known for one in others)
        text = f"{missed} {marks.missed}" if missed else f"{unknown} ?" if unknown else marks.met
        yield Text(text, style="bold red" if missed else "yellow" if unknown else "green")


def judged_cell(one: Judged, marks: Marks) -> Text:
    """A measured value, and whether it is good enough."""
    from rich.text import Text

    if not one.known:
        return Text("not measured", style="yellow")
    mark = marks.met if one.met else marks.missed
    return Text(f"{value_text(one.threshold, one.measured)} {mark}", style="green" if one.met else "bold red")
