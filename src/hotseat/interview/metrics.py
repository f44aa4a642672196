"""A prediction's measure (`charge: duplicates`), the unit that it is written in, and a guess read in that unit."""

from __future__ import annotations

from hotseat.design.quantities import format_quantity, parse_quantity
from hotseat.design.thresholds import METRICS, family_of
from hotseat.design.units import COUNT, MONEY, NUMBER, RATE, SHARE, SIZE, TIME, Unit

UNITS: dict[str, Unit] = {
    "time": TIME, "rate": RATE, "share": SHARE, "count": COUNT, "number": NUMBER, "size": SIZE, "money": MONEY,
}  # fmt: skip
"""The units of commitments and predictions, by the word that the round and the page use."""

WORDS: dict[Unit, str] = {unit: word for word, unit in UNITS.items()}


def unit_of(measure: str) -> Unit:
    """The unit of a measure's metric; a plain number where the metric is none that is known."""
    metric = measure.rpartition(":")[2].strip()
    return METRICS.get(family_of(metric), NUMBER)


def unit_word(measure: str) -> str:
    """The word of its unit: `time`, `count`, ..."""
    return WORDS[unit_of(measure)]


def read(text: str, unit: Unit) -> float:
    """A quantity as written, in base units; `200` and `50k` are numbers too. Raises ValueError with a sentence."""
    if unit is NUMBER and text.strip()[-1:] in ("k", "M"):
        unit = COUNT
    return float(parse_quantity(text, unit))


def written(value: float, unit: Unit) -> str:
    """The way people write it."""
    return format_quantity(value, unit) if unit is not COUNT else format_quantity(int(value), unit)
