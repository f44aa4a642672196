"""The table that every part prints its lines in: what was measured, its median, its 95th percentile, its goal, and
whether that was met.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all values do not pass: `share(values, 0.95)`."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def line(what: str, values: Sequence[float], goal: float, unit: str, *, part: float = 0.5) -> bool:
    """Prints one line, and says whether its goal was met: by the median, or by another `part` of the values."""
    met = share(values, part) < goal if part != 0.5 else median(values) < goal
    shown = f"median {number(median(values))}   p95 {number(share(values, 0.95))}   max {number(max(values))} {unit}"
    of = "" if part == 0.5 else f"p{part * 100:g} "
    print(f"{what:<58} {shown:<54} goal {of}< {goal:g} {unit}   {verdict(met)}", flush=True)
    return met


def number(value: float) -> str:
    """A number with about three figures."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def verdict(met: bool) -> str:
    """A word for it."""
    return "met" if met else "MISSED"
