"""`hotseat compare A B`: two designs on the same random numbers, and what differs. Exit status 0, or 2 for wrong input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hotseat.cli.analyses import add_many, many, show
from hotseat.cli.options import design_of, prices_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rich.console import RenderableType
    from rich.table import Table

    from hotseat.analysis.compare import Comparison, Difference
    from hotseat.cli.tables import Marks


EVEN = 0.1
"""A node whose busiest replica or shard is busier by less than this is even."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hotseat compare`."""
    parser.add_argument("a", metavar="A", help="a design file")
    parser.add_argument("b", metavar="B", help="another; --set and --fault change both")
    add_many(parser, seeds=5, what="of each design")


def run(arguments: argparse.Namespace) -> int:
    """Compares and prints."""
    a, b = design_of(arguments, arguments.a), design_of(arguments, arguments.b)
    prices = {**prices_of(arguments, a, arguments.a), **prices_of(arguments, b, arguments.b)}
    from functools import partial

    from hotseat.analysis.compare import compare

    work = partial(compare, a, b, **many(arguments), prices=prices)
    show(arguments, "comparing", work, parts)
    return 0


def parts(found: Comparison, marks: Marks) -> Iterator[RenderableType]:
    """The tables, in reading order: what differs by subject, what does not in words, the objectives of both."""
    from rich.text import Text

    from hotseat.cli.words import span_text

    seeds = f"{len(found.seeds)} seeds, {span_text(found.duration)} each, the same random numbers for both"
    yield Text.assemble(
        ("A ", "dim"), (found.a.name, "bold"), ("\nB ", "dim"), (found.b.name, "bold"), (f"\n{seeds}", "dim")
    )
    told = worth_a_line([one for one in found.differences if one.verdict in ("more", "less")])
    if told:
        yield differences_table(told)
    else:
        yield Text("Nothing that was measured differs beyond chance.", style="bold")
    alike = [one for one in found.differences if one.verdict == "alike"]
    if alike:
        yield Text.assemble(("Not distinguishable from zero: ", "bold"), (", ".join(squeezed(alike)), "dim"))
    for verdict in ("only in A", "only in B"):
        alone = dict.fromkeys(subject_of(one.measure)[0] for one in found.differences if one.verdict == verdict)
        if alone:
            yield Text.assemble((f"{verdict[0].upper()}{verdict[1:]}: ", "bold"), (", ".join(alone), "dim"))
    if found.objectives_a or found.objectives_b:
        yield objectives_table(found, marks)


def differences_table(told: list[Difference]) -> Table:
    """One line for each measure that differs, under a line for each subject."""
    from hotseat.cli.tables import alarming, dim, grid
    from hotseat.cli.words import measure_text

    table = grid("What differs", ("", "A", "B", "B - A", "95% interval", "change"))
    subject = ""
    for one in told:
        here, last = subject_of(one.measure)
        if here != subject:
            table.add_row(alarming(here, wrong=False))
            subject = here
        low, high = (signed(one.measure, edge) for edge in one.ci95)
        table.add_row(
            f"  {last}",
            measure_text(one.measure, one.a),
            measure_text(one.measure, one.b),
            signed(one.measure, one.difference),
            dim(f"{low} to {high}"),
            change_of(one),
        )
    return table


def worth_a_line(told: list[Difference]) -> list[Difference]:
    """Without what says again what another line says: busy workers beside their share, the busiest part of an even node,
    what was completed beside as much that came.
    """
    by = {one.measure: one for one in told}

    def said(one: Difference) -> bool:
        place, _, last = one.measure.rpartition(".")
        came, share = by.get(f"{place}.arrivals"), by.get(f"{place}.utilisation")
        if last == "completions" and came is not None:
            return close(one.a, came.a) and close(one.b, came.b)
        if share is None or last not in ("busy_mean", "busiest"):
            return False
        return last == "busy_mean" or max(abs(one.a - share.a), abs(one.b - share.b)) < EVEN

    return [one for one in told if not said(one)]


def close(one: float, other: float) -> bool:
    """Whether two counts are the same to one part in two hundred."""
    return abs(one - other) <= 0.005 * max(abs(one), abs(other))


def change_of(one: Difference) -> str:
    """B - A as a share of A: `+4.7%`, `-0.03%`; nothing where A is nothing or the share says nothing any more."""
    share = one.difference / one.a if one.a else math.inf
    if abs(share) >= 100:
        return ""
    return f"{share:+.1%}" if abs(share) >= 0.001 else f"{share * 100:+.1g}%"


def subject_of(measure: str) -> tuple[str, str]:
    """`traffic.events.p99` -> (`traffic events`, `p99`)."""
    from hotseat.load.export import words_of

    kind, name, last = words_of(measure)
    word = {"effects": "effect", "spreads": "broadcast", "nodes": "node"}.get(kind, kind)
    return ("the design" if kind == "design" else f"{word} {name}"), last


def signed(measure: str, value: float) -> str:
    """A measure's difference with its sign: of shares in percentage points (`pp`), of rates by the second."""
    from hotseat.cli.words import KINDS, digits, measure_text, rate_text, share_text

    kind = KINDS.get(measure.rpartition(".")[2])
    if kind is share_text:
        return with_sign(value, points(value))
    return with_sign(value, f"{digits(abs(value))}/s" if kind is rate_text else measure_text(measure, abs(value)))


def signed_metric(metric: str, value: float) -> str:
    """A difference between what a metric measured, with its sign."""
    from hotseat.cli.words import metric_text
    from hotseat.design.thresholds import METRICS, family_of
    from hotseat.design.units import SHARE

    share = METRICS[family_of(metric)] is SHARE
    return with_sign(value, points(value) if share else metric_text(metric, abs(value)))


def points(share: float) -> str:
    """A difference of shares in percentage points: `4.62pp`."""
    from hotseat.cli.words import digits

    return f"{digits(abs(share) * 100)}pp"


def with_sign(value: float, text: str) -> str:
    """`+` or `-` before it; `-` alone for what is no number."""
    if not math.isfinite(value):
        return "-"
    return f"{'+' if value > 0 else '-' if value < 0 else ''}{text}"


def squeezed(alike: list[Difference]) -> Iterator[str]:
    """`traffic events (p50, p90)`: measures by subject."""
    by: dict[str, list[str]] = {}
    for one in alike:
        subject, last = subject_of(one.measure)
        by.setdefault(subject, []).append(last)
    for subject, measures in by.items():
        yield f"{subject} ({', '.join(measures)})"


def objectives_table(found: Comparison, marks: Marks) -> Table:
    """Each objective of either, met or missed by each."""
    from rich.text import Text

    from hotseat.cli.stress import judged_cell
    from hotseat.cli.tables import grid

    table = grid("Objectives", ("", "A", "B"))
    a = {one.name: one for one in found.objectives_a}
    b = {one.name: one for one in found.objectives_b}
    table.columns[0].max_width = 50
    for name in dict.fromkeys([*a, *b]):
        cells = []
        for side in (a, b):
            one = side.get(name)
            if one is None:
                cells.append(Text("not asked", style="dim"))
                continue
            cells.append(judged_cell(one, marks))
        table.add_row(name, *cells)
    return table
