"""Objectives as text: `p(99) < 250ms`, `availability >= 99.9%`, `queue max <= 500`, read into a Threshold.

Which metrics exist, and in which unit each is measured, stands in `METRICS`; which subject has which, in the module
docstring of `objectives.py` and, as data, in `SUBJECTS`.
"""

from __future__ import annotations

import difflib
import re
from typing import cast

from hotseat.design.objectives import Operator, Threshold
from hotseat.design.quantities import format_quantity, parse_quantity
from hotseat.design.units import MONEY, NUMBER, SHARE, TIME, Unit

METRICS: dict[str, Unit] = {
    "p(N)": TIME, "mean": TIME, "max": TIME, "failed": SHARE, "availability": SHARE, "stale": SHARE,
    "staleness p(N)": TIME, "lost": NUMBER, "duplicates": NUMBER, "out_of_order": NUMBER, "pending": NUMBER,
    "unasked": NUMBER, "spread p(N)": TIME, "spread max": TIME, "utilisation": SHARE, "queue mean": NUMBER,
    "queue max": NUMBER, "rejected": NUMBER, "hit_ratio": SHARE, "lost_writes": NUMBER, "dead_letters": NUMBER,
    "cost": MONEY,
}  # fmt: skip
"""Every metric and its unit; `p(N)` stands for any percentile."""

SUBJECTS: dict[str, tuple[str, ...]] = {
    "traffic": ("p(N)", "mean", "max", "failed", "availability", "stale", "staleness p(N)"),
    "effect": ("lost", "duplicates", "out_of_order", "pending", "unasked", "p(N)", "mean"),
    "broadcast": ("spread p(N)", "spread max"),
    "node": ("utilisation", "queue mean", "queue max", "rejected", "hit_ratio", "lost_writes", "dead_letters"),
    "design": ("cost",),
}
"""The metrics that each kind of subject has."""

_FORM = re.compile(r"\s*(.+?)\s*(<=|>=|==|=|<|>|!=)\s*(.+?)\s*", re.DOTALL)
_PERCENTILE = re.compile(r"p\s*\(?\s*(\d{1,3}(?:\.\d{1,12})?)\s*\)?")


def parse_threshold(text: str) -> Threshold:
    """A Threshold from text; raises ValueError with a sentence."""
    match = _FORM.fullmatch(text) if len(text) <= 200 else None
    if match is None:
        raise ValueError(f"'{text[:40]}' is not a threshold; write it like `p(99) < 250ms`")
    metric = _metric(match.group(1))
    if match.group(2) not in ("<", "<=", ">", ">=", "=="):
        raise ValueError(f"'{match.group(2)}' compares nothing here; write one of < <= > >= ==")
    try:
        value = float(parse_quantity(match.group(3), METRICS[family_of(metric)]))
    except ValueError as error:
        raise ValueError(f"'{text}': {error}") from None
    return Threshold(metric, cast("Operator", match.group(2)), value, text)


def format_threshold(threshold: Threshold) -> str:
    """The text of a threshold: as it was written where that still says the same, else composed."""
    try:
        if parse_threshold(threshold.text) == threshold:
            return threshold.text
    except ValueError:
        pass
    unit = METRICS[family_of(threshold.metric)]
    return f"{threshold.metric} {threshold.operator} {format_quantity(threshold.value, unit)}"


def family_of(metric: str) -> str:
    """The metric's entry in METRICS: `p(99.9)` -> `p(N)`."""
    return re.sub(r"p\([0-9.]+\)", "p(N)", metric)


def _metric(written: str) -> str:
    """The metric in its one spelling, `p(99)`; raises ValueError with the nearest."""
    words = written.split(None, 1)
    name = " ".join(words)
    tail = words[-1] if words[0] in ("staleness", "spread") and len(words) == 2 else written.strip()
    match = _PERCENTILE.fullmatch(tail)
    if match:
        if not 0 <= float(match.group(1)) <= 100:
            raise ValueError(f"'{tail}' is no percentile: it goes from p(0) to p(100)")
        prefix = f"{words[0]} " if tail != written.strip() else ""
        name = f"{prefix}p({match.group(1)})"
    if family_of(name) in METRICS and "N" not in name:
        return name
    near = difflib.get_close_matches(name, METRICS, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "there are: " + ", ".join(METRICS)
    raise ValueError(f"'{name[:40]}' is not a metric; {hint}")
