"""Axes: a range, a way to place a value in it, and ticks at round numbers.

A linear axis takes steps of 1, 2 or 5 times a power of ten, a time axis the steps of a clock (1, 2, 5, 10, 15, 30 s, then
minutes and hours), a logarithmic one the powers of ten, with 2 and 5 between them when there are few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotseat.report.words import Format, span

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOCK = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
FEW_DECADES = 1.6


@dataclass(frozen=True, slots=True)
class Axis:
    """A range from `low` to `high`, linear or logarithmic, with its ticks as (value, text)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value stands, 0 at the low end and 1 at the high; values outside stand at the nearer end."""
        if self.log:
            low, high, at = math.log(self.low), math.log(self.high), math.log(max(value, self.low))
        else:
            low, high, at = self.low, self.high, value
        return min(1.0, max(0.0, (at - low) / (high - low)))


def finite(values: Sequence[float]) -> list[float]:
    """The values that are numbers."""
    return [float(value) for value in values if math.isfinite(value)]


def linear_axis(largest: float, form: Format, *, ticks: int = 4) -> Axis:
    """From 0 to a round number at or above the largest."""
    top = largest if largest > 0 and math.isfinite(largest) else 1.0
    raw = top / ticks
    power: float = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= raw * 0.999999)
    number = math.ceil(top / step - 1e-9)
    return Axis(0.0, step * number, tuple((step * i, form(step * i)) for i in range(number + 1)))


def clock_axis(duration: float, *, ticks: int = 5) -> Axis:
    """From 0 to the end of a run, ticks at the steps of a clock."""
    length = duration if duration > 0 and math.isfinite(duration) else 1.0
    raw = length / ticks
    if raw < 1:
        power: float = 10.0 ** math.floor(math.log10(raw))
        step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw * 0.999999)
    else:
        step = next((float(size) for size in CLOCK if size >= raw), math.ceil(raw / 86400) * 86400.0)
    marks = [step * i for i in range(int(length / step * (1 + 1e-9)) + 1)]
    return Axis(0.0, length, tuple((mark, span(mark)) for mark in marks))


def log_axis(smallest: float, largest: float, form: Format) -> Axis:
    """Around two positive numbers, at least a decade wide, ticks at powers of ten (and 2 and 5 when few)."""
    low, high = (smallest, largest) if 0 < smallest <= largest < math.inf else (1e-3, 1.0)
    middle = math.sqrt(low * high)
    low, high = min(low / 1.15, middle / 3.2), max(high * 1.15, middle * 3.2)
    sizes = (1, 2, 5) if math.log10(high / low) < FEW_DECADES else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    step = max(1, len(powers) // 6)
    marks = [size * 10.0**power for power in powers if power % step == 0 for size in sizes]
    return Axis(low, high, tuple((mark, form(mark)) for mark in marks if low <= mark <= high), log=True)
