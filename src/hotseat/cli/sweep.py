"""`hotseat sweep FILE --vary PATH=RANGE`: a design over a grid of values, a row for each.

Exit status 0 when some row meets every objective, 1 when none does, 2 for wrong input.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.cli.analyses import add_many, many, show
from hotseat.cli.options import design_of, prices_of
from hotseat.errors import DesignError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.table import Table

    from hotseat.analysis.sweep import Row, Sweep
    from hotseat.cli.tables import Marks

DEFAULT = ("rate", "mean", "p99", "availability")
"""What is shown of each traffic where the design has no objectives."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat sweep`."""
    parser.add_argument("file", metavar="FILE", help="the design file")
    parser.add_argument(
        "--vary",
        dest="ranges",
        action="append",
        default=[],
        metavar="PATH=RANGE",
        help="values of a path: 4..64 (doubling), 4..64x4, 4..64+20, or 4,8,16; given twice, every combination",
    )
    parser.add_argument("--dask", metavar="ADDRESS", help="run on the workers of a Dask scheduler, as tcp://host:8786")
    add_many(parser, seeds=1, what="of each row")


def run(arguments: argparse.Namespace) -> int:
    """Sweeps and prints."""
    from hotseat.analysis.ranges import parse_vary
    from hotseat.design.overrides import set_values

    if not arguments.ranges:
        raise DesignError("hotseat sweep: what shall vary? write --vary nodes.sender.replicas=4..64")
    vary = {one.path: one.values for one in map(parse_vary, arguments.ranges)}
    if len(vary) < len(arguments.ranges):
        raise DesignError("--vary: a path stands there twice; write its values in one range, as 4,8,16")
    design = design_of(arguments, arguments.file)
    prices = prices_of(arguments, design, arguments.file)
    for path, values in vary.items():
        for value in values:
            set_values(
                design, [(path, value)]
            )  # a wrong path or value is said at once, before the engine is made ready
    from functools import partial

    from hotseat.analysis.sweep import sweep

    work = partial(sweep, design, vary, **many(arguments), prices=prices, dask=arguments.dask)
    found = show(arguments, f"sweeping {design.name}", work, parts)
    return 0 if any(row.met for row in found.rows) else 1


def parts(found: Sweep, marks: Marks) -> Iterator[RenderableType]:
    """The grid, and how many of its rows meet everything."""
    from rich.text import Text

    from hotseat.cli.stress import not_measured, seeds_text
    from hotseat.cli.words import span_text

    rows = f"{len(found.rows)} row{'s' * (len(found.rows) != 1)}"
    seeds = f"{rows}, {seeds_text(found.seeds)} each, {span_text(found.duration)} simulated"
    yield Text.assemble((found.design.name, "bold"), (f"\n{seeds}", "dim"))
    yield grid_table(found, marks)
    objectives = [one for row in found.rows for one in row.objectives]
    if any(not one.known for one in objectives):
        yield not_measured(found.design, objectives)
    if found.design.objectives:
        met = [row for row in found.rows if row.met]
        style = "bold green" if met else "bold red"
        first = f"; the first is {', '.join(f'{k}={v}' for k, v in met[0].values.items())}" if met else ""
        yield Text(f"{len(met)} of {len(found.rows)} rows meet every objective{first}.", style=style)


def grid_table(found: Sweep, marks: Marks) -> Table:
    """A line for each row: the values, then the objectives (or, without any, each traffic)."""
    from hotseat.cli.stress import SHOWN, heads, judged_cells, telling, wide
    from hotseat.cli.tables import dim, grid

    names = last_words(found.paths)
    rows = [row.objectives for row in found.rows]
    costs = shown_costs(found)
    places = telling(rows, SHOWN - bool(costs))
    columns = heads(rows, places) or [f"{name}\n{measure}" for name in found.design.traffic for measure in DEFAULT]
    columns += ["cost\na month"] if costs else []
    names = [name.replace(".", ".\n") if len(name) > 12 else name for name in names]
    table = grid(names[0], (names[0], *names[1:], *columns, ""))
    wide(table, len(names))
    for place, row in enumerate(found.rows):
        grown = "grows" if row.unstable else ""
        cells = judged_cells(row.objectives, places, marks) if places else plain_cells(found, row)
        table.add_row(*row.values.values(), *cells, *costs[place : place + 1], dim(grown))
    return table


def shown_costs(found: Sweep) -> list[str]:
    """Each row's cost, where it is known and no objective speaks of it (which has a column of its own)."""
    from hotseat.cli.words import money_text

    costs = [row.measures["design.cost"] for row in found.rows]
    if "design" in found.design.objectives or not any(map(math.isfinite, costs)):
        return []
    return [money_text(cost) for cost in costs]


def last_words(paths: tuple[str, ...]) -> list[str]:
    """As much of each path as tells it from the others, from its end: `sender.replicas`."""
    return [".".join(path.split(".")[-2:]) for path in paths]


def plain_cells(found: Sweep, row: Row) -> list[str]:
    """Each traffic of a row."""
    from hotseat.cli.words import measure_text

    names = [f"traffic.{name}.{measure}" for name in found.design.traffic for measure in DEFAULT]
    return [measure_text(name, row.measures[name]) for name in names]
