"""Numbers as people read them: three digits and a unit, the same on every part of the page.

Times climb from ns to hours, shares are percentages with as many decimals as their distance from 0 or 100 asks for
(99.95% is not 99.9%), counts have thousands set apart. What was not measured is a dash, never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from hotseat.design.thresholds import METRICS, family_of, parse_threshold
from hotseat.design.units import MONEY, NUMBER, RATE, SHARE, TIME, Unit

if TYPE_CHECKING:
    from hotseat.design.objectives import Threshold

NONE = "–"
"""What stands where nothing was measured."""
NEVER = "never"
"""What stands for a time that has no end."""

STEPS = ((1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s"), (60.0, "min"), (3600.0, "h"))
LARGEST_SECONDS = 120.0
LARGEST_MINUTES = 7200.0
TENS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))

Format = Callable[[float], str]


def digits(value: float, significant: int = 3) -> str:
    """A plain decimal with so many significant digits, trailing zeros kept, thousands set apart."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{significant - 1}e}")
    places = max(0, significant - 1 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{places}f}"


def seconds(value: float, significant: int = 3) -> str:
    """A measured time: `214 ms`, `1.23 s`; `never` for one without end."""
    if value == math.inf:
        return NEVER
    if not math.isfinite(value):
        return NONE
    if value == 0:
        return "0 s"
    scale, unit = _time_unit(float(f"{value:.{significant - 1}e}"))
    return f"{digits(value / scale, significant)} {unit}"


def span(value: float) -> str:
    """A moment or a duration that somebody wrote: as short as it is exact, `90 s`, `2 min`."""
    if not math.isfinite(value):
        return NONE
    scale, unit = _time_unit(value) if value else (1.0, "s")
    return f"{value / scale:.4g} {unit}"


def _time_unit(value: float) -> tuple[float, str]:
    """The unit for a time: the largest that leaves at least 1, but seconds up to 2 min and minutes up to 2 h."""
    size = abs(value)
    if 1 <= size < LARGEST_SECONDS:
        return STEPS[3]
    if LARGEST_SECONDS <= size < LARGEST_MINUTES:
        return STEPS[4]
    return next((step for step in reversed(STEPS) if size >= step[0] * 0.9999999), STEPS[0])


def share(value: float) -> str:
    """A share of 1 as a percentage, with two digits of its distance to 0% or 100%."""
    if not math.isfinite(value):
        return NONE
    percent = value * 100
    distance = min(abs(percent), abs(100 - percent))
    if distance < 1e-9:
        return f"{percent:.0f}%"
    places = min(6, max(1, 1 - math.floor(math.log10(distance))))
    return f"{percent:.{places}f}%"


def part(value: float) -> str:
    """A share of 1 where one decimal says enough: a part of a sum, a tick."""
    return f"{value * 100:.1g}%" if round(value * 100, 1) == 0 else f"{round(value * 100, 1):g}%"


def count(value: float) -> str:
    """A whole number in full, a mean with three digits."""
    if not math.isfinite(value):
        return NONE
    return f"{value:,.0f}" if value == int(value) else digits(value)


def short(value: float) -> str:
    """A number for an axis: `250`, `1.5 k`, `2 M`."""
    scale, unit = next(((size, name) for size, name in TENS if abs(value) >= size), (1.0, ""))
    return f"{value / scale:.4g}{' ' if unit else ''}{unit}"


def rate(value: float) -> str:
    """So many a second."""
    return f"{count(value)}/s" if math.isfinite(value) else NONE


def money(value: float) -> str:
    """An amount in the price sheet's currency."""
    return f"{value:,.2f}" if math.isfinite(value) else NONE


FORMATS: dict[Unit, Format] = {TIME: seconds, SHARE: share, NUMBER: count, RATE: rate, MONEY: money}


def format_of(threshold: Threshold | None) -> Format:
    """How to write what a threshold speaks of."""
    return FORMATS[METRICS[family_of(threshold.metric)]] if threshold else count


def threshold_of(text: str) -> Threshold | None:
    """The threshold that a text says; None where it says none."""
    try:
        return parse_threshold(text)
    except ValueError:
        return None


def interval(bounds: tuple[float, float], form: Format) -> str:
    """A 95% interval, `210 ms to 218 ms`; a dash where the run was too short to have one.

    Nothing that Hotseat measures can be below 0, so an interval does not go there either.
    """
    low, high = bounds
    return f"{form(max(0.0, low))} to {form(high)}" if math.isfinite(low) and math.isfinite(high) else NONE


def plural(number: int, noun: str) -> str:
    """`1 objective`, `3 objectives`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
